"""Tracks have their colours on public pages, as far as one can see them there."""

from django.test import SimpleTestCase, TestCase

from events.track_colours import LEAST_CONTRAST, SURFACES, contrast, standing_out
from tests.factories import ConferenceFactory, SessionFactory, TrackFactory


class ContrastTests(SimpleTestCase):
    def test_contrast_is_as_wcag_reckons_it(self):
        self.assertAlmostEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#767676", "#ffffff"), 4.54, 2)

    def test_a_colour_that_is_seen_stays_and_another_is_changed_until_it_is(self):
        self.assertEqual(standing_out("#0b6e4f", SURFACES[0]), "#0b6e4f")
        for colour in ("#ffff00", "#ffffff", "#000000", "#172037", "#fffdfa", "#777777"):
            for surface in SURFACES:
                with self.subTest(colour, surface=surface):
                    self.assertGreaterEqual(contrast(standing_out(colour, surface), surface), LEAST_CONTRAST)


class StyleSheetTests(TestCase):
    def test_pages_with_sessions_load_the_colours_of_their_tracks(self):
        conference = ConferenceFactory(slug="forum")
        session = SessionFactory(day__conference=conference, slug="talk", track=TrackFactory(conference=conference))
        address = "/events/forum/programme/tracks.css"
        pages = [session.day.get_absolute_url(), session.get_absolute_url(), "/events/forum/my-programme/"]
        for page in pages:
            self.assertNotContains(self.client.get(page), address)
        session.track.colour = "#0b6e4f"
        session.track.save()
        for page in pages:
            self.assertContains(self.client.get(page), address)
        self.assertContains(self.client.get(pages[0]), f"track-of-{session.track.pk}")
        sheet = self.client.get(address)
        self.assertEqual(sheet["Content-Type"], "text/css; charset=utf-8")
        self.assertIn(f".track-of-{session.track.pk}{{--track:light-dark(#0b6e4f,", sheet.text)
        conference.state = "draft"
        conference.save()
        self.assertEqual(self.client.get(address).status_code, 404)
