"""What visitors see of a programme on the day: what is on now, the table of times and rooms, filters, and marks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import time_machine
from django.test import TestCase

from events.models import Session
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    RoomFactory,
    SessionFactory,
    SiteSettingsFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.html import links_in, parse, text_of

DAY = "/events/forum/programme/2026-06-12/"


def at(hour, minute=0, day=12):
    """Travel to a time of the clocks in Brussels on that day of June."""
    return time_machine.travel(datetime(2026, 6, day, hour, minute, tzinfo=ZoneInfo("Europe/Brussels")), tick=False)


class DayTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory(slug="forum", title="The forum", starts_on=date(2026, 6, 12))
        cls.day = DayFactory(conference=cls.conference)
        cls.second = DayFactory(conference=cls.conference, date=date(2026, 6, 13))
        cls.hall, cls.attic = (RoomFactory(conference=cls.conference, name=name) for name in ("Hall", "Attic"))

    def add(self, title, starts, ends, **values):
        return SessionFactory(
            **{"day": self.day, "title": title, "slug": title.lower(), "starts_at": time(starts), "ends_at": time(ends)}
            | values
        )

    def page(self, address=DAY):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        return parse(response)

    def part(self, name, address=DAY):
        """Return the words of the section with the heading that has this identifier; None if there is none."""
        found = [part for part in self.page(address).iter("section") if part.get("aria-labelledby") == name]
        return text_of(found[0]) if found else None


class NowAndNextTests(DayTestCase):
    def setUp(self):
        self.add("Opening", 9, 10, room=self.hall)
        self.add("Walk", 10, 12, room=self.attic)
        self.add("Talk", 10, 11, room=self.hall)
        self.add("Goodbye", 11, 12, room=self.hall)
        self.add("Tomorrow", 9, 10, day=self.second)

    def test_a_day_a_conference_and_the_home_page_say_what_is_on_and_what_comes_next(self):
        for address in (DAY, "/events/forum/", "/"):
            for now, on, following in (
                (at(8), None, ["Opening"]),
                (at(9), ["Opening"], ["Talk", "Walk"]),
                (at(10, 30), ["Talk", "Walk"], ["Goodbye"]),
                (at(11), ["Walk", "Goodbye"], ["Tomorrow"]),
                (at(12), None, ["Tomorrow"]),
            ):
                with self.subTest(address, on=on, following=following), now:
                    for name, titles in (("now", on), ("next", following)):
                        words = self.part(name, address)
                        if titles is None:
                            self.assertIsNone(words)
                        else:
                            shown = [
                                title for title in ("Opening", "Walk", "Talk", "Goodbye", "Tomorrow") if title in words
                            ]
                            self.assertCountEqual(shown, titles)

    def test_nothing_is_on_before_and_after_the_conference_and_when_it_is_called_off(self):
        for now in (at(23, day=11), at(1, day=14)):
            with now:
                self.assertIsNone(self.part("next"))
        self.conference.status = "postponed"
        self.conference.save()
        with at(9):
            for address in (DAY, "/events/forum/", "/"):
                self.assertIsNone(self.part("now", address))

    def test_what_is_called_off_is_not_on(self):
        Session.objects.filter(slug="opening").update(status="cancelled")
        with at(9):
            self.assertIsNone(self.part("now"))
            self.assertIn("Cancelled", self.part("programme"))

    def test_another_day_says_nothing_of_now(self):
        with at(9):
            self.assertIsNone(self.part("now", "/events/forum/programme/2026-06-13/"))

    def test_the_clock_changes_pages_when_a_session_begins_or_ends(self):
        for moment, change in ((at(8), at(9)), (at(10, 30), at(11)), (at(12), at(9, day=13)), (at(10, day=13), None)):
            with moment:
                found = Session.objects.next_change(datetime.now(UTC))
            if change is None:
                self.assertIsNone(found)
            else:
                with change:
                    self.assertEqual(found, datetime.now(UTC))

    def test_what_is_over_today_is_folded(self):
        for now, folded in ((at(8), None), (at(10), "Opening"), (at(11, 30), "Opening"), (at(9, day=13), None)):
            with self.subTest(folded=folded), now:
                details = [part for part in self.page().iter("details") if part.get("class") == "programme-over"]
                self.assertEqual(bool(details), folded is not None)
                if folded:
                    self.assertIn(folded, text_of(details[0]))
                    self.assertNotIn("Walk", text_of(details[0]))


class TableTests(DayTestCase):
    def rows(self):
        """Return the cells of each row: the words of its heads and titles, with how many rows and columns they take."""
        return [
            [
                (
                    "+".join(text_of(heading).split()[0] for heading in cell.iter("h3"))
                    if cell.tag == "td"
                    else text_of(cell),
                    int(cell.get("rowspan", 1)),
                    int(cell.get("colspan", 1)),
                )
                for cell in row
            ]
            for row in self.page().iter("tr")
        ]

    def test_rooms_stand_side_by_side_and_a_long_session_takes_several_rows(self):
        self.add("Coffee", 8, 9, kind="break")
        self.add("Workshop", 9, 11, room=self.attic)
        self.add("Talk", 9, 10, room=self.hall)
        self.add("Panel", 10, 11, room=self.hall)
        self.add("Dinner", 20, 21)
        self.assertEqual(
            self.rows(),
            [
                [("Time", 1, 1), ("Attic", 1, 1), ("Hall", 1, 1)],
                [("08:00", 1, 1), ("Coffee", 1, 2)],
                [("09:00", 1, 1), ("Workshop", 2, 1), ("Talk", 1, 1)],
                [("10:00", 1, 1), ("Panel", 1, 1)],
                [("20:00", 1, 1), ("Dinner", 1, 2)],
            ],
        )

    def test_what_has_no_room_beside_others_has_a_column_of_its_own(self):
        self.add("Visit", 9, 12)
        self.add("Talk", 9, 10, room=self.hall)
        self.add("Coffee", 10, 11, kind="break")
        self.assertEqual(
            self.rows(),
            [
                [("Time", 1, 1), ("Elsewhere", 1, 1), ("Hall", 1, 1)],
                [("09:00", 1, 1), ("Visit", 1, 1), ("Talk", 1, 1)],
                [("10:00", 1, 1), ("Coffee", 1, 1), ("", 1, 1)],
            ],
        )

    def test_what_takes_the_place_of_something_cancelled_stands_beside_it(self):
        self.add("Cancelled", 9, 11, room=self.hall, status="cancelled")
        self.add("Instead", 9, 10, room=self.hall)
        self.add("Later", 10, 11, room=self.hall)
        self.assertEqual([row[1][0] for row in self.rows()[1:]], ["Instead+Cancelled", "Later"])

    def test_each_heading_says_time_and_place(self):
        self.add("Talk", 9, 10, room=self.hall)
        headings = [text_of(heading) for heading in self.page().iter("h3")]
        self.assertEqual(headings, ["Talk 09:00–10:00 · Hall"])

    def test_a_date_that_is_no_day_of_the_conference_leads_to_its_programme_and_what_is_no_date_nowhere(self):
        other = self.client.get("/events/forum/programme/2026-06-14/")
        self.assertRedirects(other, "/events/forum/#programme")
        for value in ("2026-06-31", "2026-6-12", "20260612", "today"):
            self.assertEqual(self.client.get(f"/events/forum/programme/{value}/").status_code, 404)

    def test_all_pages_of_a_conference_that_has_moved_lead_on(self):
        self.add("Opening", 9, 10)
        self.conference.slug = "congress"
        self.conference.save()
        for rest in (
            "/",
            "/programme/2026-06-12/",
            "/my-programme/",
            "/programme/people/",
            "/opening/",
            "/opening.ics",
        ):
            with self.subTest(rest):
                response = self.client.get(f"/events/forum{rest}")
                self.assertRedirects(response, f"/events/congress{rest}", 301, fetch_redirect_response=False)

    def test_the_days_of_a_withdrawn_conference_are_gone(self):
        self.conference.state = "archived"
        self.conference.save()
        self.assertEqual(self.client.get(DAY).status_code, 410)


class FilterTests(DayTestCase):
    def setUp(self):
        self.green = TrackFactory(conference=self.conference, name="Green")
        self.blue = TrackFactory(conference=self.conference, name="Blue")
        ana = SpeakerFactory(given_name="Ana", family_name="Dupont", slug="ana")
        first = self.add("First", 9, 10, room=self.hall, track=self.green, kind="panel")
        self.add("Second", 10, 11, room=self.hall, track=self.green, recording_url="https://film.example/")
        self.add("Third", 9, 10, room=self.attic, materials=[DocumentFactory()])
        self.add("Lunch", 12, 13, kind="break")
        self.add("Other", 9, 10, day=self.second, track=self.blue)
        AppearanceFactory(session=first, speaker=ana)
        Session.objects.filter(slug="first").update(languages="en; fr")
        Session.objects.filter(slug="third").update(languages="FR, x-own")

    def titles(self, query):
        main = self.page(f"{DAY}?{query}").find(".//main")
        return [text_of(heading).split()[0] for heading in main.iter("h3")]

    def test_filters_narrow_the_sessions_and_combine(self):
        for query, titles in (
            ("", ["First", "Third", "Second", "Lunch"]),
            (f"track={self.green.pk}", ["First", "Second"]),
            (f"track={self.green.pk}&kind=panel", ["First"]),
            (f"room={self.attic.pk}", ["Third"]),
            ("person=ana", ["First"]),
            ("language=fr", ["First", "Third"]),
            ("language=x-own", ["Third"]),
            ("slides=yes", ["Third"]),
            ("recorded=yes", ["Second"]),
            ("recorded=yes&slides=yes", []),
            ("track=&unknown=1", ["First", "Third", "Second", "Lunch"]),
        ):
            with self.subTest(query):
                self.assertCountEqual(self.titles(query), titles)

    def test_each_value_is_a_link_with_the_number_that_it_leads_to(self):
        links = links_in(self.page(f"{DAY}?track={self.green.pk}"))
        self.assertEqual(links[f"{DAY}?track={self.green.pk}&kind=panel"], "Panel discussion 1")
        self.assertEqual(links[f"{DAY}?track={self.green.pk}&person=ana"], "Ana Dupont 1")
        self.assertNotIn(f"{DAY}?track={self.green.pk}&slides=yes", links)

    def test_other_days_keep_what_is_chosen_even_if_they_have_nothing_of_it(self):
        other = f"/events/forum/programme/2026-06-13/?track={self.green.pk}"
        self.assertIn(other, links_in(self.page(f"{DAY}?track={self.green.pk}")))
        self.assertIn("Nothing of this kind on this day.", text_of(self.page(other)))

    def test_values_that_the_conference_does_not_have_are_not_found(self):
        for query in (
            "track=0",
            "track=abc",
            "room=9999999",
            "kind=break",
            "kind=nonsense",
            "person=nobody",
            "language=de",
            "slides=no",
        ):
            with self.subTest(query):
                self.assertEqual(self.client.get(f"{DAY}?{query}").status_code, 404)

    def test_languages_are_called_by_their_names(self):
        self.assertEqual(links_in(self.page())[f"{DAY}?language=fr"], "French 2")
        self.assertIn("Language: English, French", text_of(self.page("/events/forum/first/")))

    def test_sessions_say_what_there_is_of_them(self):
        sessions = {text_of(each.find("h3")).split()[0]: text_of(each) for each in self.page().iter("article")}
        self.assertIn("Recorded", sessions["Second"])
        self.assertIn("Slides", sessions["Third"])
        self.assertNotIn("Slides", sessions["First"])


class PrintedProgrammeTests(DayTestCase):
    ADDRESS = "/events/forum/programme/print/"

    def test_it_has_all_days_as_tables(self):
        session = self.add("Talk", 9, 10, room=self.hall)
        AppearanceFactory(session=session, speaker__given_name="Ana", speaker__family_name="Dupont")
        self.add("Lunch", 12, 13, kind="break")
        self.add("Off", 14, 15, day=self.second, status="cancelled")
        for query in ("", "?fold=yes"):
            rows = [[text_of(cell) for cell in row] for row in self.page(self.ADDRESS + query).iter("tr")]
            self.assertEqual(
                [row for row in rows if row != ["Time", "Session", "Room"]],
                [
                    ["09:00–10:00", "Talk Ana Dupont", "Hall"],
                    ["12:00–13:00", "Lunch", ""],
                    ["14:00–15:00", "Cancelled Off", ""],
                ],
            )

    def test_pages_lead_to_it_and_to_no_other_form_of_it(self):
        self.add("Talk", 9, 10)
        for page in (DAY, "/events/forum/"):
            self.assertEqual(links_in(self.page(page))[self.ADDRESS], "Print the programme")
        self.assertEqual(self.client.get(f"{self.ADDRESS}?fold=twice").status_code, 404)


class SessionNeighbourTests(DayTestCase):
    def setUp(self):
        self.add("Before", 8, 9)
        self.add("Here", 9, 11, room=self.hall)
        self.add("Beside", 10, 12, room=self.attic)
        self.add("Pause", 11, 12, kind="break")
        self.add("Then", 11, 12, room=self.hall)
        self.add("Off", 10, 11, status="cancelled")

    def test_a_session_leads_to_those_around_it(self):
        page = self.page("/events/forum/here/")
        around = next(part for part in page.iter("section") if part.get("aria-labelledby") == "around")
        self.assertEqual(list(links_in(around)), ["/events/forum/then/", "/events/forum/beside/"])
        links = {link.get("rel"): link.get("href") for link in page.find(".//main").iter("a") if link.get("rel")}
        self.assertEqual((links["prev"], links["next"]), ("/events/forum/before/", "/events/forum/off/"))

    def test_a_session_is_put_into_a_calendar_until_it_is_over(self):
        for now, offered in ((at(8), True), (at(10), True), (at(11), False)):
            with now:
                self.assertEqual("/events/forum/here.ics" in links_in(self.page("/events/forum/here/")), offered)

    def test_its_calendar_has_the_same_event_as_that_of_its_conference(self):
        def events(address):
            text = self.client.get(address).text.replace("TRANSP:OPAQUE", "TRANSP:TRANSPARENT")
            return [part.split("END:VEVENT")[0] for part in text.split("BEGIN:VEVENT")[1:]]

        (event,) = events("/events/forum/here.ics")
        self.assertIn(event, events("/events/forum.ics"))
        self.assertEqual(self.client.get("/events/forum/pause.ics").status_code, 404)


class HomePageTests(DayTestCase):
    def test_what_runs_costs_the_home_page_one_question_however_many_sessions_there_are(self):
        SiteSettingsFactory()
        with at(8, day=11), self.assertNumQueries(8):
            self.client.get("/")
        for number in range(20):
            self.add(f"Session{number}", 9 + number % 2, 11)
        with at(9), self.assertNumQueries(9):
            self.client.get("/")

    def test_what_runs_stands_before_the_lead(self):
        ArticleFactory(title="The lead")
        self.add("Opening", 9, 10)
        with at(9):
            words = text_of(self.page("/").find(".//main"))
        self.assertLess(words.index("Opening"), words.index("The lead"))


class PeopleTests(DayTestCase):
    def test_a_conference_shows_some_of_its_people_and_leads_to_all(self):
        session = self.add("Opening", 9, 10)
        for number in range(20):
            AppearanceFactory(session=session, speaker__family_name=f"Mayer {number:02}")
        address = "/events/forum/programme/people/"
        page = self.page("/events/forum/").find(".//main")
        self.assertEqual(links_in(page)[address], "All 20 people")
        self.assertNotIn("Mayer 19", text_of(page))
        self.assertIn("Mayer 19", text_of(self.page(address)))

    def test_who_nobody_speaks_at_has_no_such_page(self):
        self.assertEqual(self.client.get("/events/forum/programme/people/").status_code, 404)


class PhaseTests(DayTestCase):
    """What a conference's page shows first, and what it offers, before the conference, while it runs and afterwards."""

    def setUp(self):
        self.conference.registration_url = "https://register.example/"
        self.conference.registration_closes_on = date(2026, 6, 10)
        self.conference.save()
        self.add("Opening", 9, 10, recording_url="https://film.example/", materials=[DocumentFactory(title="Paper")])
        ArticleFactory(title="What we learnt", slug="report", conferences=[self.conference])

    def test_it_changes_with_the_time(self):
        for now, offered, gone in (
            (at(9, day=1), ["Register until 10 June", "Programme", "Add to calendar"], ["Read the report", "Now"]),
            (at(9), ["Now", "Today’s programme", "Add to calendar"], ["Register", "Read the report"]),
            (at(9, day=20), ["Read the report", "Recordings", "Slides and papers"], ["Add to calendar", "Register"]),
        ):
            with now:
                words = text_of(self.page("/events/forum/").find(".//main"))
            for each in offered:
                with self.subTest(each):
                    self.assertIn(each, words)
            for each in gone:
                with self.subTest(gone=each):
                    self.assertNotIn(each, words.replace("Registration", ""))

    def test_afterwards_the_report_stands_before_practical_information(self):
        for now, report_comes_first in ((at(9, day=1), False), (at(9, day=20), True)):
            with now:
                headings = [text_of(heading) for heading in self.page("/events/forum/").iter("h2")]
            comes_first = headings.index("Reports and news") < headings.index("Practical information")
            self.assertEqual(comes_first, report_comes_first)

    def test_what_is_called_off_says_so_first_in_lists_too(self):
        self.conference.status, self.conference.status_note = "cancelled", "The hall has burnt down."
        self.conference.save()
        with at(9, day=1):
            for address in ("/events/forum/", "/events/"):
                words = text_of(self.page(address).find(".//main"))
                self.assertLess(words.index("Cancelled"), words.index("The forum"))
            self.assertNotIn("Add to calendar", text_of(self.page("/events/forum/")))
