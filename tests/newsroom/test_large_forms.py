"""A form of more than the site takes at once: the limit is said, and the words are kept."""

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from civitas_cms.publishing.plain_text import MAX_TEXT_LENGTH
from tests.factories import (
    ArticleFactory,
    ArticlePictureFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
)
from tests.newsroom.base import AdminTestCase, url_of


class LargeFormTests(AdminTestCase):
    def test_a_text_too_long_is_refused_beside_its_field_with_its_limit(self):
        article = ArticleFactory()
        RichTextFactory(parent=article, text="<p>Short</p>")
        text = f"<p>{'lorem ipsum ' * 260_000}</p>"
        address = url_of(article)
        response = self.save(address, self.form_fields(address), **{"articles_richtext_set-0-text": text})
        self.assertContains(response, "A text has at most 500000 characters, and this one has 3120007")
        self.assertContains(response, "lorem ipsum " * 1000)
        self.assertEqual(article.articles_richtext_set.get().text, "<p>Short</p>")

    def test_a_text_that_fits_is_saved_and_found(self):
        article = ArticleFactory()
        RichTextFactory(parent=article, text="<p>Short</p>")
        words = " ".join(f"παράδειγμα{number}" for number in range(MAX_TEXT_LENGTH // 20))
        address = url_of(article)
        self.save(address, self.form_fields(address), **{"articles_richtext_set-0-text": f"<p>{words}</p>"})
        self.assertContains(self.client.get("/search/", {"q": "παράδειγμα77"}), article.get_absolute_url())

    def test_to_save_an_article_the_database_is_asked_no_more_for_more_blocks(self):
        """Also where all of them move, as below a new one."""
        counts = []
        for number in (10, 60):
            article = ArticleFactory(state="draft", publish_at=None)
            speaker, picture = SpeakerFactory(), PictureFactory()
            for place in range(0, 10 * number, 50):
                RichTextFactory.create_batch(3, parent=article, ordering=place)
                QuoteFactory(parent=article, ordering=place, speaker=speaker)
                ArticlePictureFactory(parent=article, ordering=place, picture=picture)
            address = url_of(article)
            for words in ("First", "Second"):
                fields = self.form_fields(address) | {"title": words, "_continue": "1"}
                fields |= {"articles_richtext_set-0-text": f"<p>{words}</p>"}
                fields |= {name: int(fields[name][0]) + 10 for name in fields if name.endswith("-ordering")}
                with CaptureQueriesContext(connection) as queries:
                    self.client.post(address, fields)
            article = Article.objects.get(pk=article.pk)
            texts = article.articles_richtext_set
            self.assertEqual((article.title, texts.filter(text="<p>Second</p>").count()), ("Second", 1))
            self.assertEqual(texts.filter(ordering=20).count(), 3)
            self.assertEqual(article.articles_quote_set.last().ordering, 10 * number - 30)
            counts.append(len(queries))
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 60)

    def test_two_thousand_fields_are_no_matter(self):
        address = reverse("admin:articles_article_add")
        fields = self.form_fields(address) | {"title": "Many", "slug": "many"}
        fields |= {f"field-{number}": "x" for number in range(2_000)}
        self.assertEqual(self.client.post(address, fields).status_code, 302)
        self.assertTrue(Article.objects.filter(slug="many").exists())

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100_000, DATA_UPLOAD_MAX_NUMBER_FIELDS=300)
    def test_what_is_larger_than_a_form_can_be_is_refused_with_what_to_do(self):
        address = reverse("admin:articles_article_add")
        for fields in ({"title": "x" * 200_000}, {f"field-{number}": "x" for number in range(400)}):
            with self.subTest(fields=len(fields)):
                response = self.client.post(address, fields)
                self.assertContains(response, "A form has at most 97.7\xa0KB of text", status_code=413)
                self.assertContains(response, "where your words still are", status_code=413)
        self.client.logout()
        self.assertEqual(self.client.post("/admin/login/", {"username": "x" * 200_000}).status_code, 400)
