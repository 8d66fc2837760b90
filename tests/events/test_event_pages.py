"""What visitors read on the pages of conferences, sessions, people and partners."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import time_machine
from django.test import TestCase

from civitas_cms.publishing.models import State
from events.models import Appearance, Conference, EventStatus, Session
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    DayFactory,
    DocumentFactory,
    OrganisationFactory,
    ProjectFactory,
    QuoteFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.html import links_in, parse, text_of

JUNE = datetime(2026, 6, 12, 12, tzinfo=UTC)


class PageTestCase(TestCase):
    def page(self, address):
        """Return the main part of the page at ``address``."""
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return parse(response).find(".//main")

    def assert_in_order(self, words, text):
        """Assert that ``words`` are in ``text``, one after the other."""
        places = [text.index(word) for word in words]
        self.assertEqual(places, sorted(places))


class ConferenceListTests(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        ConferenceFactory(title="Autumn", starts_on=date(2026, 9, 1))
        ConferenceFactory(title="Now", starts_on=date(2026, 6, 11))
        ConferenceFactory(title="Spring", starts_on=date(2026, 4, 1))
        ConferenceFactory(title="Last year", starts_on=date(2025, 4, 1))

    @time_machine.travel(JUNE)
    def test_events_to_come_stand_before_those_that_are_over(self):
        self.assert_in_order(["Now", "Autumn", "Spring", "Last year"], text_of(self.page("/events/")))

    def test_an_event_says_that_it_is_on_now(self):
        for moment, number in [(JUNE, 1), (datetime(2026, 5, 1, tzinfo=UTC), 0)]:
            with time_machine.travel(moment):
                for address in ("/", "/events/", "/events/?period=now")[: 3 if number else 2]:
                    with self.subTest(address, moment=moment):
                        self.assertEqual(text_of(self.page(address)).count("On now"), number)
        Conference.objects.update(status=EventStatus.POSTPONED)
        with time_machine.travel(JUNE):
            self.assertNotIn("On now", text_of(self.page("/events/")))

    @time_machine.travel(JUNE)
    def test_those_that_are_over_have_their_own_list_the_latest_first(self):
        text = text_of(self.page("/events/?period=past"))
        self.assert_in_order(["Spring", "Last year"], text)
        self.assertNotIn("Autumn", text)
        self.assertNotIn("Now Conference", text)

    @time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC))
    def test_when_nothing_is_planned_the_page_says_so(self):
        self.assertIn("No events are planned at the moment.", text_of(self.page("/events/")))


class ConferencePageTests(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory(
            slug="forum",
            title="The forum",
            starts_on=date(2026, 6, 12),
            timezone=ZoneInfo("America/Los_Angeles"),
            venue_name="De Krook",
            city="Ghent",
            country="BE",
        )
        cls.second = DayFactory(conference=cls.conference, date=date(2026, 6, 13))
        cls.first = DayFactory(conference=cls.conference, title="The day of the mayors")

    def conference_page(self):
        return self.page("/events/forum/")

    def day_page(self):
        return self.page("/events/forum/programme/2026-06-12/")

    def test_its_days_lead_to_their_programme_by_the_clock(self):
        SessionFactory(day=self.second, title="Goodbye", starts_at=time(9))
        SessionFactory(day=self.first, title="Keynote", starts_at=time(10), ends_at=time(11))
        SessionFactory(day=self.first, title="Party", starts_at=time(22), ends_at=time(1), ends_next_day=True)
        SessionFactory(day=self.first, title="Welcome", starts_at=time(9))
        links = links_in(self.conference_page())
        days = [f"/events/forum/programme/2026-06-{day}/" for day in (12, 13)]
        self.assert_in_order(days, list(links))
        text = text_of(self.page(days[0]))
        self.assert_in_order(["The day of the mayors", "Welcome", "Keynote", "Party"], text)
        self.assertNotIn("Goodbye", text)
        self.assertIn("Goodbye", text_of(self.page(days[1])))

    def test_a_date_that_is_no_day_of_it_leads_to_the_programme(self):
        response = self.client.get("/events/forum/programme/2026-06-20/")
        self.assertRedirects(response, "/events/forum/#programme", fetch_redirect_response=False)

    def test_links_to_its_days_from_elsewhere_still_lead_to_them(self):
        days = [element for element in self.conference_page().iter() if element.get("id") == "day-2026-06-12"]
        self.assertIn("/events/forum/programme/2026-06-12/", links_in(days[0]))

    def test_what_was_said_there_is_quoted_once_it_is_reported(self):
        session = SessionFactory(day=self.first)
        QuoteFactory(session=session, words="Cities need streets for people")
        QuoteFactory(session=session, words="Not yet to be known", parent__state=State.DRAFT)
        QuoteFactory(words="Said elsewhere")
        text = text_of(self.conference_page())
        self.assertIn("Cities need streets for people", text)
        self.assertNotIn("Not yet to be known", text)
        self.assertNotIn("Said elsewhere", text)

    def test_all_materials_stand_together_each_once(self):
        slides = DocumentFactory(title="Slides on parking")
        later = SessionFactory(day=self.first, starts_at=time(11), ends_at=time(12), title="Second session")
        earlier = SessionFactory(day=self.first, starts_at=time(9), ends_at=time(10), title="First session")
        for session in (later, earlier):
            session.materials.add(slides)
        page = self.conference_page()
        materials = page.find(".//ul[@class='downloads']")
        self.assertEqual(text_of(materials).count("Slides on parking"), 1)
        self.assertIn("First session", text_of(materials))

    def test_times_are_those_of_the_place(self):
        SessionFactory(day=self.first, starts_at=time(9), ends_at=time(10, 30))
        page = self.day_page()
        text = text_of(page)
        self.assertIn("09:00–10:30", text)
        self.assertIn("America/Los_Angeles", text)
        self.assertIn("2026-06-12T09:00:00-07:00", [moment.get("datetime") for moment in page.iter("time")])

    def test_a_session_names_its_room_track_and_people(self):
        session = SessionFactory(
            day=self.first,
            slug="keynote",
            title="Keynote",
            room=RoomFactory(conference=self.conference, name="Blue room"),
            track=TrackFactory(conference=self.conference, name="Mayors"),
        )
        speaker = SpeakerFactory(given_name="Ana", family_name="Dupont", slug="ana")
        AppearanceFactory(session=session, speaker=speaker, position_then="Alderman", role=Appearance.Role.MODERATOR)
        page = self.day_page()
        self.assertEqual(links_in(page)["/events/forum/keynote/"], "Keynote")
        # The words stay apart where there is no style sheet.
        for words in ("Blue room Talk Mayors", "Ana Dupont", "Moderator", "Alderman"):
            self.assertIn(words, text_of(page))
        self.assertIn("Blue room Mayors", text_of(self.page("/events/forum/keynote/")))

    def test_a_break_has_no_page_of_its_own_to_read(self):
        SessionFactory(day=self.first, slug="coffee", title="Coffee", kind=Session.Kind.BREAK)
        page = self.day_page()
        self.assertIn("Coffee", text_of(page))
        self.assertNotIn("/events/forum/coffee/", links_in(page))

    def test_what_does_not_take_place_says_so(self):
        SessionFactory(day=self.first, status=EventStatus.CANCELLED)
        self.assertIn("Cancelled", text_of(self.day_page()))
        Session.objects.all().delete()
        self.assertNotIn("Cancelled", text_of(self.day_page()))
        Conference.objects.update(status=EventStatus.POSTPONED, status_note="A storm is coming.")
        for page in (self.day_page(), self.conference_page()):
            self.assertIn("Postponed", text_of(page))
            self.assertIn("A storm is coming.", text_of(page))

    def test_it_names_everybody_once_sorted_by_name(self):
        zoe = SpeakerFactory(given_name="Zoe", family_name="Adams")
        emile = SpeakerFactory(given_name="Émile", family_name="Élan")
        ana = SpeakerFactory(given_name="Ana", family_name="Zorg")
        for speaker in (ana, zoe, emile, ana):
            AppearanceFactory(session=SessionFactory(day=self.first), speaker=speaker)
        page = self.conference_page()
        speakers = next(part for part in page.iter("section") if part.get("aria-labelledby") == "speakers")
        names = [text_of(link) for link in speakers.iter("a")]
        self.assertEqual(names, ["Zoe Adams", "Émile Élan", "Ana Zorg"])

    def test_partners_come_with_their_roles_from_the_closest_to_the_loosest(self):
        for role in ("participant", "funder", "organiser"):
            ConferenceOrganisationFactory(conference=self.conference, role=role, organisation__name=f"The {role}")
        ConferenceProjectFactory(conference=self.conference, project__acronym="UPPER", role="host")
        text = text_of(self.conference_page())
        self.assert_in_order(["The organiser", "The funder", "The participant", "UPPER"], text)

    def test_it_leads_to_reports_on_it_the_newest_first(self):
        ArticleFactory(title="Older report", conferences=[self.conference], publish_at="2026-01-01T00:00Z")
        ArticleFactory(title="Newer report", conferences=[self.conference], publish_at="2026-01-02T00:00Z")
        ArticleFactory(title="Something else")
        text = text_of(self.conference_page())
        self.assert_in_order(["Newer report", "Older report"], text)
        self.assertNotIn("Something else", text)

    def test_people_can_register_while_they_can(self):
        Conference.objects.update(registration_url="https://register.example/", registration_closes_on="2026-06-01")
        for now, offered in [
            (datetime(2026, 6, 2, 6, 59, tzinfo=UTC), True),
            (datetime(2026, 6, 2, 7, tzinfo=UTC), False),
        ]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assertIs("https://register.example/" in links_in(self.conference_page()), offered)

    @time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC))
    def test_it_says_when_and_where(self):
        page = self.conference_page()
        for words in ("De Krook", "Ghent, Belgium", "June 2026"):
            self.assertIn(words, text_of(page))
        self.assertIn("/events/forum.ics", links_in(page))


class SessionPageTests(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.session = SessionFactory(
            slug="keynote", title="Keynote", abstract="<p>On streets</p>", day__conference__slug="forum"
        )

    def test_it_shows_the_people_as_they_were_then(self):
        speaker = SpeakerFactory(given_name="Ana", family_name="Dupont", position="Mayor")
        AppearanceFactory(session=self.session, speaker=speaker, organisation_then=OrganisationFactory(name="POLIS"))
        speaker.position = "Director"
        speaker.save()
        text = text_of(self.page("/events/forum/keynote/"))
        self.assertIn("Ana Dupont", text)
        self.assertIn("Mayor, POLIS", text)
        self.assertNotIn("Director", text)

    def test_it_shows_its_abstract_and_leads_to_its_conference_and_materials(self):
        slides, paper = DocumentFactory(title="Slides"), DocumentFactory(title="Paper")
        self.session.materials.set([slides, paper])
        page = self.page("/events/forum/keynote/")
        links = links_in(page)
        self.assertIn("/events/forum/", links)
        self.assertIn(slides.file.url, links)
        self.assert_in_order(["On streets", "Slides", "Paper"], text_of(page))

    def test_a_session_of_another_conference_is_not_there(self):
        ConferenceFactory(slug="other")
        self.assertEqual(self.client.get("/events/other/keynote/").status_code, 404)

    def test_namesakes_of_two_conferences_have_their_own_pages(self):
        SessionFactory(slug="keynote", title="Another keynote", day__conference__slug="other")
        self.assertIn("Another keynote", text_of(self.page("/events/other/keynote/")))
        self.assertNotIn("Another keynote", text_of(self.page("/events/forum/keynote/")))


class PeopleAndPartnersPagesTests(PageTestCase):
    def test_a_person_has_appearances_the_latest_first_with_what_they_were_then(self):
        speaker = SpeakerFactory(slug="ana", position="Director")
        for title, year, position in [("First talk", 2025, "Mayor"), ("Second talk", 2026, "Chair")]:
            conference = ConferenceFactory(starts_on=date(year, 6, 12))
            session = SessionFactory(title=title, day__conference=conference)
            AppearanceFactory(session=session, speaker=speaker, position_then=position)
        self.assert_in_order(
            ["Director", "Second talk", "Chair", "First talk", "Mayor"], text_of(self.page("/people/ana/"))
        )

    def test_appearances_at_the_same_time_keep_their_order(self):
        speaker = SpeakerFactory(slug="ana")
        for title in ("First talk", "Second talk"):
            AppearanceFactory(speaker=speaker, session__title=title)
        for changed in speaker.appearances.all():
            changed.save()  # which moves its row in the table
            self.assert_in_order(["Second talk", "First talk"], text_of(self.page("/people/ana/")))

    def test_a_project_has_its_coordinator_conferences_and_news(self):
        project = ProjectFactory(slug="upper", coordinator=OrganisationFactory(slug="polis"))
        ConferenceProjectFactory(project=project, conference__slug="forum")
        ArticleFactory(slug="report", projects=[project])
        links = links_in(self.page("/projects/upper/"))
        for address in ("/organisations/polis/", "/events/forum/", "/news/report/"):
            self.assertIn(address, links)

    def test_an_organisation_has_its_people_parts_projects_conferences_and_articles(self):
        organisation = OrganisationFactory(slug="polis", parent=OrganisationFactory(slug="parent"))
        OrganisationFactory(slug="part", parent=organisation)
        ana = SpeakerFactory(slug="ana", organisation=organisation)
        ProjectFactory(slug="upper", coordinator=organisation)
        ConferenceOrganisationFactory(organisation=organisation, conference__slug="forum")
        ArticleFactory(slug="report", author_organisation=organisation, authors=[ana])
        links = links_in(self.page("/organisations/polis/"))
        for address in (
            "/organisations/parent/",
            "/organisations/part/",
            "/people/ana/",
            "/projects/upper/",
            "/events/forum/",
            "/news/report/",
        ):
            self.assertIn(address, links)

    def test_projects_are_listed_by_acronym(self):
        for acronym in ("upper", "Élan", "METACCES"):
            ProjectFactory(acronym=acronym)
        self.assert_in_order(["Élan", "METACCES", "upper"], text_of(self.page("/projects/")))
