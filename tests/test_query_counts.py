"""How often each public page asks the database: as often for many items as for one."""

from django.test import TestCase, TransactionTestCase, override_settings

from civitas_cms.delivery.content_version import poller
from tests.everything import PAGES, make_everything

#: Among them four for the settings and menus around each page, unless the process knows them already.
AROUND = 4
#: On some pages, also what only they show and the process knows already.
KNOWN = {
    "/organisations/?place=be-ghent": 5,
    "/places/": 1,
    "/places/be/": 1,
    "/places/be/ghent/": 1,
    "/events/?period=all&place=be&project=upper&organisation=ghent": 1,
}
QUERIES = {
    "/": 8,
    "/news/": 6,
    "/news/?kind=news&tag=mobility": 7,
    "/news/?kind=news&year=2024&tag=mobility&project=upper&conference=forum": 7,
    "/news/report/": 7,
    "/tags/mobility/": 7,
    "/events/": 7,
    "/events/?period=past": 6,
    "/events/calendar/": 7,
    "/events/calendar/2040/6/": 6,
    "/events/forum/": 8,
    "/events/forum/programme/2040-06-12/": 7,
    "/events/forum/programme/2040-06-12/?kind=talk&person=ana": 7,
    "/events/forum/programme/people/": 6,
    "/events/forum/my-programme/": 6,
    "/events/forum/programme/changes/": 7,
    "/events/forum/programme/print/": 6,
    "/events/forum/programme/print/?fold=yes": 6,
    "/events/forum/programme/calendars/": 6,
    "/events/forum/programme/2040-06-12.ics": 2,
    "/events/forum/programme/chosen.ics": 2,
    "/people/ana.ics": 3,
    "/events/forum/opening/": 9,
    "/events/forum/opening.ics": 2,
    "/people/": 6,
    "/people/?q=spe&letter=s&organisation=ghent&conference=forum": 7,
    "/people/?project=upper": 7,
    "/organisations/": 6,
    "/organisations/?place=be-ghent": 12,
    "/places/": 5,
    "/places/be/": 7,
    "/places/be/ghent/": 7,
    "/tags/": 7,
    "/events/?period=all&place=be&project=upper&organisation=ghent": 8,
    "/projects/upper.ics": 2,
    "/news/?author=ana&organisation=ghent": 7,
    "/quotes/": 6,
    "/quotes/?speaker=ana&conference=forum&project=upper": 7,
    "/people/ana/": 8,
    "/projects/": 6,
    "/projects/upper/": 9,
    "/organisations/ghent/": 10,
    "/about/": 6,
    "/search/": 4,
    "/search/?q=article": 9,
    "/search/?q=article&kind=article&year=2024&tag=mobility&project=upper": 9,
    "/events/forum.ics": 2,
    "/events/forum/schedule.json": 2,
    "/events/forum/schedule.xml": 2,
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


#: To count for all workers takes six queries more, once after a change: they look for it twice, lock and leave it.
COUNTED_FOR_ALL = dict.fromkeys(
    ["/news/", "/tags/mobility/", "/events/", "/people/", "/organisations/", "/quotes/", "/projects/"], 6
) | {"/tags/": 12}


@override_settings(PAGE_CACHE_SIZE=1)
class OnceMenusAreKnownTests(TransactionTestCase):
    def test_only_what_the_page_itself_shows_is_asked_for(self):
        self.addCleanup(poller.close)
        make_everything(5)
        self.client.get("/")
        for address, number in QUERIES.items():
            counted = COUNTED_FOR_ALL.get(address, 0)
            known = KNOWN.get(address, 0) + (0 if address.endswith((".ics", ".json", ".xml")) else AROUND)
            with self.subTest(address), self.assertNumQueries(number - known + counted):
                self.client.get(address)
