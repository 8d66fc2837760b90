"""What browsers and networks are told: tags, encodings, conditions."""

import gzip

import brotli
from django.test import SimpleTestCase

from civitas_cms.delivery.page_cache.negotiation import best_encoding
from civitas_cms.delivery.page_cache.parameters import canonical_query
from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory, ConferenceFactory, TagFactory


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

    def test_feeds_site_maps_and_calendars_answer_304_without_a_query(self):
        ArticleFactory(slug="trams", tags=[TagFactory(slug="mobility")])
        ConferenceFactory(slug="forum")
        for path in (
            "/news/feed/",
            "/news/feed.rss",
            "/tags/mobility/feed.atom",
            "/events/forum/feed.rss",
            "/events/calendar.ics",
            "/events/forum.ics",
            "/sitemap.xml",
            "/sitemap-news.xml",
            "/robots.txt",
            "/manifest.webmanifest",
        ):
            first = self.get(path)
            self.assertEqual(first.status, 200, path)
            conditions = [{"if_none_match": first.headers["etag"]}]
            if "last-modified" in first.headers:
                conditions += [{"if_modified_since": first.headers["last-modified"]}]
                conditions += [{"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"}]
            for condition in conditions:
                with self.subTest(path, **condition), self.assertNumQueries(0):
                    self.assertEqual(self.get(path, **condition).status, 304)
            self.assertEqual(self.get(path, if_modified_since="yesterday").status, 200)
        self.assertIn("last-modified", self.get("/news/feed/").headers)
        before = "Sat, 01 Jan 2000 00:00:00 GMT"
        self.assertEqual(self.get("/news/feed/", if_modified_since=before).status, 200)

    def test_who_asks_for_what_is_not_there_never_has_it_already(self):
        missing = self.get("/news/unknown/")
        tag = missing.headers["etag"]
        for _ in range(2):
            self.assertEqual(self.get("/news/unknown/", if_none_match=tag).status, 404)
            self.assertEqual(self.get("/news/unknown/", if_none_match="*").status, 404)

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
        self.assertEqual(canonical_query("tag=b&tag=a&q=", frozenset({"tag", "q"})), "tag=a")
        self.assertEqual(canonical_query("q=Br\xc3\xbcssel", frozenset({"q"})), "q=Br%C3%BCssel")
