"""The page cache, driven as a server drives it."""

import gzip
import io
import threading
import time
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from unittest import mock

import brotli
import psycopg2
import time_machine
from django.contrib.sessions.models import Session as SignedInSession
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from articles.models import Article
from civitas_cms.publishing import page_cache
from civitas_cms.publishing.generation import GenerationWatch, content_tables, install_triggers, next_change
from civitas_cms.publishing.page_cache import PageCache, best_encoding, canonical_query
from events.models import Speaker
from tests.factories import ArticleFactory, ConferenceFactory, SpeakerFactory, TagFactory, UserFactory

BIG = 10_000_000  # bytes: room for everything


class Response:
    """What a visitor got: ``status``, ``headers`` (names in lower case) and ``body``."""

    def __init__(self, application, path, query="", method="GET", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        chunks = application(environ, self.start)
        self.body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()

    def start(self, status, headers, error=None):
        self.status = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def is_from_memory(self):
        return "hit" in self.headers.get("cache-status", "")


class CacheTestCase(TransactionTestCase):
    """``self.get(path)`` asks the cache; ``self.rendered`` counts what the application was asked."""

    capacity = BIG

    def setUp(self):
        super().setUp()
        self.rendered = 0
        self.django = WSGIHandler()
        self.cache = self.worker(self.capacity)
        self.get = lambda path, query="", **options: Response(self.cache, path, query, **options)

    def worker(self, capacity=BIG):
        """Return the cache of a further worker process."""

        def application(environ, start_response):
            self.rendered += 1
            return self.django(environ, start_response)

        cache = PageCache(application, capacity, GenerationWatch())
        self.addCleanup(cache.watch.close)
        return cache

    def look_again(self):
        """Let the cache find out about changes now."""
        self.cache.watch.look()


class FreshnessTests(CacheTestCase):
    def test_a_page_is_rendered_once(self):
        for _ in range(3):
            self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.rendered, 1)

    def assert_seen_within_a_second(self, worker, path, words):
        deadline = time.monotonic() + 1
        while words not in Response(worker, path).body.decode():
            self.assertLess(time.monotonic(), deadline, f"{words} not seen within a second")
            time.sleep(0.02)

    def test_a_change_is_seen_within_a_second_by_every_worker(self):
        article = ArticleFactory(title="Before")
        other = self.worker()
        for worker in (self.cache, other):
            self.assertIn("Before", Response(worker, "/news/").body.decode())
        Article.objects.filter(pk=article.pk).update(title="Afterwards")  # no signal is sent by that
        for worker in (self.cache, other):
            self.assert_seen_within_a_second(worker, "/news/", "Afterwards")

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

    def test_what_is_not_committed_changes_nothing_and_what_is_rolled_back_neither(self):
        self.get("/news/")
        generation = self.cache.watch.look()
        with transaction.atomic():
            ArticleFactory()
            self.assertIs(self.cache.watch.look(), generation)
            transaction.set_rollback(True)
        self.assertIs(self.cache.watch.look(), generation)
        with transaction.atomic():
            ArticleFactory()
            with self.assertRaises(ValueError), transaction.atomic():
                ArticleFactory()
                raise ValueError
        self.assertIsNot(self.cache.watch.look(), generation)

    def test_a_rolled_back_savepoint_takes_no_later_change_with_it(self):
        generation = self.cache.watch.look()
        with transaction.atomic():
            with self.assertRaises(ValueError), transaction.atomic():
                ArticleFactory()
                raise ValueError
            ArticleFactory()
        self.assertIsNot(self.cache.watch.look(), generation)

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
        second = self.cache.watch.look()
        may_commit.set()
        slow.join()
        self.assertIsNot(self.cache.watch.look(), second)

    def test_notes_of_changes_do_not_pile_up(self):
        article = ArticleFactory()
        for _ in range(350):
            article.save()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM publishing_content_change")
            self.assertLess(cursor.fetchone()[0], 250)

    def test_signing_in_is_no_change_of_content(self):
        UserFactory()
        generation = self.cache.watch.look()
        self.client.force_login(UserFactory())
        self.assertTrue(SignedInSession.objects.exists())
        self.assertIs(self.cache.watch.look(), generation)

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

    def test_a_withdrawn_page_is_gone_and_forgotten(self):
        article = ArticleFactory(slug="withdrawn")
        self.get("/news/withdrawn/")
        article.state = "archived"
        article.save()
        self.look_again()
        self.assertEqual(self.get("/news/withdrawn/").status, 404)
        self.assertEqual(len(self.cache.store), 0)


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
        self.assertEqual(next_change(datetime(2026, 5, 4, 12, tzinfo=UTC)), datetime(2026, 5, 5, 7, tzinfo=UTC))

    def test_registration_closes_at_the_end_of_its_last_day(self):
        ConferenceFactory(registration_closes_on="2026-05-04")
        self.assertEqual(next_change(datetime(2026, 5, 4, 12, tzinfo=UTC)), datetime(2026, 5, 4, 22, tzinfo=UTC))


