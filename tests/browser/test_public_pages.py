"""Every public page in a real browser: at three widths, light and dark, by keyboard, and without scripts."""

import re
from functools import partial

from playwright.sync_api import expect

from tests.browser.base import WIDTHS, BrowserTestCase
from tests.everything import PAGES, make_everything
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    GalleryFactory,
    PictureFactory,
    SiteSettingsFactory,
    SpeakerFactory,
    VideoFactory,
)

ADDRESSES = [*PAGES, "/events/calendar/2040/6/", "/nothing/"]


class PublicPagesTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        make_everything(2)

    def look_for(self, problems, page):
        """Return what the function ``problems`` finds on ``page`` at each address, by address."""
        found = {}
        for address in ADDRESSES:
            page.goto(address)
            if problem := problems():
                found[address] = problem
        return found

    def test_no_page_has_an_accessibility_problem_that_axe_knows(self):
        for scheme in ("light", "dark"):
            page = self.open_profile(color_scheme=scheme, bypass_csp=True)
            found = self.look_for(partial(self.accessibility_problems, page), page)
            self.assertEqual(found, {}, scheme)

    def test_no_page_is_wider_than_the_screen(self):
        for width in (320, *WIDTHS.values()):
            page = self.open_profile(viewport={"width": width, "height": 800})
            for address in ADDRESSES:
                with self.subTest(address, width=width):
                    page.goto(address)
                    self.assert_fits_the_screen(page)

    def test_no_word_is_too_long_for_a_phone(self):
        word = "Mobilitaet" * 12
        person = SpeakerFactory(slug="long", family_name=word[:100], position=word)
        ArticleFactory(slug="long", title=word, strapline=word, lead_picture=None, authors=[person])
        ConferenceFactory(slug="long", title=word, tagline=word, venue_name=word, city=word[:100])
        page = self.open_profile(viewport={"width": 360, "height": 800})
        for address in ("/", "/news/", "/news/long/", "/events/", "/events/long/", "/people/", "/people/long/"):
            page.goto(address)
            self.assert_fits_the_screen(page)

    def test_every_picture_is_there(self):
        def missing():
            pictures = self.page.evaluate(
                "Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode()"
                ".then(() => null, () => image.currentSrc || image.src) }))"
            )
            return [address for address in pictures if address]

        self.assertEqual(self.look_for(missing, self.page), {})

    def test_pages_are_complete_without_scripts(self):
        page = self.open_profile(java_script_enabled=False)

        def missing():
            self.page.goto(page.url)
            return set(self.lines_of(self.page)) - set(self.lines_of(page))

        self.assertEqual(self.look_for(missing, page), {})

    def lines_of(self, page):
        """Return the lines of a page, but for the offer of a video, which scripts and plain links make differently, and
        the page's weight and what a visitor has chosen of a programme, which only a script can know.

        All is read at one moment: the weight grows while pictures arrive.
        """
        text = page.evaluate(
            """() => {
              for (const part of document.querySelectorAll("[data-offer], [data-page-weight], [data-my-programme]"))
                part.style.setProperty("display", "none", "important");
              return document.body.innerText;
            }"""
        )
        return [line for line in map(str.strip, text.splitlines()) if line]

    def test_the_footer_tells_what_the_page_weighs(self):
        self.page.goto("/news/report/")
        weight = self.page.locator("[data-page-weight]")
        expect(weight).to_contain_text("This page weighs")
        said = int(re.search(r"[\d,]+", weight.inner_text())[0].replace(",", ""))
        measured = self.page.evaluate(
            """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .reduce((bytes, entry) => bytes + entry.encodedBodySize, 0)"""
        )
        self.assertAlmostEqual(said, measured / 1000, delta=1)
        self.assertGreater(said, 10)

    def test_a_keyboard_reaches_the_content_first(self):
        self.page.goto("/news/report/")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Tab")
        self.assertTrue(self.page.evaluate("document.activeElement.closest('main') !== null"))


