"""What is published opens to be read, with one button to change it; what shows at once is asked for, and says so."""

from articles.models import Article
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import working_copy_of
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.factories import ArticleFactory, RichTextFactory, staff
from tests.newsroom.base import AdminTestCase, url_of

LIVE = "What you save is public at once."


class OpeningForReadingTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Live title")
        RichTextFactory(parent=self.article, text="<p>Live words</p>")
        self.address = url_of(self.article)
        self.client.force_login(staff(EDITOR))

    def test_what_is_published_opens_to_be_read_with_one_coloured_button(self):
        page = self.client.get(self.address)
        self.assertContains(page, "Live words")
        self.assertContains(page, "for-reading")  # which hides the buttons that save
        self.assertContains(page, LIVE)
        self.assertContains(page, 'class="button default" form="edit-as-draft"')
        self.assertNotContains(page, 'class="default"')
        self.client.post(url_of(self.article, "edit_as_draft"))
        self.assertIsNotNone(working_copy_of(self.article))

    def test_a_correction_that_shows_at_once_says_so_and_is_no_coloured_button(self):
        page = self.client.get(self.address, {"correct": "1"})
        self.assertNotContains(page, "for-reading")
        self.assertContains(page, LIVE)
        self.assertContains(page, 'name="_save"')
        self.assertNotContains(page, 'class="default"')
        response = self.client.post(
            f"{self.address}?correct=1", self.form_fields(self.address) | {"title": "Corrected", "_continue": "1"}
        )
        self.assertRedirects(response, f"{self.address}?correct=1")
        self.assertEqual(Article.objects.get().title, "Corrected")

    def test_steps_are_taken_from_the_page_that_only_shows_the_item(self):
        fields = self.fields_of(self.client.get(self.address))
        response = self.client.post(self.address, fields | {"_unpublish": "Unpublish"}, follow=True)
        self.article.refresh_from_db()
        self.assertEqual((self.article.state, self.article.title), (State.DRAFT, "Live title"))
        self.assertContains(response, 'name="title"')  # nobody sees it any more: it is a form again

    def test_its_preview_shows_what_is_there(self):
        fields = self.fields_of(self.client.get(self.address))
        self.assertContains(self.client.post(url_of(self.article, "preview"), fields), "Live words")

    def test_who_may_not_publish_proposes_changes_and_corrects_nothing(self):
        self.client.force_login(staff(CONTRIBUTOR))
        page = self.client.get(self.address, {"correct": "1"})
        self.assertNotContains(page, 'name="title"')
        self.assertContains(page, "Propose changes")
        self.assertNotContains(page, "?correct=1")
        fields = {"title": "Vandal", "_unpublish": "Unpublish"}
        self.client.post(self.address, fields)
        self.assertTrue(Article.objects.filter(title="Live title", state=State.PUBLISHED).exists())
