"""The search page and the suggestions."""

from datetime import UTC, date, datetime
from unittest import mock
from urllib.parse import quote

from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import State
from civitas_cms.search import queries
from civitas_cms.search.models import IndexEntry
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    ConferenceProjectFactory,
    DayFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    public_person,
)
from tests.html import links_in, parse, text_of


class SearchPageTests(TestCase):
    def page(self, address, status=200):
        response = self.client.get(address)
        self.assertEqual(response.status_code, status, address)
        return parse(response)

    def titles(self, address):
        return [text_of(hit.find("h2")) for hit in self.page(address).find(".//main").iter("article")]

    def test_it_shows_what_was_found_with_the_words_marked(self):
        article = ArticleFactory(title="A tram for Ghent", summary="The tram is back.")
        RichTextFactory(parent=article, text="<p>Everybody in the city waited for trams for years.</p>")
        root = self.page("/search/?q=tram")
        self.assertEqual(root.find(".//article//a").get("href"), article.get_absolute_url())
        self.assertEqual([mark.text for mark in root.iter("mark")], ["tram", "tram", "trams"])
        self.assertEqual(root.find(".//main//input[@type='search']").get("value"), "tram")
        self.assertIn("1 result", text_of(root.find(".//main")))

    def test_no_text_brings_markup_of_its_own(self):
        evil = "<script>alert(1)</script> tram & <b onmouseover=x>bold</b> </mark>"
        article = ArticleFactory(title=f"Title {evil}", summary=f"Summary {evil}")
        RichTextFactory(parent=article, text="<p>The &lt;script&gt;alert(2)&lt;/script&gt; tram &lt;b &gt;</p>")
        response = self.client.get("/search/?q=tram")
        self.assertNotContains(response, "<script>")
        self.assertNotContains(response, "<b ")
        self.assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt; <mark>tram</mark> &amp; &lt;b onmouseover")
        for text in ('"><script>x</script>', "</mark><b>", "'onfocus='x"):
            self.assertNotContains(self.client.get("/search/", {"q": text}), text)

    def filters(self, address):
        return links_in(self.page(address).find(".//nav[@aria-label='Filters']"))

    def test_filters_say_how_many_there_are(self):
        mobility, upper = TagFactory(name="Mobility", slug="mobility"), ProjectFactory(acronym="UPPER", slug="upper")
        person = SpeakerFactory(family_name="Tram")
        for year in (2024, 2024, 2025):
            ArticleFactory(authors=[person], title="Tram", publish_at=datetime(year, 5, 5, tzinfo=UTC), tags=[mobility])
        ConferenceProjectFactory(conference__title="Tram days", conference__starts_on=date(2024, 5, 5), project=upper)
        ArticleFactory(title="Bus", tags=[TagFactory()])
        self.assertEqual(
            self.filters("/search/?q=tram"),
            {
                "/search/?q=tram&kind=article": "News 3",
                "/search/?q=tram&kind=conference": "Events 1",
                "/search/?q=tram&kind=person": "People 1",
                "/search/?q=tram&year=2025": "2025 1",
                "/search/?q=tram&year=2024": "2024 3",
            },
        )
        mobility.name = "Moving"
        mobility.save()
        ArticleFactory(title="Tram stop", tags=[TagFactory(name="Stops", slug="stops")], projects=[upper])
        ArticleFactory(title="Tram rail", projects=[ProjectFactory(acronym="RAIL", slug="rail")])
        filters = self.filters("/search/?q=tram")
        self.assertEqual(filters["/search/?q=tram&tag=mobility"], "Moving 3")
        self.assertEqual(filters["/search/?q=tram&project=upper"], "UPPER 2")
        self.assertEqual(self.titles("/search/?q=tram&kind=article&year=2025"), ["Tram"])
        self.assertCountEqual(self.titles("/search/?q=tram&project=upper"), ["Tram days", "Tram stop"])
        self.assertEqual(self.titles("/search/?q=tram&tag=mobility&year=2025"), ["Tram"])
        self.assertEqual(self.titles("/search/?q=tram&kind=page"), [])

    def test_the_numbers_of_a_filter_respect_the_others_and_each_can_be_taken_off(self):
        for year in (2024, 2024, 2025):
            ArticleFactory(title="Tram", publish_at=datetime(year, 5, 5, tzinfo=UTC))
        ConferenceFactory(title="Tram days", starts_on=date(2024, 5, 5))
        filters = self.filters("/search/?q=tram&kind=article&year=2024")
        self.assertEqual(filters["/search/?q=tram&kind=article&year=2025"], "2025 1")
        self.assertEqual(filters["/search/?q=tram&kind=conference&year=2024"], "Events 1")
        self.assertEqual(filters["/search/?q=tram&year=2024"], "Remove the filter News")
        self.assertEqual(filters["/search/?q=tram"], "Remove all")

    def test_a_filter_by_what_nothing_found_has_says_so(self):
        ArticleFactory(title="Tram")
        main = self.page("/search/?q=tram&tag=unheard-of").find(".//main")
        self.assertIn("Nothing with these words", text_of(main))
        self.assertIn("Remove the filters", links_in(main).values())

    def test_pages_keep_the_filters_and_show_each_thing_once(self):
        for number in range(45):
            ArticleFactory(title=f"Tram {number}")
        seen = []
        address = "/search/?q=tram&kind=article"
        while address:
            root = self.page(address)
            seen += [text_of(hit.find("h2")) for hit in root.iter("article")]
            following = root.find(".//a[@rel='next']")
            address = following is not None and following.get("href")
            self.assertTrue(not address or "kind=article" in address)
        self.assertEqual(len(seen), 45)
        self.assertEqual(len(set(seen)), 45)
        self.page("/search/?q=tram&page=4", status=404)

    def test_of_very_many_only_the_best_are_shown_and_what_nobody_has_counted_has_no_number(self):
        tag = TagFactory(name="Rails", slug="rails")
        for number in range(25):
            ArticleFactory(title=f"Tram {number}", publish_at=datetime(2025, 1, 1, number % 24, tzinfo=UTC))
        ArticleFactory(title="Old", summary="A tram", publish_at=datetime(2019, 5, 5, tzinfo=UTC), tags=[tag])
        with mock.patch.object(queries, "RANKED", 20):
            root = self.page("/search/?q=tram")
            self.assertIn("More than 20 results – the best 20 are shown", text_of(root.find(".//main")))
            self.assertIsNone(root.find(".//a[@rel='next']"))
            filters = links_in(root.find(".//nav[@aria-label='Filters']"))
            self.assertEqual(filters["/search/?q=tram&year=2025"], "2025")
            self.assertEqual(filters["/search/?q=tram&year=2019"], "2019")  # though it is none of the newest
            self.assertNotIn("/search/?q=tram&year=2020", filters)
            self.assertEqual(self.titles("/search/?q=tram&year=2019"), ["Old"])
            self.assertIn("1 result", text_of(self.page("/search/?q=tram&year=2019").find(".//main")))

    def test_where_nothing_has_the_words_it_shows_at_once_what_was_meant(self):
        article = ArticleFactory(title="Mobility in Liège", summary="What collaboration brings.")
        RichTextFactory(parent=article, text="<p>Timmermans opened the depot.</p>")
        for typed, meant in [
            ("mobilty", "Mobility"),
            ("mobiltiy liege", "Mobility liege"),
            ("Lieje", "Liège"),
            ("colaboration", "collaboration"),
            ("collabration", "collaboration"),
            ("timermans depot", "Timmermans depot"),
            ('"mobilty in Liège"', '"Mobility in Liège"'),
            ("mob\u00adilty", "Mobility"),
        ]:
            with self.subTest(typed):
                main = self.page(f"/search/?q={quote(typed)}").find(".//main")
                self.assertIn(article.get_absolute_url(), links_in(main))
                self.assertIn(f"These are the results for “{meant}”", text_of(main))
                self.assertEqual(main.find(".//input[@name='q']").get("value"), typed.replace("\u00ad", ""))
                as_typed = next(url for url, words in links_in(main).items() if words.startswith("Look for"))
                main = self.page(as_typed).find(".//main")
                self.assertIn("We have found nothing", text_of(main))
                self.assertFalse([link for link in links_in(main) if "?" in link or link.count("/") > 2])
        main = self.page("/search/?q=xyzzy").find(".//main")
        self.assertFalse([link for link in links_in(main) if "?" in link or link.count("/") > 2])
        self.assertIn("We have found nothing", text_of(main))

    def test_filters_and_pages_of_what_was_meant_keep_to_it(self):
        for number in range(24):
            ArticleFactory(title=f"Tramway {number}")
        public_person(family_name="Tramway")  # with an article
        root = self.page("/search/?q=tramwey")
        self.assertIn("/search/?q=Tramway&kind=article", links_in(root.find(".//nav[@aria-label='Filters']")))
        self.assertIn("/search/?q=Tramway&page=2", links_in(root.find(".//nav[@aria-label='Pages']")))
        self.assertEqual(len(self.titles("/search/?q=tramwey&page=2")), 6)

    def test_words_of_what_is_not_public_are_not_told(self):
        ArticleFactory(title="Tramway")
        draft = ArticleFactory(title="Secretum", state=State.DRAFT)
        for text in ("secretun", "tramwey -secretun", "tramwey or secretun"):
            with self.subTest(text):
                self.assertNotContains(self.client.get("/search/", {"q": text}), "ecretum")
        draft.state = State.PUBLISHED
        draft.save()
        self.assertContains(self.client.get("/search/", {"q": "secretun"}), "Secretum")
        draft.state = State.DRAFT
        draft.save()
        self.assertNotContains(self.client.get("/search/", {"q": "secretun"}), "ecretum")

    def test_excerpts_are_of_the_text_and_not_of_names_that_it_is_found_by(self):
        speaker = SpeakerFactory(family_name="Lemaire", position="Hidden position")
        tags, projects = [TagFactory(name="Hidden tag")], [ProjectFactory(acronym="HIDDENPROJECT")]
        article = ArticleFactory(title="One", authors=[speaker], tags=tags, projects=projects)
        RichTextFactory(parent=article, text="<p>A tram is back.</p>")
        QuoteFactory(parent=article, speaker=speaker, words="Nobody missed the bus.")
        for word in ("tram", "bus", "hidden", "lemaire"):
            with self.subTest(word):
                hits = list(self.page(f"/search/?q={word}&kind=article").find(".//main").iter("article"))
                self.assertEqual(len(hits), 1)
                for name in ("Hidden", "HIDDEN", "Lemaire"):
                    self.assertNotIn(name, text_of(hits[0]))

    def test_a_session_says_its_time_and_room_and_a_person_has_a_portrait_or_a_monogram(self):
        day = DayFactory(conference=ConferenceFactory(title="Forum"), date=date(2040, 6, 12))
        SessionFactory(day=day, title="Trams at night", room=RoomFactory(conference=day.conference, name="Great hall"))
        public_person(given_name="Tram", family_name="Driver")
        session, person = (
            self.page("/search/?q=tram+night").find(".//main"),
            self.page("/search/?q=driver").find(".//main"),
        )
        self.assertIn("12 June 2040, 09:00–10:00 Great hall", text_of(session))
        self.assertIn("TD", text_of(person.find(".//article")))
        self.assertIn("People", text_of(person.find(".//article")))

    def test_without_a_query_it_is_a_form(self):
        for address in ("/search/", "/search/?q=", "/search/?q=%20%00"):
            with self.subTest(address):
                root = self.page(address)
                self.assertIsNotNone(root.find(".//main//form[@role='search']"))
                self.assertFalse(list(root.iter("article")))

    def test_bad_input_gets_a_clear_page(self):
        ArticleFactory(title="Tram")
        long = "tram " * 2000
        self.assertIn("too long", text_of(self.page(f"/search/?q={quote(long)}", status=400).find(".//main")))
        odd = [
            "\x00",
            "tram\x00\x01",
            "'",
            '"',
            "&|!():*<->",
            "\\",
            "tram:*",
            "-",
            "--",
            "or",
            "or or",
            "-tram",
            "a:b:*",
        ]
        odd += [
            "%",
            "_" * 50,
            "²",
            "🚋",
            "\u202e\ufeff",
            "'; drop table x; --",
            "<->" * 60,
            "(" * 200,
            "a " * 99,
            "ﬁ",
            "É" * 200,
        ]
        odd += [
            "\x02\x03",
            "StartSel=<b>",
            "%s",
            "%(now)s",
            "{{ x }}",
            "½",
            "a-b",
            "a/b.c",
            "x@y.z http://a.b/?c=d",
            "ー",
            "١",
        ]
        for text in odd:
            with self.subTest(text):
                self.page(f"/search/?q={quote(text)}")
                self.assertEqual(self.client.get("/search/suggestions/", {"q": text}).status_code, 200)
        self.page("/search/?q=%ff%fe%zz")
        self.page("/search/?q[]=tram&unknown=1")
        for rest in (
            "page=-1",
            "page=0",
            "page=999999",
            "page=abc",
            "page=1.5",
            "page=%00",
            "page=²",
            "kind=nothing",
            "kind=%00",
            "tag=%00",
            "tag=a%20b",
            "project=%27",
            "year=abc",
            "year=-1",
            "year=0",
            "year=99999",
            "year=1%27",
            "page=99",
        ):
            with self.subTest(rest):
                self.page(f"/search/?q=tram&{rest}", status=404)
        for method, status in [("head", 200), ("options", 405), ("post", 405), ("put", 405), ("delete", 405)]:
            with self.subTest(method):
                self.assertEqual(getattr(self.client, method)("/search/?q=tram").status_code, status)

    def test_it_asks_the_database_as_often_for_fifty_results_as_for_one(self):
        def number_of_queries(address):
            with CaptureQueriesContext(connection) as captured:
                self.client.get(address)
            asked = [query["sql"] for query in captured]
            return len([sql for sql in asked if "search_indexentry" in sql or "set_config" in sql]), len(asked)

        ArticleFactory(title="Tram")
        one = number_of_queries("/search/?q=tram")
        for _number in range(50):
            ArticleFactory(title="Tram")
        self.assertEqual(number_of_queries("/search/?q=tram"), one)
        self.assertLessEqual(one[0], 2)
        self.assertLessEqual(number_of_queries("/search/?q=nothing")[0], 4)
        with self.assertNumQueries(4):  # one, the time limit, and the savepoint of tests
            self.client.get("/search/suggestions/?q=tram")

    def test_the_page_that_is_not_there_has_the_field(self):
        self.assertIsNotNone(self.page("/nothing/", status=404).find(".//main//form[@role='search']//input[@name='q']"))

    def test_every_page_leads_to_the_search(self):
        self.assertIn("/search/", links_in(self.page("/news/").find(".//header")))


