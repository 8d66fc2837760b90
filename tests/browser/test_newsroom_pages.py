"""The newsroom's pages in a real browser: at three widths, light and dark, and by keyboard."""

from articles.models import Article
from civitas_cms.publishing.models import State
from tests.browser.base import WIDTHS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.everything import make_everything
from tests.factories import (
    ArticleFactory,
    DayFactory,
    OrganisationFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    UserFactory,
)

ADDRESSES = [
    "",
    "articles/article/",
    "articles/article/add/",
    "events/conference/",
    "library/picture/",
    "pages/menuitem/",
    "pages/sitesettings/",
    "auth/user/",
    "events/project/",
    "password_change/",
]


class NewsroomPagesTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        make_everything(2)
        editor = UserFactory(username="editor", is_staff=True, is_superuser=True)
        article = ArticleFactory(title="A story", slug="a-story")
        RichTextFactory(parent=article)
        QuoteFactory(parent=article)
        session = SessionFactory(day=DayFactory())
        pages = [article, session, session.day, session.conference]
        self.forms = [f"{page._meta.label_lower.replace('.', '/')}/{page.pk}/change/" for page in pages]
        self.forms.append(f"auth/user/{editor.pk}/change/")
        self.article = self.forms[0]

    def sign_in(self, **options):
        newsroom = Newsroom(self.open_profile(**options))
        newsroom.sign_in("editor")
        return newsroom

    def test_no_page_has_a_grave_accessibility_problem_that_axe_knows(self):
        for scheme in ("light", "dark"):
            newsroom = self.sign_in(color_scheme=scheme, bypass_csp=True)
            for address in [*ADDRESSES, *self.forms, f"{self.article}history/"]:
                with self.subTest(address, scheme=scheme):
                    newsroom.open(address)
                    newsroom.page.wait_for_load_state("networkidle")
                    self.assert_no_grave_problem(newsroom.page)

    def test_choosers_are_named_by_their_field_and_not_by_what_is_chosen(self):
        newsroom = self.sign_in(viewport={"width": 1280, "height": 900})
        picture = PictureFactory(title="Chosen picture")
        Article.objects.filter(slug="a-story").update(lead_picture=picture)
        newsroom.open(self.article)
        page = newsroom.page
        page.wait_for_load_state("networkidle")
        names = ["Author organisation", "Authors", "Conferences", "Partner projects", "Tags"]
        for name in [*names, "Related articles", "Speaker", "Session", "Organisation then"]:
            with self.subTest(name):
                self.assertEqual(page.get_by_role("combobox", name=name, exact=True).count(), 1)
        self.assertFalse(page.locator(".select2-selection[aria-labelledby]").count())
        organisation = OrganisationFactory()
        page.get_by_role("combobox", name="Author organisation", exact=True).click()
        self.assertTrue(page.get_by_role("searchbox", name="Author organisation", exact=True).is_visible())
        page.get_by_role("option", name=str(organisation)).first.wait_for()
        self.assertTrue(page.get_by_role("listbox", name="Author organisation", exact=True).is_visible())
        self.assertEqual(page.get_by_role("button", name="Replace: Lead picture").count(), 1)
        self.assertEqual(page.get_by_role("button", name="Remove: Chosen picture").count(), 1)

    def test_the_page_to_sign_in_has_a_heading(self):
        self.page.goto("/admin/login/")
        self.assertEqual(self.page.get_by_role("heading", level=1).all_inner_texts(), ["Sign in"])

    def test_no_page_is_wider_than_the_screen(self):
        for width in (320, WIDTHS["desktop"]):
            newsroom = self.sign_in(viewport={"width": width, "height": 800})
            for address in [*ADDRESSES, *self.forms]:
                with self.subTest(address, width=width):
                    newsroom.open(address)
                    self.assert_fits_the_screen(newsroom.page)

    def test_on_a_phone_the_way_to_a_days_sessions_is_on_the_screen(self):
        newsroom = self.sign_in(viewport={"width": 360, "height": 800})
        newsroom.open(self.forms[3])
        link = newsroom.page.locator("a.programme-link")
        link.scroll_into_view_if_needed()
        for face in self.in_two_faces(newsroom.page):
            with self.subTest(face):
                box = link.bounding_box()
                self.assertGreaterEqual(box["x"], 0)
                self.assertLessEqual(box["x"] + box["width"], 360)
        link.click()
        newsroom.page.get_by_role("heading", name="Sessions").wait_for()

    def test_on_a_phone_one_gets_everywhere_through_the_menu(self):
        newsroom = self.sign_in(viewport={"width": 360, "height": 800})
        newsroom.open("")
        link = newsroom.page.get_by_role("link", name="Articles", exact=True)
        self.assertFalse(link.is_visible())
        newsroom.page.get_by_role("button", name="Menu").press("Enter")
        link.click()
        newsroom.page.wait_for_url("**/admin/articles/article/")

    def test_the_menu_of_blocks_fits_a_window_enlarged_to_twice_its_size(self):
        newsroom = self.sign_in(viewport={"width": 640, "height": 400})
        newsroom.open(self.article)
        newsroom.page.locator(".order-machine-insert-target.last").press("Enter")
        newsroom.page.locator(".block-menu input:focus").wait_for()
        newsroom.page.keyboard.press("ArrowUp")  # from the first to the last
        last = newsroom.page.locator(".block-menu li").last
        for face in self.in_two_faces(newsroom.page):
            with self.subTest(face):
                last.scroll_into_view_if_needed()
                box = last.bounding_box()
                self.assertGreaterEqual(min(box["x"], box["y"]), 0)
                self.assertLessEqual(box["y"] + box["height"], 400)
                self.assertLessEqual(box["x"] + box["width"], 640)

    def test_a_folded_block_says_so(self):
        newsroom = self.sign_in()
        newsroom.open(self.article)
        heading = newsroom.page.locator(".inline-related:not(.empty-form) .inline_label").first
        self.assertEqual(heading.get_attribute("aria-expanded"), "true")
        heading.press("Enter")
        newsroom.page.locator(".inline_label[aria-expanded=false]").wait_for()

    def test_text_that_is_too_long_is_counted_and_not_cut(self):
        newsroom = self.sign_in()
        newsroom.open(self.article)
        newsroom.fill(summary="x" * 523)
        newsroom.page.get_by_text("23 characters too many").wait_for()
        self.assertIn("Nothing is saved yet, because of one error: Summary: ", newsroom.save())
        self.assertEqual(len(newsroom.page.locator("#id_summary").input_value()), 523)

    def test_the_save_button_stays_in_sight(self):
        for width in WIDTHS.values():
            newsroom = self.sign_in(viewport={"width": width, "height": 700})
            newsroom.open(self.article)
            bar, button = newsroom.page.locator(".saving"), newsroom.page.get_by_role("button", name="Save", exact=True)
            for lines, face in enumerate(self.in_two_faces(newsroom.page), start=2):
                for place in (0, 100_000):
                    newsroom.page.evaluate("place => window.scrollTo(0, place)", place)
                    with self.subTest(face, width=width, place=place):
                        box = button.bounding_box()
                        self.assertGreaterEqual(box["y"], 0)
                        self.assertLess(box["y"] + box["height"], 700)
                        self.assertLess(bar.bounding_box()["height"], 60 * lines)

    def test_the_coloured_button_of_a_draft_stands_first_and_deleting_is_apart(self):
        Article.objects.update(state=State.DRAFT, publish_at=None)
        newsroom = self.sign_in()
        newsroom.open(self.article)
        bar = newsroom.page.locator(".submit-row")
        newsroom.fill(title="A better story")
        bar.get_by_text("Saved ").wait_for()
        newsroom.page.evaluate("() => window.scrollTo(0, 100_000)")
        coloured = bar.locator(".default")
        self.assertEqual(coloured.get_attribute("value"), "Publish now")
        tops = {button.bounding_box()["y"] for button in bar.get_by_role("button").all()}
        self.assertEqual(min(tops), coloured.bounding_box()["y"])
        self.assertGreaterEqual(min(tops), 0)
        delete = newsroom.page.get_by_role("link", name="Delete", exact=True)
        delete.scroll_into_view_if_needed()
        box = bar.bounding_box()
        self.assertGreaterEqual(delete.bounding_box()["y"], box["y"] + box["height"])

    def test_beside_the_preview_the_columns_are_tabs_and_fields_stand_below_their_names(self):
        newsroom = self.sign_in()
        newsroom.open(self.article)
        page = newsroom.page
        page.get_by_role("button", name="Preview", exact=True).click()
        page.locator("#preview").wait_for()
        preview = page.locator("#preview").bounding_box()
        for tab, fields in (("Text", ["title", "summary"]), ("About", ["slug", "kind"])):
            page.get_by_role("tab", name=tab).click()
            for field in fields:
                box = page.locator(f"#id_{field}").bounding_box()
                name = page.locator(f"label[for=id_{field}]").bounding_box()
                self.assertLessEqual(name["y"], box["y"])
                self.assertLessEqual(box["x"] + box["width"], preview["x"])
