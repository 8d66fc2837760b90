"""A share link shows a draft to somebody without an account, until it expires or is revoked."""

from datetime import timedelta

import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from civitas_cms.delivery.page_cache.parameters import declared_parameters
from civitas_cms.publishing.models import ShareLink, State
from civitas_cms.publishing.previews import sharing
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    PageFactory,
    RichTextFactory,
    SessionFactory,
)
from tests.newsroom.base import AdminTestCase


class ShareLinkTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.draft = ArticleFactory(state=State.DRAFT, publish_at=None, title="Secret plan", slug="plan")
        self.visitor = self.client_class()

    def share(self, item=None, days=7):
        return sharing.make_share_link(item or self.draft, self.administrator, days)

    def visit(self, link):
        return self.visitor.get(link.get_absolute_url())


class VisitingTests(ShareLinkTestCase):
    def test_it_shows_a_draft_as_it_was_saved_last_and_says_what_it_is(self):
        RichTextFactory(parent=self.draft, text="<p>Words</p>")
        link = self.share()
        page = self.visit(link)
        self.assertContains(page, "<h1>Secret plan</h1>")
        self.assertContains(page, "Words")
        self.assertContains(page, "Preview of a draft")
        self.assertContains(page, f"{timezone.localtime(link.expires_at):%H:%M}")
        Article.objects.update(title="Better plan")
        self.assertContains(self.visit(link), "<h1>Better plan</h1>")

    def test_looking_at_it_changes_nothing(self):
        link = self.share(make_working_copy(ArticleFactory(slug="live"), self.administrator))
        before = list(Article.objects.order_by("pk").values())
        self.visit(link)
        self.visit(self.share())
        self.assertEqual(list(Article.objects.order_by("pk").values()), before)
        self.assertEqual(self.visitor.get("/news/plan/").status_code, 404)

    def test_it_shows_the_changes_of_a_working_copy(self):
        for original in (ArticleFactory(), ConferenceFactory(), PageFactory(slug="about")):
            copy = make_working_copy(original, self.administrator)
            copy.title = "Proposed title"
            copy.save()
            with self.subTest(original):
                self.assertContains(self.visit(self.share(copy)), "Proposed title")
                self.assertNotContains(self.visitor.get(original.get_absolute_url()), "Proposed title")

    def test_the_days_and_sessions_of_a_draft_conference_are_shown_through_its_link(self):
        conference = ConferenceFactory(state=State.DRAFT, publish_at=None)
        session = SessionFactory(day=DayFactory(conference=conference), title="Opening words", slug="opening")
        link = self.share(conference)
        day, address = (f"{link.get_absolute_url()}{below}" for below in ("programme/2040-06-12/", "opening/"))
        page = self.visit(link)
        self.assertContains(page, f'<a href="{day}">')
        self.assertNotContains(page, f'href="{conference.get_absolute_url()}my-programme/"')
        programme = self.visitor.get(day)
        self.assertContains(programme, f'<a href="{address}">Opening words</a>')
        self.assertNotContains(programme, f'<a href="{session.get_absolute_url()}"')
        page = self.visitor.get(address)
        self.assertContains(page, "Opening words</h1>")
        self.assertContains(page, "Preview of a draft")
        self.assertContains(page, f'<a href="{link.get_absolute_url()}')  # and back
        self.assertEqual(page["X-Robots-Tag"], "noindex, nofollow")
        self.assertEqual(self.visitor.get(f"{link.get_absolute_url()}no-such/").status_code, 404)
        sharing.revoke(link, self.administrator)
        self.assertEqual(self.visitor.get(address).status_code, 410)

    def test_nobody_keeps_or_finds_it_and_links_on_it_do_not_tell_its_address(self):
        link = self.share()
        for expected in (200, 410):
            page = self.visit(link)
            self.assertEqual(page.status_code, expected)
            self.assertIn("no-store", page["Cache-Control"])
            self.assertIn("noindex", page["X-Robots-Tag"])
            self.assertEqual(page["Referrer-Policy"], "no-referrer")
            self.assertEqual(page["X-Frame-Options"], "DENY")
            sharing.revoke(link, self.administrator)
        self.assertIsNone(declared_parameters(link.get_absolute_url()))

    def test_once_the_item_is_public_it_leads_there(self):
        link = self.share()
        Article.objects.update(state=State.PUBLISHED, publish_at=timezone.now())
        self.assertRedirects(self.visit(link), "/news/plan/")


class EndTests(ShareLinkTestCase):
    def assert_is_over(self, link):
        page = self.visit(link)
        self.assertContains(page, "This preview is over", status_code=410)
        self.assertNotContains(page, "Secret plan", status_code=410)

    def test_it_ends_when_its_days_are_over(self):
        link = self.share(days=1)
        for over, passed in ((False, timedelta(hours=23)), (True, timedelta(hours=24))):
            with time_machine.travel(link.made_at + passed, tick=False):
                self.assertEqual(self.visit(link).status_code, 410 if over else 200)
        ShareLink.objects.update(made_at=link.made_at, expires_at=link.made_at + timedelta(microseconds=1))
        self.assert_is_over(link)

    def test_it_ends_when_it_is_revoked(self):
        link, other = self.share(), self.share()
        sharing.revoke(link, self.administrator)
        self.assert_is_over(link)
        self.assertEqual(self.visit(other).status_code, 200)

    def test_it_ends_with_the_item(self):
        link = self.share()
        self.draft.delete()
        self.assert_is_over(link)

    def test_an_address_that_nobody_has_made_is_not_found(self):
        link, other = self.share(), self.share()
        for address in (
            f"/preview/{link.pk}/{other.signature}/",
            f"/preview/{link.pk}/a/",
            f"/preview/{other.pk + 1}/{other.signature}/",
            f"/preview/{'9' * 30}/{link.signature}/",
            "/preview/",
        ):
            self.assertEqual(self.visitor.get(address).status_code, 404, address)

    def test_a_link_to_one_item_never_shows_another(self):
        link, other = self.share(), ArticleFactory(state=State.DRAFT)
        ShareLink.objects.update(item_id=other.pk)  # as if an old backup had given out the key anew
        self.assertEqual(self.visit(link).status_code, 404)

    def test_it_can_only_be_read(self):
        self.assertEqual(self.visitor.post(self.share().get_absolute_url()).status_code, 405)

    def test_the_database_refuses_a_link_that_ends_before_it_begins(self):
        now = timezone.now()
        with self.assertRaises(IntegrityError), transaction.atomic():
            ShareLink.objects.create(item=self.draft, made_at=now, expires_at=now)
