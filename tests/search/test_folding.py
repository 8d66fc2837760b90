"""What was written or pasted in one way is found however it is typed: by visitors and, below, in the newsroom."""

from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from civitas_cms.search import queries
from tests.factories import (
    ArticleFactory,
    PageFactory,
    PageRichTextFactory,
    RichTextFactory,
    public_person,
)

#: What stands in a text, and what people type to find it.
WRITTEN_AND_TYPED = [
    ("The Straßen\u00adbahn\u00adplan", ["Straßenbahnplan", "STRASSENBAHNPLAN", "straßen\u00adbahnplan"]),
    ("a zero\u200bfare week", ["zerofare", "zero\u200bfare", "zerofare week\u200b"]),
    ("a Nord\u2011Süd\u2011Achse", ["Nord-Süd-Achse", "Nord Süd Achse", "nord-sud-achse", "Süd-Achse", '"Süd Achse"']),
    ("a Nord Süd Achse", ["Nord-Süd-Achse"]),
    ("ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ", ["δήμος", "δημος", "Δήμος Αθηναίων", "δημοσ"]),
    ("ο δήμος Αθηναίων", ["ΔΗΜΟΣ", "ΑΘΗΝΑΙΩΝ"]),
    ("less CO₂ in m² of town", ["CO2", "co₂", "m2"]),
    ("Ms O’Neill-d’Arc spoke", ["O'Neill", "O’Neill", "O'Neill-d'Arc", "neill d'arc", "\"o'neill d'arc\"", "O'Nei"]),
    ("in İstanbul and Łódź", ["istanbul", "Istanbul", "ISTANBUL", "lodz", "Łódź"]),
    ("a ﬁne oﬃce for ｆｕｌｌ width", ["fine office", "full", "ｏｆｆｉｃｅ"]),
    ("Tram/bus, and city.Then night@rail", ["tram", "bus", "city", "then", "tram/bus", "rail"]),
    ("in 2024–2025 and 2031-2032", ["2024", "2025", "2032", "2024-2025", "2031–2032"]),
    ("COVID‑19 and e-mail", ["covid", "COVID-19", "19", "e-mail", "e‑mail"]),
    ("la col·laboració", ["collaboracio", "col·laboració"]),
    ("Hörsaal “zum Löwen”", ["hörsaal", "“zum Löwen”", "„zum löwen“", "ho\u0308rsaal"]),
    ("مُحَمَّد", ["محمد"]),
]
WORDS = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=4, max_size=12)
SIGNS = st.sampled_from("\u00ad\u200b\u2060\ufeff\u200e")


class FoldingTests(TestCase):
    def assert_found(self, text, item):
        self.assertIn(item.get_absolute_url(), [hit.url for hit in queries.find(text, {}).hits])

    def test_what_is_written_and_what_is_typed_are_the_same(self):
        for written, typed in WRITTEN_AND_TYPED:
            in_text, in_title = ArticleFactory(title="Other"), PageFactory(title=written)
            RichTextFactory(parent=in_text, text=f"<p>Before {written} behind.</p>")
            for text in typed:
                with self.subTest(text, written=written):
                    self.assert_found(text, in_text)
                    self.assert_found(text, in_title)
            in_text.delete()
            in_title.delete()

    def test_suggestions_fold_too(self):
        person = public_person(given_name="Áine", family_name="O’Grady-Ó Dálaigh")
        for text in ("aine", "Áine o'gra", "aine o'grady", "o grady o dal", "o'grady-o", "ÁINE O’GR"):
            with self.subTest(text):
                (found,) = queries.suggest(queries.clean(text))
                self.assertEqual(found["url"], person.get_absolute_url())

    def test_phrases_of_words_that_say_nothing(self):
        article = ArticleFactory(title="To be or not to be")
        page = PageFactory(title="About us")
        PageRichTextFactory(parent=page, text="<p>Who we are, and what it is that we do.</p>")
        for text in ('"to be or not to be"', "to be or not to be", '"not to be"'):
            with self.subTest(text):
                self.assert_found(text, article)
        for text in ('"who we are"', "who we are", "what it is that we do", '"that we do"', "about us", "who we"):
            with self.subTest(text):
                self.assert_found(text, page)
        self.assert_not_found('"we who are"', page)

    def assert_not_found(self, text, item):
        self.assertNotIn(item.get_absolute_url(), [hit.url for hit in queries.find(text, {}).hits])

    def test_words_that_say_nothing_need_not_be_there_beside_others(self):
        article = ArticleFactory(title="Trams, a history")
        self.assert_found("the history of trams", article)

    def test_what_is_marked_is_what_was_found(self):
        article = ArticleFactory(title="The Straßen\u00adbahn of Łódź")
        RichTextFactory(parent=article, text="<p>Nord\u2011Süd\u2011Achse</p>")
        (hit,) = queries.find("strassenbahn lodz", {}).hits
        self.assertEqual(hit.title, "The <mark>Straßenbahn</mark> of <mark>Łódź</mark>")
        (hit,) = queries.find("nord-süd-achse", {}).hits
        self.assertEqual(hit.fragment, "<mark>Nord</mark>\u2011<mark>Süd</mark>\u2011<mark>Achse</mark>")


class AnyWordTests(PropertyTestCase):
    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(WORDS, SIGNS, st.integers(0, 12))
    def test_a_word_is_found_with_and_without_invisible_signs_in_any_case(self, word, sign, place):
        broken = word[:place] + sign + word[place:]
        pages = [PageFactory(title=word), PageFactory(title=broken)]
        for text in (word, broken, word.lower()):
            urls = [hit.url for hit in queries.find(queries.clean(text), {}).hits]
            for page in pages:
                self.assertIn(page.get_absolute_url(), urls)
