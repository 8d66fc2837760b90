"""The colours of the style sheets, and their copies where no style sheet reaches."""

import re

from django.conf import settings
from django.test import SimpleTestCase

from civitas_cms.discovery import colours


class ColourTests(SimpleTestCase):
    def setUp(self):
        self.tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    def colours_of(self, path):
        return set(re.findall(r"#[0-9a-f]{3,6}\b", (settings.BASE_DIR / path).read_text()))

    def test_the_copies_are_those_of_the_style_sheet(self):
        usual = self.tokens.partition("@media")[0]
        pairs = dict(re.findall(r"--([a-z-]+): (?:light-dark\()?(#\w+(?:, #\w+)?)", usual))
        light = {name: colour.partition(", ")[0] for name, colour in pairs.items()}
        for name in ("PAPER", "NIGHT", "ON_NIGHT", "ON_NIGHT_QUIET", "ON_NIGHT_ACCENT"):
            self.assertEqual(getattr(colours, name), light[name.lower().replace("_", "-")], name)
        self.assertEqual(self.colours_of("templates/site/base.html"), set(pairs["paper"].split(", ")))
        sign = {colours.NIGHT, colours.PAPER, colours.SIGNAL}
        self.assertEqual(self.colours_of("static/img/favicon.svg"), sign)

    def test_both_sides_take_their_colours_from_there_alone(self):
        names = set(re.findall(r"^ +(--[a-z-]+):", self.tokens, re.MULTILINE))
        for sheet in (settings.BASE_DIR / "static/css").glob("*.css"):
            if sheet.name != "tokens.css":
                self.assertEqual(names & set(re.findall(r"(--[a-z-]+):", sheet.read_text())), set(), sheet.name)
