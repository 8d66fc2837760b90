"""Whatever strangers send: a right answer and a clear page, never an error of ours."""

import tempfile

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import TestCase, TransactionTestCase, override_settings
from django.urls import get_resolver, resolve

from articles.models import Quote
from civitas_cms.delivery.content_version import ContentVersionPoller
from civitas_cms.delivery.page_cache import PageCache
from civitas_cms.delivery.page_cache.parameters import declared_parameters
from civitas_cms.library.models import Picture
from civitas_cms.pages.models import SiteSettings
from events.models import Room, Session, Track
from tests.delivery.page_cache.base import BIG, Response
from tests.everything import make_everything
from tests.gunicorn import Gunicorn

#: Where each public route has something to show (see ``make_everything``).
ADDRESSES = {
    "home": "/",
    "health": "/healthz/",
    "robots": "/robots.txt",
    "sitemap-index": "/sitemap.xml",
    "sitemap": "/sitemap-news.xml",
    "oembed": "/oembed/",
    "manifest": "/manifest.webmanifest",
    "security": "/.well-known/security.txt",
    "share-site": "/share/site.jpg",
    "share-article": "/share/article/report.jpg",
    "share-conference": "/share/conference/forum.jpg",
    "share-page": "/share/page/about.jpg",
    "share-quote": "/share/quote/{quote}.jpg",
    "share-session": "/share/session/{session}.jpg",
    "media": "/media/{picture}",
    "search": "/search/",
    "search-suggestions": "/search/suggestions/",
    "article-list": "/news/",
    "article-atom": "/news/feed/",
    "article-rss": "/news/feed.rss",
    "article": "/news/report/",
    "article-bib": "/news/report/cite.bib",
    "article-ris": "/news/report/cite.ris",
    "article-json": "/news/report/cite.json",
    "quote-list": "/quotes/",
    "quote": "/quotes/{quote}/",
    "quote-bib": "/quotes/{quote}/cite.bib",
    "quote-ris": "/quotes/{quote}/cite.ris",
    "quote-json": "/quotes/{quote}/cite.json",
    "tag-list": "/tags/",
    "tag": "/tags/mobility/",
    "tag-atom": "/tags/mobility/feed.atom",
    "tag-rss": "/tags/mobility/feed.rss",
    "project-atom": "/projects/upper/feed.atom",
    "project-rss": "/projects/upper/feed.rss",
    "conference-atom": "/events/forum/feed.atom",
    "conference-rss": "/events/forum/feed.rss",
    "article-json-feed": "/news/feed.json",
    "tag-json-feed": "/tags/mobility/feed.json",
    "project-json-feed": "/projects/upper/feed.json",
    "conference-json-feed": "/events/forum/feed.json",
    "speaker-json-feed": "/people/ana/feed.json",
    "speaker-atom": "/people/ana/feed.atom",
    "speaker-rss": "/people/ana/feed.rss",
    "speaker-calendar": "/people/ana.ics",
    "project-calendar": "/projects/upper.ics",
    "conference-list": "/events/",
    "calendar": "/events/calendar.ics",
    "calendar-now": "/events/calendar/",
    "calendar-month": "/events/calendar/2040/6/",
    "conference-calendar": "/events/forum.ics",
    "conference-calendars": "/events/forum/programme/calendars/",
    "day-calendar": "/events/forum/programme/2040-06-12.ics",
    "programme-print": "/events/forum/programme/print/",
    "track-colours": "/events/forum/programme/tracks.css",
    "programme-changes": "/events/forum/programme/changes/",
    "programme-changes-atom": "/events/forum/programme/changes.atom",
    "programme-changes-rss": "/events/forum/programme/changes.rss",
    "programme-changes-json-feed": "/events/forum/programme/changes.json",
    "chosen-calendar": "/events/forum/programme/chosen.ics",
    "room-calendar": "/events/forum/rooms/{room}.ics",
    "track-calendar": "/events/forum/tracks/{track}.ics",
    "conference-schedule-json": "/events/forum/schedule.json",
    "conference-schedule-xml": "/events/forum/schedule.xml",
    "conference": "/events/forum/",
    "conference-people": "/events/forum/programme/people/",
    "day": "/events/forum/programme/2040-06-12/",
    "my-programme": "/events/forum/my-programme/",
    "session": "/events/forum/opening/",
    "session-calendar": "/events/forum/opening.ics",
    "speaker-list": "/people/",
    "speaker": "/people/ana/",
    "project-list": "/projects/",
    "project": "/projects/upper/",
    "organisation-list": "/organisations/",
    "place-list": "/places/",
    "country-calendar": "/places/be.ics",
    "city-calendar": "/places/be/ghent.ics",
    "tag-calendar": "/tags/mobility.ics",
    "country": "/places/be/",
    "city": "/places/be/ghent/",
    "organisation": "/organisations/ghent/",
    "page": "/about/",
}
NOT_PUBLIC = {
    "styleguide",  # only people who work on the site see it
    "share-link",  # answers nobody without a link's signature: tests/publishing/test_share_links.py
}


