"""Directories: people, organisations, projects, subjects and places, with a search, letters and filters."""

from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    ProjectFactory,
    QuoteFactory,
    SpeakerFactory,
    TagFactory,
    public_person,
)
from tests.html import links_in, parse


class DirectoryTestCase(TestCase):
    def names(self, address):
        """Return the links of the list at ``address`` to what it lists."""
        main = parse(self.client.get(address)).find(".//main")
        kinds = ("directory", "people", "cards cards-compact")
        lists = [each for each in main.iter("ul") if each.get("class") in kinds]
        return [link.split("/")[2] for each in lists for link in links_in(each)]

    def letters(self, address):
        bars = parse(self.client.get(address)).findall(".//nav[@aria-label='Letters']/ul")
        return [[words.split()[0] for words in links_in(bar).values()] for bar in bars]


class LetterTests(DirectoryTestCase):
    @classmethod
    def setUpTestData(cls):
        for slug, name in {
            "alvarez": "Álvarez",
            "berg": "Berg",
            "oe": "Østergaard",
            "digit": "4Cities",
            "greek": "Παπαδόπουλος",
            "cyrillic": "Петрова",
        }.items():
            public_person(slug=slug, given_name="", family_name=name)

    def test_each_script_has_a_line_of_its_own_and_what_is_no_letter_comes_last(self):
        self.assertEqual(self.letters("/people/"), [["All", "A", "B", "O"], ["П"], ["Π"], ["#"]])

    def test_a_letter_narrows_the_list_to_names_that_begin_with_it(self):
        for letter, slug in {"a": "alvarez", "o": "oe", "п": "cyrillic", "π": "greek", "other": "digit"}.items():
            with self.subTest(letter):
                self.assertEqual(self.names(f"/people/?letter={letter}"), [slug])

    def test_what_no_name_begins_with_is_not_found(self):
        for letter in ("z", "A", "ab", "%00", "1", "%F0%9F%9A%8B"):
            with self.subTest(letter):
                self.assertEqual(self.client.get(f"/people/?letter={letter}").status_code, 404)


class SearchTests(DirectoryTestCase):
    @classmethod
    def setUpTestData(cls):
        public_person(slug="aine", given_name="Áine", family_name="O’Grady")
        public_person(slug="berg", given_name="Ana", family_name="Berg")
        SpeakerFactory(slug="secret", given_name="Ana", family_name="Secret")
        ArticleFactory(tags=[TagFactory(name="Walking", slug="walking"), TagFactory(name="Cycling", slug="cycling")])
        ArticleFactory(tags=[TagFactory(name="Hidden", slug="hidden")], state=State.DRAFT)

    def test_names_are_found_as_people_write_them(self):
        self.assertEqual(self.names("/people/?q=o%27grady+aine"), ["aine"])
        self.assertEqual(self.names("/people/?q=an"), ["berg"])
        self.assertEqual(self.names("/tags/?q=cyc"), ["cycling"])

    def test_what_nobody_is_called_leads_back_to_all(self):
        response = self.client.get("/people/?q=nobody")
        self.assertContains(response, "Remove the filters")
        self.assertContains(response, 'value="nobody"')

    def test_only_what_is_public_is_listed(self):
        self.assertEqual(self.names("/tags/"), ["cycling", "walking"])
        self.assertNotIn("secret", self.names("/people/?q=ana"))

    def test_a_text_that_is_too_long_or_unprintable_is_not_found(self):
        for text in ("x" * 101, "%00", "%0a"):
            self.assertEqual(self.client.get(f"/people/?q={text}").status_code, 404)


