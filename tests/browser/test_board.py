"""A programme is arranged on its board: with a mouse, by keyboard alone, and by two people at once."""

from datetime import time

from civitas_cms.publishing.models import State
from events.models import Session
from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    RoomFactory,
    SessionFactory,
    TrackFactory,
    UserFactory,
)


class BoardTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        for name in ("mia", "ana"):
            UserFactory(username=name, is_staff=True, is_superuser=True)
        self.conference = ConferenceFactory(state=State.DRAFT, publish_at=None)
        self.day = DayFactory(conference=self.conference)
        DayFactory(conference=self.conference, date=self.conference.ends_on)
        self.hall, self.attic = (RoomFactory(conference=self.conference, name=name) for name in ("Attic", "Hall"))
        track = TrackFactory(conference=self.conference, colour="#f1c40f")
        self.trams = SessionFactory(day=self.day, title="Trams", room=self.hall, track=track)
        self.bridges = SessionFactory(
            day=self.day, title="Bridges", room=self.attic, starts_at=time(11), ends_at=time(12)
        )
        SessionFactory(day=self.day, title="Owls", is_unplaced=True)
        AppearanceFactory(session=self.bridges)

    def open_board(self, page, account="mia"):
        Newsroom(page).sign_in(account)
        page.goto(f"/admin/events/conference/{self.conference.pk}/board/")
        page.wait_for_function("() => window.boardGrid && document.readyState === 'complete'")
        return page

    def card(self, page, title):
        return page.locator(".board-card:not(.board-ghost)").filter(has_text=title).get_by_role("button")

    def says(self, page, words):
        page.locator(".board-says").filter(has_text=words).wait_for()

    def test_a_session_is_moved_by_keyboard_alone_and_the_move_undone(self):
        page = self.open_board(self.page)
        self.card(page, "Trams").focus()
        page.keyboard.press("ArrowRight")
        self.assertIn("Bridges", page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("ArrowLeft")
        page.keyboard.press(" ")
        self.says(page, "Moving “Trams”")
        for key in ("ArrowRight", *["Shift+ArrowDown"] * 4):
            page.keyboard.press(key)
        self.says(page, "Taken by “Bridges”")
        page.keyboard.press("Enter")
        self.says(page, "Hall is taken at that time by “Bridges” (11:00–12:00).")
        self.assertIn("09:00–10:00", page.evaluate("document.activeElement.textContent"))
        page.keyboard.press(" ")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        self.says(page, "“Trams” is now 12 June, 09:05–10:05.")
        page.keyboard.press("r")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+z")
        self.says(page, "“Trams” is now 12 June, 09:05–10:05.")
        page.keyboard.press("Control+z")
        self.says(page, "09:00–10:00")
        self.trams.refresh_from_db()
        self.assertEqual((self.trams.starts_at, self.trams.ends_at), (time(9), time(10)))

    def test_what_one_drags_and_writes_another_sees(self):
        page, other = self.open_board(self.page), self.open_board(self.open_profile(), "ana")
        box = self.card(page, "Trams").bounding_box()
        target = page.locator(f".board-day[data-day='{self.day.pk}'] .board-column[data-room='{self.attic.pk}']")
        x = target.bounding_box()["x"] + 20
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(x, box["y"] + 20, steps=4)
        page.mouse.move(x, box["y"] + 10)
        page.mouse.up()
        self.says(page, "“Trams” is now")
        self.assertEqual(Session.objects.get(title="Trams").room, self.attic)
        other.locator(f".board-column[data-room='{self.attic.pk}']", has_text="Trams").first.wait_for(timeout=10_000)
        self.card(page, "Owls").click()
        title = page.get_by_label("Title:", exact=True)
        title.fill("Night owls")
        page.locator(".board-saved", has_text="Saved.").wait_for()
        self.assertTrue(Session.objects.filter(title="Night owls", is_unplaced=True).exists())
        other.locator(".board-waiting", has_text="Night owls").wait_for(timeout=10_000)

    def test_the_board_is_accessible_and_fits_every_screen(self):
        page = self.open_profile(bypass_csp=True)
        self.open_board(page)
        self.card(page, "Trams").click()
        page.locator(".board-form").wait_for()
        for width, scheme in LOOKS:
            with self.subTest(width=width, scheme=scheme):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                self.assertEqual(self.accessibility_problems(page, within=["#board"]), [])
                self.assert_fits_the_screen(page)
