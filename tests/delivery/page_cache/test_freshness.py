"""How soon visitors see what has changed."""

import threading
import time
from datetime import UTC, datetime, timedelta

import time_machine
from django.contrib.sessions.models import Session as SignedInSession
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import TestCase
from django.utils import timezone

from articles.models import Article, RichText
from civitas_cms.delivery.content_changes import content_models, install_triggers
from civitas_cms.delivery.content_version import next_change
from events.models import Speaker
from tests.delivery.page_cache.base import CacheTestCase, Response
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    GalleryFactory,
    PageFactory,
    PictureFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    UserFactory,
)


class FreshnessTests(CacheTestCase):
    def test_a_page_is_rendered_once(self):
        for _ in range(3):
            self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.rendered, 1)

    def assert_seen_soon(self, worker, path, words):
        deadline = time.monotonic() + 5  # a busy machine renders for a while
        while words not in Response(worker, path).body.decode():
            self.assertLess(time.monotonic(), deadline, f"{words} not seen")
            time.sleep(0.02)

    def test_a_change_is_soon_seen_by_every_worker(self):
        article = ArticleFactory(title="Before")
        other = self.worker()
        for worker in (self.cache, other):
            self.assertIn("Before", Response(worker, "/news/").body.decode())
        Article.objects.filter(pk=article.pk).update(title="Afterwards")  # no signal is sent by that
        for worker in (self.cache, other):
            self.assert_seen_soon(worker, "/news/", "Afterwards")

    def test_changes_of_what_a_page_shows_count_too(self):
        speaker, tag = SpeakerFactory(), TagFactory()
        article = ArticleFactory(slug="report", authors=[speaker])
        changes = {
            "Lemaître": lambda: Speaker.objects.filter(pk=speaker.pk).update(family_name="Lemaître"),
            tag.name: lambda: article.tags.add(tag),
        }
        for words, change in changes.items():
            self.assertNotIn(words, self.get("/news/report/").body.decode())
            change()
            self.look_again()
            self.assertIn(words, self.get("/news/report/").body.decode())

    def test_a_change_renews_the_pages_that_show_it_and_no_others(self):
        ana = SpeakerFactory(slug="ana", family_name="Lemaître")
        pages = [f"/news/{slug}/" for slug in ("first", "second", "third")]
        for days, path in enumerate(pages):
            ArticleFactory(slug=path.split("/")[2], publish_at=timezone.now() - timedelta(days=9 * days + 1))
        third = Article.objects.get(slug="third")
        third.authors.add(ana)
        PageFactory(slug="about")
        for change, renewed in {
            lambda: Speaker.objects.filter(pk=ana.pk).update(family_name="Lemaire"): ["/news/third/"],
            lambda: RichTextFactory(parent=third): ["/news/third/", "/news/"],
            lambda: Article.objects.filter(slug="first").update(title="Another"): ["/news/first/", "/news/"],
            lambda: Article.objects.filter(slug="third").update(state="archived"): [*pages, "/news/"],
        }.items():
            for path in [*pages, "/news/", "/about/"]:
                self.get(path)
            change()
            self.look_again()
            for path in [*pages, "/news/", "/about/"]:
                with self.subTest(path, renewed=renewed):
                    self.assertIs(self.get(path).is_from_memory, path not in renewed)

    def test_what_is_not_committed_changes_nothing_and_what_is_rolled_back_neither(self):
        self.get("/news/")
        content_version = self.cache.poller.look()
        with transaction.atomic():
            ArticleFactory()
            self.assertIs(self.cache.poller.look(), content_version)
            transaction.set_rollback(True)
        self.assertIs(self.cache.poller.look(), content_version)
        with transaction.atomic():
            ArticleFactory()
            with self.assertRaises(ValueError), transaction.atomic():
                ArticleFactory()
                raise ValueError
        self.assertIsNot(self.cache.poller.look(), content_version)

    def test_a_rolled_back_savepoint_takes_no_later_change_with_it(self):
        content_version = self.cache.poller.look()
        with transaction.atomic():
            with self.assertRaises(ValueError), transaction.atomic():
                ArticleFactory()
                raise ValueError
            ArticleFactory()
        self.assertIsNot(self.cache.poller.look(), content_version)

    def test_transactions_that_commit_in_another_order_than_they_began_are_all_noticed(self):
        begun, may_commit = threading.Event(), threading.Event()

        def change_slowly():
            with transaction.atomic():
                ArticleFactory()
                begun.set()
                may_commit.wait(5)
            connections.close_all()

        slow = threading.Thread(target=change_slowly)
        slow.start()
        begun.wait(5)
        ArticleFactory()  # does not wait for the other
        self.look_again()
        page = self.get("/news/")
        may_commit.set()
        slow.join()
        self.look_again()
        self.assertNotEqual(self.get("/news/").body, page.body)

    def test_who_has_missed_notes_takes_everything_for_changed(self):
        self.get("/about/")
        with connection.cursor() as cursor:
            for _ in range(1_300):
                cursor.execute("SELECT touch_content('{articles_article:1}')")
        self.look_again()
        self.assertFalse(self.get("/about/").is_from_memory)

    def test_notes_of_changes_do_not_pile_up(self):
        with connection.cursor() as cursor:
            for _ in range(1_300):
                cursor.execute("SELECT touch_content('{articles_article:1}')")
            cursor.execute("SELECT count(*) FROM publishing_content_change")
            self.assertLess(cursor.fetchone()[0], 1_150)

    def test_signing_in_is_no_change_of_content(self):
        UserFactory()
        content_version = self.cache.poller.look()
        self.client.force_login(UserFactory())
        self.assertTrue(SignedInSession.objects.exists())
        self.assertIs(self.cache.poller.look(), content_version)

    def assert_noted(self, expected, change):
        before = self.cache.poller.look()
        change()
        self.assertIs(self.cache.poller.look() is not before, expected)

    def test_what_visitors_see_neither_before_nor_after_a_change_begins_no_new_content_version(self):
        draft = ArticleFactory(state="draft", publish_at=None)
        in_review = ConferenceFactory(state="in_review", publish_at=None)
        day = DayFactory(conference=in_review)
        session = SessionFactory(day=day)
        gallery = GalleryFactory(parent=draft, pictures=[PictureFactory()])
        speaker = SpeakerFactory()
        for change in (
            lambda: ArticleFactory(state="draft", publish_at=None),
            lambda: RichTextFactory(parent=draft),
            lambda: Article.objects.filter(pk=draft.pk).update(title="Another"),
            gallery.pictures.clear,
            lambda: AppearanceFactory(session=session, speaker=speaker),
            session.delete,
            day.save,
            draft.delete,
        ):
            self.assert_noted(False, change)

    def test_what_visitors_see_before_or_after_it_does_so_also_where_only_the_clock_hides_it(self):
        draft = ArticleFactory(state="draft", publish_at=None)
        text = RichTextFactory(parent=draft)
        public = ArticleFactory()
        scheduled = ArticleFactory(publish_at=timezone.now() + timedelta(days=1))
        archived = ArticleFactory(state="archived")
        session = SessionFactory()
        for change in (
            lambda: RichText.objects.filter(pk=text.pk).update(parent=public),
            lambda: RichText.objects.filter(pk=text.pk).update(parent=draft),
            lambda: RichTextFactory(parent=scheduled),
            lambda: Article.objects.filter(pk=archived.pk).update(title="Another"),
            lambda: AppearanceFactory(session=session),
            lambda: Article.objects.filter(pk__in=[public.pk, draft.pk]).update(title="Both"),
            lambda: Article.objects.filter(pk=public.pk).update(state="draft"),
            lambda: Article.objects.filter(pk=public.pk).update(state="published"),
            session.delete,
            public.delete,
        ):
            self.assert_noted(True, change)

    def test_a_publication_waits_for_what_changes_unseen_below_it(self):
        draft = ArticleFactory(state="draft")
        text = RichTextFactory(parent=draft, text="<p>Before</p>")
        published = threading.Event()

        def publish():
            Article.objects.filter(pk=draft.pk).update(state="published")
            published.set()
            connections.close_all()

        def is_waiting():
            with connection.cursor() as cursor:
                cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')")
                return cursor.fetchone()[0]

        with transaction.atomic():
            RichText.objects.filter(pk=text.pk).update(text="<p>Afterwards</p>")
            publisher = threading.Thread(target=publish)
            publisher.start()
            deadline = time.monotonic() + 30
            while not published.is_set() and not is_waiting() and time.monotonic() < deadline:
                time.sleep(0.01)
            self.assertFalse(published.is_set())
        publisher.join()
        self.assertTrue(published.is_set())

    def test_a_scheduled_article_appears_and_disappears_at_its_time(self):
        now = timezone.now()
        ArticleFactory(title="Scheduled", publish_at=now + timedelta(minutes=5), expire_at=now + timedelta(minutes=10))
        for minutes, expected in ((0, False), (5, True), (6, True), (10, False)):
            with time_machine.travel(now + timedelta(minutes=minutes, milliseconds=1)):
                self.assertIs("Scheduled" in self.get("/news/").body.decode(), expected, minutes)

    def test_nobody_else_is_told_to_keep_a_page_for_longer_than_it_is_right(self):
        now = timezone.now()
        ArticleFactory(publish_at=now + timedelta(seconds=20))
        with time_machine.travel(now, tick=False):
            self.assertEqual(self.get("/news/").headers["cache-control"], "public, max-age=0, s-maxage=20")

    def test_a_withdrawn_page_is_gone_and_a_missing_one_appears(self):
        self.assertEqual(self.get("/news/trams/").status, 404)
        article = ArticleFactory(slug="trams")
        self.look_again()
        self.assertEqual(self.get("/news/trams/").status, 200)
        article.state = "archived"
        article.save()
        self.look_again()
        for _ in range(2):
            self.assertEqual(self.get("/news/trams/").status, 410)
        self.assertEqual(len(self.cache.store), 1)

    def test_an_old_address_leads_on_from_the_moment_of_the_change(self):
        article = ArticleFactory(slug="old")
        self.get("/news/old/")
        article.slug = "new"
        article.save()
        self.look_again()
        for _ in range(2):
            response = self.get("/news/old/")
            self.assertEqual((response.status, response.headers["location"]), (301, "/news/new/"))
        self.assertTrue(response.is_from_memory)


