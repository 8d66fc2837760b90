"""What is not public shows nowhere on the site, however it is connected with what is."""

import html
import re
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.models import Article
from civitas_cms.pages.models import Page
from civitas_cms.publishing.models import State
from events.models import Conference, Organisation, Project, Session, Speaker
from tests.everything import PAGES, make_everything
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    DayFactory,
    MenuItemFactory,
    PageFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    TagFactory,
)

SECRET = "Zukunftsgeheimnis"
SECRET_PAGES = [
    "/news/secret/",
    "/events/secret/",
    "/events/secret.ics",
    "/events/secret/secret/",
    "/events/secret-past/",
    "/secret/",
]


#: Nothing leads there as long as nothing has changed in the programme.
UNTIL_SOMETHING_CHANGES = "/events/forum/programme/changes/"


def written(page):
    """Return what is written on ``page``; nothing of a picture to download."""
    return "" if page["Content-Type"].startswith("image/") else page.content.decode()


def filters(address):
    """Return the path of ``address``, and what its query says."""
    path, _, query = address.partition("?")
    return path, set(query.split("&"))


def on_the_way(address):
    """Whether the filters of ``address`` are some of those that one of ``PAGES`` has."""
    path, chosen = filters(address)
    return any(path == its_path and chosen <= its for its_path, its in map(filters, PAGES))


class SecretsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything()
        secret = {"title": SECRET, "summary": SECRET}
        ghent, upper = Organisation.objects.get(slug="ghent"), Project.objects.get(slug="upper")
        ana, opening = Speaker.objects.get(slug="ana"), Session.objects.get(slug="opening")
        forum, report = Conference.objects.get(slug="forum"), Article.objects.get(slug="report")

        conference = ConferenceFactory(slug="secret", **secret, starts_on=timezone.now().date() + timedelta(days=5))
        past = ConferenceFactory(slug="secret-past", **secret, starts_on=timezone.now().date() - timedelta(days=5))
        for secret_conference in (conference, past):
            ConferenceOrganisationFactory(conference=secret_conference, organisation=ghent)
            ConferenceProjectFactory(conference=secret_conference, project=upper)
            report.conferences.add(secret_conference)
        session = SessionFactory(day=DayFactory(conference=conference), slug="secret", title=SECRET)
        AppearanceFactory(session=session, speaker=ana, position_then=SECRET)

        article = ArticleFactory(
            slug="secret",
            **secret,
            strapline=SECRET,
            publish_at=timezone.now(),
            author_organisation=ghent,
            authors=[ana],
            conferences=[forum],
            projects=[upper],
            tags=[*report.tags.all()],
        )
        RichTextFactory(parent=article, text=f"<p>{SECRET}</p>")
        QuoteFactory(parent=article, speaker=ana, session=opening, words=SECRET)
        QuoteFactory(parent=report, speaker=ana, session=session, position_then="Mayor")
        report.related_articles.add(article)
        MenuItemFactory(page=PageFactory(slug="secret", **secret), address="", title=SECRET)
        cls.items = [
            items.filter(slug__startswith="secret")
            for items in (Article.objects.all(), Conference.objects.all(), Page.objects.all())
        ]

    def change(self, **values):
        for items in self.items:
            items.update(**values)

    def crawl(self):
        """Return the pages that visitors can reach from the home page, by their addresses.

        Of filters combined, which are without end, only those on the way to one of each kind.
        """
        found, waiting = {}, ["/", UNTIL_SOMETHING_CHANGES]
        while waiting:
            address = waiting.pop()
            if address.startswith(("/static/", "/media/", "/admin/")) or ("&" in address and not on_the_way(address)):
                continue
            if address not in found:
                found[address] = self.client.get(address)
                self.assertEqual(found[address].status_code, 200, address)
                links = re.findall(r'href="((?:/(?!/)|\?)[^"#]*)', written(found[address]))
                here = address.partition("?")[0]
                waiting += [here + link if link.startswith("?") else link for link in map(html.unescape, links)]
        self.assertEqual(set(PAGES) - found.keys(), set())
        return found

    def test_what_is_public_shows_on_every_page_that_it_is_connected_with(self):
        """Without this, the test below could succeed because it looks in the wrong places."""
        showing = {address for address, page in self.crawl().items() if SECRET in written(page)}
        self.assertGreaterEqual(showing, set(PAGES))
        self.assertGreaterEqual(showing, set(SECRET_PAGES))

    def test_what_is_not_public_shows_nowhere_and_nothing_leads_there(self):
        now = timezone.now()
        hidden = {
            "draft": {"state": State.DRAFT},
            "in review": {"state": State.IN_REVIEW},
            "archived": {"state": State.ARCHIVED},
            "scheduled": {"publish_at": now + timedelta(hours=1)},
            "expired": {"publish_at": now - timedelta(hours=2), "expire_at": now - timedelta(hours=1)},
        }
        public = {"state": State.PUBLISHED, "publish_at": now, "expire_at": None}
        for what, values in hidden.items():
            with self.subTest(what):
                self.change(**{**public, **values})
                pages = self.crawl()
                for address, page in pages.items():
                    self.assertNotIn(SECRET, written(page), address)
                self.assertTrue(pages.keys().isdisjoint(SECRET_PAGES))
                status = 410 if what in ("archived", "expired") else 404  # what was public once is gone
                for address in SECRET_PAGES:
                    self.assertNotContains(self.client.get(address), SECRET, status_code=status)


class SubjectsTests(TestCase):
    def test_a_subject_of_drafts_only_has_no_page(self):
        ArticleFactory(state=State.DRAFT, title=SECRET, tags=[TagFactory(slug="hidden", name=SECRET)])
        self.assertNotContains(self.client.get("/tags/hidden/"), SECRET, status_code=404)
