"""What stands in quotation marks, in the ways of all languages and of people who mix them."""

from django.test import SimpleTestCase

from articles.intake.quotation_marks import MAX_PASSAGE_LENGTH, passages

EXAMPLES = {
    "“one two” and “three”": ["one two", "three"],
    '"one two" and "three".': ["one two", "three"],
    "„eins zwei“ und „drei”": ["eins zwei", "drei"],
    "«un deux» et « trois »": ["un deux", "trois"],
    "»eins zwei« und »drei«": ["eins zwei", "drei"],
    "”ett två” och ”tre”": ["ett två", "tre"],
    "‘It’s the cities’ turn,’ he said": ["It’s the cities’ turn,"],
    "'It's the cities' turn,' he said": ["It's the cities' turn,"],
    "“He said: ‘go’ and ‘stay’.”": ["He said: ‘go’ and ‘stay’."],
    "„Er rief: ‚Geh!‘ und ging.“": ["Er rief: ‚Geh!‘ und ging."],
    "‹un› et ›zwei‹": ["un", "zwei"],
    "a 5\" screen and the '90s, it's John's": [],
    "“never closed": [],
    "closed” only": [],
    "“”": [],
    "(“in brackets”)": ["in brackets"],
}


class PassageTests(SimpleTestCase):
    def test_passages_are_found_in_all_kinds_of_marks(self):
        for text, words in EXAMPLES.items():
            with self.subTest(text):
                self.assertEqual([passage.words for passage in passages(text)], words)

    def test_a_mark_that_is_closed_far_away_opens_nothing(self):
        self.assertEqual(passages("“" + "word " * MAX_PASSAGE_LENGTH + "”"), [])
