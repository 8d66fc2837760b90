"""No page for the wrong person, host, language or query."""

from datetime import date

from django.core.handlers.wsgi import WSGIHandler
from django.test import TestCase, override_settings

from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory, ConferenceFactory, UserFactory


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

    def test_posts_and_views_that_declare_nothing_are_not_kept(self):
        UserFactory(username="somebody")
        for path, options in {
            "/news/": {"method": "POST"},
            "/news/trams/": {"method": "OPTIONS"},
            "/nothing/here/": {},
            "/healthz/": {},
            "/admin/login/": {},
            "/media/unknown.png": {},
            "/": {"authorization": "Basic abc"},
        }.items():
            with self.subTest(path):
                self.get(path, **options)
                self.assertEqual(len(self.cache.store), 0)

    def test_errors_of_ours_are_not_kept(self):
        for status in ("500 Internal Server Error", "503 Service Unavailable", "400 Bad Request", "302 Found"):

            def wrong(environ, start_response, status=status):
                start_response(status, [("Content-Type", "text/html")])
                return [b"wrong"]

            self.django = wrong
            with self.subTest(status):
                self.assertEqual(self.get("/news/").status, int(status[:3]))
                self.assertEqual(len(self.cache.store), 0)

    def test_nobody_else_may_keep_what_those_get_who_are_signed_in(self):
        self.assertEqual(self.get("/news/", cookie="sessionid=abc").headers["cache-control"], "private, no-cache")
        self.assertEqual(self.get("/news/", authorization="Basic abc").headers["cache-control"], "private, no-cache")
        self.assertIn("no-store", self.get("/admin/login/", cookie="sessionid=abc").headers["cache-control"])

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
    def test_a_request_that_says_where_the_site_is_puts_no_page_at_the_address_of_another(self):
        article = ArticleFactory(slug="report")
        for environ in (
            {"SCRIPT_NAME": "/news", "PATH_INFO": "/report/"},
            {"SCRIPT_NAME": "/news/report", "PATH_INFO": "/"},
        ):
            self.get("/", environ=environ)
            response = self.get("/news/report/")
            self.assertEqual(response.status, 200)
            self.assertIn(article.title.encode(), response.body)

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


class ParameterTests(TestCase):
    def test_without_the_cache_too_a_view_sees_the_parameters_that_it_declares_and_no_others(self):
        response = self.client.get("/events/?utm_source=x&period=past")
        self.assertEqual(response.context_data["view"].request.GET.dict(), {"period": "past"})
        self.assertEqual(self.client.get("/?page=2").context_data["view"].request.GET.dict(), {})
