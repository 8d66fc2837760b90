"""Drafts can be saved as they are; visitors see complete blocks only, and who publishes is told what is missing."""

from django.db import connection
from django.forms import ModelMultipleChoiceField, inlineformset_factory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import BLOCKS, Article, Quote
from civitas_cms.pages.models import BLOCKS as PAGE_BLOCKS
from civitas_cms.publishing.models import State
from civitas_cms.publishing.previews import sharing
from civitas_cms.publishing.revisions.working_copies import make_working_copy, publish_working_copy
from civitas_cms.publishing.workflow.readiness import findings
from civitas_cms.publishing.workflow.transitions import NotReady, publish
from tests.factories import (
    ArticlePictureFactory,
    DownloadFactory,
    GalleryFactory,
    LinkFactory,
    PictureFactory,
    QuoteFactory,
    SpeakerFactory,
    TableFactory,
    VideoFactory,
    ready_article,
    ready_page,
)
from tests.newsroom.base import AdminTestCase, url_of

#: Of each kind of block, what may be empty although it has to be filled in, and what is wrong though it is not empty.
MISSING = {
    "richtext": ["text"],
    "quote": ["words", "speaker"],
    "articlepicture": ["picture"],
    "pagepicture": ["picture"],
    "gallery": ["pictures"],
    "partnerprojects": [],
    "table": ["rows"],
    "link": ["text", "address"],
    "video": ["title", "address"],
    "download": ["document"],
}
NO_VIDEO = "This is not the address of a video on YouTube, Vimeo or the EC Audiovisual Service."
WRONG = [
    (LinkFactory, "url", "https://netzerocities", "Enter a valid URL."),
    (LinkFactory, "url", "javascript://alert(1)", "Enter a valid URL."),
    (VideoFactory, "url", "https://example.org/film", NO_VIDEO),
    (TableFactory, "content", "One cell only", "A table has at least two columns: write | between the cells."),
]


class IncompleteBlocksTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ready_article(slug="report")
        self.article.articles_richtext_set.update(ordering=1)  # before all others, however many there were in this run

    def new_block(self, item, kind):
        """Return what the form of ``item`` sends of a new block of ``kind`` that nothing was typed into."""
        prefix = kind._meta.get_field("parent").remote_field.related_name
        number = kind.objects.filter(parent=item).count()
        form = inlineformset_factory(type(item), kind, fields="__all__")().empty_form
        several = [name for name, field in form.fields.items() if isinstance(field, ModelMultipleChoiceField)]
        empty = {f"{prefix}-{number}-{name}": "" for name in form.fields if name not in ("DELETE", "parent", *several)}
        place = {f"{prefix}-{number}-region": "main", f"{prefix}-{number}-ordering": "900"}
        return empty | place | {f"{prefix}-TOTAL_FORMS": str(number + 1)}

    def save_block(self, block, name, value):
        """Type ``value`` into the field ``name`` of the only block of its kind, and save."""
        address = url_of(block.parent)
        prefix = block._meta.get_field("parent").remote_field.related_name
        return self.save(address, self.form_fields(address), **{f"{prefix}-0-{name}": value})

    def errors(self, item):
        return [finding.message for finding in findings(item) if finding.is_error]


class SavingTests(IncompleteBlocksTestCase):
    def test_a_draft_is_saved_with_an_empty_block_of_any_kind(self):
        for item, kinds in ((self.article, BLOCKS), (ready_page(), PAGE_BLOCKS)):
            fields = self.form_fields(url_of(item))
            for kind in kinds:
                fields |= self.new_block(item, kind)
            response = self.save(url_of(item), fields)
            self.assertIn("was changed successfully", self.messages(response)[-1])
            for kind in kinds:
                with self.subTest(kind._meta.label):
                    block = kind.objects.get(parent=item, ordering=900)
                    missing = MISSING[kind._meta.model_name]
                    self.assertEqual(block.shortcomings, [f"This is missing: {', '.join(missing)}."] if missing else [])
                    self.assertEqual(any(block.kind in error for error in self.errors(item)), bool(missing))
                    self.assertTrue(str(block))
            # It can be opened and saved again, and is in the history.
            self.save(url_of(item), self.form_fields(url_of(item)), summary="Afterwards.")
            item.refresh_from_db()
            self.assertEqual(item.summary, "Afterwards.")
            self.assertEqual(self.client.get(url_of(item, "history")).status_code, 200)

    def test_what_is_typed_into_an_incomplete_block_is_kept(self):
        for factory, name, value, _words in WRONG:
            with self.subTest(value):
                block = factory(parent=ready_article())
                self.save_block(block, name, value)
                block.refresh_from_db()
                self.assertEqual(getattr(block, name), value)

    def test_a_new_draft_is_saved_with_its_incomplete_blocks(self):
        address = reverse("admin:articles_article_add")
        new = {f"articles_quote_set-0-{name}": "" for name in ("words", "speaker", "session", "id", "parent")}
        new |= {"articles_quote_set-TOTAL_FORMS": "1", "articles_quote_set-0-region": "main"}
        new |= {"articles_quote_set-0-ordering": "10", "articles_quote_set-0-position_then": "Mayor"}
        self.save(address, self.form_fields(address), title="New", slug="new", **new)
        self.assertEqual(Quote.objects.get(parent__slug="new").position_then, "Mayor")

    def test_what_is_too_long_to_be_stored_is_refused_beside_the_field(self):
        LinkFactory(parent=self.article)
        fields = self.form_fields(url_of(self.article))
        response = self.save(url_of(self.article), fields, **{"articles_link_set-0-text": "x" * 151})
        self.assertContains(response, "Ensure this value has at most 150 characters")

    def test_a_speaker_who_is_chosen_later_brings_position_and_organisation(self):
        quote = QuoteFactory(parent=self.article, speaker=None)
        self.assertEqual((quote.position_then, quote.organisation_then), ("", None))
        quote.speaker = SpeakerFactory(position="Dean")
        quote.save()
        self.assertEqual(quote.position_then, "Dean")
        typed = QuoteFactory(parent=self.article, speaker=None, position_then="Mayor")
        typed.speaker = quote.speaker
        typed.save()
        self.assertEqual(typed.position_then, "Mayor")


