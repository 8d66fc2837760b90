"""Names of people: which words are one."""

from django.test import SimpleTestCase

from articles.intake.names import is_same_name, names_in
from articles.intake.positions import split_position
from articles.intake.words import folded, language_of, languages, words_of

ENGLISH = languages()["en"]

IN_TEXT = {
    "Yesterday Dr Anna Berg of Eurocities met Piet van der Meer.": ["Anna Berg", "Piet van der Meer"],
    "Says Ana Costa: it rains.": ["Ana Costa"],
    "The Mission Team and the European Commission met in New York.": [],
    "The Commission's Isobel Duxfield smiled.": ["Isobel Duxfield"],
    "J. R. Smith and Janette Sadik-Khan": ["J. R. Smith", "Janette Sadik-Khan"],
    "Deputy Mayor Filip Watteeuw": ["Filip Watteeuw"],
    "ICLEI Europe and the UPPER Project": [],
}
POSITIONS = {
    "Head of Mobility at the City of Ghent": ("Head of Mobility", "City of Ghent"),
    "Director of Movia Lab": ("Director", "Movia Lab"),
    "Secretary General of Eurocities": ("Secretary General", "Eurocities"),
    "Mayor of Turku": ("Mayor of Turku", ""),
    "Professor of Urban Planning": ("Professor of Urban Planning", ""),
    "Coordinator of the UPPER project": ("Coordinator of the UPPER project", ""),
}


class NameTests(SimpleTestCase):
    def test_names_are_found_and_what_looks_like_one_is_not(self):
        for text, names in IN_TEXT.items():
            with self.subTest(text):
                self.assertEqual([name.text for name in names_in(text, words_of(text), ENGLISH)], names)

    def test_positions_are_parted_from_organisations(self):
        for text, parts in POSITIONS.items():
            with self.subTest(text):
                self.assertEqual(split_position(text, ENGLISH), parts)

    def test_names_are_the_same_in_each_case_of_their_language(self):
        self.assertTrue(is_same_name(folded("Παπαδόπουλος"), folded("Παπαδόπουλο")))
        self.assertTrue(is_same_name("berg", "berg's"))
        self.assertFalse(is_same_name("berg", "burg"))

    def test_the_language_is_told_by_small_words(self):
        texts = {
            "de": "Die Stadt hat das nicht gewusst und es auch nicht gesagt.",
            "fr": "La ville ne le savait pas et elle ne l’a pas dit.",
            "el": "Η πόλη δεν το ήξερε",
            "en": "The city did not know that and did not say it.",
        }
        for code, text in texts.items():
            self.assertEqual(language_of([word.folded for word in words_of(text)]).code, code)
