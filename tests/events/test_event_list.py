"""The list of events by period, year and kind, and the calendar by months."""

from datetime import UTC, date, datetime

import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from tests.articles.test_news_list import ListTestCase
from tests.factories import ConferenceFactory
from tests.html import links_in, text_of

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def conference(title, first, last, **more):
    return ConferenceFactory(
        title=title,
        slug=title.lower().replace(" ", "-"),
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
        **more,
    )


@time_machine.travel(NOW)
class PeriodTests(ListTestCase):
    @classmethod
    def setUpTestData(cls):
        conference("Long", "2026-06-01", "2026-06-30", kind="training")
        conference("Next", "2026-07-01", "2026-07-02", kind="forum")
        conference("Winter", "2026-12-30", "2027-01-02", kind="forum")
        conference("Spring", "2026-04-01", "2026-04-02", kind="forum")
        conference("Old", "2024-04-01", "2024-04-02", kind="workshop")
        conference("Draft", "2026-08-01", "2026-08-02", kind="webinar", state="draft")

    def test_tabs_and_years_say_how_many_events_there_are(self):
        tabs = links_in(self.page("/events/").find(".//nav[@aria-label='Period']"))
        self.assertEqual(
            tabs,
            {
                "/events/": "Upcoming 3",
                "/events/?period=now": "Now 1",
                "/events/?period=past": "Past 2",
                "/events/?period=all": "All 5",
                "/events/calendar/": "Calendar",
            },
        )
        filters = self.filters("/events/")
        self.assertEqual(filters["Year"], {"/events/?period=2026": "2026 4", "/events/?period=2024": "2024 1"})
        self.assertEqual(filters["Kind"], {"/events/?kind=forum": "Forum 2", "/events/?kind=training": "Training 1"})

    def test_each_shows_its_events_in_an_order_that_makes_sense(self):
        for address, titles in {
            "/events/": ["Long", "Next", "Winter"],
            "/events/?period=now": ["Long"],
            "/events/?period=past": ["Spring", "Old"],
            "/events/?period=2026": ["Spring", "Long", "Next", "Winter"],
            "/events/?period=2026&kind=forum": ["Spring", "Next", "Winter"],
            "/events/?period=past&kind=workshop": ["Old"],
        }.items():
            with self.subTest(address):
                root = self.page(address).find(".//main")
                lists = [each for each in root.iter("ul") if (each.get("class") or "").startswith("cards")]
                self.assertEqual([text_of(heading) for heading in lists[0].iter("h2")], titles)

    def test_nothing_now_needs_no_tab(self):
        with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC)):
            self.assertNotIn("/events/?period=now", links_in(self.page("/events/")))

    def test_unknown_periods_answer_404(self):
        for period in ("2025", "soon", "1", "0000", "9999", "%00", "PAST", "20260", "a" * 5000):
            with self.subTest(period[:10]):
                self.page(f"/events/?period={period}", status=404)