class SchemeTests(BrowserTestCase):
    def test_pages_are_dark_for_those_who_prefer_it(self):
        make_everything()
        brightness = """() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]
            .map((colour) => colour.match(/[0-9]+/g).reduce((sum, part) => sum + Number(part), 0))"""
        for scheme, is_dark in [("light", False), ("dark", True)]:
            page = self.open_profile(color_scheme=scheme)
            page.goto("/news/report/")
            background, text = page.evaluate(brightness)
            self.assertIs(background < text, is_dark, scheme)
            self.assertGreater(abs(background - text), 400, scheme)


class GalleryTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        first = PictureFactory(alternative_text="A tram")
        second = PictureFactory(alternative_text="A bus", caption="By night")
        GalleryFactory(parent=ArticleFactory(slug="film", lead_picture=None), pictures=[first, second])
        self.links = self.page.locator(".gallery li a")
        self.shown = self.page.get_by_role("dialog").locator("img")

    def test_pictures_are_looked_at_by_keyboard(self):
        self.page.goto("/news/film/")
        self.links.first.press("Enter")
        expect(self.shown).to_have_attribute("alt", "A tram")
        self.page.keyboard.press("ArrowRight")
        expect(self.shown).to_have_attribute("alt", "A bus")
        expect(self.page.get_by_role("dialog")).to_contain_text("By night")
        self.page.keyboard.press("ArrowRight")
        expect(self.shown).to_have_attribute("alt", "A tram")
        self.page.keyboard.press("Escape")
        expect(self.shown).not_to_be_visible()
        expect(self.links.first).to_be_focused()

    def test_pictures_are_looked_at_by_pointer(self):
        self.page.goto("/news/film/")
        self.links.last.click()
        expect(self.shown).to_have_attribute("alt", "A bus")
        self.page.get_by_role("button", name="Previous picture").click()
        expect(self.shown).to_have_attribute("alt", "A tram")
        self.page.get_by_role("button", name="Close").click()
        expect(self.shown).not_to_be_visible()

    def test_axe_knows_no_problem_of_the_dialog_in_which_they_are_large(self):
        page = self.open_profile(bypass_csp=True)
        page.goto("/news/film/")
        page.locator(".gallery li a").first.click()
        page.get_by_role("dialog").wait_for()
        self.assert_no_problem(page)

    def test_without_scripts_each_picture_is_a_link_to_the_whole_of_it(self):
        page = self.open_profile(java_script_enabled=False)
        page.goto("/news/film/")
        page.locator(".gallery li a").first.click()
        page.wait_for_url("**/media/**")


class VideoTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        SiteSettingsFactory()
        article = ArticleFactory(slug="film", lead_picture=None)
        VideoFactory(parent=article, title="One minute", url="https://vimeo.com/123456")
        self.asked = []
        self.page.route(re.compile("^https:"), self.answer)

    def answer(self, route):
        self.asked.append(route.request.url)
        route.fulfill(body="A player", content_type="text/html")

    def test_a_video_is_loaded_only_after_the_visitor_has_agreed(self):
        self.page.goto("/news/film/")
        self.assertEqual(self.asked, [])
        self.page.locator("main").get_by_role("button").click()
        self.page.frame_locator("iframe").get_by_text("A player").wait_for()
        self.assertEqual(self.asked, ["https://player.vimeo.com/video/123456?dnt=1&autoplay=1"])

    def test_without_scripts_a_link_leads_to_the_video(self):
        page = self.open_profile(java_script_enabled=False)
        page.goto("/news/film/")
        self.assertEqual(page.locator("main a[href='https://vimeo.com/123456']").count(), 1)


class ProgrammeTests(BrowserTestCase):
    def test_a_visitor_goes_from_the_events_to_a_session_and_to_its_speaker(self):
        make_everything()
        ConferenceFactory(title="Another forum")
        self.page.goto("/events/")
        self.page.locator("a[href='/events/forum/']").first.click()
        self.page.locator("a[href='/events/forum/programme/2040-06-12/']").first.click()
        self.page.locator("a[href='/events/forum/opening/']").first.click()
        self.page.locator("main a[href='/people/ana/']").first.click()
        self.assertEqual(self.page.url, f"{self.live_server_url}/people/ana/")
