"""An editor types a report into the admin, block by block; a visitor reads it."""

from factory.django import ImageField

from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    ProjectFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    UserFactory,
)

OPENING = "Forty towns met by the river to compare what their first year of car-free school streets has taught them."
WORDS = "A street that a child can cross alone is a street for everybody."


class WritingAnArticleTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        university = OrganisationFactory(name="University of the River", slug="university-of-the-river")
        self.speaker = SpeakerFactory(
            given_name="Ilze", family_name="Ozoliņa", slug="ilze-ozolina", position="Dean", organisation=university
        )
        conference = ConferenceFactory(title="Streets for Children 2025", slug="streets-for-children-2025")
        session = SessionFactory(day=DayFactory(conference=conference), title="Opening of the day", slug="opening")
        AppearanceFactory(session=session, speaker=self.speaker, position_then="Lecturer")
        for acronym in ("RIVERWALK", "PLAYSTREET", "SLOWLANE"):
            ProjectFactory(acronym=acronym, slug=acronym.lower())
        TagFactory(name="school streets", slug="school-streets")
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")

    def write_the_report(self):
        newsroom = self.newsroom
        newsroom.open("articles/article/add/")
        newsroom.select(kind="Event report")
        newsroom.page.locator("#id_title").press_sequentially("Our stand at Streets for Children")
        newsroom.fill(strapline="Two days by the river", summary="What forty towns have learned in a year.")
        picture = ImageField(width=900, height=600, color="teal")._make_data({"width": 900, "height": 600})
        newsroom.upload_picture(
            "lead_picture",
            {"name": "stand.jpg", "mimeType": "image/jpeg", "buffer": picture},
            title="Stand",
            alternative_text="A stand with a long bench and children's drawings",
            credit="Photo: R. Kalniņš",
        )
        newsroom.fill(lead_caption="Our stand at the entrance")
        newsroom.choose("id_author_organisation", "University of the River")
        newsroom.choose("id_conferences", "Streets for Children")
        newsroom.choose("id_projects", "RIVERWALK", "PLAYSTREET", "SLOWLANE")
        newsroom.choose("id_tags", "school streets", "walking to school")
        newsroom.write(OPENING, "## The first day", "Teachers and planners shared a table.")
        newsroom.quote(WORDS, "Ozoliņa", session="Opening of the day")
        newsroom.add_block("Partner projects")
        newsroom.link("Learn more about RIVERWALK", "https://riverwalk.example/")

    def test_what_an_editor_types_is_what_a_visitor_reads(self):
        self.write_the_report()
        self.assertIn("successfully", self.newsroom.save())  # it may have been made by itself before
        self.assertIn("visitors see it now", self.newsroom.press("Publish now"))

        visitor = self.open_profile()
        visitor.goto("/news/our-stand-at-streets-for-children/")
        main = visitor.get_by_role("main")
        self.assertEqual(main.get_by_role("heading", level=1).inner_text(), "Our stand at Streets for Children")
        text = main.inner_text()
        self.assertIn(OPENING, text)
        self.assertIn("Our stand at the entrance", text)
        self.assertIn("Photo: R. Kalniņš", text)
        self.assertEqual(main.get_by_role("heading", name="The first day").count(), 1)
        quote = main.locator("figure", has=visitor.locator("blockquote"))
        self.assertIn(WORDS, quote.inner_text())
        self.assertIn("Lecturer", quote.inner_text())  # what she was in that session, not what she is today
        self.assertEqual(quote.get_by_role("link", name="Ilze Ozoliņa").get_attribute("href"), "/people/ilze-ozolina/")
        for acronym in ("RIVERWALK", "PLAYSTREET", "SLOWLANE"):
            self.assertGreaterEqual(main.locator(f"a[href='/projects/{acronym.lower()}/']").count(), 1)
        self.assertGreaterEqual(main.locator("a[href='/events/streets-for-children-2025/']").count(), 1)
        self.assertEqual(main.locator("a[href='/tags/walking-to-school/']").count(), 1)
        self.assertEqual(main.locator("a[href='https://riverwalk.example/']").count(), 1)
        lead = main.get_by_alt_text("A stand with a long bench and children's drawings")
        self.assertGreater(lead.first.evaluate("image => image.decode().then(() => image.naturalWidth)"), 0)
        self.assertEqual(visitor.context.cookies(), [])

    def test_an_error_keeps_everything_that_was_typed(self):
        self.write_the_report()
        self.newsroom.fill(title="")
        self.assertIn("because of one error: Title: This field is required.", self.newsroom.save())

        page = self.newsroom.page
        page.locator(".errors.field-title .errorlist").wait_for()
        page.wait_for_function("() => document.activeElement?.id === 'id_title'")  # where the message is
        self.assertIn("This field is required", page.locator(".errors.field-title").inner_text())
        self.assertIn(OPENING, page.locator(".ProseMirror").filter(visible=True).first.inner_text())
        self.assertEqual(page.locator("textarea[id$='-words']").first.input_value(), WORDS)
        self.assertIn("SLOWLANE", page.locator("#form-about .field-projects").inner_text())
        self.assertIn("walking to school", page.locator(".field-tags").inner_text())
        self.assertIn("Stand (stand.jpg", page.locator(".field-lead_picture option:checked").inner_text())

    def test_blocks_move_by_keyboard(self):
        self.newsroom.open("articles/article/add/")
        self.newsroom.page.locator("#id_title").press_sequentially("Order")
        self.newsroom.link("First link", "https://one.example/")
        self.newsroom.link("Second link", "https://two.example/")
        self.newsroom.page.get_by_role("button", name="Move up").last.press("Enter")
        self.newsroom.fill(summary="Two links in a new order.")
        self.newsroom.press("Publish now")

        self.page.goto("/news/order/")
        links = self.page.locator("main a[href$='.example/']")
        self.assertEqual(links.all_inner_texts(), ["Second link", "First link"])

    def test_the_address_is_made_while_the_title_is_typed_and_one_that_was_chosen_stays(self):
        self.newsroom.open("articles/article/add/")
        page = self.newsroom.page
        title, slug = page.locator("#id_title"), page.locator("#id_slug")
        for typed, made in (("Το κλίμα", "to-klima"), (" 🚲", "to-klima-bike")):
            title.press_sequentially(typed)
            page.wait_for_function("made => document.getElementById('id_slug').value === made", arg=made)
        slug.fill("climate")
        title.press("End")
        title.press_sequentially(" στη Γάνδη")
        self.assertEqual(slug.input_value(), "climate")
        slug.fill("")  # once it is empty, it is made again
        title.press("End")
        title.press_sequentially("!")
        page.wait_for_function("() => document.getElementById('id_slug').value === 'to-klima-bike-sti-gandi'")
        title.press_sequentially(" 2026")  # saved before the address is made
        self.newsroom.save()
        self.assertEqual(page.locator("#id_slug").input_value(), "to-klima-bike-sti-gandi-2026")
