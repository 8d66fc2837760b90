"""The mistakes that people make on the way to the public, and what the newsroom says."""

from articles.models import Article
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import staff

#: The parts of the pages that this is about.
OURS = [".form-status", ".last-step", "#readiness", ".field-comment", ".submit-row", ".actions", ".state"]
SUMMARY = "Night buses bring people home safely, and three cities show what that costs them in a year."


class WorkflowTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        staff(CONTRIBUTOR, username="writer")
        staff(EDITOR, username="desk", first_name="Ana", last_name="Kovač")
        self.contributor = Newsroom(self.page)
        self.contributor.sign_in("writer")
        self.editor = Newsroom(self.open_profile())
        self.editor.sign_in("desk")

    def write(self):
        """Let the contributor write a draft that is not ready, and submit it; return its address in the admin."""
        self.contributor.open("articles/article/add/")
        self.contributor.page.locator("#id_title").press_sequentially("Night buses")
        self.contributor.write("Three cities keep their buses running.")
        self.contributor.link("Click here", "https://buses.example/")
        self.assertIn("waits for review now", self.contributor.press("Submit for review"))
        return f"articles/article/{Article.objects.get().pk}/change/"

    def test_what_is_missing_is_named_and_leads_to_where_it_can_be_mended(self):
        address = self.write()
        page = self.editor.page
        self.editor.open(address)
        self.assertIn("2 things must be mended", self.editor.press("Publish now"))
        page.get_by_role("link", name="The link “Click here” does not say where it leads.").click()
        page.wait_for_function("() => document.activeElement?.value === 'Click here'")
        page.get_by_role("link", name="It has no summary.").click()
        page.wait_for_function("() => document.activeElement?.id === 'id_summary'")
        page.get_by_role("button", name="Request changes").click()
        page.wait_for_function("() => document.activeElement?.matches('#id_comment:invalid')")
        self.editor.fill(comment="Where does the link lead?")
        self.assertIn("is a draft again", self.editor.press("Request changes"))

        page = self.contributor.page
        self.contributor.open(address)
        self.contributor.fill(summary=SUMMARY)
        page.locator("input[value='Click here']").fill("Read the study of the three cities")
        self.contributor.press("Submit for review")
        self.assertNotIn("Must", page.locator("#readiness").inner_text())

    def test_what_was_typed_while_somebody_published_is_given_back(self):
        address = self.write()
        self.contributor.open(address)
        self.contributor.fill(strapline="A sentence that took an hour")
        article = Article.objects.get()
        article.state = "published"
        article.save()
        page = self.contributor.page
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        self.assertIn("“Night buses” is published now", page.locator(".errornote").inner_text())
        self.assertIn("A sentence that took an hour", page.locator(".typed").inner_text())

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        address = self.write()
        for width, scheme in LOOKS:
            page = self.open_profile(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            newsroom = Newsroom(page)
            newsroom.sign_in("desk")
            for path in (address, "articles/article/"):
                newsroom.open(path)
                newsroom.show_about()
                with self.subTest(scheme=scheme, width=width, path=path):
                    self.assert_no_grave_problem(page, within=[part for part in OURS if page.locator(part).count()])
                    self.assert_fits_the_screen(page)
