"""The list of news: filters as plain links with numbers, alone and together, and its pages."""

from datetime import UTC, datetime

from django.test import TestCase

from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory, QuoteFactory, SpeakerFactory, TagFactory
from tests.html import links_in, parse, text_of


def in_year(year):
    return datetime(year, 5, 5, 12, tzinfo=UTC)


class ListTestCase(TestCase):
    def page(self, address, status=200):
        response = self.client.get(address)
        self.assertEqual(response.status_code, status, address)
        return parse(response)

    def titles(self, address):
        return self.titles_on(self.page(address))

    def titles_on(self, page):
        return [text_of(card.find(".//h2")) for card in page.find(".//main").iter("article")]

    def filters(self, address):
        return self.filters_on(self.page(address))

    def filters_on(self, page):
        """Return, by the label of each filter, its links."""
        menus = page.findall(".//nav[@aria-label='Filters']//details")
        return {text_of(menu.find("summary")): links_in(menu) for menu in menus}

    def chosen(self, address):
        return links_in(self.page(address).find(".//ul[@class='filter-choices']"))


class NewsFilterTests(ListTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.trams, cls.bikes = TagFactory(name="Trams", slug="trams"), TagFactory(name="Bikes", slug="bikes")
        cls.upper, cls.lower = (ProjectFactory(acronym=name.upper(), slug=name) for name in ("upper", "lower"))
        cls.forum = ConferenceFactory(title="Forum", slug="forum", starts_on="2025-06-01", ends_on="2025-06-02")
        cls.days = ConferenceFactory(title="Tram days", slug="days", starts_on="2026-06-01", ends_on="2026-06-02")
        secret = ConferenceFactory(title="Secret", slug="secret", state="draft")
        ArticleFactory(title="One", kind="news", publish_at=in_year(2024), tags=[cls.trams], projects=[cls.upper])
        ArticleFactory(
            title="Two",
            kind="event_report",
            publish_at=in_year(2025),
            tags=[cls.trams, cls.bikes],
            projects=[cls.upper, cls.lower],
            conferences=[cls.forum, secret],
        )
        ArticleFactory(
            title="Three", kind="event_report", publish_at=in_year(2024), tags=[cls.trams], conferences=[cls.days]
        )
        ArticleFactory(title="Draft", state="draft", kind="call", tags=[cls.bikes, TagFactory()], projects=[cls.lower])
        ArticleFactory(title="Later", publish_at=datetime(2040, 1, 1, tzinfo=UTC), tags=[cls.bikes])

    def test_each_value_says_how_much_of_what_is_public_it_leads_to(self):
        self.assertEqual(
            self.filters("/news/"),
            {
                "Kind": {"/news/?kind=news": "News 1", "/news/?kind=event_report": "Event report 2"},
                "Year": {"/news/?year=2025": "2025 1", "/news/?year=2024": "2024 2"},
                "Subject": {"/news/?tag=trams": "Trams 3", "/news/?tag=bikes": "Bikes 1"},
                "Project": {"/news/?project=upper": "UPPER 2", "/news/?project=lower": "LOWER 1"},
                "Conference": {"/news/?conference=days": "Tram days 1", "/news/?conference=forum": "Forum 1"},
            },
        )

    def test_each_link_leads_to_as_many_articles_as_it_says(self):
        addresses, numbers = ["/news/"], {"/news/": 3}
        for address in addresses:  # which grow as they are read
            page = self.page(address)
            with self.subTest(address):
                self.assertEqual(len(self.titles_on(page)), numbers[address])
                if address.count("=") == 3:
                    continue
                for links in self.filters_on(page).values():
                    for link, words in links.items():
                        number = int(words.rpartition(" ")[2])
                        self.assertEqual(numbers.setdefault(link, number), number, link)
                        addresses += [link] if link not in addresses else []
        self.assertGreater(len(addresses), 50)

    def test_the_numbers_of_a_filter_respect_what_else_is_chosen(self):
        filters = self.filters("/news/?kind=event_report&year=2024")
        self.assertEqual(self.titles("/news/?kind=event_report&year=2024"), ["Three"])
        self.assertEqual(
            filters["Kind"],
            {"/news/?kind=news&year=2024": "News 1", "/news/?kind=event_report&year=2024": "Event report 1"},
        )
        self.assertEqual(
            filters["Year"],
            {"/news/?kind=event_report&year=2025": "2025 1", "/news/?kind=event_report&year=2024": "2024 1"},
        )
        self.assertNotIn("Project", filters)

    def test_what_is_chosen_is_marked_and_can_be_taken_off(self):
        address = "/news/?kind=event_report&tag=trams"
        self.assertEqual(
            self.chosen(address),
            {
                "/news/?tag=trams": "Remove the filter Event report",
                "/news/?kind=event_report": "Remove the filter Trams",
                "/news/": "Remove all",
            },
        )
        as_diff = self.page(address).findall(".//details//a[@aria-current]")
        self.assertEqual([text_of(link) for link in as_diff], ["Event report 2", "Trams 2"])
        self.assertIn("2 results", text_of(self.page(address).find(".//main")))

    def test_a_combination_of_which_there_is_nothing_says_so_and_leads_back(self):
        main = self.page("/news/?kind=news&conference=forum").find(".//main")
        self.assertIn("Nothing here is all of this.", text_of(main))
        self.assertEqual(links_in(main)["/news/?kind=news"], "Remove the filter Forum")
        self.assertIn("Remove the filters", links_in(main).values())

    def test_the_title_says_what_is_chosen_and_search_engines_learn_of_one_filter_only(self):
        one, two = self.page("/news/?tag=trams"), self.page("/news/?tag=trams&year=2024&x=1&kind=")
        self.assertTrue(text_of(one.find("head/title")).startswith("News, Trams –"))
        self.assertTrue(text_of(two.find("head/title")).startswith("News, 2024, Trams –"))
        self.assertIsNone(one.find("head/meta[@name='robots']"))
        self.assertEqual(two.find("head/meta[@name='robots']").get("content"), "noindex, nofollow")
        canonical = two.find("head/link[@rel='canonical']").get("href")
        self.assertEqual(canonical, "http://testserver/news/?year=2024&tag=trams")
        self.assertEqual({link.get("rel") for link in self.page("/news/").iterfind(".//details//a")}, {None})
        self.assertIn("nofollow", {link.get("rel") for link in one.iterfind(".//details//a")})

    def test_a_year_is_that_of_the_sites_clock(self):
        ArticleFactory(title="New Year", publish_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
        self.assertEqual(self.titles("/news/?year=2026"), ["New Year"])
        self.assertIn("2026 1", self.filters("/news/")["Year"].values())

    def test_the_page_of_a_subject_has_the_other_filters(self):
        filters = self.filters("/tags/trams/?kind=event_report")
        self.assertNotIn("Subject", filters)
        self.assertEqual(
            filters["Year"],
            {
                "/tags/trams/?kind=event_report&year=2025": "2025 1",
                "/tags/trams/?kind=event_report&year=2024": "2024 1",
            },
        )
        self.assertEqual(self.titles("/tags/trams/?year=2024"), ["Three", "One"])

    def test_values_that_do_not_exist_answer_404(self):
        long = "a" * 10_000
        values = {
            "kind": ["nothing", "NEWS", "Kind.NEWS", "%00", long, "news%20", "é"],
            "year": ["abc", "2019", "-1", "0000", "9999", "02024", "2024.0", "%D9%A2%D9%A0%D9%A2%D9%A4", "1%27"],
            "tag": ["nothing", "%00", "a%20b", "%27%3B--", long, "%F0%9F%9A%8B", "%FF%FE", "../../"],
            "project": ["nothing", "%00", "%25s"],
            "conference": ["nothing", "secret", "%0A"],
            "page": ["-1", "0", "2", "999999", "9" * 30, "abc", "01", "%2B1", "1_0", "last", "1.5", "%D9%A1", "%00"],
        }
        for name, wrong in values.items():
            for value in wrong:
                for address in (f"/news/?{name}={value}", f"/news/?kind=news&{name}={value}"):
                    with self.subTest(address[:60]):
                        self.page(address, status=404)
        self.page("/news/?kind[]=x&unknown=1&kin%64=news&%zz&=&&kind")
        for method, status in [("head", 200), ("options", 405), ("post", 405), ("delete", 405)]:
            with self.subTest(method):
                self.assertEqual(getattr(self.client, method)("/news/?kind=news").status_code, status)


class ManyValuesTests(ListTestCase):
    def test_a_filter_offers_those_with_the_most_articles_and_the_chosen_one(self):
        tags = TagFactory.create_batch(40)
        ArticleFactory(tags=tags)
        ArticleFactory(tags=tags[5:])
        offered = self.filters("/news/")["Subject"]
        self.assertEqual(len(offered), 24)
        self.assertEqual({words.rpartition(" ")[2] for words in offered.values()}, {"2"})
        offered = self.filters(f"/news/?tag={tags[3].slug}")["Subject"]
        self.assertEqual(len(offered), 25)
        self.assertIn(f"{tags[3]} 1", offered.values())

    def test_pages_keep_the_filters_and_the_first_has_one_address(self):
        for number in range(45):
            ArticleFactory(title=f"Call {number}", kind="call")
            ArticleFactory()
        here, seen = "/news/?kind=call", []
        while here:
            root = self.page(here)
            seen += [text_of(card.find(".//h2")) for card in root.find(".//main").iter("article")]
            following = root.find(".//a[@rel='next']")
            here = following is not None and following.get("href")
        self.assertCountEqual(seen, [f"Call {number}" for number in range(45)])
        pages = links_in(self.page("/news/?kind=call&page=2").find(".//nav[@aria-label='Pages']"))
        self.assertEqual(list(pages), ["/news/?kind=call", "/news/?kind=call&page=3"])

    def test_words_of_values_bring_no_markup(self):
        evil = "<script>alert(1)</script>"
        ArticleFactory(tags=[TagFactory(name=evil, slug="evil"), TagFactory()])
        response = self.client.get("/news/?tag=evil")
        self.assertNotContains(response, evil)
        self.assertContains(response, "&lt;script&gt;alert(1)")


class QuoteFilterTests(ListTestCase):
    def test_quotes_are_narrowed_in_the_same_way(self):
        ana = SpeakerFactory(given_name="Ana", family_name="Silva", slug="ana")
        upper = ProjectFactory(acronym="UPPER", slug="upper")
        article = ArticleFactory(projects=[upper])
        QuoteFactory(parent=article, speaker=ana)
        QuoteFactory(parent=article, speaker=ana, session=None)
        QuoteFactory(speaker=SpeakerFactory(given_name="Bo", family_name="Berg", slug="bo"))
        QuoteFactory(parent=ArticleFactory(state="draft"), speaker=ana)
        filters = self.filters("/quotes/")
        self.assertEqual(
            filters["Speaker"], {"/quotes/?speaker=ana": "Ana Silva 2", "/quotes/?speaker=bo": "Bo Berg 1"}
        )
        self.assertEqual(self.chosen("/quotes/?project=upper"), {"/quotes/": "Remove the filter UPPER"})
        self.assertEqual(len(self.page("/quotes/?project=upper").findall(".//blockquote")), 2)
        for wrong in ("speaker=nobody", "project=%00", "conference=x"):
            self.page(f"/quotes/?{wrong}", status=404)
