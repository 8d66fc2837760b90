"""How much is recognised: texts as people send them, each with the quotes that an editor would make of it."""

from django.test import SimpleTestCase

from articles.intake.words import plain

from .base import EXPECTED, file_of, normalised, quotes_of, understood_file

MIN_FOUND = 0.95
MAX_FALSE = 0.02


class RecognitionTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.understood = {name: understood_file(file_of(name)) for name in EXPECTED}

    def test_quotes_are_found_with_their_speakers_and_few_others(self):
        number = missed = false = 0
        problems = []
        for name, expected in EXPECTED.items():
            wanted = normalised(quote[:2] for quote in expected["quotes"])
            found = normalised(quotes_of(self.understood[name]))
            number += len(wanted)
            missing = [quote for quote in wanted if quote not in found]
            others = [quote for quote in found if quote not in wanted]
            missed, false = missed + len(missing), false + len(others)
            problems += [(name, "missed", missing), (name, "false", others)]
        self.assertGreaterEqual(1 - missed / number, MIN_FOUND, problems)
        self.assertLessEqual(false / number, MAX_FALSE, problems)

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
