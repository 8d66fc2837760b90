"""How much is recognised: texts as people send them, each with the quotes that an editor would make of it."""

from django.test import SimpleTestCase

from articles.intake.words import plain

from .base import EXPECTED, TEXTS, file_of, understood_file
from .measure import Score, measure

MIN_FOUND = 0.95
MAX_FALSE = 0.02


class RecognitionTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.understood = {name: understood_file(file_of(name)) for name in EXPECTED}

    def test_quotes_are_found_with_their_speakers_and_few_others(self):
        score = sum((found for _name, found in measure(TEXTS)), Score())
        self.assertGreaterEqual(score.recall, MIN_FOUND, score.missed)
        self.assertLessEqual(score.false_share, MAX_FALSE, score.false)

    def test_position_and_organisation_are_those_that_the_text_says(self):
        for name, expected in EXPECTED.items():
            said = {
                plain(block["speaker"]): (plain(block["position"]), plain(block["organisation"]))
                for block in self.understood[name].blocks
                if block["kind"] == "quote"
            }
            for speaker, _words, *affiliation in expected["quotes"]:
                if affiliation:
                    with self.subTest(name, speaker=speaker):
                        self.assertEqual(said[plain(speaker)], tuple(map(plain, affiliation)))

    def test_titles_are_found(self):
        for name, expected in EXPECTED.items():
            if "title" in expected:
                with self.subTest(name):
                    self.assertEqual(self.understood[name].title, expected["title"])

    def test_kinds_are_told_apart(self):
        kinds = {name: self.understood[name].kind for name in ("interview_labels", "press_release", "call", "report")}
        self.assertEqual(
            kinds, {"interview_labels": "interview", "press_release": "press_release", "call": "call", "report": "news"}
        )
