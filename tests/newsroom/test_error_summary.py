"""A refused form says what is wrong, and where."""

from articles.models import Article
from civitas_cms.publishing.models import State
from tests.factories import ArticleFactory, DayFactory, LinkFactory, SessionFactory
from tests.newsroom.base import AdminTestCase, url_of


class ErrorSummaryTests(AdminTestCase):
    def refused(self, item, **changes):
        """Send the form of ``item`` with ``changes``; return its answer and what the list of errors says."""
        address = url_of(item)
        response = self.save(address, self.form_fields(address), **changes)
        return response, [(each.place, each.element) for each in response.context["problems"]]

    def test_a_field_of_the_item_and_one_of_a_block_are_named_with_links_to_them(self):
        article = ArticleFactory(state=State.PUBLISHED)
        LinkFactory(parent=article)
        response, found = self.refused(article, **{"title": "", "articles_link_set-0-url": "https://"})
        self.assertEqual(found, [("Title", "id_title"), ("Link, Address", "id_articles_link_set-0-url")])
        self.assertContains(response, '<a href="#id_title">Title: This field is required.</a>', html=True)
        self.assertContains(response, "because of 2 errors")
        self.assertEqual(Article.objects.get().title, article.title)

    def test_what_is_wrong_with_several_rows_leads_to_these_rows(self):
        day = SessionFactory(day=DayFactory()).day
        _response, found = self.refused(day.conference, **{"days-0-DELETE": "on"})
        self.assertEqual(found, [("Day", "days-group")])

    def test_a_row_that_is_to_be_deleted_has_no_errors(self):
        article = ArticleFactory(state=State.PUBLISHED)
        LinkFactory(parent=article)
        changes = {"title": "", "articles_link_set-0-url": "", "articles_link_set-0-DELETE": "on"}
        self.assertEqual(self.refused(article, **changes)[1], [("Title", "id_title")])

    def test_a_form_without_errors_has_no_list(self):
        self.assertNotContains(self.client.get(url_of(ArticleFactory())), "error-summary")
