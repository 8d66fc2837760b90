"""The programme on a phone in the hall: how far away things are, what a visitor keeps, and how it is printed."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import expect

from civitas_cms.delivery.unit_of_work import unit_of_work
from tests.browser.base import BrowserTestCase
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    ProjectFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    TrackFactory,
)

PHONE = {"viewport": {"width": 360, "height": 740}}
MAX_PAGE_BYTES, MAX_DAY_BYTES, MAX_DAY_SCREENS = 60_000, 120_000, 12


def where_it_is_noon():
    """Return a time zone in which the day is about half over, so that today has a morning and an afternoon."""
    ahead = 12 - timezone.now().hour
    return ZoneInfo(f"Etc/GMT{-ahead:+d}")  # these names count westwards


class ProgrammeTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.make_conference()

    @unit_of_work()
    def make_conference(self):
        """Make a conference that runs today: a session in the morning, two now, and one in the afternoon."""
        zone = where_it_is_noon()
        self.today = datetime.now(zone).date()
        self.forum = ConferenceFactory(
            slug="forum", title="The forum", starts_on=self.today, ends_on=self.today + timedelta(days=1), timezone=zone
        )
        day = DayFactory(conference=self.forum)
        hall, attic = (RoomFactory(conference=self.forum, name=name) for name in ("Hall", "Attic"))
        DayFactory(conference=self.forum, date=self.today + timedelta(days=1))
        for slug, starts, ends, values in (
            ("opening", 8, 9, {"room": hall}),
            ("lecture", 11, 14, {"room": hall, "materials": [DocumentFactory(title="The slides")]}),
            ("walk", 11, 13, {"room": attic}),
            ("panel", 15, 16, {"room": hall}),
        ):
            SessionFactory(day=day, slug=slug, title=slug.title(), starts_at=time(starts), ends_at=time(ends), **values)
        self.day_address = f"/events/forum/programme/{self.today}/"


class TapsTests(ProgrammeTestCase):
    """Each test takes the way of a visitor who begins on the home page; ``tap`` counts."""

    def setUp(self):
        super().setUp()
        self.page = self.open_profile(**PHONE, accept_downloads=True)
        self.page.goto("/")
        self.taps = 0

    def tap(self, name, within="main"):
        self.taps += 1
        self.page.locator(within).get_by_role("link", name=name).first.click()

    def screens_to(self, locator):
        """Return how many screens down the end of an element is."""
        box = locator.bounding_box()
        return (self.page.evaluate("scrollY") + box["y"] + box["height"]) / self.page.viewport_size["height"]

    def test_what_is_on_now_is_on_the_first_screen_of_the_site(self):
        now = self.page.get_by_role("region", name="Now")
        expect(now).to_contain_text("Lecture")
        expect(now).to_contain_text("Walk")
        self.assertLessEqual(self.screens_to(now), 1)

    def test_a_session_is_in_the_calendar_after_four_taps(self):
        self.tap("The forum")
        self.tap("Today’s programme")
        self.tap("Panel")
        with self.page.expect_download() as download:
            self.tap("Add to calendar")
        self.assertIn("SUMMARY:Panel", Path(download.value.path()).read_text())
        self.assertLessEqual(self.taps, 4)

    def test_the_slides_of_a_session_are_three_taps_away(self):
        self.tap("Lecture")
        link = self.page.get_by_role("link", name="The slides")
        expect(link).to_have_attribute("href", re.compile("^/media/"))
        self.assertLessEqual(self.taps + 1, 3)

    def test_the_report_of_a_past_conference_is_two_taps_and_no_screen_away(self):
        past = ConferenceFactory(title="Last year", starts_on=date(2020, 1, 1), slug="past")
        ArticleFactory(title="What we learnt", slug="report", conferences=[past])
        self.page.reload()
        self.tap("Last year")
        link = self.page.get_by_role("link", name="Read the report")
        link.wait_for()
        self.assertLessEqual(self.screens_to(link), 1)
        self.tap("Read the report")
        self.page.wait_for_url("**/news/report/")
        self.assertLessEqual(self.taps, 2)

    def test_all_articles_on_a_project_in_a_year_are_four_taps_away(self):
        project = ProjectFactory(acronym="UPPER", slug="upper")
        for year in (2024, 2025):
            for number in range(2):
                ArticleFactory(
                    title=f"Of {year}, {number}", publish_at=datetime(year, 5, 1, tzinfo=UTC), projects=[project]
                )
        self.page.reload()
        self.tap("UPPER")
        self.tap("All news")
        self.page.locator("summary", has_text="Year").click()
        self.tap(re.compile("^2024"))
        expect(self.page.locator(".card-title")).to_have_text(["Of 2024, 1", "Of 2024, 0"])
        self.assertLessEqual(self.taps + 1, 4)

    def test_a_subject_is_followed_from_an_article_in_two_taps(self):
        ArticleFactory(slug="trams", tags=[TagFactory(name="Trams", slug="trams")])
        self.page.goto("/news/trams/")
        self.tap("Trams")
        self.page.get_by_text("Follow this subject").click()
        for way in ("Atom", "RSS", "JSON Feed", "Subscribe"):
            expect(self.page.get_by_role("link", name=way)).to_be_visible()
        self.assertLessEqual(self.taps + 1, 2)

    def test_the_masthead_is_one_line_and_its_menu_needs_no_script(self):
        page = self.open_profile(**PHONE, java_script_enabled=False)
        page.goto("/events/")
        self.assertLessEqual(page.locator(".masthead").bounding_box()["height"], 64)
        self.assertLess(page.locator(".site-footer").bounding_box()["height"], 740)
        entry = page.get_by_role("navigation", name="Main").get_by_role("link", name="News")
        expect(entry).not_to_be_visible()
        page.get_by_role("button", name="Menu").click()
        entry.click()
        page.wait_for_url("**/news/")


class MyProgrammeTests(ProgrammeTestCase):
    def star(self, title, page=None):
        return (page or self.page).get_by_role("button", name=f"In my programme: {title}")

    def choose(self, *titles):
        self.page.goto(self.day_address)
        for title in titles:
            self.star(title).click()
            expect(self.star(title)).to_have_attribute("aria-pressed", "true")

    def test_stars_stay_in_the_browser_and_clashes_are_said(self):
        self.choose("Lecture", "Walk", "Panel")
        self.page.goto("/events/forum/walk/")
        expect(self.star("Walk")).to_have_attribute("aria-pressed", "true")
        self.page.goto("/events/forum/my-programme/")
        sessions = self.page.locator("main article")
        expect(sessions).to_have_count(3)
        lecture, panel = (
            sessions.filter(has=self.page.get_by_role("heading", name=title)) for title in ("Lecture", "Panel")
        )
        expect(lecture).to_contain_text("At the same time: Walk")
        expect(panel).not_to_contain_text("At the same time")
        self.star("Walk").click()
        expect(sessions).to_have_count(2)
        expect(self.page.get_by_text("At the same time")).to_have_count(0)
        self.page.reload()
        expect(sessions).to_have_count(2)

    def test_nothing_of_the_choice_is_sent(self):
        self.choose("Lecture")
        asked = []
        self.page.on("request", lambda request: asked.append((request.url, request.post_data, request.headers)))
        self.page.goto("/events/forum/my-programme/")
        expect(self.page.locator("main article")).to_have_count(1)
        number = self.page.locator("main article").get_attribute("data-session")
        for url, body, headers in asked:
            self.assertFalse(body)
            self.assertNotIn("cookie", headers)
            self.assertNotIn("?", url)
            self.assertFalse(url.endswith(f"/{number}/"))

    def test_the_chosen_sessions_go_into_a_calendar(self):
        self.choose("Lecture", "Panel")
        self.page.goto("/events/forum/my-programme/")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Add to calendar").click()
        text = Path(download.value.path()).read_text()
        self.assertEqual(re.findall("SUMMARY:(.*)", text.replace("\r", "")), ["Lecture", "Panel"])
        self.assertEqual(text.count("END:VCALENDAR"), 1)
        for event in text.split("BEGIN:VEVENT")[1:]:
            uid = re.search("UID:(.*)", event)[1].strip()
            self.assertIn(uid, self.client.get("/events/forum.ics").text)

    def test_a_link_carries_the_choice_to_another_device(self):
        self.choose("Lecture", "Panel")
        self.page.goto("/events/forum/my-programme/")
        link = self.page.get_by_label("To see it on another device")
        expect(link).to_have_value(re.compile(r"#\d+,\d+$"))
        other = self.open_profile(**PHONE)
        other.goto(link.input_value())
        expect(other.get_by_text("brings 2 sessions along")).to_be_visible()
        expect(other.locator("main article")).to_have_count(0)
        other.get_by_role("button", name="Keep them in this browser").click()
        expect(other.locator("main article")).to_have_count(2)
        self.assertNotIn("#", other.url)
        other.goto(self.day_address)
        expect(self.star("Panel", other)).to_have_attribute("aria-pressed", "true")

    def test_visitors_from_elsewhere_see_their_own_time_on_request(self):
        page = self.open_profile(**PHONE, timezone_id="Pacific/Kiritimati")  # where it is later than anywhere else
        page.goto(self.day_address)
        heading = page.get_by_role("heading", name="Panel")
        expect(page.locator(".own-time")).to_have_count(0)
        page.get_by_role("button", name="Show your time too").click()
        expect(heading).to_contain_text(re.compile(r"15:00–16:00 · Hall .*\d\d:00–\d\d:00 your time"))
        page.goto("/events/forum/panel/")
        expect(page.locator(".session-when")).to_contain_text("your time")
        page.get_by_role("button", name="Show your time too").click()
        expect(page.locator(".own-time")).to_have_count(0)

    def test_without_scripts_the_page_says_what_it_needs(self):
        page = self.open_profile(java_script_enabled=False)
        page.goto("/events/forum/my-programme/")
        expect(page.get_by_text("this page needs JavaScript")).to_be_visible()
        expect(page.locator("main button:visible")).to_have_count(0)
        page.goto(self.day_address)
        expect(page.locator("main button:visible")).to_have_count(0)

    def test_axe_finds_nothing_on_the_pages_of_a_running_conference(self):
        for width, scheme in ((360, "light"), (1280, "light"), (360, "dark"), (1280, "dark")):
            page = self.open_profile(viewport={"width": width, "height": 740}, color_scheme=scheme, bypass_csp=True)
            page.goto(self.day_address)
            self.star("Lecture", page).click()
            self.star("Walk", page).click()
            page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
            for address in (
                self.day_address,
                "/events/forum/",
                "/events/forum/my-programme/",
                "/events/forum/lecture/",
                "/",
            ):
                with self.subTest(address, width=width, scheme=scheme):
                    page.goto(address)
                    if "my-programme" in address:
                        expect(page.locator("main article")).to_have_count(2)
                    self.assert_no_problem(page)


class LargeProgrammeTests(BrowserTestCase):
    """Four days, twelve rooms, four hundred sessions."""

    @unit_of_work()
    def make_programme(self):
        forum = ConferenceFactory(slug="large", ends_on=date(2040, 6, 15))
        rooms = [RoomFactory(conference=forum, name=f"Room {number}") for number in range(1, 13)]
        tracks = [TrackFactory(conference=forum, name=name) for name in ("Streets", "Public transport", "Freight")]
        people = SpeakerFactory.create_batch(150, position="Head of mobility planning")
        slides = DocumentFactory()
        for number in range(400):
            of_day = number % 100
            hour, room = 9 + of_day // 12, of_day % 12
            if of_day == 0:
                day = DayFactory(conference=forum, date=date(2040, 6, 12 + number // 100))
            session = SessionFactory(
                day=day,
                title=(
                    "How towns share their streets" if number % 2 else "Parking and the price of public space, again"
                ),
                room=rooms[room],
                track=tracks[number % 3],
                starts_at=time(hour),
                ends_at=time(hour, 50),
                abstract=f"<p>{'What forty towns have learnt of it, and what they would do again. ' * 8}</p>",
                materials=[slides] if number % 4 == 0 else [],
            )
            AppearanceFactory(session=session, speaker=people[number % 150])
            AppearanceFactory(session=session, speaker=people[(number * 7 + 1) % 150])

    def test_a_day_stays_light_and_short(self):
        self.make_programme()
        for address, limit in (
            ("/events/large/", MAX_PAGE_BYTES),
            ("/events/large/programme/2040-06-13/", MAX_DAY_BYTES),
        ):
            with self.subTest(address):
                self.assertLessEqual(len(self.client.get(address).content), limit)
        page = self.open_profile(**PHONE)
        page.goto("/events/large/programme/2040-06-13/")
        self.assertLessEqual(page.evaluate("document.documentElement.scrollHeight") / 740, MAX_DAY_SCREENS)
        page.set_viewport_size({"width": 1280, "height": 900})
        self.assert_fits_the_screen(page)
        pdf = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "10mm"))
        self.assertLessEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 3)


class PrintTests(ProgrammeTestCase):
    def test_a_day_is_printed_on_one_sheet(self):
        self.page.goto(self.day_address)
        pdf = self.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "10mm"))
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 1)
        for query in ("", "?fold=yes"):
            self.page.goto(f"/events/forum/programme/print/{query}")
            pdf = self.page.pdf(format="A4", prefer_css_page_size=True)
            self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 1)
            (width, height) = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf).groups()
            self.assertEqual(float(width) > float(height), bool(query))
        self.page.goto(self.day_address)
        self.page.emulate_media(media="print")
        expect(self.page.get_by_text("Opening")).to_be_visible()  # though it is over, and folded on the screen
