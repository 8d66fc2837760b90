"""What visitors read on plain pages, at home, and around every page."""

from datetime import date

from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    FooterBadgeFactory,
    MenuItemFactory,
    PageFactory,
    PageLinkFactory,
    PageRichTextFactory,
    ProjectFactory,
    SiteSettingsFactory,
    SocialLinkFactory,
)
from tests.html import links_in, parse, text_of


class PageTests(TestCase):
    def test_a_page_shows_its_blocks_in_their_order(self):
        page = PageFactory(slug="about", title="About us")
        PageLinkFactory(parent=page, ordering=20, text="Second")
        PageRichTextFactory(parent=page, ordering=10, text="<p>First</p>")
        text = text_of(parse(self.client.get("/about/")).find(".//main"))
        self.assertEqual(text, "Home About us First Second")

    def test_a_page_that_is_not_public_answers_404(self):
        PageFactory(slug="about", state=State.DRAFT)
        self.assertEqual(self.client.get("/about/").status_code, 404)

    def test_an_address_without_its_last_slash_leads_there_too(self):
        PageFactory(slug="about")
        self.assertRedirects(self.client.get("/about"), "/about/", status_code=301)


class HomeTests(TestCase):
    def test_it_shows_the_newest_article_first_events_and_projects(self):
        ArticleFactory(title="Old news", publish_at="2025-01-01T00:00Z")
        ArticleFactory(title="Newest news", publish_at="2025-02-01T00:00Z")
        ConferenceFactory(title="Next conference")
        ConferenceFactory(title="Past conference", starts_on=date(2024, 1, 1))
        ProjectFactory(acronym="UPPER")
        text = text_of(parse(self.client.get("/")).find(".//main"))
        places = [
            text.index(words) for words in ("Newest news", "Old news", "Next conference", "Past conference", "UPPER")
        ]
        self.assertEqual(places, sorted(places))
        self.assertEqual(text.count("Newest news"), 1)


class SurroundingsTests(TestCase):
    def header_and_footer(self):
        root = parse(self.client.get("/news/"))
        return root.find("body/header"), root.find("body/footer")

    def test_the_footer_says_who_we_are_and_who_funds_us(self):
        site = SiteSettingsFactory(
            name="The initiative",
            tagline="For better streets",
            funding_statement="Funded by the European Union.",
            hosting_note="Hosted with renewable energy.",
            contact_email="hello@initiative.example",
        )
        FooterBadgeFactory(site=site, picture__alternative_text="The award’s badge", url="https://award.example/")
        SocialLinkFactory(site=site, title="Mastodon", url="https://social.example/@initiative")
        header, footer = self.header_and_footer()
        self.assertIn("The initiative", text_of(header))
        text = text_of(footer)
        for words in ("For better streets", "Funded by the European Union.", "Hosted with renewable energy."):
            self.assertIn(words, text)
        links = links_in(footer)
        for address in (
            "mailto:hello@initiative.example",
            "https://award.example/",
            "https://social.example/@initiative",
        ):
            self.assertIn(address, links)
        self.assertTrue(footer.find(".//img").get("alt"))

    def test_menus_stand_where_they_belong(self):
        MenuItemFactory(title="Legal notice", menu="footer", page=PageFactory(slug="legal"), address="")
        MenuItemFactory(title="About", menu="main", page=PageFactory(slug="about"), address="")
        header, footer = self.header_and_footer()
        self.assertEqual(links_in(header)["/about/"], "About")
        self.assertEqual(links_in(footer)["/legal/"], "Legal notice")
        self.assertNotIn("/about/", links_in(footer))
        self.assertNotIn("/legal/", links_in(header))

    def test_the_menu_says_where_the_visitor_is(self):
        MenuItemFactory(title="News", address="/news/")
        MenuItemFactory(title="Events", address="/events/")
        MenuItemFactory(title="Archive", address="https://elsewhere.example/news/")
        ArticleFactory(slug="report")
        for address, as_diff in [("/news/", {"News": "page"}), ("/news/report/", {"News": "true"}), ("/projects/", {})]:
            with self.subTest(address):
                nav = parse(self.client.get(address)).find("body/header//nav")
                here = {text_of(link): link.get("aria-current") for link in nav.iter("a") if link.get("aria-current")}
                self.assertEqual(here, as_diff)
