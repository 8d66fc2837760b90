"""Pages in tests as search engines read them."""

import json

from django.test import TestCase

from tests.html import parse

ORIGIN = "http://testserver"
# What Google asks for and recommends, as far as the site knows it:
# https://developers.google.com/search/docs/appearance/structured-data
PROPERTIES = {
    "NewsArticle": {"headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode", "url"},
    "Person": {"name", "url"},
    "Organization": {"name", "url"},
    "Project": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
    "WebPage": {"name", "url"},
    "Quotation": {"text", "creator", "spokenByCharacter"},
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "ImageObject": {"url", "width", "height"},
    "Offer": {"url", "availability", "validFrom"},
}


class StructuredDataTestCase(TestCase):
    def things(self, address):
        """Return the things that the page describes, by their types."""
        texts = [
            script.text
            for script in parse(self.client.get(address)).iter("script")
            if script.get("type") == "application/ld+json"
        ]
        data = [json.loads(text) for text in texts]
        for block in data:
            self.assertEqual(block["@context"], "https://schema.org")
        return {thing["@type"]: thing for block in data for thing in block.get("@graph", [block])}

    def check(self, value):
        """Fail if a thing in ``value``, however deep, lacks a property or has a relative address."""
        if isinstance(value, list):
            for element in value:
                self.check(element)
        elif isinstance(value, dict):
            wanted = PROPERTIES.get(value.get("@type"), set())
            if "superEvent" not in value and value.get("@type") == "Event" and "eventStatus" not in value:
                wanted = {"name", "startDate", "location"}  # the conference around a session
            if value.get("@type") == "PostalAddress":
                self.assertTrue(value.keys() <= {"@type", "streetAddress", "addressLocality", "addressCountry"})
            self.assertLessEqual(wanted, value.keys(), value.get("name"))
            for name, part in value.items():
                if name in ("url", "item", "mainEntityOfPage"):
                    self.assertRegex(part, r"^https?://")
                self.assertNotIn(part, (None, "", []))
                self.check(part)
