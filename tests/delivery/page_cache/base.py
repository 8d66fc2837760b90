"""What the tests of the page cache share."""

import io

from django.core.handlers.wsgi import WSGIHandler
from django.test import TransactionTestCase

from civitas_cms.delivery.content_version import ContentVersionPoller
from civitas_cms.delivery.page_cache import PageCache

BIG = 10_000_000  # bytes: room for everything


class Response:
    """What a visitor got: ``status``, ``headers`` (names in lower case) and ``body``."""

    def __init__(self, application, path, query="", method="GET", environ=None, **headers):
        asked = {
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
        chunks = application(asked | (environ or {}), self.start)
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

    def worker(self, capacity=BIG, shared=None):
        """Return the cache of a further worker process."""

        def application(environ, start_response):
            self.rendered += 1
            return self.django(environ, start_response)

        cache = PageCache(application, capacity, ContentVersionPoller(), shared)
        self.addCleanup(cache.poller.close)
        return cache

    def look_again(self):
        """Let the cache find out about changes now."""
        self.cache.poller.look()
