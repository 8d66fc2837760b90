"""Forms of what is no longer there: their words come back, with what has become of it."""

from django.urls import reverse

from articles.models import Article
from tests.factories import ArticleFactory, QuoteFactory, RichTextFactory, SessionFactory, SpeakerFactory
from tests.newsroom.base import AdminTestCase, fields_of_form, url_of
from tests.newsroom.test_working_copies import WorkingCopyTestCase


class DeletedMeanwhileTests(AdminTestCase):
    def test_a_save_gives_the_words_back_and_leads_to_where_it_can_be_recovered(self):
        article = ArticleFactory(title="Night trains")
        RichTextFactory(parent=article)
        address = url_of(article)
        fields = self.form_fields(address)
        self.client.post(url_of(article, "delete"), {"post": "yes"})
        typed = {"articles_richtext_set-0-text": "<h2>A heading</h2><p>An hour<script>alert()</script></p>"}
        response = self.save(address, fields, title="Typed & not saved", **typed)
        self.assertContains(response, "Typed &amp; not saved", status_code=409)
        self.assertContains(response, "<h2>A heading</h2>", status_code=409)
        self.assertNotContains(response, "<script>alert()", status_code=409)
        self.assertContains(response, f"was deleted by {self.administrator}", status_code=409)
        self.assertContains(response, reverse("admin:articles_article_deleted"), status_code=409)
        self.assertFalse(Article.objects.exists())

    def test_what_was_typed_becomes_a_new_article_with_its_blocks(self):
        article = ArticleFactory(title="Night buses", slug="night-buses")
        RichTextFactory(parent=article, text="<p>They run till one.</p>")
        QuoteFactory(parent=article, words="Nobody waits alone.")
        address, add = url_of(article), reverse("admin:articles_article_add")
        fields = self.form_fields(address)
        self.client.post(url_of(article, "delete"), {"post": "yes"})
        typed = {"articles_richtext_set-0-text": "<p>They run till three.</p>"}
        page = self.save(address, fields, title="Night buses and trams", **typed)

        form = self.client.post(add, fields_of_form(page, "make_new"))
        self.assertContains(form, "Your changes are back in the form.")
        self.assertFalse(Article.objects.exists())
        response = self.client.post(add, self.fields_of(form) | {"_continue": "1"})
        self.assertEqual(response.status_code, 302, response.context and response.context.get("errors"))
        article = Article.objects.get()
        self.assertEqual((article.title, article.slug), ("Night buses and trams", "night-buses"))
        self.assertEqual([text.text for text in article.articles_richtext_set.all()], ["<p>They run till three.</p>"])
        self.assertEqual([quote.words for quote in article.articles_quote_set.all()], ["Nobody waits alone."])

    def test_what_belongs_to_a_conference_and_what_has_no_history_give_the_words_back_too(self):
        for row, name in ((SessionFactory(), "title"), (SpeakerFactory(), "given_name")):
            with self.subTest(row):
                address = url_of(row)
                fields = self.form_fields(address)
                row.delete()
                response = self.save(address, fields, **{name: "Typed"})
                self.assertContains(response, "Perhaps somebody has deleted it meanwhile.", status_code=409)
                self.assertContains(response, "<p>Typed</p>", status_code=409)

    def test_opening_it_says_who_has_deleted_it(self):
        article = ArticleFactory(title="Night trains")
        self.client.post(url_of(article, "delete"), {"post": "yes"})
        for page in ("change", "history", "delete"):
            with self.subTest(page):
                response = self.client.get(url_of(article, page), follow=True)
                self.assertIn("“Night trains” was deleted by", self.messages(response)[-1])
                self.assertRedirects(response, reverse("admin:articles_article_changelist"))

    def test_an_address_that_never_led_anywhere_says_so(self):
        for key in ("99999999", "99999999999999999999", "nonsense"):
            with self.subTest(key):
                response = self.client.get(reverse("admin:articles_article_change", args=[key]), follow=True)
                self.assertEqual(
                    self.messages(response), ["This article is not there. Perhaps somebody has deleted it meanwhile."]
                )


class WorkingCopyTests(WorkingCopyTestCase):
    def test_words_typed_while_the_changes_were_published_come_back(self):
        copy = self.edit_as_draft()
        fields = self.form_fields(url_of(copy))
        self.decide(copy, "publish_changes")
        response = self.save(url_of(copy), fields, title="Typed meanwhile")
        self.assertContains(response, "Typed meanwhile", status_code=409)
        self.assertContains(response, "have been published meanwhile", status_code=409)
        self.assertContains(response, url_of(self.article), status_code=409)

    def test_words_typed_while_the_changes_were_discarded_come_back(self):
        copy = self.edit_as_draft()
        fields = self.form_fields(url_of(copy))
        self.decide(copy, "discard")
        response = self.save(url_of(copy), fields, title="Typed meanwhile")
        self.assertContains(response, "Typed meanwhile", status_code=409)
        self.assertContains(response, "were discarded by", status_code=409)

    def test_words_typed_while_the_original_was_deleted_are_saved_as_a_draft(self):
        copy = self.edit_as_draft()
        fields = self.form_fields(url_of(copy))
        self.client.post(url_of(self.article, "delete"), {"post": "yes"})
        response = self.save(url_of(copy), fields, title="Typed meanwhile")
        self.assertIn("is a draft of its own", " ".join(self.messages(response)))
        copy.refresh_from_db()
        self.assertEqual((copy.title, copy.state, copy.working_copy_of), ("Typed meanwhile", "draft", None))