def raw(text):
    """Return ``text`` as WSGI shows bytes that are not percent-encoded."""
    return text.encode().decode("latin-1")


#: As they stand in the address: bytes of a query that nobody should send.
VALUES = [
    *("", "-1", "0", "999999", "9" * 30, "abc", "1e9", "1.0", "NaN", raw("٣"), "%D9%A3", raw("²")),
    *("%00", "\x00", "\x07\x1f%7f", "%0d%0aSet-Cookie:%20a=b", "%ff%fe", "\xff", "%zz", "%", "%c0%af", "%ed%a0%80"),
    *("'", "%27%20OR%201=1--", "../../etc/passwd", "%3Cscript%3E", "%F0%9F%9A%8B", "a" * 10_000, "%00" * 3_000),
]
METHODS = ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO", ""]
TAILS = ["\x00", "\xff", "../", "//", ".", "\\", "?", "a" * 3_000]
HEADERS = {
    "if_none_match": ['"a", W/"b"', 'W/"', '"' * 5_000, "\x00", ",,,", '"\xff"'],
    "if_modified_since": ["x", "Fri, 31 Feb 2099 25:61:61 GMT", "-1", "9" * 500, "Thu, 01 Jan 99999999 00:00:00 GMT"],
    "range": ["bytes=0-0", "bytes=5-1", "bytes=-", "lines=1", "bytes=" + "0-1," * 2_000],
    "accept_encoding": ["br;q=x", "\xff", "*;q=2", "gzip;q=-1,;;;", "gzip" * 999],
    "accept_language": ["\xff" * 300, "x" * 5_000],
    "cookie": ["a" * 20_000, "sessionid=\x00", "sessionid=" + "a" * 9_000, "csrftoken=\xff", "messages=x", "=;=;="],
    "authorization": ["Basic \xff", "x" * 9_000],
    "referer": ["\xff\x00"],
    "user_agent": ["\x00" * 9_000],
    "x_forwarded_host": ["elsewhere.example"],
    "x_forwarded_proto": ["gopher", "https,http"],
}
HOSTS = ["", "a b", "localhost:x", "elsewhere.example", "localhost@elsewhere.example", "localhost/", "[::1", "\x00"]
HOSTS += ["\xff", "localhost,elsewhere.example", "a" * 5_000, "localhost.elsewhere.example", "localhost:80:80"]


class BadInput:
    """``self.application`` is asked; ``self.addresses`` are where it has something to show."""

    def make_site(self):
        make_everything()
        SiteSettings.objects.update_or_create(defaults={"contact_email": "press@site.example"})
        names = {"quote": Quote.objects.first().pk, "picture": Picture.objects.first().image.name}
        names |= {"room": Room.objects.first().pk, "track": Track.objects.first().pk}
        names["session"] = Session.objects.get(slug="opening").pk
        self.addresses = {name: address.format(**names) for name, address in ADDRESSES.items()}

    def ask(self, expected, address, query="", **options):
        """Ask, and check that the status is one of ``expected``, and that the page says something."""
        response = Response(self.application, address, query, **options)
        about = {"address": address[:60], "query": query[:60], **{name: str(v)[:60] for name, v in options.items()}}
        with self.subTest(**about):
            self.assertIn(response.status, expected)
            if options.get("method") != "HEAD" and response.status not in (206, 301, 304):
                self.assertGreater(len(response.body), 2)
            self.assertNotIn("a=b", response.headers.get("set-cookie", ""))
        return response

    def ask_with_header(self, name, address, header, value):
        expected = {404} if name == "oembed" else {200}
        self.ask(expected | ({206, 416} if header == "range" else set()), address, **{header: value})


class BadInputTestCase(BadInput, TestCase):
    """Django alone, for there would be nothing to see of what the page cache leaves out."""

    @classmethod
    def setUpTestData(cls):
        cls.make_site(cls)

    def setUp(self):
        for signal in (request_started, request_finished):  # as Django's own test client does
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)
        self.application = WSGIHandler()


