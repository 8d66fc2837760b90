"""The sizes of cards in a list."""

from django.test import SimpleTestCase

from civitas_cms.lists.rhythm import card_places

SHARES = {"only": 12, "lead": 12, "large": 6, "small": 4, "quarter": 3}  # of a row, in twelfths


class RhythmTests(SimpleTestCase):
    def test_no_row_of_cards_has_a_hole(self):
        for number in range(1, 50):
            for options in ({}, {"leads": True}, {"is_compact": True}):
                with self.subTest(number, **options):
                    places = card_places(number, **options)
                    self.assertEqual(len(places), number)
                    left = 0
                    for place in places:
                        left = (left or 12) - SHARES[place]
                        self.assertGreaterEqual(left, 0)
                    self.assertEqual(left, 0)

    def test_a_list_begins_with_its_lead(self):
        self.assertEqual(card_places(6, leads=True), ["lead", "large", "large", "small", "small", "small"])
        self.assertEqual(card_places(0, leads=True), [])
