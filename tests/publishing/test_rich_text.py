"""What editors write is shown as they wrote it, and nothing in it can harm visitors."""

from django.test import TestCase

from articles.models import RichText
from events.models import Organisation
from tests.factories import ArticleFactory, OrganisationFactory, RichTextFactory

HARMFUL = {
    "a script": ("<p>Hello<script>alert(1)</script></p>", "<p>Hello</p>"),
    "an event handler": ('<p onclick="alert(1)">Hello</p>', "<p>Hello</p>"),
    "a picture's event handler": ("<p>Hello<img src=x onerror=alert(1)></p>", "<p>Hello</p>"),
    "a style": ('<p style="position: fixed">Hello</p>', "<p>Hello</p>"),
    "a style sheet": ("<p>Hello</p><style>p { display: none }</style>", "<p>Hello</p>"),
    "a frame": ('<p>Hello</p><iframe src="https://example.org/"></iframe>', "<p>Hello</p>"),
    "a drawing": ("<p>Hello<svg onload=alert(1)></svg></p>", "<p>Hello</p>"),
    "a comment": ("<p>Hello<!-- secret --></p>", "<p>Hello</p>"),
    "a form": ('<form action="https://example.org/"><p>Hello</p></form>', "<p>Hello</p>"),
}
HARMFUL_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
]
ALLOWED = [
    "<p>Words with <strong>weight</strong>, <em>accent</em><br>and a break</p>",
    "<h2>Heading</h2><h3>Heading</h3><h4>Heading</h4>",
    "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
    "<ol><li><p>One</p></li></ol>",
    "<blockquote><p>Words</p></blockquote>",
]


class RichTextTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = ArticleFactory()

    def ways_into_the_database(self):
        """Return functions that store a text, each another way, and return what is stored."""

        def save(text):
            return RichTextFactory(parent=self.article, text=text).pk

        def save_again(text):
            block = RichTextFactory(parent=self.article)
            block.text = text
            block.save(update_fields=["text"])
            return block.pk

        def bulk_create(text):
            block = RichTextFactory.build(parent=self.article, text=text)
            RichText.objects.bulk_create([block])
            return block.pk

        return [
            lambda text, store=store: RichText.objects.get(pk=store(text)).text
            for store in (save, save_again, bulk_create)
        ]

    def test_what_could_harm_is_removed_on_every_way_into_the_database(self):
        for store in self.ways_into_the_database():
            for what, (text, clean) in HARMFUL.items():
                with self.subTest(what, way=store.__defaults__[0].__name__):
                    self.assertHTMLEqual(store(text), clean)

    def test_what_could_harm_is_removed_from_a_form(self):
        for what, (text, clean) in HARMFUL.items():
            with self.subTest(what):
                block = RichTextFactory.build(parent=self.article, text=text)
                block.full_clean()
                self.assertHTMLEqual(block.text, clean)

    def test_a_link_leads_nowhere_dangerous(self):
        for address in HARMFUL_ADDRESSES:
            with self.subTest(address):
                text = RichTextFactory(parent=self.article, text=f'<p><a href="{address}">Here</a></p>').text
                self.assertNotIn("href", text)
                self.assertIn("Here", text)

    def test_ordinary_links_stay(self):
        for address in ["https://example.org/", "http://example.org/", "mailto:a@example.org", "tel:+3225551234"]:
            with self.subTest(address):
                text = RichTextFactory(parent=self.article, text=f'<p><a href="{address}">Here</a></p>').text
                self.assertIn(f'href="{address}"', text)

    def test_a_link_within_the_site_stays(self):
        text = RichTextFactory(parent=self.article, text='<p><a href="/news/">Here</a></p>').text
        self.assertIn('href="/news/"', text)

    def test_what_the_editor_offers_stays_as_it_is(self):
        for text in ALLOWED:
            with self.subTest(text):
                self.assertHTMLEqual(RichTextFactory(parent=self.article, text=text).text, text)

    def test_short_texts_have_no_headings(self):
        organisation = OrganisationFactory(description="<h2>Heading</h2><p>Words</p>")
        self.assertNotIn("<h2>", Organisation.objects.get(pk=organisation.pk).description)

    def test_an_address_typed_without_its_beginning_leads_to_another_site(self):
        block = RichTextFactory(text='<p><a href="www.example.org/a?b=1">One</a> <a href="/news/">Two</a></p>')
        self.assertIn('href="https://www.example.org/a?b=1"', block.text)
        self.assertIn('href="/news/"', block.text)
