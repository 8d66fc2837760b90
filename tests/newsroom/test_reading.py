"""The form of something as it is shown to those who may only read it."""

from articles.models import RichText
from civitas_cms import roles
from tests.factories import RichTextFactory, ready_article, staff
from tests.newsroom.base import AdminTestCase, url_of
from tests.newsroom.effective_states import bring_to


class ReaderTests(AdminTestCase):
    def setUp(self):
        self.client.force_login(staff(roles.CONTRIBUTOR))
        self.article = ready_article(title="Night trains")
        self.address = url_of(self.article)

    def test_what_is_public_reads_as_text_without_empty_lists(self):
        RichTextFactory(parent=self.article, text="<h2>Three lines</h2><p>They stop in Ghent.</p>")
        bring_to(self.article, "published")
        page = self.client.get(self.address)
        self.assertContains(page, "<h2>Three lines</h2>")
        self.assertNotContains(page, "&lt;h2&gt;")
        shown = {inline.opts.model for inline in page.context["inline_admin_formsets"]}
        self.assertEqual(shown, {RichText})
