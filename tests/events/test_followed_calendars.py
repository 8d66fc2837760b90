"""Calendars to subscribe to: the sessions of a person and the events of a project."""

from datetime import date

from django.test import TestCase
from icalendar import Calendar

from civitas_cms.publishing.models import State
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceProjectFactory,
    ProjectFactory,
    SpeakerFactory,
    TagFactory,
)

PAST = date(2020, 1, 1)


class FollowedCalendarTests(TestCase):
    def titles(self, address):
        response = self.client.get(address)
        self.assertEqual(response["Content-Type"], "text/calendar; charset=utf-8")
        return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]

    def test_a_person_has_the_public_sessions_and_keeps_those_that_are_over(self):
        ana = SpeakerFactory(slug="ana")
        for title, values in {
            "To come": {},
            "Over": {"starts_on": PAST, "ends_on": PAST},
            "Draft": {"state": State.DRAFT},
        }.items():
            conference = ConferenceFactory(**values)
            AppearanceFactory(session__title=title, session__day__conference=conference, speaker=ana)
        AppearanceFactory(session__title="Of somebody else")
        self.assertEqual(self.titles("/people/ana.ics"), ["Over", "To come"])

    def test_a_project_has_the_public_events_to_come(self):
        upper = ProjectFactory(slug="upper")
        for title, values in {
            "To come": {},
            "Over": {"starts_on": PAST, "ends_on": PAST},
            "Draft": {"state": State.DRAFT},
        }.items():
            ConferenceProjectFactory(conference=ConferenceFactory(title=title, **values), project=upper)
        self.assertEqual(self.titles("/projects/upper.ics"), ["To come"])

    def test_places_and_subjects_have_the_public_events_to_come(self):
        article = ArticleFactory(tags=[TagFactory(slug="trams")])
        for title, values in {
            "To come": {},
            "Over": {"starts_on": PAST, "ends_on": PAST},
            "Draft": {"state": State.DRAFT},
        }.items():
            article.conferences.add(ConferenceFactory(title=title, city="Ghent", country="BE", **values))
        ConferenceFactory(city="Graz", country="AT")
        for address in ("/places/be.ics", "/places/be/ghent.ics", "/tags/trams.ics"):
            self.assertEqual(self.titles(address), ["To come"], address)
        for address in ("/places/fr.ics", "/places/be/graz.ics", "/tags/buses.ics"):
            self.assertEqual(self.client.get(address).status_code, 404, address)
        self.assertContains(self.client.get("/places/be/"), 'href="webcal://testserver/places/be.ics"')

    def test_who_is_not_public_has_none(self):
        SpeakerFactory(slug="secret")
        ProjectFactory(slug="secret", is_released=False)
        for address in ("/people/secret.ics", "/projects/secret.ics"):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_the_page_offers_them(self):
        ana = SpeakerFactory(slug="ana")
        AppearanceFactory(speaker=ana)
        self.assertContains(self.client.get("/people/ana/"), 'href="webcal://testserver/people/ana.ics"')
