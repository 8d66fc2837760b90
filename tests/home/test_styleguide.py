"""The style guide, for those who work on the design."""

from django.test import TestCase, override_settings

from tests.everything import make_everything
from tests.html import parse

PIECES = [
    "quote",
    "card",
    "person",
    "agenda-entry",
    "facts",
    "programme-table",
    "filters page-header",
    "hits",
    "pagination",
    "contents",
]
PIECES += [
    "wide gallery",
    "half-wide table",
    "half-wide video",
    "half-wide picture",
    "download",
    "pass-on",
    "neighbours",
    "calendar",
    "numbers",
]


class StyleGuideTests(TestCase):
    def test_visitors_of_a_site_in_production_do_not_see_it(self):
        self.assertEqual(self.client.get("/styleguide/").status_code, 404)

    @override_settings(DEBUG=True)
    def test_it_shows_the_pieces_in_the_scheme_that_the_address_asks_for(self):
        make_everything(2)
        for query, attribute in {"": None, "?scheme=dark": "scheme-dark", "?scheme=light": "scheme-light"}.items():
            with self.subTest(query):
                page = parse(self.client.get(f"/styleguide/{query}"))
                self.assertEqual(page.get("class"), attribute)
                for piece in PIECES:
                    self.assertTrue(page.findall(f".//*[@class='{piece}']"), piece)

    @override_settings(DEBUG=True)
    def test_a_site_without_content_has_one_too(self):
        self.assertEqual(self.client.get("/styleguide/?scheme=neon").status_code, 200)
