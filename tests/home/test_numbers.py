"""The community in numbers, on the home page."""

from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ProjectFactory,
    SessionFactory,
    SiteSettingsFactory,
    SpeakerFactory,
)
from tests.html import parse, text_of


class NumbersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.settings = SiteSettingsFactory(shows_numbers=True)

    def numbers(self):
        return {
            text_of(each.find("dt")): int(text_of(each.find("dd")))
            for part in parse(self.client.get("/")).iter("dl")
            if part.get("class") == "numbers"
            for each in part
        }

    def test_only_what_visitors_can_find_is_counted(self):
        ArticleFactory.create_batch(3)
        ArticleFactory(state=State.DRAFT)
        ProjectFactory.create_batch(4)
        self.assertEqual(self.numbers(), {"articles": 3, "projects": 4})
        self.assertContains(self.client.get("/"), "The community in numbers")

    def test_they_are_shown_only_if_the_editors_like(self):
        self.settings.shows_numbers = False
        self.settings.save()
        ArticleFactory.create_batch(3)
        self.assertNotContains(self.client.get("/"), "in numbers")

    def test_people_and_cities_count_once(self):
        cities = ["Ghent", "Ghent", "Vilnius", "Porto", ""]
        sessions = [SessionFactory(day__conference__city=city) for city in cities]
        for speaker in SpeakerFactory.create_batch(3):
            AppearanceFactory(speaker=speaker, session=sessions[0])
            AppearanceFactory(speaker=speaker, session=sessions[1])
        self.assertEqual(self.numbers(), {"events": 5, "host cities": 3, "people who spoke": 3})

    def test_an_empty_site_boasts_of_nothing(self):
        ConferenceFactory.create_batch(2)
        self.assertEqual(self.numbers(), {})
        self.assertNotContains(self.client.get("/"), "in numbers")
