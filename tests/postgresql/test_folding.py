"""What is typed and what is written are the same words, however they are written."""

import unicodedata

from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

#: Each line: ways to write the same.
SAME = [
    ["Straßenbahn", "Straßen\u00adbahn", "STRASSENBAHN", "straßen\u200bbahn", "Straßen\u2060bahn"],
    ["STRASSE", "ＳＴＲＡＳＳＥ", "Straße"],
    ["Nord-Süd-Achse", "Nord‑Süd‐Achse", "nord–sud—achse", "Nord Sud Achse", "Nord\u00a0Süd―Achse", "Nord−Süd−Achse"],
    ["O'Neill-d'Arc", "O’Neill-d’Arc", "O‘NEILL‑DʼARC", "O`Neill d´Arc", "O′Neill-d＇Arc", "OʹNeill-d΄Arc"],
    ["δήμος", "ΔΗΜΟΣ", "Δήμοσ", "δημος", "δή\u00adμος", unicodedata.normalize("NFD", "δήμος")],
    ["CO₂", "CO2", "co²", "ＣＯ２", "ⓒⓞ②"],
    ["İstanbul", "ISTANBUL", "istanbul", "ıstanbul", "I\u0307stanbul"],
    ["Łódź", "LODZ", "łódź", unicodedata.normalize("NFD", "łódź")],
    ["Zoë", unicodedata.normalize("NFD", "ZOË"), "zo\u200dë", "\u200ezoe\u200f", "\u2066Zoë\u2069"],
    ["office", "oﬃce", "OFFICE", "of\ufeffﬁce"],
    ["Århus, Øresund", "arhus oresund", "ÅRHUS ØRESUND", "Å\u0072hus; Øresund!"],
    ["Ŋœæþðđ", "ŋŒÆÞÐĐ"],
    ["Ёлка", "елка", "ЕЛКА", "ёлка"],
    ["Київ", "КИЇВ", unicodedata.normalize("NFD", "Київ")],
    ["Чайка", "ЧАЙКА", unicodedata.normalize("NFD", "чайка")],
    ["مُحَمَّد", "محمد", "محـمد", "\u202bمحمد\u202c"],
    ["שָׁלוֹם", "שלום"],
    ["한국", unicodedata.normalize("NFD", "한국")],
    ["ガラス", "ｶﾞﾗｽ", unicodedata.normalize("NFD", "ガラス")],
    ["col·laborar", "collaborar", "co\u0140laborar"],
    ["2024–2025", "2024-2025", "2024 / 2025", "2024\u20112025"],
    ["and/or", "AND / OR", "and\\or"],
    ["„Trams“ «now»", "“trams” ‘now’", '"Trams" now…', "trams now"],
    ["№ 5 ½", "no 5 1 2", "No. 5 1⁄2"],
]
#: Words that differ in what they are, and must not be one.
DIFFERENT = ["и", "й", "か", "が", "ก", "กา", "tram", "trams", "c", "cc", "1", "11", "🚋", "中", "国"]
INVISIBLE = st.sampled_from("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2069\ufe0f\ufeff")
LETTERS = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x2FFF), min_size=1, max_size=20)
quick = settings(max_examples=100, deadline=None, derandomize=True)


def fold(*texts):
    """Return what the database makes of ``texts``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fold(word), n FROM unnest(%s::text[]) WITH ORDINALITY AS _ (word, n) ORDER BY 2", [[*texts]]
        )
        return [folded for folded, _place in cursor]


class FoldTests(TestCase):
    def test_ways_to_write_the_same(self):
        for ways in SAME:
            for way, folded in zip(ways, fold(*ways), strict=True):
                with self.subTest(way, as_=ways[0]):
                    self.assertEqual(folded, fold(ways[0])[0])
                    self.assertTrue(folded)

    def test_different_letters_stay_different(self):
        self.assertEqual(len(set(fold(*DIFFERENT))), len(DIFFERENT))

    def test_nothing_is_left_of_signs_alone(self):
        for text in ["", " ", "'’-–—…“”", "\u00ad\u200b\ufeff", "\x01\t\n\x1f", "%_\\", "!?.,;:()[]{}"]:
            with self.subTest(text):
                self.assertEqual(fold(text), [""])

    @quick
    @given(LETTERS, INVISIBLE, st.integers(0, 20))
    @example("ΌΣΟΣ", "\u00ad", 4)
    def test_invisible_signs_change_nothing_wherever_they_are(self, word, sign, place):
        self.assertEqual(*fold(word, word[:place] + sign + word[place:]))

    @quick
    @given(LETTERS)
    def test_case_and_normal_forms_change_nothing(self, word):
        forms = [unicodedata.normalize(form, word) for form in ("NFC", "NFD", "NFKC", "NFKD")]
        self.assertEqual(len(set(fold(word, *forms))), 1)
        # Of letters that have no lower case of their own, such as those that are capitals only in titles, Python and
        # PostgreSQL know different things.
        latin_greek_cyrillic = "".join(letter for letter in word if letter < "\u0590" and letter not in "ŉǰΐΰև")
        self.assertEqual(*fold(latin_greek_cyrillic, latin_greek_cyrillic.upper()))

    @quick
    @given(st.text(max_size=60).map(lambda text: text.replace("\0", "")))
    def test_what_is_folded_stays_as_it_is_and_means_nothing_to_like(self, text):
        try:
            text.encode()
        except UnicodeEncodeError:
            return
        (folded,) = fold(text)
        self.assertEqual(fold(folded), [folded])
        self.assertFalse(set(folded) & set("%_\\'\"-"))
        self.assertEqual(folded, " ".join(folded.split(" ")))