class TriggerTests(TestCase):
    def test_every_table_of_content_has_its_trigger_and_no_other_table(self):
        call_command("migrate", verbosity=0)
        install_triggers()
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_content_change'")
            noted = [name for (name,) in cursor.fetchall()]
        self.assertCountEqual(noted, content_tables())
        self.assertGreaterEqual(
            set(noted), {"articles_article", "articles_article_authors", "taggit_taggeditem", "events_session"}
        )
        self.assertFalse([name for name in noted if name.startswith(("auth_", "django_"))])


class WhoGetsWhatTests(CacheTestCase):
    def setUp(self):
        super().setUp()
        ArticleFactory(title="Trams return", slug="trams")

    def test_signed_in_visitors_are_answered_by_django(self):
        for _ in range(2):
            response = self.get("/news/", cookie="theme=dark; sessionid=abc")
            self.assertNotIn("cache-status", response.headers)
            self.assertNotIn("content-encoding", response.headers)
        self.assertEqual((self.rendered, len(self.cache.store)), (2, 0))

    def test_other_cookies_make_no_difference_and_never_reach_the_page(self):
        seen = []
        django = self.django
        self.django = lambda environ, start: seen.append(environ) or django(environ, start)
        self.get("/news/", cookie="theme=dark", referer="https://elsewhere.example/", accept_language="fr")
        self.assertEqual({name for name in seen[0] if name.startswith("HTTP_")}, {"HTTP_HOST"})
        self.assertTrue(self.get("/news/").is_from_memory)

    def test_posts_errors_and_views_that_declare_nothing_are_not_kept(self):
        UserFactory(username="somebody")
        for path, options in {
            "/news/": {"method": "POST"},
            "/news/trams/": {"method": "OPTIONS"},
            "/news/unknown/": {},
            "/nothing/here/": {},
            "/healthz/": {},
            "/admin/login/": {},
            "/media/unknown.png": {},
            "/events/": {"query": "period=unknown"},
            "/": {"authorization": "Basic abc"},
        }.items():
            refused = self.assertLogs("django.security.csrf") if options.get("method") == "POST" else nullcontext()
            with self.subTest(path), refused:
                self.get(path, **options)
                self.assertEqual(len(self.cache.store), 0)

    def test_an_answer_that_is_for_one_person_is_not_kept_and_sees_the_whole_request(self):
        for name, value in {
            "Set-Cookie": "a=b",
            "Vary": "Accept-Encoding, Cookie",
            "Cache-Control": "private",
            "Content-Security-Policy": "script-src 'nonce-abc'",
        }.items():

            def personal(environ, start_response, name=name, value=value):
                start_response("200 OK", [("Content-Type", "text/plain"), (name, value)])
                return [environ.get("HTTP_COOKIE", "nobody").encode()]

            self.django = personal
            with self.subTest(name):
                self.assertEqual(self.get("/news/", cookie="name=ana").body, b"name=ana")
                self.assertEqual(len(self.cache.store), 0)

    @override_settings(ALLOWED_HOSTS=["one.example", "two.example"])
    def test_hosts_and_schemes_are_apart(self):
        self.get("/news/", host="one.example")
        self.get("/news/", host="ONE.example")
        self.assertEqual(len(self.cache.store), 1)
        self.get("/news/", host="two.example")
        self.assertEqual(len(self.cache.store), 2)
        with self.assertLogs("django.security.DisallowedHost"):
            self.assertEqual(self.get("/news/", host="three.example").status, 400)
        self.assertEqual(len(self.cache.store), 2)

    @override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), SECURE_SSL_REDIRECT=True)
    def test_the_scheme_that_the_proxy_names_counts(self):
        self.django = WSGIHandler()
        self.cache = self.worker()
        self.assertEqual(self.get("/news/", x_forwarded_proto="https").status, 200)
        self.assertEqual(self.get("/news/", x_forwarded_proto="http").status, 301)
        self.assertEqual(self.get("/news/").status, 301)

    def test_unknown_parameters_share_one_entry_and_do_not_show(self):
        for number in range(50):
            response = self.get("/news/", f"utm_source={number}&page=1&x={number}")
            self.assertNotIn(b"utm_source", response.body)
        self.assertEqual((self.rendered, len(self.cache.store)), (1, 1))

    def test_known_parameters_are_apart(self):
        ArticleFactory.create_batch(21)
        first, second = self.get("/news/", "page=1"), self.get("/news/", "page=2")
        self.assertIn(b"Trams return", second.body)
        self.assertNotIn(b"Trams return", first.body)
        ConferenceFactory(title="Over", starts_on=date(2020, 1, 1))
        self.look_again()
        self.assertIn(b"page-cache; fwd=miss", self.get("/events/", "period=past").headers["cache-status"].encode())
        self.assertTrue(self.get("/events/", "a=b&period=past").is_from_memory)
        self.assertFalse(self.get("/events/").is_from_memory)

    def test_broken_addresses_and_queries_get_a_right_answer(self):
        for path, query, status in [
            ("/news/", "page=%00%ff%zz", 404),
            ("/news/", "page=-1", 404),
            ("/news/", "page=999999", 404),
            ("/news/", "%%%=&&&;=\x80", 200),
            ("/news/", "x=" + "a" * 10_000, 200),
            ("/news/\x00/", "", 404),
            ("/n\xe9ws/\xff/", "", 404),
            ("/" + "a" * 5_000 + "/", "", 404),
        ]:
            with self.subTest(path=path[:20], query=query[:20]):
                self.assertEqual(self.get(path, query).status, status)
        self.assertLessEqual(len(self.cache.store), 1)