@time_machine.travel(NOW)
class CalendarTests(ListTestCase):
    @classmethod
    def setUpTestData(cls):
        conference("Past", "2026-03-30", "2026-04-02")
        conference("Long", "2026-06-29", "2026-07-02")
        conference("Draft", "2029-01-01", "2029-01-02", state="draft")

    def bars(self, address):
        """Return the rows of the table that have bars: of each its title and days, and None for a free day."""
        rows = self.page(address).iterfind(".//table//tr[@class='calendar-lane']")
        return [
            [
                (text_of(cell.find(".//*[@class='calendar-title']")), int(cell.get("colspan"))) if len(cell) else None
                for cell in row.iterfind("td")
            ]
            for row in rows
        ]

    def test_an_event_of_several_days_is_one_bar_in_each_week_and_month(self):
        self.assertEqual(self.bars("/events/calendar/2026/6/"), [[("Long", 2), *[None] * 5]])
        self.assertEqual(self.bars("/events/calendar/2026/7/"), [[None, None, ("Long", 2), *[None] * 3]])

    def test_bars_share_rows_where_they_do_not_meet(self):
        conference("Over the week", "2026-06-12", "2026-06-16")
        conference("One day", "2026-06-12", "2026-06-12")
        conference("Later", "2026-06-13", "2026-06-13")
        self.assertEqual(
            self.bars("/events/calendar/2026/6/")[:3],
            [
                [*[None] * 4, ("Over the week", 3)],
                [*[None] * 4, ("One day", 1), ("Later", 1), None],
                [("Over the week", 2), *[None] * 5],
            ],
        )

    def test_it_is_a_table_with_the_days_of_the_week(self):
        table = self.page("/events/calendar/2026/6/").find(".//table")
        self.assertEqual(text_of(table.find("caption")), "Events in June 2026")
        self.assertEqual(
            [text_of(cell) for cell in table.iter("th")], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        )
        self.assertEqual({cell.get("scope") for cell in table.iter("th")}, {"col"})
        rows = [[int(cell.get("colspan", 1)) for cell in row.iterfind("td")] for row in table.iterfind("tbody/tr")]
        self.assertEqual([sum(row) for row in rows], [7] * 6)
        self.assertEqual(len(table.findall(".//time[@datetime='2026-06-30']")), 1)

    def test_today_is_marked(self):
        as_diff = self.page("/events/calendar/").findall(".//td[@aria-current='date']")
        self.assertEqual([cell.find("time").get("datetime") for cell in as_diff], ["2026-06-15"])
        self.assertFalse(self.page("/events/calendar/2026/7/").findall(".//td[@aria-current]"))

    def test_months_lead_to_each_other_and_no_further_than_there_are_events(self):
        seen, here = [], "/events/calendar/2026/7/"
        while here:
            seen.append(here)
            root = self.page(here)
            before = root.find(".//a[@rel='prev']")
            here = before is not None and before.get("href")
        self.assertEqual(seen, [f"/events/calendar/2026/{month}/" for month in (7, 6, 5, 4, 3)])
        self.assertIsNone(self.page("/events/calendar/2026/7/").find(".//a[@rel='next']"))
        for address in (
            "2026/2/",
            "2026/8/",
            "2029/1/",
            "2026/13/",
            "2026/0/",
            "2026/06/",
            "0000/1/",
            "9999/12/",
            "x/1/",
        ):
            with self.subTest(address):
                self.page(f"/events/calendar/{address}", status=404)

    def test_search_engines_leave_empty_months_out(self):
        def robots(address):
            return [meta.get("content") for meta in self.page(address).iterfind("head/meta[@name='robots']")]

        self.assertEqual(robots("/events/calendar/2026/6/"), [])
        self.assertEqual(robots("/events/calendar/2026/5/"), ["noindex"])
        canonical = self.page("/events/calendar/").find("head/link[@rel='canonical']").get("href")
        self.assertEqual(canonical, "http://testserver/events/calendar/2026/6/")

    def test_an_empty_month_leads_to_the_next_event(self):
        links = self.page("/events/calendar/2026/5/").findall(".//p[@class='empty calendar-empty']/a")
        self.assertEqual([link.get("href") for link in links], ["/events/calendar/2026/6/"])

    def test_a_site_without_events_has_this_month(self):
        with transaction.atomic():
            type(ConferenceFactory.build()).objects.all().delete()
            self.assertIn("No events in this month.", text_of(self.page("/events/calendar/")))
            transaction.set_rollback(True)


class AddressTests(TestCase):
    def test_no_conference_takes_the_calendars_address(self):
        taken = ConferenceFactory.build(slug="calendar")
        with self.assertRaises(ValidationError) as refused:
            taken.full_clean()
        self.assertEqual(list(refused.exception.message_dict), ["slug"])
        with self.assertRaises(IntegrityError), transaction.atomic():
            taken.save()
        self.assertEqual(self.client.get("/events/calendar.ics").status_code, 200)
