"""A new item like another: the same content, a life of its own."""

from django.contrib.auth.models import Permission

from articles.models import Article
from civitas_cms.publishing.models import Revision, State
from events.models import Conference, Session
from tests.factories import ArticleFactory, QuoteFactory, SessionFactory, UserFactory

from .base import AdminTestCase, url_of


class DuplicatingTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Newsletter 7", slug="newsletter-7")
        self.quote = QuoteFactory(parent=self.article, words="Trams for all")

    def duplicate(self, item=None, **values):
        return self.client.post(url_of(item or self.article, "duplicate"), values, follow=True)

    def test_a_copy_is_a_draft_with_the_same_blocks_and_a_url_of_its_own(self):
        self.assertEqual(self.article.state, State.PUBLISHED)
        response = self.duplicate()
        copy = Article.objects.exclude(pk=self.article.pk).get()
        self.assertEqual((copy.title, copy.state), ("Copy of Newsletter 7", State.DRAFT))
        self.assertNotEqual(copy.slug, self.article.slug)
        quote = copy.articles_quote_set.get()
        self.assertEqual((quote.words, quote.speaker), (self.quote.words, self.quote.speaker))
        self.assertNotEqual((quote.pk, quote.uuid), (self.quote.pk, self.quote.uuid))
        self.assertRedirects(response, f"{url_of(copy)}#id_title")  # where the cursor is

    def test_its_history_says_what_it_was_made_like(self):
        self.duplicate()
        copy = Article.objects.exclude(pk=self.article.pk).get()
        self.assertIn("Newsletter 7", Revision.objects.of(copy).get().comment)

    def test_a_conference_is_copied_with_its_programme(self):
        session = SessionFactory()
        conference = session.day.conference
        self.duplicate(conference, title="Again", starts_on="2041-06-12", with_sessions="on")
        copy = Conference.objects.exclude(pk=conference.pk).get()
        self.assertEqual(Session.objects.get(day__conference=copy).title, session.title)
        self.assertEqual(Session.objects.filter(day__conference=conference).count(), 1)

    def test_a_long_title_is_cut(self):
        Article.objects.update(title="x" * 250)
        self.duplicate()
        self.assertEqual(len(Article.objects.exclude(pk=self.article.pk).get().title), 250)

    def test_who_may_add_none_is_refused_and_not_offered_it(self):
        reader = UserFactory(is_staff=True)
        reader.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "change_article"]))
        self.client.force_login(reader)
        self.assertEqual(self.duplicate().status_code, 403)
        self.assertNotContains(self.client.get(url_of(self.article)), "/duplicate/")

    def test_only_a_form_that_was_sent_makes_one(self):
        self.assertEqual(self.client.get(url_of(self.article, "duplicate")).status_code, 405)
