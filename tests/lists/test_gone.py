"""What visitors could see once, and no longer can."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from civitas_cms.publishing.models import State
from tests.factories import ArticleFactory, ConferenceFactory, DayFactory, PageFactory, QuoteFactory, SessionFactory


class GoneTests(TestCase):
    def addresses(self, **publication):
        """Return the addresses of one of everything with such a ``publication``."""
        conference = ConferenceFactory(**publication)
        article = ArticleFactory(**publication)
        return [
            PageFactory(**publication).get_absolute_url(),
            article.get_absolute_url(),
            QuoteFactory(parent=article).get_absolute_url(),
            conference.get_absolute_url(),
            f"/events/{conference.slug}.ics",
            SessionFactory(day=DayFactory(conference=conference)).get_absolute_url(),
        ]

    def test_the_address_of_something_archived_or_expired_says_that_it_is_gone(self):
        yesterday = timezone.now() - timedelta(days=1)
        for publication in ({"state": State.ARCHIVED}, {"expire_at": yesterday}):
            for address in self.addresses(**publication):
                with self.subTest(address, **publication):
                    response = self.client.get(address)
                    self.assertContains(response, "This page is no longer here", status_code=410)
                    self.assertContains(response, '<input type="search"', status_code=410)
                    self.assertContains(response, 'content="noindex"', status_code=410)

    def test_what_was_never_public_is_not_there_as_if_it_did_not_exist(self):
        tomorrow = timezone.now() + timedelta(days=1)
        for publication in (
            {"state": State.DRAFT},
            {"state": State.IN_REVIEW},
            {"state": State.ARCHIVED, "publish_at": None},
            {"state": State.ARCHIVED, "publish_at": tomorrow},
            {"publish_at": tomorrow},
            {"publish_at": tomorrow, "expire_at": tomorrow + timedelta(days=1)},
        ):
            for address in self.addresses(**publication):
                with self.subTest(address, **publication):
                    self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_session_that_a_withdrawn_conference_never_had_is_not_gone(self):
        withdrawn = ConferenceFactory(slug="withdrawn", state=State.ARCHIVED)
        SessionFactory(day=DayFactory(conference=withdrawn), slug="opening")
        SessionFactory(day=DayFactory(conference=ConferenceFactory(state=State.ARCHIVED)), slug="closing")
        self.assertEqual(self.client.get("/events/withdrawn/opening/").status_code, 410)
        self.assertEqual(self.client.get("/events/withdrawn/closing/").status_code, 404)
