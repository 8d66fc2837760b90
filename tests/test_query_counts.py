"""How often each public page asks the database: as often for many items as for one."""

from django.test import TestCase

from tests.everything import PAGES, make_everything

QUERIES = {
    "/": 9,
    "/news/": 7,
    "/news/report/": 22,
    "/tags/mobility/": 8,
    "/events/": 8,
    "/events/?period=past": 7,
    "/events/forum/": 12,
    "/events/forum/opening/": 9,
    "/people/": 7,
    "/quotes/": 7,
    "/people/ana/": 9,
    "/projects/": 7,
    "/projects/upper/": 8,
    "/organisations/ghent/": 11,
    "/about/": 13,
    "/events/forum.ics": 6,
}


class OneOfEverythingTests(TestCase):
    number = 1

    @classmethod
    def setUpTestData(cls):
        make_everything(cls.number)

    def test_each_public_page_asks_a_fixed_number_of_times(self):
        self.assertGreaterEqual(QUERIES.keys(), set(PAGES))
        for address, number in QUERIES.items():
            with self.subTest(address), self.assertNumQueries(number):
                self.client.get(address)


class ManyOfEverythingTests(OneOfEverythingTests):
    number = 50
