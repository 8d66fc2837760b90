"""What must and what should be mended before an item goes public."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from civitas_cms.publishing.models import Transition
from civitas_cms.publishing.workflow.readiness import findings
from civitas_cms.publishing.workflow.transitions import NotReady, publish
from events.models import Conference
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    DayFactory,
    GalleryFactory,
    LinkFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    TableFactory,
    UserFactory,
    ready_article,
    ready_conference,
    ready_page,
)


class ReadinessTestCase(TestCase):
    def errors(self, item):
        return [finding.message for finding in findings(item) if finding.is_error]

    def advice(self, item):
        return [finding.message for finding in findings(item) if not finding.is_error]

    def assert_said(self, words, messages):
        self.assertTrue(any(words in message for message in messages), f"{words!r} is not among {messages}")

    def assert_not_said(self, words, messages):
        self.assertFalse(any(words in message for message in messages), f"{words!r} is among {messages}")


class EveryItemTests(ReadinessTestCase):
    def test_what_is_ready_has_no_errors(self):
        for item in (ready_article(), ready_page(), ready_conference()):
            self.assertEqual(self.errors(item), [])

    def test_errors_come_first(self):
        kinds = [finding.is_error for finding in findings(ArticleFactory())]
        self.assertEqual(kinds, sorted(kinds, reverse=True))
        self.assertEqual(set(kinds), {True, False})

    def test_a_summary_is_needed_and_has_a_good_length(self):
        for length, is_error, words in ((0, True, "no summary"), (20, False, "short (20"), (200, False, "200 char")):
            with self.subTest(length):
                found = [
                    finding for finding in findings(ready_page(summary="x" * length)) if finding.field == "summary"
                ]
                self.assertEqual([finding.is_error for finding in found], [is_error])
                self.assertIn(words, found[0].message)

    def test_a_long_title_is_cut_by_search_engines(self):
        self.assert_said("The title has 90 characters", self.advice(ready_page(title="x" * 90)))

    def test_an_address_that_has_changed_since_it_was_public_is_mentioned(self):
        article = ready_article(slug="old")
        publish(article, UserFactory(is_superuser=True))
        self.assert_not_said("address", self.advice(article))
        article.slug = "new"
        article.save()
        self.assert_said("it was public as “old”", self.advice(article))

    def test_an_error_keeps_an_item_from_going_public_and_leaves_no_trace(self):
        article = ArticleFactory(state="draft", publish_at=None)
        with self.assertRaises(NotReady) as refused:
            publish(article, UserFactory(is_superuser=True))
        self.assertEqual([finding.field for finding in refused.exception.findings], ["summary", ""])
        self.assertEqual(Article.objects.get().state, "draft")
        self.assertFalse(Transition.objects.exists())

    def test_its_queries_do_not_grow_with_the_body(self):
        article = ready_article(lead_picture=PictureFactory())

        def count():
            with CaptureQueriesContext(connection) as queries:
                findings(Article.objects.get())
            return len(queries)

        def add_blocks(times):
            for _number in range(times):
                RichTextFactory(parent=article, text="<h4>Deep</h4><p><a href='/x/'>here</a></p>")
                QuoteFactory(parent=article, session=SessionFactory())
                ArticlePictureFactory(parent=article)
                GalleryFactory(parent=article, pictures=[PictureFactory(), PictureFactory()])

        add_blocks(2)
        few = count()
        add_blocks(5)
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 16)


class BodyTests(ReadinessTestCase):
    def test_a_body_is_needed(self):
        self.assert_said("no content yet", self.errors(ArticleFactory()))

    def test_headings_come_in_order(self):
        for texts, is_fine in (
            (["<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2>"], True),
            (["<h3>B</h3>"], False),
            (["<h2>A</h2>", "<h4>C</h4>"], False),
            (["<h2>A</h2>", "<h3>C</h3>"], True),
        ):
            article = ready_article()
            for text in texts:
                RichTextFactory(parent=article, text=text)
            with self.subTest(texts):
                check = self.assert_not_said if is_fine else self.assert_said
                check("but there is none above it", self.advice(article))

    def test_an_empty_heading_is_found(self):
        article = ready_article()
        RichTextFactory(parent=article, text="<h2> </h2><p>Words</p>")
        self.assert_said("empty heading", self.advice(article))

    def test_a_table_says_what_its_cells_are(self):
        article = ready_article()
        table = TableFactory(parent=article)
        self.assert_not_said("table", self.advice(article))
        for words, values in {
            "caption": {"caption": ""},
            "neither": {"has_header_row": False},
            "no heading": {"content": "City | \nGhent | 4"},
        }.items():
            with self.subTest(words):
                table.__class__.objects.update(
                    **{"caption": "Trams", "has_header_row": True, "content": "City | Trams"} | values
                )
                self.assert_said(words, self.advice(article))

    def test_a_link_says_where_it_leads(self):
        for text, is_fine in (
            ("here", False),
            ("Click here.", False),
            ("READ MORE …", False),
            ("Click  <strong>here</strong>", False),
            ("the programme of the forum", True),
            ("More about night buses", True),
        ):
            article = ready_article()
            block = RichTextFactory(parent=article, text=f'<p>See <a href="/x/">{text}</a></p>')
            with self.subTest(text):
                if is_fine:
                    self.assertEqual(self.errors(article), [])
                else:
                    (finding,) = [finding for finding in findings(article) if finding.is_error]
                    self.assertIn("does not say where it leads", finding.message)
                    self.assertEqual(finding.block, block)
        article = ready_article()
        LinkFactory(parent=article, text="Click here")
        self.assert_said("does not say where it leads", self.errors(article))

    def test_a_web_address_is_a_poor_link_text(self):
        article = ready_article()
        LinkFactory(parent=article, text="https://example.org/")
        self.assert_said("hard to read aloud", self.advice(article))

    def test_alternative_texts_that_say_nothing_are_found_wherever_pictures_are(self):
        file_name, picture_of = (
            PictureFactory(alternative_text=text) for text in ("IMG_2041.jpg", "Picture of a tram")
        )
        article = ready_article(lead_picture=file_name)
        ArticlePictureFactory(parent=article, picture=picture_of)
        GalleryFactory(parent=article, pictures=[file_name])
        self.assertEqual(sum("name of a file" in message for message in self.advice(article)), 2)
        self.assertEqual(sum("need not say that it is a picture" in message for message in self.advice(article)), 1)

    def test_a_lead_picture_is_wanted_and_tells_something(self):
        self.assert_said("no lead picture", self.advice(ready_article()))
        self.assert_said("no lead picture", self.advice(ready_conference()))
        decorative = PictureFactory(is_decorative=True, alternative_text="")
        self.assert_said("decorative", self.advice(ready_article(lead_picture=decorative)))
        self.assertEqual(self.advice(ready_article(lead_picture=PictureFactory())), [])


class ArticleTests(ReadinessTestCase):
    def test_an_event_report_leads_to_its_conference(self):
        report = ready_article(kind=Article.Kind.EVENT_REPORT)
        self.assert_said("had better lead to its conference", self.advice(report))
        report.conferences.add(ConferenceFactory())
        self.assert_not_said("had better lead to its conference", self.advice(report))

    def test_readers_learn_who_is_quoted_and_where_it_was_said(self):
        article = ready_article()
        session = SessionFactory(day__conference__title="Forum")
        QuoteFactory(parent=article, speaker=SpeakerFactory(position=""), session=session, words="“Streets.”")
        advice = self.advice(article)
        for words in ("Readers cannot tell who", "has quotation marks", "comes from “Forum”"):
            self.assert_said(words, advice)
        article.conferences.add(session.conference)
        self.assert_not_said("comes from “Forum”", self.advice(article))

    def test_what_the_people_quoted_want_is_called_to_mind(self):
        article = ready_article(lead_picture=PictureFactory())
        speaker = SpeakerFactory(picture_consent="refused", hidden="words_stay")
        QuoteFactory(parent=article, speaker=speaker)
        for words in ("has refused pictures", "those of “a participant”"):
            self.assert_said(words, self.advice(article))
        article.lead_picture = None
        article.save()
        self.assert_not_said("has refused pictures", self.advice(article))


class ConferenceTests(ReadinessTestCase):
    def test_people_must_learn_where_to_go(self):
        conference = ready_conference(city="")
        self.assert_said("in which city", self.errors(conference))
        conference.format = Conference.Format.ONLINE
        self.assertEqual(self.errors(conference), [])
        self.assert_said("how to take part online", self.advice(conference))

    def test_a_programme_is_wanted(self):
        conference = ready_conference()
        self.assert_said("no programme yet", self.advice(conference))
        SessionFactory(day=DayFactory(conference=conference))
        self.assert_not_said("no programme yet", self.advice(conference))

    def test_who_refuses_recordings_is_in_no_session_with_one(self):
        conference = ready_conference()
        session = SessionFactory(day=DayFactory(conference=conference), recording_url="https://example.org/")
        appearance = AppearanceFactory(session=session, speaker__recording_consent="refused")
        self.assert_said("has refused recordings", self.advice(conference))
        appearance.is_withdrawn = True
        appearance.save()
        self.assert_not_said("has refused recordings", self.advice(conference))

    def test_what_is_called_off_says_why(self):
        conference = ready_conference(status="cancelled")
        self.assert_said("nothing says why", self.advice(conference))

    def test_the_description_is_read_as_a_body_is(self):
        conference = ready_conference(description='<h4>Deep</h4><p><a href="/x/">here</a></p>')
        self.assert_said("does not say where it leads", self.errors(conference))
        self.assert_said("but there is none above it", self.advice(conference))
