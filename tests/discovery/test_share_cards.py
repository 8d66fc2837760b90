"""What is shown where somebody shares a link."""

import unicodedata
from datetime import UTC, date, datetime
from io import BytesIO
from unittest import skipUnless

from django.core.files.storage import default_storage
from django.test import TestCase
from PIL import Image

from articles.discovery import article_card
from civitas_cms.discovery.share_cards.drawing import LINE_SIZES, LINES_HEIGHT, TITLE_SIZES, ShareCard, draw_card
from civitas_cms.discovery.share_cards.typesetting import LINE_HEIGHT, _face_of, fit, legible, width_of
from civitas_cms.publishing.models import State
from events.discovery import conference_card
from tests.factories import (
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    PageFactory,
    PictureFactory,
    QuoteFactory,
    SessionFactory,
)


def card(title):
    return ShareCard(title=title, kicker="News", line="1 May 2025", site_name="CIVITAS Initiative")


class SharePictureTests(TestCase):
    def picture(self, address):
        response = self.client.get(address)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "image/jpeg"))
        self.assertLess(len(response.content), 300_000)
        with Image.open(BytesIO(response.content)) as image:
            self.assertEqual((image.format, image.size), ("JPEG", (1200, 630)))
        return response

    def test_there_is_one_for_each_article_conference_page_and_quote_and_for_the_site(self):
        ArticleFactory(slug="report", lead_picture=PictureFactory())
        ConferenceFactory(slug="forum", city="Łódź")
        PageFactory(slug="about")
        session = SessionFactory()
        quote = QuoteFactory(words="Long words. " * 80, speaker__portrait=PictureFactory())
        for address in (
            "/share/site.jpg",
            "/share/article/report.jpg",
            "/share/conference/forum.jpg",
            "/share/page/about.jpg",
            f"/share/quote/{quote.pk}.jpg",
            f"/share/session/{session.pk}.jpg",
        ):
            with self.subTest(address):
                first = self.picture(address)
                self.assertIn("max-age", first["Cache-Control"])
                again = self.client.get(address, headers={"If-None-Match": first["ETag"]})
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(self.client.post(address).status_code, 405)

    def test_what_is_not_public_has_none(self):
        for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
            article = ArticleFactory(state=state)
            conference = ConferenceFactory(state=state)
            for address in (
                f"/share/article/{article.slug}.jpg",
                f"/share/conference/{conference.slug}.jpg",
                f"/share/quote/{QuoteFactory(parent=article).pk}.jpg",
            ):
                with self.subTest(address):
                    self.assertEqual(self.client.get(address).status_code, 404)
        ArticleFactory(slug="later", publish_at=datetime(2099, 1, 1, tzinfo=UTC))
        self.assertEqual(self.client.get("/share/article/later.jpg").status_code, 404)

    def test_it_is_kept_and_drawn_anew_when_what_it_shows_changes(self):
        article = ArticleFactory(slug="report", title="First")
        folder = f"share/article-{article.pk}"
        first = self.picture("/share/article/report.jpg")
        (kept,) = default_storage.listdir(folder)[1]
        default_storage.delete(f"{folder}/{kept}")
        self.assertEqual(self.picture("/share/article/report.jpg").content, first.content)
        for change in ({"title": "Second"}, {"lead_picture": PictureFactory()}):
            before = self.picture("/share/article/report.jpg")
            for name, value in change.items():
                setattr(article, name, value)
            article.save()
            self.assertNotEqual(self.picture("/share/article/report.jpg")["ETag"], before["ETag"])
            self.assertEqual(len(default_storage.listdir(folder)[1]), 1)  # the old one is gone

    def test_a_picture_whose_file_is_gone_breaks_nothing(self):
        article = ArticleFactory(slug="report", lead_picture=PictureFactory())
        default_storage.delete(article.lead_picture.image.name)
        self.picture("/share/article/report.jpg")

    def test_every_title_gives_a_picture_of_its_own(self):
        plain = draw_card(card("CIVITAS Initiative"))
        titles = (
            *("Θεσσαλονίκη", "ᾠδή", "София", "Łódź", "Hà Nội", "شوارع للجميع", "საქართველო", "Երևան", "🚋", "→"),
            *(
                "¿Qué ciudades?",
                "Streets 🚋 for all",
                "Streets 👩‍👩‍👧 for all",
                "Streets for all",
                "Cutting CO₂",
                "Cutting CO2",
            ),
        )
        pictures = {title: draw_card(card(title)) for title in titles}
        self.assertEqual(len({plain, *pictures.values()}), len(titles) + 1)

    def test_no_title_leaves_the_picture_empty(self):
        for title in ("", "\u200b", "\ue000", "\U0010ffff"):
            self.assertEqual(draw_card(card(title)), draw_card(card("CIVITAS Initiative")), ascii(title))

    def test_words_are_drawn_whole_or_not_at_all(self):
        for text in ("Łódź, Győr, São Paulo – “Žižek” d’Århus", "Устойчива Ѝ", "Βιώσιμη ἀρχή", "Ấn Độ", "👩‍👩‍👧 ❤️ ₂ →"):
            self.assertEqual(legible(text), unicodedata.normalize("NFC", text))
        self.assertEqual(legible("Forum\ue000 in 2025 Ｔｏｋｙｏ"), "in 2025 Tokyo")

    @skipUnless(_face_of("ก"), "No face for Thai on this system.")
    def test_a_script_that_only_the_system_has_is_drawn_in_its_face(self):
        self.assertEqual(legible("กรุงเทพ 2027"), "กรุงเทพ 2027")
        self.assertNotEqual(draw_card(card("กรุงเทพ")), draw_card(card("เชียงใหม่")))

    def test_nothing_is_cut_that_can_be_written_small(self):
        for sizes, words, width, height in (
            (TITLE_SIZES, "Long words. " * 83, 612, 330),
            (LINE_SIZES, "A very long place, " * 12, 612, LINES_HEIGHT),
        ):
            _size, lines = fit(words, sizes, 600, width, height)
            self.assertEqual(" ".join(lines), words.strip())

    def test_dates_are_written_as_on_the_page(self):
        for first, last, written in (
            ("2027-04-27", "2027-04-28", "27–28 April 2027"),
            ("2027-04-30", "2027-05-01", "30 April – 1 May 2027"),
            ("2027-12-31", "2028-01-01", "31 December 2027 – 1 January 2028"),
            ("2027-04-27", "2027-04-27", "27 April 2027"),
        ):
            days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
            self.assertEqual(
                conference_card(ConferenceFactory.build(city="Graz", country="", **days)).line, f"{written} · Graz"
            )

    def test_an_article_that_begins_with_no_picture_shows_another_of_its_own(self):
        article = ArticleFactory(lead_picture=None)
        self.assertIsNone(article_card(article).picture)
        conference = ConferenceFactory(lead_picture=PictureFactory())
        article.conferences.add(conference)
        self.assertEqual(article_card(article).picture, conference.lead_picture)
        block = ArticlePictureFactory(parent=article)
        self.assertEqual(article_card(article).picture, block.picture)

    def test_titles_of_any_length_fit(self):
        for title in (
            "Short",
            "Word " * 50,
            "Unbreakable" * 22,
            "x",
            "W" * 300,
            "🚋" * 90,
            "﷽" * 20,
            "a" + "\u0301" * 90,
        ):
            size, lines = fit(title, (78, 54, 38), 600, 600, 320)
            self.assertTrue(lines)
            self.assertLessEqual(len(lines) * size * LINE_HEIGHT, 320)
            for line in lines:
                self.assertLessEqual(width_of(line, size, 600), 600)
