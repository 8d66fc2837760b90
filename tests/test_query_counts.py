"""How often each public page asks the database: as often for many items as for one."""

from django.test import TestCase

from tests.everything import PAGES, make_everything

QUERIES = {
    "/": 9,
    "/news/": 6,
    "/news/report/": 21,
    "/tags/mobility/": 7,
    "/events/": 7,
    "/events/?period=past": 6,
    "/events/forum/": 11,
    "/events/forum/opening/": 8,
    "/people/": 6,
    "/quotes/": 6,
    "/people/ana/": 8,
    "/projects/": 6,
    "/projects/upper/": 7,
    "/organisations/ghent/": 10,
    "/about/": 12,
    "/search/": 4,
    "/search/?q=article": 9,
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
