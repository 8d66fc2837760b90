"""The history of items in the admin: comparing, going back, and recovering what was deleted."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from civitas_cms.publishing.models import Revision
from events.models import Conference
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    QuoteFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, url_of


class HistoryTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="First", state="draft")

    def change(self, item=None, **changes):
        address = url_of(item or self.article)
        return self.save(address, self.form_fields(address), **changes)

    def happenings(self, item=None):
        """Return what happened to the item, the latest first."""
        return list(Revision.objects.of(item or self.article).values_list("event", flat=True))

    def sign_in_with(self, *codes):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
        self.client.force_login(user)
        return user


class HistoryPageTests(HistoryTestCase):
    def test_it_says_who_did_what_when_and_what_has_changed(self):
        QuoteFactory(parent=self.article, words="We walked")
        self.change(title="Second", **{"articles_quote_set-0-DELETE": "on"})
        response = self.client.get(url_of(self.article, "history"))
        who = self.administrator.username
        for words in ("Version 2", "Changed", who, "<li>Title</li>", "quote “We walked” removed"):
            self.assertContains(response, words)

    def test_an_item_without_a_history_says_so(self):
        self.assertContains(self.client.get(url_of(self.article, "history")), "begins with the next change")

    def test_any_two_versions_can_be_compared_and_the_older_one_stands_first(self):
        for title in ("Second", "Third"):
            self.change(title=title)
        for numbers in ({"from": 1, "to": 3}, {"from": 3, "to": 1}):
            response = self.client.get(url_of(self.article, "compare"), numbers)
            self.assertContains(response, '<del><span class="visually-hidden">removed: </span>First</del>')
            self.assertContains(response, '<ins><span class="visually-hidden">added: </span>Third</ins>')
            self.assertNotContains(response, "Second")

    def test_versions_that_do_not_exist_are_not_found(self):
        self.change(title="Second")
        for numbers in ({}, {"from": "x", "to": "1"}, {"from": "1", "to": "77"}, {"from": "9" * 30, "to": "1"}):
            self.assertEqual(self.client.get(url_of(self.article, "compare"), numbers).status_code, 404)

    def test_pages_of_the_history_cost_the_same_however_much_there_is(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(url_of(self.article, "history")).status_code, 200)
            return len(queries)

        self.change(title="Second")
        self.change(title="Third")
        count()
        few = count()
        for number in range(4):
            QuoteFactory(parent=self.article)
            self.change(title=f"Title {number}")
        self.assertEqual(count(), few)

    def test_who_may_not_see_an_item_sees_nothing_of_its_past(self):
        self.change(title="Second")
        self.sign_in_with("view_page")
        pages = [
            self.client.get(url_of(self.article, "history")),
            self.client.get(url_of(self.article, "compare"), {"from": 1, "to": 2}),
            self.client.get(reverse("admin:articles_article_deleted")),
            self.client.post(url_of(self.article, "restore", 1)),
        ]
        self.assertEqual([page.status_code for page in pages], [403] * 4)


class RestoringTests(HistoryTestCase):
    def restore(self, number, item=None):
        return self.client.post(url_of(item or self.article, "restore", number), follow=True)

    def test_a_draft_goes_back_in_place(self):
        self.change(title="Second")
        response = self.restore(1)
        self.assertContains(response, "is again as it was in version 1")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title, "First")
        self.assertEqual(self.happenings(), ["reverted", "changed", "found"])

    def test_of_a_public_item_visitors_see_nothing(self):
        article = ArticleFactory(title="First")
        self.change(article, title="Second")
        response = self.restore(1, article)
        self.assertContains(response, "Visitors see nothing of it")
        self.assertContains(response, "First</textarea>")
        self.assertContains(self.client.get(article.get_absolute_url()), "Second")

    def test_a_speaker_who_is_gone_is_named_together_with_the_words(self):
        speaker = SpeakerFactory(given_name="Ana", family_name="Kovač")
        QuoteFactory(parent=self.article, speaker=speaker, words="We walked all night")
        self.change(**{"articles_quote_set-0-DELETE": "on"})
        speaker.delete()
        messages = " ".join(self.messages(self.restore(1)))
        self.assertIn("Ana Kovač", messages)
        self.assertIn("We walked all night", messages)

    def test_restoring_needs_a_button_and_the_permission(self):
        self.change(title="Second")
        self.assertEqual(self.client.get(url_of(self.article, "restore", 1)).status_code, 405)
        self.sign_in_with("view_article")
        self.assertEqual(self.restore(1).status_code, 403)
        self.assertNotContains(self.client.get(url_of(self.article, "history")), "/restore/")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title, "Second")

    def test_restoring_twice_is_restoring_once(self):
        self.change(title="Second")
        self.restore(1)
        self.restore(1)
        self.assertEqual(self.happenings(), ["reverted", "changed", "found"])


class RecoveringTests(HistoryTestCase):
    def test_what_was_deleted_is_listed_and_comes_back(self):
        conference = ConferenceFactory(title="Forum")
        SessionFactory(day=DayFactory(conference=conference))
        self.client.post(url_of(conference, "delete"), {"post": "yes"})
        deleted = reverse("admin:events_conference_deleted")
        self.assertContains(self.client.get(reverse("admin:events_conference_changelist")), deleted)
        self.assertContains(self.client.get(deleted), "Forum")
        revision = Revision.objects.deleted(Conference).get()
        recover = reverse("admin:events_conference_recover", args=[revision.pk])
        for _click in range(2):
            response = self.client.post(recover, follow=True)
            self.assertContains(response, "is back as a draft")
        self.assertEqual(Conference.objects.get().sessions.count(), 1)
        self.assertContains(self.client.get(deleted), "Nothing was deleted.")

    def test_only_what_was_deleted_can_be_recovered_and_only_by_who_may_add(self):
        self.change(title="Second")
        revision = Revision.objects.of(self.article).first()
        recover = reverse("admin:articles_article_recover", args=[revision.pk])
        self.assertEqual(self.client.post(recover).status_code, 404)
        self.client.post(url_of(self.article, "delete"), {"post": "yes"})
        revision = Revision.objects.deleted(Article).get()
        self.sign_in_with("view_article", "change_article")
        recover = reverse("admin:articles_article_recover", args=[revision.pk])
        self.assertEqual(self.client.post(recover).status_code, 403)
        self.assertNotContains(self.client.get(reverse("admin:articles_article_deleted")), "/recover/")
