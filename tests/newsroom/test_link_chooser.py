"""What links in texts may lead to."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DocumentFactory,
    PageFactory,
    PictureFactory,
    ProjectFactory,
    RichTextFactory,
    SpeakerFactory,
    UserFactory,
)

from .base import AdminTestCase


class LinkChooserTests(AdminTestCase):
    def found(self, text=""):
        response = self.client.get("/admin/links/", {"q": text})
        self.assertEqual(response.status_code, 200)
        return {option["url"]: option for option in response.json()["options"]}

    def test_pages_of_all_kinds_and_documents_are_found_by_folded_words_of_their_titles(self):
        rows = [
            ArticleFactory(title="Ozoliņa in Rīga"),
            PageFactory(title="Rīga and Ozoliņa"),
            ConferenceFactory(title="With Ozoliņa to Rīga"),
            SpeakerFactory(given_name="Rīga", family_name="Ozoliņa"),
            ProjectFactory(acronym="OZOLIŅA-RĪGA"),
        ]
        document = DocumentFactory(title="Ozoliņa, Rīga: the slides")
        PictureFactory(title="Ozoliņa in Rīga")
        ArticleFactory(title="Something else", summary="Ozoliņa in Rīga")
        self.assertEqual(
            set(self.found("ozolina riga")), {document.file.url, *(row.get_absolute_url() for row in rows)}
        )

    def test_what_is_called_just_so_comes_first_and_drafts_are_marked(self):
        ArticleFactory(title="Trams in Ghent", slug="newer")
        ArticleFactory(title="Trams", slug="draft", state=State.DRAFT, publish_at=None)
        found = self.found("trams")
        self.assertEqual(list(found), ["/news/draft/", "/news/newer/"])
        self.assertEqual([option["note"].endswith("not public") for option in found.values()], [True, False])

    def test_working_copies_are_not_among_them(self):
        article = ArticleFactory(title="Trams")
        make_working_copy(article, self.administrator)
        self.assertEqual(list(self.found("trams")), [article.get_absolute_url()])

    def test_people_find_what_they_may_see(self):
        ArticleFactory()
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.found(), {})
        self.client.logout()
        self.assertEqual(self.client.get("/admin/links/").status_code, 302)

    def test_the_queries_do_not_grow_with_what_is_found(self):
        ArticleFactory()
        self.found("address")
        with CaptureQueriesContext(connection) as few:
            self.found("a")
        ArticleFactory.create_batch(10)
        ConferenceFactory.create_batch(3)
        with self.assertNumQueries(len(few)):
            self.found("a")

    def test_a_link_survives_a_change_of_address(self):
        goal = ArticleFactory(slug="former-address")
        text = RichTextFactory(text='<p><a href="/news/former-address/">Trams</a></p>')
        goal = Article.objects.get(pk=goal.pk)
        goal.slug = "new-address"
        goal.save()
        self.client.logout()
        page = self.client.get(text.parent.get_absolute_url())
        self.assertContains(page, 'href="/news/former-address/"')
        self.assertRedirects(self.client.get("/news/former-address/"), "/news/new-address/", 301)
