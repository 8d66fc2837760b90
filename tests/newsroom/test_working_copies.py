"""Changing what is published in the admin: as a draft, compared, published or discarded."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from civitas_cms.publishing.models import Revision, State
from civitas_cms.publishing.revisions.working_copies import make_working_copy, working_copy_of
from events.models import Conference
from tests.factories import (
    SUMMARY,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, url_of

WRITING = ["view_article", "add_article", "change_article"]
BLOCKS = [f"{action}_{kind}" for action in ("view", "add", "change", "delete") for kind in ("richtext", "quote")]


class WorkingCopyTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Live title", slug="live", summary=SUMMARY)
        RichTextFactory(parent=self.article, text="<p>Live words</p>")
        QuoteFactory(parent=self.article, words="A quote")

    def edit_as_draft(self, item=None):
        self.client.post(url_of(item or self.article, "edit_as_draft"))
        return working_copy_of(item or self.article)

    def change(self, item, **changes):
        address = url_of(item)
        return self.save(address, self.form_fields(address), **changes)

    def decide(self, copy, what, **data):
        page = self.client.get(url_of(copy, "changes"))
        seen = page.context["seen"] if page.status_code == 200 else ""
        return self.client.post(url_of(copy, what), {"seen": seen} | data, follow=True)

    def sign_in_as_contributor(self, *more):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=[*WRITING, *BLOCKS, *more]))
        self.client.force_login(user)

    def live_page(self):
        return self.client.get("/news/live/")


class EditingTests(WorkingCopyTestCase):
    def test_edit_as_draft_leads_to_a_form_with_everything(self):
        self.assertContains(self.client.get(url_of(self.article)), 'form="edit-as-draft"')
        response = self.client.post(url_of(self.article, "edit_as_draft"), follow=True)
        self.assertContains(response, "Live words")
        self.assertContains(response, "Visitors see nothing of these changes")
        self.assertContains(self.client.get(url_of(self.article)), "Go on with unpublished changes")
        self.client.post(url_of(self.article, "edit_as_draft"))
        self.assertEqual(Article.objects.count(), 2)

    def test_the_copys_form_leaves_address_and_publication_alone(self):
        copy = self.edit_as_draft()
        fields = self.form_fields(url_of(copy))
        for name in ("slug", "state", "publish_at", "expire_at"):
            self.assertNotIn(name, fields)
        slug = copy.slug
        self.save(url_of(copy), fields, title="Proposed", slug="elsewhere", state="published")
        copy.refresh_from_db()
        self.assertEqual((copy.title, copy.slug, copy.state), ("Proposed", slug, State.DRAFT))

    def test_saving_and_comparing_is_one_click(self):
        copy = self.edit_as_draft()
        fields = self.form_fields(url_of(copy)) | {"title": "Proposed", "_compare": "1"}
        response = self.client.post(url_of(copy), fields, follow=True)
        self.assertContains(response, "What would change for visitors")
        self.assertContains(response, "Proposed")
        self.assertContains(response, "Publish changes")

    def test_the_live_page_never_shows_a_word_of_the_copy(self):
        before = self.live_page().content
        copy = self.edit_as_draft()
        self.change(copy, title="Secret", **{"articles_richtext_set-0-text": "<p>Secret</p>"})
        self.client.logout()
        self.assertEqual(self.live_page().content, before)
        self.assertEqual(self.client.get(copy.get_absolute_url()).status_code, 404)

    def test_lists_say_what_a_copy_is_of_and_links_do_not_offer_it(self):
        self.edit_as_draft()
        changelist = reverse("admin:articles_article_changelist")
        self.assertContains(self.client.get(changelist), "Changes to “Live title”")
        field = {"app_label": "articles", "model_name": "article", "field_name": "related_articles", "term": "Live"}
        found = self.client.get(reverse("admin:autocomplete"), field).json()["results"]
        self.assertEqual([result["id"] for result in found], [str(self.article.pk)])

    def test_what_has_unpublished_changes_says_so_in_lists_and_in_its_form(self):
        copy = self.edit_as_draft()
        changelist = self.client.get(reverse("admin:articles_article_changelist"))
        self.assertContains(changelist, f'<a href="{url_of(copy)}">Unpublished changes</a>', html=True)
        who = self.administrator.username
        self.assertContains(self.client.get(url_of(self.article)), f"There are unpublished changes by {who} (draft).")
        self.assertContains(self.client.get(url_of(copy)), '<span class="help">Unpublished changes</span>', html=True)

    def test_lists_ask_no_more_for_each_copy(self):
        changelist = reverse("admin:articles_article_changelist")
        self.edit_as_draft()
        self.client.get(changelist)
        with CaptureQueriesContext(connection) as one:
            self.client.get(changelist)
        number = len(one)
        for article in ArticleFactory.create_batch(3):
            self.edit_as_draft(article)
        with self.assertNumQueries(number):
            self.client.get(changelist)

    def test_whoever_proposes_changes_finds_them_on_the_desk(self):
        self.sign_in_as_contributor()
        self.edit_as_draft()
        desk = self.client.get("/admin/")
        (drafts,) = [panel for panel in desk.context["my_work"] if panel.title == "My drafts"]
        self.assertEqual([(e.title, e.kind) for e in drafts.shown], [("Live title", "Article, unpublished changes")])

    def test_sessions_of_a_copy_are_edited_from_there_and_in_no_list(self):
        session = SessionFactory(title="Opening")
        copy = self.edit_as_draft(session.conference)
        self.assertContains(self.client.get(url_of(copy)), url_of(copy.days.get()))
        self.change(copy.days.get(), **{"sessions-0-title": "Opening, changed"})
        self.assertEqual(copy.sessions.get().title, "Opening, changed")
        self.assertNotContains(self.client.get(reverse("admin:events_session_changelist")), "Opening, changed")
        self.assertEqual(Revision.objects.of(copy).count(), 2)

    def test_a_draft_has_no_working_copy(self):
        draft = ArticleFactory(state="draft")
        self.assertNotContains(self.client.get(url_of(draft)), 'form="edit-as-draft"')
        self.assertEqual(self.client.post(url_of(draft, "edit_as_draft")).status_code, 403)


class PublishingTests(WorkingCopyTestCase):
    def setUp(self):
        super().setUp()
        self.copy = self.edit_as_draft()
        self.change(self.copy, title="Better title")

    def test_publishing_changes_replaces_the_content_at_the_same_address(self):
        self.assertNotContains(self.live_page(), "Better title")
        response = self.decide(self.copy, "publish_changes", comment="As agreed")
        self.assertContains(response, "visitors see them now")
        self.assertContains(self.live_page(), "Better title")
        self.assertEqual(Revision.objects.of(self.article).first().comment, "As agreed")

    def test_a_second_click_says_that_it_is_done(self):
        seen = self.client.get(url_of(self.copy, "changes")).context["seen"]
        for _click in range(2):
            response = self.client.post(url_of(self.copy, "publish_changes"), {"seen": seen}, follow=True)
        self.assertContains(response, "published or discarded already")
        self.assertContains(self.live_page(), "Better title")

    def test_discarding_keeps_the_live_version_and_the_words_for_recovery(self):
        response = self.decide(self.copy, "discard")
        self.assertContains(response, "are discarded")
        self.assertEqual(Article.objects.get().title, "Live title")
        self.assertContains(self.client.get(reverse("admin:articles_article_deleted")), "Better title")

    def test_nothing_is_published_that_has_changed_since_it_was_seen(self):
        seen = self.client.get(url_of(self.copy, "changes")).context["seen"]
        self.change(self.copy, title="Changed by a colleague")
        response = self.client.post(url_of(self.copy, "publish_changes"), {"seen": seen}, follow=True)
        self.assertContains(response, "Nothing is published")
        self.assertContains(response, "Changed by a colleague")
        self.assertContains(self.live_page(), "Live title")

    def test_newer_changes_of_the_live_version_are_shown_and_can_be_taken_over(self):
        self.change(self.article, **{"articles_richtext_set-0-text": "<p>Newer words</p>"})
        response = self.client.get(url_of(self.copy, "changes"))
        self.assertContains(response, "The live version has changed meanwhile")
        self.assertContains(response, "Newer")
        response = self.decide(self.copy, "take_over")
        self.assertNotContains(response, "The live version has changed meanwhile")
        self.decide(self.copy, "publish_changes")
        for words in ("Newer words", "Better title"):
            self.assertContains(self.live_page(), words)

    def test_where_both_changed_the_same_words_the_editor_is_told(self):
        self.change(self.article, title="Another title")
        self.assertIn("Look at these again", " ".join(self.messages(self.decide(self.copy, "take_over"))))

    def test_when_the_original_is_deleted_the_editor_finds_the_changes_as_a_draft(self):
        response = self.client.post(url_of(self.article, "delete"), {"post": "yes"}, follow=True)
        self.assertIn("They are a draft of their own now", " ".join(self.messages(response)))
        response = self.client.post(url_of(self.copy, "publish_changes"), {"seen": ""}, follow=True)
        self.assertIn("has been deleted", " ".join(self.messages(response)))
        self.assertContains(response, "Better title")

    def test_when_the_original_is_archived_it_is_said_before_and_after(self):
        Article.objects.filter(pk=self.article.pk).update(state=State.ARCHIVED)
        self.assertContains(self.client.get(url_of(self.copy, "changes")), "is not published any more")
        response = self.decide(self.copy, "publish_changes")
        self.assertIn("which visitors do not see now", " ".join(self.messages(response)))
        self.assertEqual(self.live_page().status_code, 410)

    def test_changes_can_become_a_draft_of_their_own(self):
        self.assertContains(self.decide(self.copy, "detach"), "is a draft of its own now")
        self.copy.refresh_from_db()
        self.assertIsNone(self.copy.working_copy_of)

    def test_a_conference_is_published_with_its_programme_and_sessions_keep_their_addresses(self):
        session = SessionFactory(title="Opening", day__conference=ConferenceFactory(summary=SUMMARY, city="Turku"))
        copy = self.edit_as_draft(session.conference)
        self.change(copy.days.get(), **{"sessions-0-title": "Opening, changed"})
        self.assertContains(self.client.get(url_of(copy, "changes")), "Opening, changed")
        self.decide(copy, "publish_changes")
        self.assertContains(self.client.get(session.get_absolute_url()), "Opening, changed")
        self.assertEqual(Conference.objects.count(), 1)


class ContributorTests(WorkingCopyTestCase):
    def test_who_may_not_publish_changes_what_is_public_in_a_copy_only(self):
        fields = self.form_fields(url_of(self.article))
        self.sign_in_as_contributor()
        response = self.client.get(url_of(self.article))
        self.assertContains(response, "Propose changes")
        self.client.post(url_of(self.article), fields | {"title": "Vandal"})
        self.assertContains(self.live_page(), "Live title")
        copy = self.edit_as_draft()
        self.change(copy, title="Proposed")
        self.assertContains(self.client.get(url_of(copy, "changes")), "Proposed")
        self.assertEqual(self.decide(copy, "publish_changes").status_code, 403)
        self.assertNotContains(self.client.get(url_of(copy, "changes")), "Publish changes")
        self.assertContains(self.live_page(), "Live title")

    def test_who_may_not_change_can_do_nothing_with_a_copy(self):
        copy = make_working_copy(self.article, self.administrator)
        viewer = UserFactory(is_staff=True)
        viewer.user_permissions.set(Permission.objects.filter(codename="view_article"))
        self.client.force_login(viewer)
        for what in ("publish_changes", "take_over", "discard", "detach"):
            self.assertEqual(self.decide(copy, what).status_code, 403, what)
        self.assertEqual(self.client.post(url_of(self.article, "edit_as_draft")).status_code, 403)
        self.assertEqual(Article.objects.count(), 2)

    def test_a_programme_that_is_public_is_changed_by_those_who_may_publish_only(self):
        session = SessionFactory(title="Opening")
        day = session.day
        fields = self.form_fields(url_of(day))
        new = reverse("admin:events_day_add")
        codes = [f"{action}_{kind}" for action in ("view", "add", "change", "delete") for kind in ("day", "session")]
        self.sign_in_as_contributor(*codes, "view_conference", "change_conference")
        pages = [
            self.client.post(url_of(day), fields | {"sessions-0-title": "Vandal"}),
            self.client.post(url_of(session), {"title": "Vandal"}),
            self.client.post(url_of(session, "delete"), {"post": "yes"}),
            self.client.post(new, {"conference": day.conference_id, "date": day.conference.ends_on}),
        ]
        self.assertEqual([page.status_code for page in pages], [403] * 4)
        self.assertEqual(day.conference.days.count(), 1)
        draft = DayFactory(conference=ConferenceFactory(state="draft"))
        self.assertEqual(self.client.get(url_of(draft)).status_code, 200)
        self.assertContains(self.change(draft, title="Theme"), "Theme")

    def test_every_change_needs_a_button(self):
        copy = make_working_copy(self.article, self.administrator)
        for what in ("edit_as_draft", "publish_changes", "take_over", "discard", "detach"):
            self.assertEqual(self.client.get(url_of(copy, what)).status_code, 405, what)