class LinkTests(DirectoryTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.upper = ProjectFactory(slug="upper")
        cls.speaker, cls.quoted, cls.author, cls.other = (
            SpeakerFactory(slug=slug) for slug in ("speaker", "quoted", "author", "other")
        )
        conference = ConferenceFactory(slug="forum")
        day = DayFactory(conference=conference)
        for _ in range(2):
            AppearanceFactory(session__day=day, speaker=cls.speaker)
        QuoteFactory(parent=ArticleFactory(projects=[cls.upper]), speaker=cls.quoted)
        ArticleFactory(projects=[cls.upper], authors=[cls.author])
        ArticleFactory(authors=[cls.other])
        QuoteFactory(parent=ArticleFactory(projects=[cls.upper], state=State.DRAFT), speaker=cls.other)

    def test_people_are_narrowed_to_a_conference_and_each_counts_once(self):
        self.assertEqual(self.names("/people/?conference=forum"), ["speaker"])
        DayFactory(conference=ConferenceFactory(slug="empty"))
        AppearanceFactory(session__day__conference=ConferenceFactory(slug="other"), speaker=self.speaker)
        filters = parse(self.client.get("/people/")).find(".//nav[@aria-label='Filters']")
        numbers = {link: words.split()[-1] for link, words in links_in(filters).items()}
        self.assertEqual(numbers, {"/people/?conference=forum": "1", "/people/?conference=other": "1"})

    def test_people_of_a_project_are_those_whom_its_public_news_quotes_or_is_by(self):
        self.assertEqual(sorted(self.names("/people/?project=upper")), ["author", "quoted"])
        page = self.client.get("/projects/upper/")
        for address in ("/people/?project=upper", "/quotes/?project=upper", "/news/?project=upper"):
            self.assertContains(page, f'href="{address}"')
        self.assertNotContains(page, self.other.name)

    def test_an_organisation_that_is_not_released_is_no_filter(self):
        self.author.organisation = OrganisationFactory(slug="hidden", name="Hidden", is_released=False)
        self.author.save()
        self.assertNotContains(self.client.get("/people/"), "Hidden")
        self.assertEqual(self.client.get("/people/?organisation=hidden").status_code, 404)


class PlaceTests(DirectoryTestCase):
    @classmethod
    def setUpTestData(cls):
        ConferenceFactory(slug="past", city="Ghent", country="BE", starts_on="2020-01-01", ends_on="2020-01-02")
        ConferenceFactory(slug="other-spelling", city="GHENT", country="BE")
        ConferenceFactory(slug="liege", city="Liège", country="BE")
        ConferenceFactory(city="Secret City", country="AT", state=State.DRAFT)
        OrganisationFactory(slug="city", name="City of Ghent", city="Ghent", country="BE")
        OrganisationFactory(name="Hidden", city="Vienna", country="AT", is_released=False)

    def test_countries_have_their_cities_and_one_city_is_one_however_it_is_written(self):
        page = self.client.get("/places/")
        self.assertContains(page, 'href="/places/be/ghent/"', count=1)
        self.assertContains(page, 'href="/places/be/liege/"', count=1)
        self.assertNotContains(page, "Austria")

    def test_a_city_shows_what_is_there_and_leads_to_all_of_it(self):
        page = self.client.get("/places/be/ghent/")
        for part in ("/events/past/", "/events/other-spelling/", "/organisations/city/", "place=be-ghent"):
            self.assertContains(page, part)
        self.assertNotContains(page, "/events/liege/")
        listed = self.client.get("/events/?period=all&place=be-ghent")
        self.assertContains(listed, "/events/past/")
        self.assertNotContains(listed, "/events/liege/")
        self.assertContains(self.client.get("/events/?period=all&place=be"), "/events/liege/")

    def test_where_nothing_public_is_there_is_no_page(self):
        for address in ("/places/at/", "/places/at/vienna/", "/places/be/nowhere/", "/places/xx/", "/places/BE/"):
            self.assertEqual(self.client.get(address).status_code, 404, address)

    def test_search_engines_know_them(self):
        section = self.client.get("/sitemap-places.xml").text
        self.assertIn("/places/be/ghent/", section)
        self.assertNotIn("/places/at/", section)
