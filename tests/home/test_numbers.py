"""The community in numbers, on the home page."""

from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ProjectFactory,
    SessionFactory,
    SpeakerFactory,
)


class NumbersTests(TestCase):
    def numbers(self):
        return {str(name): number for name, number in self.client.get("/").context_data["numbers"]}

    def test_only_what_visitors_can_find_is_counted(self):
        ArticleFactory.create_batch(3)
        ArticleFactory(state=State.DRAFT)
        ProjectFactory.create_batch(4)
        self.assertEqual(self.numbers(), {"articles": 3, "projects": 4})
        self.assertContains(self.client.get("/"), "The community in numbers")

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