class ClockTests(TestCase):
    def test_the_clock_changes_pages_when_something_appears_or_expires(self):
        now = datetime(2026, 5, 4, 12, tzinfo=UTC)
        self.assertIsNone(next_change(now))
        ArticleFactory(expire_at=now + timedelta(hours=3))
        self.assertEqual(next_change(now), now + timedelta(hours=3))
        ConferenceFactory(publish_at=now + timedelta(hours=2))
        self.assertEqual(next_change(now), now + timedelta(hours=2))
        ArticleFactory(state="draft", publish_at=now + timedelta(hours=1))
        self.assertEqual(next_change(now), now + timedelta(hours=2))
        self.assertEqual(next_change(now + timedelta(hours=2)), now + timedelta(hours=3))

    def test_a_conference_is_over_at_midnight_where_it_takes_place(self):
        ConferenceFactory(starts_on="2026-05-03", ends_on="2026-05-04", timezone="America/Los_Angeles")
        self.assertEqual(next_change(datetime(2026, 5, 5, 1, tzinfo=UTC)), datetime(2026, 5, 5, 7, tzinfo=UTC))

    def test_the_calendar_marks_the_day_until_midnight(self):
        ConferenceFactory(timezone="America/Los_Angeles")
        self.assertEqual(next_change(datetime(2026, 5, 4, 12, tzinfo=UTC)), datetime(2026, 5, 4, 22, tzinfo=UTC))

    def test_registration_closes_at_the_end_of_its_last_day(self):
        ConferenceFactory(registration_closes_on="2026-05-04", timezone="America/Los_Angeles")
        self.assertEqual(next_change(datetime(2026, 5, 5, 1, tzinfo=UTC)), datetime(2026, 5, 5, 7, tzinfo=UTC))


class TriggerTests(TestCase):
    def test_every_table_of_content_has_its_trigger_and_no_other_table(self):
        call_command("migrate", verbosity=0)
        install_triggers()
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'note\\_%'")
            found = cursor.fetchall()
        events = ("insert", "update", "delete", "truncate")
        self.assertCountEqual(
            found, [(table, f"note_touched_{event}") for table in content_models() for event in events]
        )
        noted = {table for table, _name in found}
        self.assertGreaterEqual(
            noted, {"articles_article", "articles_article_authors", "taggit_taggeditem", "events_session"}
        )
        self.assertFalse([name for name in noted if name.startswith(("auth_", "django_"))])
