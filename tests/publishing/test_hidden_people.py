"""Somebody who has asked to be named nowhere is named nowhere, however they are connected with what is public."""

import html
import re

from django.test import TestCase

from articles.models import Quote
from civitas_cms.search.models import IndexEntry
from events.models import Appearance, Session, Speaker
from tests.everything import PAGES, make_everything
from tests.factories import PictureFactory, UserFactory

NAME = "Zimmerwald"
WORDS = "We shall all walk to work."
#: What pages do not lead to, or what only programs read.
BESIDES = [
    *("/sitemap-people.xml", "/sitemap-quotes.xml", "/news/feed/", "/people.ics", "/events/calendar.ics"),
    *("/events/forum.ics", "/events/forum/opening.ics", "/events/forum/schedule.json", "/events/forum/schedule.xml"),
    *("/people/berta.ics", "/news/report/cite.bib", "/search/?q=Zimmerw", "/search/suggestions/?q=Zimmerw"),
    *("/quotes/?speaker=ana", "/people/?q=Zimmerw", "/search/?q=Zimmerwild"),
    *("/oembed/?url=http://testserver/news/report/", "/events/forum/programme/people/"),
]
OF_THE_PERSON = [
    "/people/ana/",
    "/people/ana.ics",
    "/people/ana/feed.atom",
    "/quotes/?speaker=ana",
    "/news/?author=ana",
]


def written(page):
    return "" if page["Content-Type"].startswith("image/") else page.content.decode()


class HiddenPeopleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything()
        cls.portrait = PictureFactory()
        ana, opening = Speaker.objects.get(slug="ana"), Session.objects.get(slug="opening")
        ana.given_name, ana.family_name, ana.portrait = NAME, f"{NAME}er", cls.portrait
        ana.save()
        Speaker.objects.exclude(pk=ana.pk).filter(appearances__session=opening).update(slug="berta")
        cls.ana = ana
        cls.quotes = Quote.objects.filter(speaker=ana)
        for quote in cls.quotes:
            quote.words, quote.position_then = WORDS, f"Mayor of {NAME}"
            quote.save()
        Appearance.objects.filter(speaker=ana).update(position_then=f"Mayor of {NAME}")

    def hide(self, how):
        self.ana.hidden = how
        self.ana.save()

    def addresses(self):
        """Return the pages that lead on from those of the site, and all that is made of a quote."""
        quote = self.quotes.first().pk
        of_quote = [f"/quotes/{quote}/", *(f"/quotes/{quote}/cite.{form}" for form in ("bib", "ris", "json"))]
        of_quote.append(f"/oembed/?url=http://testserver/quotes/{quote}/")
        return [*PAGES, *BESIDES, *of_quote]

    def crawl(self):
        """Return what is written at all that is public, and at what leads on from there, by address."""
        found, waiting = {}, self.addresses()
        while waiting:
            address = waiting.pop()
            if address.startswith(("/static/", "/media/", "/admin/")) or "&" in address or address in found:
                continue
            found[address] = written(self.client.get(address))
            links = re.findall(r'href="(/(?!/)[^"#]*)', found[address])
            waiting += map(html.unescape, links)
        return found

    def test_nobody_reads_the_name_and_words_stay_or_go_as_was_chosen(self):
        public = {address for address, text in self.crawl().items() if NAME in text}
        self.assertGreater(len(public), 40)  # else what follows looks in the wrong places
        self.assertGreater(public, {"/people/", "/quotes/", "/news/report/", "/events/forum/schedule.json"})
        for how, is_read, status in (("words_stay", True, 200), ("words_go", False, 410)):
            self.hide(how)
            with self.subTest(how):
                pages = self.crawl()
                self.assertEqual([address for address, text in pages.items() if NAME in text], [])
                self.assertEqual(any(WORDS in text for text in pages.values()), is_read)
                self.assertEqual(WORDS in pages["/news/report/"], is_read)
                self.assertEqual(self.client.get(self.quotes.first().get_absolute_url()).status_code, status)

    def test_their_words_are_those_of_a_participant(self):
        self.hide("words_stay")
        quote = self.quotes.first().get_absolute_url()
        for address in ("/news/report/", "/quotes/", quote, f"/oembed/?url=http://testserver{quote}"):
            with self.subTest(address):
                self.assertContains(self.client.get(address), "A participant")

    def test_their_pages_are_gone(self):
        self.hide("words_stay")
        self.assertEqual([self.client.get(address).status_code for address in OF_THE_PERSON], [410, 410, 404, 404, 404])

    def test_their_portrait_is_nobodys_business_any_more(self):
        address = self.portrait.image.url
        self.assertEqual(self.client.get(address).status_code, 200)
        self.hide("words_stay")
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_the_index_learns_of_it_whoever_writes_it(self):
        Speaker.objects.filter(pk=self.ana.pk).update(hidden="words_stay")
        self.assertEqual([*IndexEntry.objects.get(kind="person", object_id=self.ana.pk).public_periods], [])
        self.ana.refresh_from_db()
        self.assertFalse(self.ana.is_public())

    def test_the_newsroom_still_knows_who_it_is_and_says_that_they_are_hidden(self):
        self.hide("words_stay")
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.assertContains(self.client.get("/admin/events/speaker/"), "Hidden at their request")
        options = {"app_label": "articles", "model_name": "quote", "field_name": "speaker", "term": NAME}
        (found,) = self.client.get("/admin/autocomplete/", options).json()["results"]
        self.assertIn("hidden at their request", found["text"])
        article = self.quotes.first().parent
        self.assertContains(self.client.get(f"/admin/articles/article/{article.pk}/change/"), NAME)