class ParameterTests(TestCase):
    def test_without_the_cache_too_a_view_sees_the_parameters_that_it_declares_and_no_others(self):
        response = self.client.get("/events/?utm_source=x&period=past")
        self.assertEqual(response.context_data["view"].request.GET.dict(), {"period": "past"})
        self.assertEqual(self.client.get("/?page=2").context_data["view"].request.GET.dict(), {})


class BoundTests(CacheTestCase):
    capacity = 150_000

    def test_the_cache_stays_within_its_bound_and_drops_what_was_not_asked_for_the_longest(self):
        for number in range(40):
            ArticleFactory(slug=f"article-{number}")
        self.get("/news/article-0/")
        for number in range(40):
            self.get(f"/news/article-{number}/", accept_encoding="br")
            self.get(f"/news/article-{number}/", accept_encoding="gzip")
            self.assertLessEqual(self.cache.store.size, self.capacity)
            self.assertTrue(self.get("/news/article-0/").is_from_memory)
        self.assertLess(len(self.cache.store), 40)
        self.assertFalse(self.get("/news/article-1/").is_from_memory)

    def test_the_counted_size_is_what_the_pages_take(self):
        for path in ("/news/", "/events/", "/projects/"):
            for encoding in ("br", "gzip", "identity"):
                self.get(path, accept_encoding=encoding)
        self.assertEqual(self.cache.store.size, sum(page.size for page, _ in self.cache.store._pages.values()))
        for path in ("/news/", "/events/", "/projects/"):
            self.cache.store.discard(
                self.cache.key(
                    {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "PATH_INFO": path, "wsgi.url_scheme": "http"}
                )
            )
        self.assertEqual((self.cache.store.size, len(self.cache.store)), (0, 0))

    def test_a_page_that_is_too_large_is_sent_but_not_kept(self):
        def large(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"a" * self.capacity]

        self.django = large
        self.assertEqual(len(self.get("/news/").body), self.capacity)
        self.assertEqual(len(self.cache.store), 0)