class QueryTests(BadInputTestCase):
    def test_the_list_of_public_routes_is_complete(self):
        routes = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
        self.assertEqual(set(ADDRESSES), routes - NOT_PUBLIC)
        for name, address in self.addresses.items():
            self.assertEqual(resolve(address).url_name, name)
            if name != "oembed":
                self.ask({200}, address)

    def test_any_value_of_any_parameter_gets_a_right_answer(self):
        for address in self.addresses.values():
            for parameter in [*(declared_parameters(address) or ()), "unknown"]:
                for value in VALUES if parameter != "unknown" else VALUES[-2:]:
                    expected = {200, 400, 404, 501} if parameter != "unknown" else {200}
                    self.ask(expected | {404} if address == "/oembed/" else expected, address, f"{parameter}={value}")

    def test_a_page_that_a_list_does_not_have_is_not_found(self):
        lists = [address for address in self.addresses.values() if "page" in (declared_parameters(address) or ())]
        self.assertGreaterEqual(len(lists), 6)
        for address in lists:
            for value in ("-1", "0", "999999", "9" * 30, "abc", "1e9", "%00", "a" * 500):
                self.ask({404}, address, f"q=a&page={value}" if address == "/search/" else f"page={value}")

    def test_values_of_filters_that_do_not_exist_are_not_found(self):
        for address, query in (
            ("/events/", "period=never"),
            ("/quotes/", "speaker=nobody"),
            ("/quotes/", "project=%00"),
            ("/people/", "letter=%00"),
            ("/people/", "letter=ab"),
            ("/people/", "q=%00"),
            ("/people/", "project=nothing"),
            ("/organisations/", "place=zz"),
            ("/organisations/", "place=be-nowhere"),
            ("/places/zz/", ""),
            ("/places/be/nowhere/", ""),
            ("/search/", "q=a&kind=nonsense"),
            ("/search/", "q=a&year=20x6"),
            ("/sitemap-news.xml", "p=99"),
            ("/sitemap-unknown.xml", ""),
        ):
            self.ask({404}, address, query)

    def test_a_query_that_is_too_long_is_refused_by_the_search_and_ignored_elsewhere(self):
        self.ask({400}, "/search/", "q=" + "a" * 10_000)
        self.ask({200}, "/news/", "a" * 10_000)
        self.ask({200}, "/news/", "&".join(f"a{number}=b" for number in range(900)))
        self.ask({200, 400}, "/news/", "&".join(f"a{number}=b" for number in range(2_000)))


class AddressTests(BadInputTestCase):
    def test_what_comes_after_an_address_leads_nowhere(self):
        for address in self.addresses.values():
            for tail in TAILS:
                self.ask({301, 400, 404}, address + tail)  # 301: what is a word of a path may lack its last slash

    def test_slashes_and_dots_lead_nowhere(self):
        for address in ("//", "//news/", "/news//", "///elsewhere.example/", "/./news/", "/../news/", "/news/../"):
            response = self.ask({301, 404}, address)
            self.assertNotIn("//", response.headers.get("location", ""))
        for address in ("/media/../settings.py", "/media//etc/passwd", "/media/..\\x", "/media/\x00", "/static/../x"):
            self.ask({400, 404}, address)

    def test_numbers_that_the_database_does_not_have_are_not_found(self):
        for address in ("/quotes/0/", f"/quotes/{'9' * 30}/", f"/share/quote/{'9' * 30}.jpg", raw("/quotes/٣/")):
            self.ask({404}, address)

    def test_an_address_without_its_last_slash_leads_on_within_the_site(self):
        self.assertEqual(self.ask({301}, "/news").headers["location"], "/news/")
        self.ask({404}, "//elsewhere.example")


class RequestTests(BadInputTestCase):
    def test_other_methods_than_reading_are_not_allowed(self):
        for name, address in self.addresses.items():
            for method in METHODS:
                response = self.ask({405}, address, method=method)
                self.assertEqual(response.headers["allow"], "GET, HEAD", name)
            self.ask({200, 404}, address, method="HEAD")

    def test_hosts_that_are_not_ours_are_refused(self):
        self.enterContext(self.assertLogs("django.security.DisallowedHost"))
        for host in HOSTS:
            self.ask({400}, "/", host=host)
        for address in self.addresses.values():
            self.ask({400}, address, host="elsewhere.example")
            self.ask({200, 400, 404}, address, host="localhost:99999")

    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_a_redirect_never_leads_to_another_host(self):
        self.application = WSGIHandler()
        for path in ("//elsewhere.example/", "/\\elsewhere.example", "/news/\r\nLocation: https://elsewhere.example/"):
            response = self.ask({301, 404}, path)
            if response.status == 301:
                self.assertRegex(response.headers["location"], r"^https://localhost/[^\r\n]*$")


