"""A browser for tests: Chromium, driven by Playwright, on a live server."""

import os
import shutil
import signal
from unittest import SkipTest

from axe_playwright_python.sync_playwright import Axe
from coverage import Coverage
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.core.management.color import no_style
from django.db import OperationalError, connection
from django.test import tag
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import sync_playwright

# Without these, Chromium asks its maker's servers for updates and the like.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]
MAX_TEST_SECONDS = 600  # ten times as long as any takes on a machine that is busy with other things
MAX_TRIES_TO_EMPTY = 5
#: Tables whose rows come from the code.
THE_SAME_FOR_ALL_TESTS = {model._meta.db_table for model in (ContentType, Permission, Group, Group.permissions.through)}
WIDTHS = {"phone": 360, "tablet": 768, "desktop": 1280}
#: Widths with a scheme each: colours do not depend on the width, nor places on the scheme.
LOOKS = [(360, "dark"), (768, "light"), (1280, "dark")]

#: The family stands twice, or browsers would make its letters smaller; icons are letters of a font of their own.
WIDE_FACE = "*:not(.material-icons) { font-family: monospace, monospace !important }"
#: The innermost elements that reach beyond the window.
WIDE = """() => [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((element, _index, all) => !all.some(other => other !== element && element.contains(other)))
    .slice(0, 5).map(element => element.outerHTML.slice(0, 200))"""
EXCESS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def find_chromium():
    """Return the path of Chromium, from the variable CHROMIUM or the usual places; None if there is none.

    The one without windows comes first: with it the tests take two thirds of the time.
    """
    names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@tag("browser")
class BrowserTestCase(StaticLiveServerTestCase):
    """Tests that open pages in a browser. ``self.page`` is a fresh one for each test, in an empty profile.

    A script error or a breach of the Content Security Policy on any page fails the test.
    """

    # What the browser says about the block editor's two style elements, which our own style sheet replaces.
    known_messages = ("Applying inline style violates",)

    @classmethod
    def setUpClass(cls):
        executable = find_chromium()
        if not executable:
            reason = "No Chromium here: install it, or set CHROMIUM to its path."
            raise RuntimeError(reason) if os.environ.get("CI") else SkipTest(reason)
        # The same code is measured in quicker tests, and measuring takes as long as the tests themselves.
        if measurement := Coverage.current():
            measurement.stop()
            measurement.save()  # or what it has would be lost when it starts again
            cls.addClassCleanup(measurement.start)
        super().setUpClass()
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        cls.browser = playwright.chromium.launch(executable_path=executable, args=QUIET + sandbox)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        # Some of Playwright's calls have no limit of their own: a test that hangs fails by its name, the others go on.
        signal.signal(signal.SIGALRM, self._give_up)
        signal.alarm(MAX_TEST_SECONDS)
        self.addCleanup(signal.alarm, 0)
        self.troubles = []
        self.page = self.open_profile()

    def tearDown(self):
        self.assertEqual(self.troubles, [])

    def _give_up(self, _signal, _frame):
        self.fail(f"The browser has not answered within {MAX_TEST_SECONDS} seconds.")

    def _fixture_teardown(self):
        """Empty the tables; again while farewells of pages, which nobody waits for, are still at work on them.

        Django's own way also makes content types, permissions and roles anew, which takes a quarter of a second.
        """
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        statements = connection.ops.sql_flush(no_style(), sorted(tables - THE_SAME_FOR_ALL_TESTS))
        for others_left in reversed(range(MAX_TRIES_TO_EMPTY)):
            try:
                return connection.ops.execute_sql_flush(statements)
            except OperationalError:  # a deadlock
                if not others_left:
                    raise
        return None

    def open_profile(self, **options):
        """Return a page in an empty browser profile; ``options`` are Playwright's for a new context."""
        options = {"viewport": {"width": WIDTHS["desktop"], "height": 900}} | options
        # Without motion, so that nobody looks at a colour on its way to another.
        context = self.browser.new_context(
            base_url=self.live_server_url, locale="en-GB", reduced_motion="reduce", **options
        )
        context.set_default_timeout(30_000)
        self.addCleanup(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._note)
        return page

    def accessibility_problems(self, page, within=None, impacts=None):
        """Return what axe finds on ``page``, or in those parts that the selectors name: rules, each with an element.

        ``impacts`` leaves out the others. axe itself is a script that our policy would not let in: open the page with
        ``bypass_csp``.
        """
        context = {"include": [[selector] for selector in within]} if within else None
        found = Axe().run(page, context=context).response["violations"]
        wanted = [rule for rule in found if impacts is None or rule["impact"] in impacts]
        return [(rule["id"], rule["nodes"][0]["html"][:300]) for rule in wanted]

    def assert_no_problem(self, page):
        """Fail if axe finds anything on ``page``."""
        self.assertEqual(self.accessibility_problems(page), [])

    def assert_no_grave_problem(self, page, within=None):
        """Fail if axe finds a serious or critical problem on ``page``, or in those parts that the selectors name."""
        self.assertEqual(self.accessibility_problems(page, within, impacts=("serious", "critical")), [])

    def in_two_faces(self, page):
        """Yield the name of the typeface in which ``page`` is shown: ours, then one about a quarter wider, as a machine
        without our font files may have.
        """
        yield "our typeface"
        page.evaluate(
            """style => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(style);
                document.adoptedStyleSheets.push(sheet);
            }""",
            WIDE_FACE,
        )
        yield "a wide typeface"
        page.evaluate("() => { document.adoptedStyleSheets.pop(); }")

    def assert_fits_the_screen(self, page):
        """Fail if ``page`` is wider than its window, in our typeface or a wide one, once its scripts have run."""
        for face in self.in_two_faces(page):
            try:
                page.wait_for_function(f"() => ({EXCESS})() <= 0", timeout=5_000)
            except PlaywrightTimeoutError:
                self.fail(
                    f"In {face}, {page.url} is {page.evaluate(EXCESS)} px wider than its window: {page.evaluate(WIDE)}"
                )

    def _note(self, message):
        if "Content Security Policy" in message.text and not message.text.startswith(self.known_messages):
            self.troubles.append(message.text)
