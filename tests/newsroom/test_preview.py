"""The preview shows what visitors would see of the form as it is, and nothing of it is stored."""

import re
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Quote, RichText
from civitas_cms.pages.models import Page
from civitas_cms.publishing.models import Redirect, Revision, State
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from civitas_cms.roles import CONTRIBUTOR, PROGRAMME_MANAGER
from civitas_cms.search.models import IndexEntry
from events.models import Conference
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    PageFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    staff,
)
from tests.newsroom.base import AdminTestCase, url_of

STORED = [Article, Conference, Page, RichText, Quote, Revision, Redirect, IndexEntry, LogEntry]
BODY = "articles_richtext_set"


def everything():
    """Return all that a preview could have changed, and how often content has changed, which lets pages be renewed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(number) FROM publishing_content_change")
        changes = cursor.fetchone()
    return changes, {model: list(model.objects.order_by("pk").values()) for model in STORED}


def as_visitors_get_it(response):
    """Return the page without what only the frame needs, and without seconds of saving."""
    page = response.text.replace('\n    <base target="_blank">', "").replace('target="_self" ', "")
    return re.sub(r"\d\d:\d\d\.\d+", "", page)


class PreviewTestCase(AdminTestCase):
    def preview(self, item=None, **changes):
        """Send the form of ``item`` (None: of a new article) with ``changes`` to its preview."""
        if item is None:
            form, address = reverse("admin:articles_article_add"), reverse("admin:articles_article_preview_new")
        else:
            form, address = url_of(item), url_of(item, "preview")
        return self.client.post(address, self.form_fields(form) | changes | {"_preview": "Preview"})


class WhatItShowsTests(PreviewTestCase):
    def test_a_draft_is_shown_with_the_words_that_are_only_in_the_form(self):
        draft = ArticleFactory(state=State.DRAFT, publish_at=None, title="Stored")
        RichTextFactory(parent=draft, text="<p>Stored words</p>")
        page = self.preview(draft, **{"title": "Typed", f"{BODY}-0-text": "<p>Typed words</p>"})
        self.assertContains(page, "Typed words")
        self.assertContains(page, "<h1>Typed</h1>")
        self.assertNotContains(page, "Stored")

    def test_a_new_item_is_shown_before_it_was_ever_saved(self):
        page = self.preview(title="Brand new", slug="brand-new")
        self.assertContains(page, "<h1>Brand new</h1>")
        self.assertFalse(Article.objects.exists())

    def test_a_working_copy_is_shown_as_its_original_with_the_changes(self):
        session = SessionFactory(title="Opening")
        QuoteFactory(session=session, words="Said there")
        copy = make_working_copy(session.conference, self.administrator)
        page = self.preview(copy, title="Changed title")
        self.assertContains(page, "Changed title")
        self.assertContains(page, "Said there")
        self.assertContains(page, session.get_absolute_url())
        self.assertNotContains(page, copy.slug)

    def test_it_is_the_same_page_as_visitors_get_afterwards(self):
        for item in (ArticleFactory(summary="Words"), ConferenceFactory(), PageFactory(slug="about")):
            with self.subTest(item):
                preview = self.preview(item)
                self.client.logout()
                public = self.client.get(item.get_absolute_url())
                self.client.force_login(self.administrator)
                self.assertContains(public, item.title)
                self.assertEqual(as_visitors_get_it(preview), as_visitors_get_it(public))

    def test_what_is_scheduled_shows_the_date_on_which_it_appears(self):
        coming = ArticleFactory(publish_at=timezone.now() + timedelta(days=400))
        self.assertContains(self.preview(coming), f"{timezone.localtime(coming.publish_at):%Y</time>}")

    def test_what_has_expired_is_shown_too(self):
        gone = ArticleFactory(expire_at=timezone.now() - timedelta(days=1), title="Expired")
        self.assertContains(self.preview(gone), "<h1>Expired</h1>")

    def test_a_form_with_errors_says_which(self):
        draft = ArticleFactory(state=State.DRAFT)
        QuoteFactory(parent=draft)
        page = self.preview(draft, title="", **{"articles_quote_set-0-words": "x" * 1001})
        self.assertContains(page, "No preview yet")
        self.assertContains(page, "<strong>Title:</strong>")
        self.assertContains(page, "<strong>Quote, ")

    def test_a_draft_is_shown_with_what_its_blocks_lack(self):
        draft = ArticleFactory(state=State.DRAFT)
        QuoteFactory(parent=draft)
        page = self.preview(draft, **{"articles_quote_set-0-words": ""})
        self.assertContains(page, "This is missing: words.")

    def test_links_leave_the_frame_but_those_within_the_page_do_not(self):
        draft = ArticleFactory(state=State.DRAFT)
        RichTextFactory(parent=draft, text=f"<h2>One</h2><h2>Two</h2><h2>Three</h2><p>{'word ' * 300}</p>")
        page = self.preview(draft)
        self.assertContains(page, '<base target="_blank">')
        self.assertRegex(page.text, '<a target="_self" href="#one-')


class NothingStaysTests(PreviewTestCase):
    def test_nothing_of_a_preview_is_stored(self):
        draft = ArticleFactory(state=State.DRAFT, slug="draft")
        RichTextFactory(parent=draft)
        public = ArticleFactory(slug="public")
        copy = make_working_copy(public, self.administrator)
        before = everything()
        for item in (draft, public, copy, None):
            changes = {"title": "Typed", "slug": "typed", "tags": "New subject"}
            with self.captureOnCommitCallbacks() as callbacks:
                self.assertContains(self.preview(item, **changes), "Typed")
            self.assertEqual(callbacks, [])
            self.assertEqual(everything(), before)
        self.assertEqual(self.client.get("/news/typed/").status_code, 404)
        self.assertEqual(self.client.get("/news/public/").status_code, 200)

    def test_the_next_page_tells_nothing_of_it(self):
        draft = ArticleFactory(state=State.DRAFT)
        self.preview(draft, title="Typed")
        self.assertEqual(self.messages(self.client.get(url_of(draft))), [])


class WhoMaySeeItTests(PreviewTestCase):
    def test_it_stands_in_a_frame_of_the_newsroom_only_and_nobody_keeps_it(self):
        page = self.preview(ArticleFactory(state=State.DRAFT))
        self.assertIn("frame-ancestors 'self'", page["Content-Security-Policy"])
        self.assertEqual(page["X-Frame-Options"], "SAMEORIGIN")
        self.assertIn("no-store", page["Cache-Control"])
        self.assertIn("noindex", page["X-Robots-Tag"])
        form = self.client.get(url_of(Article.objects.get()))
        self.assertRegex(form["Content-Security-Policy"], "frame-src [^;]*'self'")
        self.assertIn("frame-ancestors 'none'", form["Content-Security-Policy"])
        self.assertEqual(form["X-Frame-Options"], "DENY")

    def test_who_may_only_look_sees_what_is_stored(self):
        draft = ArticleFactory(state=State.DRAFT, title="Stored")
        self.client.force_login(staff(PROGRAMME_MANAGER))
        page = self.client.post(url_of(draft, "preview"), {"title": "Typed"})
        self.assertContains(page, "<h1>Stored</h1>")

    def test_who_may_not_look_sees_nothing(self):
        draft = ArticleFactory(state=State.DRAFT, title="Stored")
        self.client.force_login(staff())
        self.assertEqual(self.client.post(url_of(draft, "preview")).status_code, 403)
        self.assertEqual(self.client.post(reverse("admin:articles_article_preview_new")).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.post(url_of(draft, "preview")).status_code, 302)

    def test_a_contributor_sees_their_draft_and_does_not_publish_it(self):
        draft = ArticleFactory(state=State.DRAFT, publish_at=None)
        self.client.force_login(staff(CONTRIBUTOR))
        self.assertContains(self.preview(draft, title="Typed"), "<h1>Typed</h1>")
        draft.refresh_from_db()
        self.assertEqual((draft.state, draft.publish_at), (State.DRAFT, None))

    def test_it_is_only_asked_for_with_the_form(self):
        draft = ArticleFactory(state=State.DRAFT)
        self.assertEqual(self.client.get(url_of(draft, "preview")).status_code, 405)
        missing = reverse("admin:articles_article_preview", args=[0])
        self.assertContains(self.client.post(missing), "This article is not there.")