class HttpTests(CacheTestCase):
    def test_each_encoding_decodes_to_the_same_page_under_its_own_tag(self):
        ArticleFactory.create_batch(3)
        plain = self.get("/news/")
        self.assertNotIn("content-encoding", plain.headers)
        compressed = self.get("/news/", accept_encoding="gzip, deflate, br")
        self.assertEqual(compressed.headers["content-encoding"], "br")
        self.assertEqual(brotli.decompress(compressed.body), plain.body)
        zipped = self.get("/news/", accept_encoding="gzip")
        self.assertEqual(gzip.decompress(zipped.body), plain.body)
        responses = [plain, compressed, zipped]
        self.assertEqual(len({response.headers["etag"] for response in responses}), 3)
        for response in responses:
            self.assertEqual(response.headers["vary"], "Accept-Encoding")
            self.assertEqual(int(response.headers["content-length"]), len(response.body))
            self.assertIn("content-security-policy", response.headers)
            self.assertIn("s-maxage=60, stale-while-revalidate=30, stale-if-error=", response.headers["cache-control"])
        self.assertEqual(self.rendered, 1)

    def test_who_has_the_page_gets_304_without_a_query(self):
        for encoding in ("", "gzip", "br"):
            tag = self.get("/news/", accept_encoding=encoding).headers["etag"]
            for wanted in (tag, f"W/{tag}", f'"other", {tag}', f'"a,b" ,W/"c",{tag},"d"', "*"):
                with self.subTest(encoding=encoding, wanted=wanted), self.assertNumQueries(0):
                    response = self.get("/news/", accept_encoding=encoding, if_none_match=wanted)
                    self.assertEqual((response.status, response.body), (304, b""))
                    self.assertEqual(response.headers["etag"], tag)
                    self.assertIn("cache-control", response.headers)
                    self.assertNotIn("content-length", response.headers)
            for wanted in ('"other"', tag.replace('"', ""), "", tag[:-1], f'{tag[:-1]}x"'):
                with self.subTest(encoding=encoding, wanted=wanted):
                    response = self.get("/news/", accept_encoding=encoding, if_none_match=wanted)
                    self.assertEqual(response.status, 200)

    def test_a_changed_page_has_another_tag_and_a_page_that_came_out_the_same_has_not(self):
        tag = self.get("/news/").headers["etag"]
        TagFactory()
        self.look_again()
        self.assertEqual(self.get("/news/", if_none_match=tag).status, 304)
        ArticleFactory()
        self.look_again()
        self.assertEqual(self.get("/news/", if_none_match=tag).status, 200)

    def test_HEAD_has_the_headers_of_GET_and_no_body(self):
        for _ in range(2):
            head = self.get("/news/", method="HEAD")
            self.assertEqual(head.body, b"")
        full = self.get("/news/")
        self.assertEqual(head.headers | {"cache-status": ""}, full.headers | {"cache-status": ""})
        self.assertEqual(self.rendered, 1)
        self.assertEqual(self.get("/news/unknown/", method="HEAD").body, b"")

    def test_what_a_calendar_says_of_itself_is_kept(self):
        ConferenceFactory(slug="forum")
        for _ in range(2):
            response = self.get("/events/forum.ics")
            self.assertEqual(response.headers["content-type"], "text/calendar; charset=utf-8")
            self.assertIn("forum.ics", response.headers["content-disposition"])
        self.assertTrue(response.is_from_memory)


class NegotiationTests(SimpleTestCase):
    def test_the_best_encoding_is_chosen(self):
        for accepted, encoding in {
            "gzip, deflate, br, zstd": "br",
            "gzip;q=1.0, br;q=0.5": "gzip",
            "br;q=0, gzip": "gzip",
            "*": "br",
            "*;q=0": "identity",
            "identity": "identity",
            "br;q=nonsense": "identity",
            "deflate": "identity",
            "GZIP": "gzip",
            "identity;q=0.5, br;q=0.1": "identity",
        }.items():
            self.assertEqual(best_encoding(accepted), encoding, accepted)

    def test_a_query_has_one_form(self):
        for query in ("q=a&page=2", "page=2&q=a", "x=1&page=2&y=2&q=a", "%70age=2&q=%61"):
            self.assertEqual(canonical_query(query, frozenset({"page", "q"})), "page=2&q=a")
        self.assertEqual(canonical_query("tag=b&tag=a", frozenset({"tag"})), "tag=b&tag=a")
        self.assertEqual(canonical_query("q=Br\xc3\xbcssel", frozenset({"q"})), "q=Br%C3%BCssel")


