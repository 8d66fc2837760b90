"""What somebody was when they spoke."""

from django.test import TestCase

from tests.factories import AppearanceFactory, OrganisationFactory, QuoteFactory, SpeakerFactory


class AnotherSpeakerTests(TestCase):
    """An editor has picked the wrong person, and picks the right one."""

    def setUp(self):
        self.wrong = SpeakerFactory(position="Mayor", organisation=OrganisationFactory())
        self.right = SpeakerFactory(position="Planner", organisation=OrganisationFactory())

    def test_position_and_organisation_are_those_of_the_one_chosen_now(self):
        for factory in (QuoteFactory, AppearanceFactory):
            with self.subTest(factory):
                row = factory(speaker=self.wrong)
                row.speaker = self.right
                row.save()
                row.refresh_from_db()
                self.assertEqual((row.position_then, row.organisation_then), ("Planner", self.right.organisation))

    def test_what_is_written_for_the_one_chosen_now_stays(self):
        quote = QuoteFactory(speaker=self.wrong)
        quote.speaker, quote.position_then = self.right, "Guest"
        quote.save()
        self.assertEqual((quote.position_then, quote.organisation_then), ("Guest", None))
