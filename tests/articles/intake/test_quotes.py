"""Ways of quoting somebody, each with what becomes of it: an example for each rule."""

import tomllib

from django.test import SimpleTestCase

from .base import HEADLINE, TEXTS, normalised, quotes_of, understood

EXAMPLES = tomllib.loads((TEXTS / "examples.toml").read_text("utf-8"))["examples"]


class QuoteTests(SimpleTestCase):
    def test_who_speaks_is_found_in_each_way_of_saying_it(self):
        for example in EXAMPLES:
            with self.subTest(example["text"]):
                found = quotes_of(understood(f"{HEADLINE}\n\n{example['text']}"))
                self.assertEqual(normalised(found), normalised(example["quotes"]))

    def blocks_of(self, text):
        return [
            (block["kind"], block.get("html") or block.get("words"))
            for block in understood(f"{HEADLINE}\n\n{text}").blocks
        ]

    def test_a_sentence_that_only_says_who_spoke_becomes_the_quote(self):
        text = "It rained. “We need trams,” said Anna Berg, Mayor of Turku. Then it stopped."
        self.assertEqual(
            self.blocks_of(text),
            [("text", "<p>It rained.</p>"), ("quote", "We need trams"), ("text", "<p>Then it stopped.</p>")],
        )

    def test_what_leads_to_a_quote_with_a_colon_stays_before_it(self):
        text = "Anna Berg, Mayor of Turku, opened the second day of the conference: “We need trams.” Then it rained."
        self.assertEqual(
            self.blocks_of(text),
            [
                ("text", "<p>Anna Berg, Mayor of Turku, opened the second day of the conference:</p>"),
                ("quote", "We need trams."),
                ("text", "<p>Then it rained.</p>"),
            ],
        )

    def test_a_sentence_that_cutting_would_break_stays_whole_and_the_quote_is_lifted_out_of_it(self):
        text = (
            "It rained. Anna Berg noted that “cities have always been first to change,” and stressed the importance "
            "of the whole system. Then it stopped."
        )
        self.assertEqual(
            self.blocks_of(text), [("text", f"<p>{text}</p>"), ("quote", "cities have always been first to change")]
        )

    def test_who_spoke_is_told_beside_the_quote_and_listed_as_left_out(self):
        found = understood(f"{HEADLINE}\n\n“We need trams,” said Anna Berg, Mayor of Turku.")
        self.assertEqual(found.left_out[0]["text"], "said Anna Berg, Mayor of Turku")

    def test_a_long_quote_becomes_several_that_a_form_takes(self):
        sentence = "We have built a city for people who want to leave it. "
        found = understood(f"{HEADLINE}\n\nAnna Berg, Mayor of Turku, said:\n\n“{sentence * 60}”")
        words = [words for _speaker, words in quotes_of(found)]
        self.assertGreater(len(words), 2)
        self.assertTrue(all(len(each) <= 1000 and each.endswith("it.") for each in words))