class StampedeTests(CacheTestCase):
    def at_once(self, number, **options):
        """Ask ``number`` times at once while rendering takes its time; return the responses."""
        django = self.django

        def slowly(environ, start_response):
            time.sleep(0.2)
            return django(environ, start_response)

        self.django = slowly
        responses = []

        def visit():
            responses.append(self.get("/news/", **options))
            connections.close_all()

        visitors = [threading.Thread(target=visit) for _ in range(number)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        self.django = django
        return responses

    def test_one_thread_renders_and_the_others_wait(self):
        responses = self.at_once(8)
        self.assertEqual([response.status for response in responses], [200] * 8)
        self.assertEqual(len({response.body for response in responses}), 1)
        self.assertEqual(self.rendered, 1)

    def test_just_after_a_change_the_others_get_the_former_page(self):
        self.get("/news/")
        ArticleFactory(title="Brand new")
        self.look_again()
        responses = self.at_once(8)
        self.assertEqual(self.rendered, 2)
        self.assertEqual(sum(b"Brand new" in response.body for response in responses), 1)

    def test_when_the_one_that_renders_fails_the_others_try_themselves(self):
        def broken(environ, start_response):
            raise OSError("broken")

        self.django = broken
        with self.assertRaises(OSError):
            self.get("/news/")
        self.django = WSGIHandler()
        self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.cache._rendering, {})


class DatabaseDownTests(CacheTestCase):
    def take_database_down(self):
        self.cache.watch.close()
        refused = mock.patch("psycopg2.connect", side_effect=psycopg2.OperationalError("connection refused"))
        self.connect = refused.start()
        self.addCleanup(refused.stop)

        def broken(environ, start_response):
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"broken"]

        self.django, django = broken, self.django

        def bring_back():
            refused.stop()
            self.django = django
            self.cache.watch.look()

        return bring_back

    def test_known_pages_are_served_marked_stale_until_it_is_back(self):
        ArticleFactory(title="Trams return")
        known = self.get("/news/")
        bring_back = self.take_database_down()
        stale = self.get("/news/")
        self.assertEqual((stale.status, stale.body), (200, known.body))
        self.assertIn("111", stale.headers["warning"])
        self.assertIn("stale", stale.headers["cache-status"])
        self.assertIn("age", stale.headers)
        self.assertIn("s-maxage=1,", stale.headers["cache-control"])
        self.assertEqual(self.get("/news/", if_none_match=known.headers["etag"]).status, 304)
        self.assertEqual(self.get("/events/").status, HTTPStatus.INTERNAL_SERVER_ERROR)
        bring_back()
        fresh = self.get("/news/")
        self.assertTrue(fresh.is_from_memory)
        self.assertNotIn("warning", fresh.headers)

    def test_it_is_not_asked_again_at_every_request(self):
        self.get("/news/")
        self.take_database_down()
        for _ in range(20):
            self.get("/news/")
        self.assertEqual(self.connect.call_count, 1)

    def test_a_page_that_fails_while_the_database_goes_down_is_served_stale(self):
        self.get("/news/")
        ArticleFactory()
        self.look_again()
        self.take_database_down()
        with mock.patch.object(self.cache.watch, "current", return_value=self.cache.watch._generation):
            self.assertIn("warning", self.get("/news/").headers)

    def test_an_error_of_ours_is_not_hidden_behind_an_old_page(self):
        self.get("/news/")
        ArticleFactory()
        self.look_again()

        def broken(environ, start_response):
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"broken"]

        self.django = broken
        self.assertEqual(self.get("/news/").status, 500)

    def test_a_connection_that_was_closed_meanwhile_is_opened_again(self):
        generation = self.cache.watch.look()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        self.assertIs(self.cache.watch.look(), generation)

    def test_the_last_known_page_is_not_served_for_ever(self):
        self.get("/news/")
        self.take_database_down()
        with time_machine.travel(timezone.now() + timedelta(seconds=page_cache.IF_ERROR + 60)):
            self.assertEqual(self.get("/news/").status, 500)


class SettingTests(SimpleTestCase):
    def test_the_cache_can_be_switched_off(self):
        application = object()
        with override_settings(PAGE_CACHE_SIZE=0):
            self.assertIs(page_cache.with_page_cache(application), application)
        with override_settings(PAGE_CACHE_SIZE=1_000):
            self.assertEqual(page_cache.with_page_cache(application).store.capacity, 1_000)
