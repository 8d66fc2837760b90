"""The site's typeface in a real browser: the same on both sides, in few bytes, and without moving anything."""

from tests.browser.base import WIDTHS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.everything import make_everything
from tests.factories import ArticleFactory, UserFactory

LATIN = "source-sans-3-latin.woff2"
WATCH = """
    window.moved = [];
    new PerformanceObserver(list => moved.push(...list.getEntries().map(entry => entry.value)))
        .observe({type: "layout-shift", buffered: true});
"""
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


class TypefaceTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        make_everything()
        UserFactory(username="editor", is_staff=True, is_superuser=True)

    def fonts_of(self, page, address):
        """Return the names of the font files that ``page`` loads at ``address``."""
        page.goto(address, wait_until="networkidle")
        files = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        return sorted(file.rpartition("/")[2] for file in files if file.endswith(".woff2"))

    def test_a_page_loads_the_one_file_of_its_letters_and_no_more(self):
        ArticleFactory(slug="greek", title="Θεσσαλονίκη", lead_picture=None)
        for address in ("/about/", "/nothing/", "/admin/login/"):
            self.assertEqual(self.fonts_of(self.page, address), [LATIN], address)
        self.assertEqual(self.fonts_of(self.page, "/news/greek/"), ["source-sans-3-greek.woff2", LATIN])

    def test_both_sides_are_set_in_it(self):
        Newsroom(self.page).sign_in("editor")
        families = """() => [...new Set([...document.querySelectorAll("h1, p, a, button, input, td, label")]
            .map(element => getComputedStyle(element).fontFamily.split(",")[0]))]"""
        for address in ("/", "/search/", "/admin/", "/admin/articles/article/", "/admin/articles/article/add/"):
            self.page.goto(address)
            self.assertEqual(self.page.evaluate(families), ['"Source Sans 3"'], address)
            self.assertTrue(
                self.page.evaluate("""document.fonts.load('1rem "Source Sans 3"').then(all => all.length)""")
            )

    def movement(self, page, address):
        """Return how much moves at ``address`` (a layout shift score) when the font files arrive after all else."""
        held = []

        def hold(route):
            held.append(route)

        page.route("**/*.woff2", hold)
        page.goto(address, wait_until="domcontentloaded")
        page.wait_for_function("document.fonts.status === 'loading'")
        page.evaluate(TWO_FRAMES)
        self.assertTrue(held)
        before = sum(page.evaluate("moved"))  # whatever else came late, as on a busy machine
        for route in held:
            route.continue_()
        page.unroute("**/*.woff2")
        page.evaluate("document.fonts.ready.then(() => null)")
        page.evaluate(TWO_FRAMES)
        return sum(page.evaluate("moved")) - before

    def test_nothing_moves_when_it_arrives(self):
        for width in WIDTHS.values():
            page = self.open_profile(viewport={"width": width, "height": 900})
            Newsroom(page).sign_in("editor")
            page.add_init_script(WATCH)
            for address in ("/", "/news/report/", "/events/forum/", "/search/", "/admin/", "/admin/articles/article/"):
                self.assertLess(self.movement(page, address), 0.01, (address, width))