class PageCacheTests(BadInput, TransactionTestCase):
    def test_headers_of_any_kind_change_nothing(self):
        self.make_site()
        self.application = PageCache(WSGIHandler(), BIG, ContentVersionPoller())
        self.addCleanup(self.application.poller.close)
        for name, address in self.addresses.items():
            for header, values in HEADERS.items():
                for value in values if header not in ("cookie", "authorization") else values[:1]:
                    self.ask_with_header(name, address, header, value)


class GunicornTests(TransactionTestCase):
    """The same through the real server, which answers some of it itself."""

    def test_the_server_gives_right_answers_too(self):
        make_everything()
        folder = tempfile.TemporaryDirectory(prefix="gunicorn-")
        self.addCleanup(folder.cleanup)
        threads = ["--worker-class=gthread", "--threads=4"]
        server = Gunicorn("civitas_cms.wsgi", folder.name, *threads, "--log-level=critical")
        self.addCleanup(server.close)
        end = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        head = b"GET /news/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for request, expected in {
            b"GET /news/" + end: {200},
            b"HEAD /news/" + end: {200},
            b"GET /news/?page=%00%ff%zz" + end: {404},
            b"GET /news/?x=" + b"a" * 3_000 + end: {200},
            b"GET /news/?x=" + b"a" * 10_000 + end: {414, 400},
            b"GET /" + b"a" * 10_000 + b"/" + end: {414, 400},
            b"GET /news/\xff" + end: {400, 404},
            b"GET /news/%00/" + end: {404},
            b"GET /%" + end: {404},
            b"GET /\x00" + end: {400, 404},
            b"GET //news/" + end: {404},
            b"GET /news/../admin/" + end: {404, 400},
            b"GET http://elsewhere.example/news/" + end: {200, 400, 404},
            b"GET *" + end: {400, 404},
            b"GET news/" + end: {400, 404},
            b"OPTIONS *" + end: {400, 404, 405},
            b"CONNECT elsewhere.example:80" + end: {400, 404, 405},
            b"PROPFIND /news/" + end: {405},
            b"TRACE /news/" + end: {405},
            b"get /news/" + end: {400, 405},
            b"F@O /news/" + end: {400, 405},
            b"PUT /news/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc": {405},
            b"GET /news/ HTTP/9.9\r\nHost: localhost\r\n\r\n": {400, 505},
            b"GET /news/ HTTP/1.1\r\nConnection: close\r\n\r\n": {400},
            b"GET /news/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n": {400},
            b"GET /news/ HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n": {400},
            head + b"Cookie: " + b"a" * 20_000 + b"\r\n\r\n": {400, 431},
            head + b"".join(b"X-%d: a\r\n" % number for number in range(500)) + b"\r\n": {400, 431},
            head + b"No colon\r\n\r\n": {400},
            head + b"X: \x00\r\n\r\n": {400},
            head + b"If-None-Match: " + b'"a",' * 1_500 + b"\r\n\r\n": {200},
            head + b"Range: bytes=0-1,5-2\r\n\r\n": {200},
            head + b"Content-Length: -1\r\n\r\n": {400},
            head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": {400},
            head + b"Transfer-Encoding: nonsense\r\n\r\n": {400, 501},
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n": {400},
            b"\r\n\r\n\r\n\r\n": {0, 400},
        }.items():
            with self.subTest(request[:70]):
                status, answer = server.send(request)
                self.assertIn(status, expected)
                self.assertNotIn(b"Traceback", answer)
        self.assertEqual(server.send(b"GET /" + end)[0], 200)
        for header in (b"SCRIPT_NAME: /news", b"Script-Name: /news", b"PATH_INFO: /", b"X-Forwarded-Ssl: on"):
            with self.subTest(header):  # what a client or a careless proxy may send puts no page in another's place
                address = b"GET /events/?" + header.split(b":")[0]
                server.send(address + b" HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\nConnection: close\r\n\r\n")
                status, answer = server.send(b"GET /events/" + end)
                self.assertEqual(status, 200)
                self.assertIn(b"<h1>Events", answer)
