"""A form whose item is deleted meanwhile: the editor is told, and makes a new item of what was typed."""

from articles.models import Article, Quote, RichText
from civitas_cms.publishing.working_copies import make_working_copy
from tests.admin.base import AdminTestCase, fields_of_form
from tests.admin.test_history import address_of
from tests.factories import ArticleFactory, QuoteFactory, RichTextFactory, SpeakerFactory

ADD = "/admin/articles/article/add/"


class GoneTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Night buses", slug="night-buses")
        RichTextFactory(parent=self.article, text="<p>They run till one.</p>")
        QuoteFactory(parent=self.article, words="Nobody waits alone.")
        self.address = address_of(self.article)

    def delete(self):
        self.client.post(f"{self.address.removesuffix('change/')}delete/", {"post": "yes"})

    def save_after_deletion(self):
        """Return the answer to a form that was opened before its article was deleted, with new words in two places."""
        form = self.client.get(self.address)
        self.delete()
        changes = {"title": "Night buses and trams", "articles_richtext_set-0-text": "<p>They run till three.</p>"}
        return self.client.post(self.address, self.fields_of(form) | changes | {"_continue": "1"})

    def test_who_saves_is_told_who_deleted_it_and_sees_all_that_was_typed(self):
        page = self.save_after_deletion()
        self.assertContains(page, "“Night buses” was deleted by", status_code=410)
        for words in ("Night buses and trams", "They run till three.", "Nobody waits alone."):
            self.assertContains(page, words, status_code=410)

    def test_what_was_typed_becomes_a_new_article_with_its_blocks(self):
        page = self.save_after_deletion()
        form = self.client.post(ADD, fields_of_form(page, "make_new"))
        self.assertContains(form, "Your changes are back in the form.")
        self.assertFalse(Article.objects.exists())
        response = self.client.post(ADD, self.fields_of(form) | {"_continue": "1"})
        self.assertEqual(response.status_code, 302, response.context and response.context.get("errors"))
        article = Article.objects.get()
        self.assertEqual((article.title, article.slug), ("Night buses and trams", "night-buses"))
        self.assertEqual(RichText.objects.get(parent=article).text, "<p>They run till three.</p>")
        self.assertEqual(Quote.objects.get(parent=article).words, "Nobody waits alone.")

    def test_its_address_leads_to_what_was_deleted(self):
        self.delete()
        page = self.client.get(self.address)
        self.assertContains(page, "/admin/articles/article/deleted/", status_code=410)
        self.assertNotContains(page, 'id="make_new"', status_code=410)

    def test_a_speaker_that_was_deleted_is_not_lost_either(self):
        speaker = SpeakerFactory(family_name="Ozoliņa")
        form = self.client.get(address_of(speaker))
        address = address_of(speaker)
        speaker.delete()
        page = self.client.post(address, self.fields_of(form) | {"position": "Tram driver", "_save": "1"})
        self.assertContains(page, "Tram driver", status_code=410)

    def test_a_working_copy_that_was_published_meanwhile_gives_its_words_back(self):
        copy = make_working_copy(self.article, self.administrator)
        form, address = self.client.get(address_of(copy)), address_of(copy)
        copy.delete()
        page = self.client.post(address, self.fields_of(form) | {"title": "Trams instead", "_save": "1"})
        self.assertContains(page, "Trams instead", status_code=410)

    def test_who_may_not_see_articles_learns_nothing(self):
        self.delete()
        self.administrator.is_superuser = False
        self.administrator.save()
        self.assertEqual(self.client.get(self.address).status_code, 403)
