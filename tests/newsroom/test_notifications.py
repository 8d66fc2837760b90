"""What waits for whom: on the desk at once, and by e-mail as each person has chosen."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civitas_cms.newsroom.comments import answer, start_thread
from civitas_cms.newsroom.models import CommentThread, MailChoice, MailPreference, Notification
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import (
    discard_working_copy,
    make_working_copy,
    publish_working_copy,
)
from civitas_cms.publishing.workflow import transitions
from civitas_cms.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR
from tests.factories import SUMMARY, ArticleFactory, RichTextFactory, UserFactory, staff
from tests.newsroom.base import AdminTestCase, url_of

DRAFT = {"state": State.DRAFT, "publish_at": None}
WITH_MAIL = override_settings(EMAIL_URL="smtp://mail.example", SITE_URL="https://conference.example")


class NotificationTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.mia = staff(CONTRIBUTOR, username="mia", first_name="Mia", last_name="Berg", email="mia@a.example")
        self.ana = staff(EDITOR, username="ana", first_name="Ana", last_name="Kovač", email="ana@a.example")
        self.article = ArticleFactory(title="Trams", summary=SUMMARY, created_by=self.mia, **DRAFT)
        RichTextFactory(parent=self.article)
        self.client.force_login(self.ana)

    def kinds(self, user):
        return sorted(Notification.objects.filter(user=user).values_list("kind", flat=True))

    def panel(self, title="Waits for you"):
        return next((panel for panel in self.client.get("/admin/").context["my_work"] if panel.title == title), None)

    def committed(self):
        return self.captureOnCommitCallbacks(execute=True)


class DeskTests(NotificationTestCase):
    def test_a_review_that_is_asked_waits_for_editors_until_somebody_decides(self):
        transitions.submit(self.article, self.mia)
        (entry,) = self.panel().shown
        self.assertEqual((entry.title, entry.is_new), ("Mia Berg asks for a review of “Trams”", True))
        transitions.request_changes(self.article, self.administrator, "Shorter.")
        self.assertEqual(self.panel().shown, [])
        self.client.force_login(self.mia)
        (entry,) = self.panel().shown
        self.assertIn("asks for changes to “Trams”", entry.title)
        self.assertTrue(entry.url.endswith("#comments"))

    def test_authors_learn_that_theirs_is_published_or_will_be(self):
        transitions.submit(self.article, self.mia)
        transitions.publish(self.article, self.ana)
        later = ArticleFactory(
            title="Later",
            summary=SUMMARY,
            created_by=self.mia,
            state=State.DRAFT,
            publish_at=timezone.now() + timedelta(days=1),
        )
        RichTextFactory(parent=later)
        transitions.schedule(later, self.ana)
        self.client.force_login(self.mia)
        titles = [entry.title for entry in self.panel().shown]
        self.assertEqual(titles, ["Ana Kovač has scheduled “Later”", "Ana Kovač has published “Trams”"])

    def test_changes_that_are_published_concern_who_has_written_them(self):
        transitions.publish(self.article, self.ana)
        copy = make_working_copy(self.article, self.mia)
        transitions.submit(copy, self.mia)
        self.assertEqual(self.kinds(self.ana), ["review"])
        Notification.objects.filter(user=self.mia).delete()
        copy.refresh_from_db()
        publish_working_copy(copy, self.ana)
        self.assertEqual((self.kinds(self.ana), self.kinds(self.mia)), ([], ["published"]))
        self.assertEqual(Notification.objects.get().item, self.article)

    def test_what_was_said_about_a_copy_that_is_dropped_leads_to_its_original(self):
        transitions.publish(self.article, self.ana)
        copy = make_working_copy(self.article, self.mia)
        start_thread(copy, self.mia, "@ana look")
        discard_working_copy(copy, self.mia)
        (entry,) = self.panel().shown
        self.assertEqual(entry.url, f"{url_of(self.article)}#comments")

    def test_to_open_the_item_is_to_have_seen_it(self):
        start_thread(self.article, self.mia, "@ana look")
        self.assertTrue(self.panel().shown[0].is_new)
        self.client.get(url_of(self.article))
        self.assertFalse(self.panel().shown[0].is_new)

    def test_what_is_new_stands_first_and_all_of_it_on_a_page(self):
        for number in range(8):
            start_thread(self.article, self.mia, f"@ana {number}")
        Notification.objects.filter(user=self.ana).order_by("-pk")[0:1].get()
        latest = Notification.objects.latest("pk")
        Notification.objects.filter(pk=latest.pk).note_seen()
        panel = self.panel()
        self.assertTrue(all(entry.is_new for entry in panel.shown) and panel.has_more)
        page = self.client.get(panel.more)
        self.assertEqual([entry.is_new for entry in page.context["entries"]], [True] * 7 + [False])
        self.client.post(panel.more)
        self.assertFalse(Notification.objects.filter(seen_at=None, user=self.ana).exists())

    def test_who_may_not_see_it_any_more_is_shown_nothing_of_it(self):
        start_thread(self.article, self.mia, "@ana look")
        self.ana.groups.clear()
        self.ana.groups.add(*staff(ADMINISTRATOR).groups.all())
        self.assertEqual(len(self.panel().shown), 1)
        self.ana.groups.clear()
        self.assertNotContains(self.client.get(reverse("admin:notifications")), "Trams")
        self.assertIsNone(self.panel())

    def test_what_is_deleted_waits_for_nobody(self):
        start_thread(self.article, self.mia, "@ana look")
        self.article.delete()
        self.assertEqual((self.panel().shown, self.panel("Open comments")), ([], None))

    def test_what_was_seen_long_ago_is_forgotten(self):
        start_thread(self.article, self.mia, "@ana long ago")
        start_thread(self.article, self.mia, "@ana lately")
        Notification.objects.filter(comment__text="@ana long ago").update(seen_at=timezone.now() - timedelta(days=91))
        Notification.objects.filter(comment__text="@ana lately").update(seen_at=timezone.now() - timedelta(days=1))
        start_thread(self.article, self.mia, "@ana now")
        kept = Notification.objects.filter(user=self.ana).values_list("comment__text", flat=True)
        self.assertEqual(sorted(kept), ["@ana lately", "@ana now"])

    def test_items_with_open_comments_are_counted(self):
        start_thread(self.article, self.mia, "One")
        start_thread(self.article, self.mia, "Two")
        other = ArticleFactory(title="Buses")
        start_thread(other, self.mia, "Three")
        done = CommentThread.objects.earliest("pk")
        answer(done, self.article, self.ana, "Yes")
        shown = [(entry.title, entry.note) for entry in self.panel("Open comments").shown]
        self.assertEqual(shown, [("Trams", "2 open"), ("Buses", "1 open")])
        CommentThread.objects.all().update(resolved_at=timezone.now())
        self.assertIsNone(self.panel("Open comments"))

    def test_the_page_asks_as_often_for_many_as_for_few(self):
        counts = []
        for number in (1, 20):
            for _time in range(number):
                start_thread(ArticleFactory(**DRAFT), self.mia, "@ana look")
            self.client.get(reverse("admin:notifications"))
            with CaptureQueriesContext(connection) as queries:
                self.client.get(reverse("admin:notifications"))
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class AccountPageTests(NotificationTestCase):
    address = "/admin/account/"

    def test_each_person_chooses_for_themselves(self):
        page = self.client.get(self.address)
        self.assertContains(page, "@ana")
        self.assertContains(page, "it has no mail server")
        self.assertEqual(page.context["form"]["choice"].value(), MailChoice.AT_ONCE)
        page = self.client.post(self.address, {"choice": "daily"}, follow=True)
        self.assertEqual(self.messages(page), ["Noted: In one message a day."])
        self.assertEqual(list(MailPreference.objects.values_list("user", "choice")), [(self.ana.pk, "daily")])
        self.client.post(self.address, {"choice": "never"})
        self.assertEqual(MailPreference.objects.get().choice, MailChoice.NEVER)

    def test_another_word_is_refused(self):
        self.assertContains(self.client.post(self.address, {"choice": "hourly"}), "errorlist")
        self.assertFalse(MailPreference.objects.exists())

    @WITH_MAIL
    def test_who_has_no_address_is_told_whom_to_ask(self):
        self.client.force_login(staff(EDITOR))
        self.assertContains(self.client.get(self.address), "An administrator can add it.")

    def test_strangers_have_no_account(self):
        self.client.logout()
        self.assertEqual(self.client.get(self.address).status_code, 302)


@WITH_MAIL
class MailTests(NotificationTestCase):
    def choose(self, user, choice):
        MailPreference.objects.update_or_create(user=user, defaults={"choice": choice})

    def daily(self):
        out = StringIO()
        call_command("send_daily_notifications", stdout=out)
        return out.getvalue()

    def test_a_mention_is_sent_at_once_after_the_commit(self):
        with self.committed():
            start_thread(self.article, self.mia, "Is that right, @ana?\nI doubt it.")
            self.assertEqual(mail.outbox, [])
        (message,) = mail.outbox
        self.assertEqual(
            (message.to, message.subject), (["ana@a.example"], "Mia Berg mentions you in a comment on “Trams”")
        )
        self.assertIn("    Is that right, @ana?\n    I doubt it.", message.body)
        self.assertIn(f"https://conference.example{url_of(self.article)}", message.body)
        self.assertIn("https://conference.example/admin/account/", message.body)
        self.assertEqual(message.extra_headers["Auto-Submitted"], "auto-generated")
        self.assertIsNotNone(Notification.objects.get().mailed_at)
        self.assertEqual(self.daily(), "0 messages sent.\n")

    def test_what_is_undone_is_told_to_nobody(self):
        with self.committed(), self.assertRaises(ZeroDivisionError), transaction.atomic():
            start_thread(self.article, self.mia, "@ana")
            1 / 0  # noqa: B018
        self.assertEqual(mail.outbox, [])

    def test_one_message_a_day_has_all_that_is_new(self):
        self.choose(self.ana, MailChoice.DAILY)
        with self.committed():
            transitions.submit(self.article, self.mia)
            start_thread(self.article, self.mia, "@ana first")
            start_thread(ArticleFactory(title="Seen", **DRAFT), self.mia, "@ana seen")
        Notification.objects.filter(comment__text="@ana seen").note_seen()
        self.assertEqual(mail.outbox, [])
        self.assertEqual(self.daily(), "1 messages sent.\n")
        (message,) = mail.outbox
        self.assertEqual(message.subject, "2 things wait for you in the newsroom")
        self.assertIn("asks for a review of “Trams”", message.body)
        self.assertIn("@ana first", message.body)
        self.assertNotIn("Seen", message.body)
        self.daily()
        self.assertEqual(len(mail.outbox), 1)

    def test_who_wants_none_gets_none(self):
        self.choose(self.ana, MailChoice.NEVER)
        with self.committed():
            start_thread(self.article, self.mia, "@ana")
        self.daily()
        self.assertEqual(mail.outbox, [])
        self.assertEqual(self.kinds(self.ana), ["mention"])

    def test_who_left_or_may_not_see_it_any_more_gets_none(self):
        self.choose(self.ana, MailChoice.DAILY)
        leo = staff(EDITOR, username="leo", email="leo@a.example")
        self.choose(leo, MailChoice.DAILY)
        start_thread(self.article, self.mia, "@ana @leo")
        self.ana.groups.clear()
        leo.is_active = False
        leo.save()
        self.assertEqual(self.daily(), "0 messages sent.\n")

    def test_what_is_deleted_is_told_to_nobody(self):
        self.choose(self.ana, MailChoice.DAILY)
        start_thread(self.article, self.mia, "@ana")
        self.article.delete()
        self.assertEqual(self.daily(), "0 messages sent.\n")

    def test_a_server_that_fails_stops_nothing_and_the_next_day_makes_up_for_it(self):
        with (
            override_settings(EMAIL_BACKEND="tests.newsroom.test_notifications.NoMailServer"),
            self.assertLogs("civitas_cms.newsroom.mail", "ERROR"),
            self.committed(),
        ):
            start_thread(self.article, self.mia, "@ana")
        self.assertEqual(self.kinds(self.ana), ["mention"])
        self.assertEqual(self.daily(), "0 messages sent.\n")  # it may be on its way
        Notification.objects.update(at=timezone.now() - timedelta(hours=2))
        self.assertEqual(self.daily(), "1 messages sent.\n")

    def test_one_person_without_a_working_address_keeps_the_others_from_nothing(self):
        self.choose(self.ana, MailChoice.DAILY)
        leo = staff(EDITOR, username="leo", email="leo@a.example")
        self.choose(leo, MailChoice.DAILY)
        start_thread(self.article, self.mia, "@ana @leo")
        send = mail.EmailMessage.send

        def fail_for_ana(message, *args, **kwargs):
            if message.to == ["ana@a.example"]:
                raise OSError
            return send(message, *args, **kwargs)

        with patch.object(mail.EmailMessage, "send", fail_for_ana), self.assertLogs("civitas_cms.newsroom.mail"):
            self.assertEqual(self.daily(), "1 messages sent.\n")
        self.assertEqual([message.to for message in mail.outbox], [["leo@a.example"]])

    def test_the_command_says_when_there_is_no_server(self):
        with override_settings(EMAIL_URL=""):
            self.assertIn("no mail server", self.daily())

    def test_a_reader_without_a_role_is_never_told(self):
        reader = UserFactory(username="reader", email="r@a.example", is_staff=True)
        with self.committed():
            start_thread(self.article, self.mia, "@reader")
        self.assertEqual((self.kinds(reader), mail.outbox), ([], []))


class NoMailServer:
    """A backend of e-mail whose server is not there."""

    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        raise ConnectionRefusedError

    def __exit__(self, *args):
        pass
