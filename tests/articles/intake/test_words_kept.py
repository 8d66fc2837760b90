"""Nothing is left out silently: each word of a text is in a proposal, or in the list of what is left out."""

import re

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from .base import EXPECTED, all_words, file_of, understood, understood_file, words_in

PIECES = [
    "Anna Berg, Mayor of Turku, said: “We need trams.”",
    "“We need trams,” said Anna Berg, “and we need them now.”",
    "“What a day!” Paul Meyer of Nobina exclaimed.",
    "“One paragraph that is not closed",
    "“Another one that is.”",
    "— Anna Berg, Mayor, City of Turku",
    "Marta Olivé noted that “cities have been at the forefront of all change”, and went home.",
    "The session “Who owns the street?” was full.",
    "A short line",
    "Questions and answers",
    "Is that a question?",
    "Anna Berg: We began with a bench.",
    "CIVITAS: And then?",
    "- one thing\n- another “thing” of hers",
    "City | Trams\nGhent | 4",
    "Author: ICLEI Europe",
    "By Sarah Field",
    "Photo: Karel Rondou",
    "Learn more about NetZeroCities.",
    "Brussels, 3 June 2024",
    "PRESS RELEASE",
    "Best regards,",
    "Title: Something else",
    "Summary: What it is about.",
    "# A heading",
    "**Is this a bold question?**",
    "> We have a hundred ideas.\n> — Jo Field",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "EU Logo",
    "Funded by the European Union",
    "« On avance », regrette Luc Petit, président de la FUB. « Lentement. »",
    "„Das Rad gewinnt“, so Eva Klein.",
    "«Θέλουμε τραμ», είπε ο Νίκος Παππάς.",
    "'It's the drivers' patience', he said.",
    "“” ‘’ «» \" '",
]
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).flatmap(
    lambda pieces: st.sampled_from(["\n\n", "\n", " "]).map(lambda separator: separator.join(pieces))
)


class WordsKeptTests(SimpleTestCase):
    def assert_kept(self, text, understood):
        missing = words_in(text) - all_words(understood)
        self.assertFalse(missing, f"{missing} of {text!r} in {understood}")

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(TEXT)
    def test_all_words_of_any_text_are_shown(self, text):
        if words_in(text):
            self.assert_kept(text, understood(text))

    def test_all_words_of_the_texts_are_shown(self):
        for name in EXPECTED:
            path = file_of(name)
            if path.suffix in (".txt", ".md"):
                with self.subTest(name):
                    # The numbers of a list are its markup.
                    text = re.sub(r"^\d\. ", "", path.read_text("utf-8"), flags=re.MULTILINE)
                    self.assert_kept(text, understood_file(path))
