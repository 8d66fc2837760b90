"""What is shown where somebody shares a link."""

import unicodedata
from datetime import UTC, datetime
from io import BytesIO

from django.core.files.storage import default_storage
from django.test import TestCase
from PIL import Image

from civitas_cms.discovery.share_cards.drawing import ShareCard, draw_card
from civitas_cms.discovery.share_cards.typesetting import LINE_HEIGHT, fit, legible, width_of
from civitas_cms.publishing.models import State
from tests.factories import ArticleFactory, ConferenceFactory, PageFactory, PictureFactory, QuoteFactory


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
        quote = QuoteFactory(words="Long words. " * 80, speaker__portrait=PictureFactory())
        for address in (
            "/share/site.jpg",
            "/share/article/report.jpg",
            "/share/conference/forum.jpg",
            "/share/page/about.jpg",
            f"/share/quote/{quote.pk}.jpg",
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
                "東京 2025",
            ),
        )
        pictures = {title: draw_card(card(title)) for title in titles}
        self.assertEqual(len({plain, *pictures.values()}), len(titles) + 1)

    def test_no_title_leaves_the_picture_empty(self):
        for title in ("", "東京", "\u200b", "\U0010ffff"):
            self.assertEqual(draw_card(card(title)), draw_card(card("CIVITAS Initiative")), ascii(title))

    def test_words_are_drawn_whole_or_not_at_all(self):
        for text in ("Łódź, Győr, São Paulo – “Žižek” d’Århus", "Устойчива Ѝ", "Βιώσιμη ἀρχή", "Ấn Độ", "👩‍👩‍👧 ❤️ ₂ →"):
            self.assertEqual(legible(text), unicodedata.normalize("NFC", text))
        self.assertEqual(legible("Forum東京 in 2025 Ｔｏｋｙｏ"), "in 2025 Tokyo")

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