class PublishingTests(IncompleteBlocksTestCase):
    def add_incomplete_blocks(self, parent):
        QuoteFactory(parent=parent, words="Words of somebody", speaker=None, ordering=900)
        ArticlePictureFactory(parent=parent, picture=None, ordering=910)
        GalleryFactory(parent=parent, ordering=920)
        DownloadFactory(parent=parent, document=None, title="Programme", ordering=930)

    def test_the_button_saves_and_says_which_blocks_lack_what(self):
        fields = self.form_fields(url_of(self.article)) | self.new_block(self.article, Quote)
        fields |= {"articles_quote_set-0-words": "Half a quote", "_publish": "1"}
        response = self.client.post(url_of(self.article), fields, follow=True)
        self.assertIn("Your changes are saved.", self.messages(response)[0])
        self.assertEqual(Quote.objects.get().words, "Half a quote")
        self.article.refresh_from_db()
        self.assertEqual(self.article.state, State.DRAFT)
        self.assertContains(response, "Block 2 (Quote) is incomplete. This is missing: speaker.")
        self.assertContains(response, f'data-block="{Quote.objects.get().pk}"')

    def test_nothing_incomplete_is_published_or_scheduled(self):
        self.add_incomplete_blocks(self.article)
        with self.assertRaises(NotReady) as refusal:
            publish(self.article, self.administrator)
        kinds = ["Quote", "Picture", "Picture gallery", "File to download"]
        for number, kind in enumerate(kinds, start=2):
            self.assertIn(f"Block {number} ({kind}) is incomplete.", str(refusal.exception))
        for factory, name, value, words in WRONG:
            article = ready_article()
            factory(parent=article, **{name: value})
            with self.subTest(value), self.assertRaisesMessage(NotReady, words):
                publish(article, self.administrator)

    def test_finding_them_asks_no_more_questions_for_more_of_them(self):
        ArticlePictureFactory(parent=self.article)
        GalleryFactory(parent=self.article, pictures=[PictureFactory()])
        QuoteFactory(parent=self.article)
        DownloadFactory(parent=self.article)
        complete = self.number_of_queries()
        for _time in range(2):
            self.add_incomplete_blocks(self.article)
        self.assertEqual(self.number_of_queries(), complete)

    def number_of_queries(self):
        with CaptureQueriesContext(connection) as queries:
            findings(Article.objects.get(pk=self.article.pk))
        return len(queries)

    def test_what_is_public_is_saved_with_complete_blocks_only(self):
        publish(self.article, self.administrator)
        fields = self.form_fields(url_of(self.article)) | self.new_block(self.article, Quote)
        response = self.save(url_of(self.article), fields)
        self.assertContains(response, "<li>This field is required.</li>", 2)
        self.assertFalse(Quote.objects.exists())
        for factory, name, value, words in WRONG:
            with self.subTest(value):
                block = factory(parent=self.article)
                self.assertContains(self.save_block(block, name, value), words)

    def test_changes_to_what_is_public_may_be_incomplete_until_they_are_published(self):
        publish(self.article, self.administrator)
        copy = make_working_copy(self.article, self.administrator)
        self.save(url_of(copy), self.form_fields(url_of(copy)) | self.new_block(copy, Quote))
        self.assertEqual(Quote.objects.get().parent, copy)
        with self.assertRaisesMessage(NotReady, "This is missing: words, speaker."):
            publish_working_copy(copy, self.administrator)
        self.assertEqual(Article.objects.get(pk=self.article.pk).articles_quote_set.count(), 0)


class ShowingTests(IncompleteBlocksTestCase):
    def setUp(self):
        super().setUp()
        QuoteFactory(parent=self.article, words="Words of somebody", speaker=None)
        ArticlePictureFactory(parent=self.article, picture=None, caption="A caption alone")
        LinkFactory(parent=self.article, text="Press me", url="javascript:alert(1)")

    def test_a_preview_says_what_is_missing(self):
        page = self.client.get(sharing.make_share_link(self.article, self.administrator).get_absolute_url())
        self.assertContains(page, "This is missing: speaker.")
        self.assertContains(page, "This is missing: picture.")
        self.assertContains(page, "Enter a valid URL.")
        self.assertContains(page, "Visitors do not see this block.", 3)
        self.assertNotContains(page, "javascript:")

    def test_visitors_never_see_them(self):
        # No form and no step lets this happen.
        Article.objects.filter(pk=self.article.pk).update(state=State.PUBLISHED, publish_at="2024-01-01T00:00Z")
        self.article.refresh_from_db()
        self.article.save()
        for path in ("/news/report/", "/news/feed/", "/quotes/", "/search/?q=somebody", "/sitemap-quotes.xml"):
            with self.subTest(path):
                page = self.client.get(path)
                self.assertEqual(page.status_code, 200)
                for words in ("Words of somebody", "A caption alone", "Press me", "javascript:", "missing"):
                    self.assertNotContains(page, words)
        self.assertEqual(self.client.get(Quote.objects.get().get_absolute_url()).status_code, 404)
