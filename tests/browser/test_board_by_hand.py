"""A conference is typed by hand, from its title to who speaks when, and what that takes is counted."""

from playwright.sync_api import expect

from civitas_cms.roles import PROGRAMME_MANAGER
from events.models import Appearance, Conference, Session, Speaker
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import staff

ROOMS = ["Hall", "Attic"]
GIVEN = ["Ana", "Piet", "Ines", "Kofi", "Lars", "Mirja"]
FAMILY = ["Okafor", "Silva"]
TITLES = ["Trams", "Bridges", "Owls", "Roofs", "Kitchens", "Ferries", "Markets", "Trees"]
#: The conference that counts: on two days in four rooms.
WANTED_SESSIONS, WANTED_PEOPLE, WANTED_ROOMS, WANTED_DAYS = 40, 60, 4, 2
MAX_ACTIONS, MAX_PAGE_LOADS = 200, 3


class Hands:
    """Does what a person does. A click, a key, and a text typed in one go are an action each; a double click is two."""

    def __init__(self, page):
        self.page, self.actions, self.loads = page, 0, 0
        page.on("load", self._note_load)

    def _note_load(self, _page):
        self.loads += 1

    def click(self, locator):
        self.actions += 1
        locator.click()

    def double_click(self, locator, **options):
        self.actions += 2
        locator.dblclick(**options)

    def press(self, key):
        self.actions += 1
        self.page.keyboard.press(key)

    def type(self, text):
        self.actions += 1
        self.page.keyboard.type(text)

    def type_date(self, date):
        """Type into the field that has the focus, whatever order of day and month the browser is used to."""
        self.actions += 1
        self.page.locator(":focus").fill(date)


class ByHandTests(BrowserTestCase):
    """Makes a fifth of a conference, and reckons what the whole takes: each session, room and day as much again."""

    def setUp(self):
        super().setUp()
        staff(PROGRAMME_MANAGER, username="mia")
        self.people = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        Newsroom(self.page).sign_in("mia")
        self.hands = Hands(self.page)

    def count(self, act, *values):
        before = self.hands.actions
        act(*values)
        return self.hands.actions - before

    def add_row(self, group, text):
        self.hands.click(self.page.locator(f"#{group}-group .add-row a"))
        rows = f"[...document.querySelectorAll('tr.dynamic-{group}')]"
        self.page.wait_for_function(f"() => {rows}.at(-1)?.contains(document.activeElement)")
        (self.hands.type_date if group == "days" else self.hands.type)(text)

    def begin(self):
        self.page.goto("/admin/events/conference/add/")
        self.page.locator("#id_title:focus").wait_for()
        self.hands.type("Cities for people")
        self.hands.click(self.page.locator("#id_starts_on"))
        self.hands.type_date("2040-10-27")
        self.hands.click(self.page.locator("#id_ends_on"))
        self.hands.type_date("2040-10-28")

    def save_and_open_the_board(self):
        self.hands.click(self.page.get_by_role("button", name="Save and continue editing"))
        self.page.wait_for_url("**/change/**")
        self.hands.click(self.page.get_by_role("link", name="Arrange the programme on the board"))
        self.page.wait_for_function("() => window.boardGrid && document.readyState === 'complete'")

    def begin_column(self, day, room):
        column = self.page.locator(".board-day").nth(day).get_by_role("list", name=room)
        at_nine = self.page.evaluate("(boardScale.heightAt(0, 540) - boardScale.first) * boardScale.pixels()")
        column.scroll_into_view_if_needed()
        self.hands.double_click(column, position={"x": 20, "y": at_nine + 10})
        self.page.locator("#new-title:focus").wait_for()

    def add_session(self, title, people):
        self.hands.type(title)
        self.hands.press("Tab")
        self.hands.type("; ".join(people))
        self.hands.press("Enter")
        expect(self.page.locator(".board-says")).to_have_text(f"“{title}” is added.")
        expect(self.page.locator("#new-title:focus")).to_have_value("")

    def test_forty_sessions_and_sixty_people_take_at_most_200_actions_and_three_page_loads(self):
        start = self.count(self.begin)
        per_day = max(self.count(self.add_row, "days", f"2040-10-{day}") for day in (27, 28))
        per_room = max(self.count(self.add_row, "rooms", room) for room in ROOMS)
        start += self.count(self.save_and_open_the_board)
        names = iter(self.people)
        titles = iter(TITLES)
        per_column, per_session = [], []
        for day in range(2):
            for room in ROOMS:
                per_column.append(self.count(self.begin_column, day, room))
                # Three people in every two sessions, as the whole has.
                for number in (1, 2):
                    people = [next(names) for _ in range(number)]
                    per_session.append(self.count(self.add_session, next(titles), people))
        whole = start + per_day * WANTED_DAYS + per_room * WANTED_ROOMS
        whole += max(per_column) * WANTED_DAYS * WANTED_ROOMS + max(per_session) * WANTED_SESSIONS
        print(f"By hand: {self.hands.actions} actions, {whole} for the whole, {self.hands.loads} page loads")
        self.assertLessEqual(whole, MAX_ACTIONS)
        self.assertLessEqual(self.hands.loads, MAX_PAGE_LOADS)
        conference = Conference.objects.get()
        placed = [
            (str(session.day.date), str(session.room), session.starts_at.hour) for session in Session.objects.all()
        ]
        wanted = [(f"2040-10-{day}", room, hour) for day in (27, 28) for room in ROOMS for hour in (9, 10)]
        self.assertEqual(sorted(placed), sorted(wanted))
        self.assertEqual((conference.days.count(), Speaker.objects.count(), Appearance.objects.count()), (2, 12, 12))
