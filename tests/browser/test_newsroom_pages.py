"""The newsroom's pages in a real browser: at three widths, light and dark, and by keyboard."""

from itertools import cycle

from django.apps import apps
from django.urls import get_resolver

from articles.models import Article
from civitas_cms.newsroom.comments import start_thread
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from events.models import Speaker
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

#: Each page is looked at once: colours do not depend on the width, nor names and structure on either.
LOOKS = [("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390)]
#: What the last word of a route's name says that answers no page of its own.
NO_PAGES = {
    *("autocomplete", "autosave", "back", "colleagues", "comments", "copy", "create", "csv", "detach", "discard"),
    *("do", "draft", "duplicate", "export", "jsi18n", "known", "links", "logout", "names", "new", "options", "over"),
    *(
        "part",
        "paste",
        "picture",
        "plan",
        "presence",
        "preview",
        "progress",
        "quote",
        "recover",
        "restore",
        "revoke",
        "share",
        "site",
    ),
    *("slug", "thumbnail", "upload"),
    "choose",  # a part of other pages
    *("compare", "changes"),  # which need more than an item: the test makes it
}
#: What is the same page for all models, and so looked at for one.
SAME_FOR_ALL = {"add", "deleted", "delete", "history", "merge", "usage"}


def routes(patterns, prefix=""):
    """Yield the patterns and names of all routes of the newsroom."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).strip("^$")
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        elif pattern.name and route.startswith("admin/") and "(?P" not in route:
            yield route.removeprefix("admin/"), pattern.name


def path_of(item):
    """Return the path of an item's form, within the newsroom."""
    return f"{item._meta.label_lower.replace('.', '/')}/{item.pk}/change/"


class NewsroomPagesTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        make_everything(2)
        self.editor = UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.story = ArticleFactory(title="A story", slug="a-story")
        RichTextFactory(parent=self.story)
        QuoteFactory(parent=self.story)
        self.session = SessionFactory(day=DayFactory())
        self.article = path_of(self.story)

    def sign_in(self, **options):
        newsroom = Newsroom(self.open_profile(**options))
        newsroom.sign_in("editor")
        return newsroom

    def pages(self):
        """Yield the addresses of all pages of the newsroom; each form shows the latest row of its model."""
        seen = set()
        for route, name in routes(get_resolver().url_patterns):
            word = name.split("_")[-1]
            if word in NO_PAGES or route == "login/" or (word in SAME_FOR_ALL and word in seen):
                continue
            seen.add(word)
            if "<" not in route:
                yield route
                continue
            model = apps.get_model(*route.split("/")[:2])
            if row := model._default_manager.order_by("pk").last():
                yield route.replace("<path:object_id>", str(row.pk)).replace("<id>", str(row.pk))

    def test_every_page_is_as_assistive_technology_wants_it_and_fits_the_screen(self):
        newsroom = self.sign_in(bypass_csp=True)
        self.story.tags.add("Trams")
        save_revision(self.story, self.editor)
        copy = make_working_copy(self.story, self.editor)
        RichTextFactory(parent=copy, text="<p>More</p>")
        start_thread(copy, self.editor, "Is that right, @editor?")
        save_revision(copy, self.editor)
        of_the_copy = path_of(copy).removesuffix("change/")
        more = [f"{of_the_copy}changes/", f"{of_the_copy}history/", f"{of_the_copy}history/compare/?from=1&to=2"]
        one, other = Speaker.objects.order_by("pk")[:2]
        more.append(f"events/speaker/{one.pk}/merge/?with={other.pk}")
        more += [self.article, "search/?q=story", "nothing-here/"]
        for address, (scheme, width) in zip([*self.pages(), *more], cycle(LOOKS), strict=False):
            with self.subTest(address, scheme=scheme, width=width):
                newsroom.page.emulate_media(color_scheme=scheme)
                newsroom.page.set_viewport_size({"width": width, "height": 800})
                newsroom.open(address)
                self.assert_no_problem(newsroom.page)
                newsroom.page.set_viewport_size({"width": 320, "height": 800})
                self.assert_fits_the_screen(newsroom.page)

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
        page = self.open_profile(bypass_csp=True)
        page.goto("/admin/login/")
        self.assertEqual(page.get_by_role("heading", level=1).all_inner_texts(), ["Sign in"])
        self.assert_no_problem(page)

    def test_on_a_phone_the_way_to_a_days_sessions_is_on_the_screen(self):
        newsroom = self.sign_in(viewport={"width": 360, "height": 800})
        newsroom.open(path_of(self.session.conference))
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