class SuggestionTests(TestCase):
    def suggestions(self, text):
        return self.client.get("/search/suggestions/", {"q": text}).json()["suggestions"]

    def test_titles_that_have_the_words_and_the_beginning_of_the_last(self):
        person = public_person(given_name="Marc", family_name="Lemaître")
        self.assertEqual(
            self.suggestions("marc lem"),
            [{"title": "Marc Lemaître", "url": person.get_absolute_url(), "kind": "People"}],
        )
        for text in ("lemai", "Lemaître", "ma"):
            self.assertEqual(len(self.suggestions(text)), 1, text)
        for text in ("", "m", "paul lem", "emai", "marc ", "x" * 201):
            self.assertEqual(len(self.suggestions(text)), 1 if text == "marc " else 0, text)

    def test_at_most_eight(self):
        for number in range(12):
            ArticleFactory(title=f"Tram {number}")
        self.assertEqual(len(self.suggestions("tra")), 8)


class PatienceTests(TransactionTestCase):
    def test_a_search_that_takes_too_long_is_broken_off_and_the_page_says_so(self):
        slow = f"SELECT pg_sleep(5), %(text)s FROM {IndexEntry._meta.db_table} RIGHT JOIN (SELECT 1) AS one ON true"
        with mock.patch.multiple(queries, STATEMENT_TIMEOUT="50ms", TERMS=slow, SUGGEST=slow):
            response = self.client.get("/search/?q=tram")
            self.assertContains(response, "takes too long", status_code=503)
            self.assertEqual(self.client.get("/search/suggestions/?q=tram").json(), {"suggestions": []})
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            self.assertEqual(cursor.fetchone(), ("0",))
