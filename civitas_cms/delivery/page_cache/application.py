"""The WSGI application that answers from memory what it can."""

import os
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

from civitas_cms.delivery.content_keys import reading
from civitas_cms.delivery.content_version import ContentVersion, ContentVersionPoller, poller

from .memory_store import Key, PageStores
from .negotiation import Encoding, best_encoding, is_not_modified
from .page import (
    SHARED_MAX_AGE_SECONDS,
    STALE_IF_ERROR_SECONDS,
    STALE_WHILE_REVALIDATE_SECONDS,
    Page,
    ask,
)
from .parameters import canonical_query, declared_parameters
from .redis_store import RedisPages

MAX_URL_LENGTH = 1_000  # characters of a path or a query: longer ones are nobody's links
STALE_GRACE_SECONDS = 0.3  # after a change, in which the former page is served while one thread renders the new one
RENDER_WAIT_SECONDS = 10  # seconds to wait for a page that another thread renders
OTHER_WORKER_WAIT_SECONDS = 2  # seconds to wait for a page that another worker renders
LOOK_INTERVAL_SECONDS = 0.02  # seconds between two looks for it
SHARED_CACHE_STATUS = "page-cache; hit; detail=shared"  # the Cache-Status of a page that another worker has left


def with_page_cache(application: WSGIApplication) -> WSGIApplication:
    """Return ``application`` with a page cache before it, or as it is where ``PAGE_CACHE_SIZE`` is 0."""
    if not settings.PAGE_CACHE_SIZE:
        return application
    shared = RedisPages(settings.CACHE_URL) if settings.CACHE_URL else None
    return PageCache(application, settings.PAGE_CACHE_SIZE, poller, shared)


class PageCache:
    """A WSGI application that answers from memory what it can, and asks ``application`` for the rest.

    ``capacity`` is in bytes, for each process; ``poller`` tells when pages have to be rendered anew; ``shared`` are the
    pages that workers share, if they do.
    """

    def __init__(
        self,
        application: WSGIApplication,
        capacity: int,
        poller: ContentVersionPoller,
        shared: RedisPages | None = None,
    ) -> None:
        self.application = application
        self.store = PageStores(capacity)
        self.shared = shared
        self.poller = poller
        self._parameters = lru_cache(maxsize=4_096)(declared_parameters)
        self._rendering: dict[Key, threading.Event] = {}  # set once the page is there
        self._rendering_lock = threading.Lock()
        self._https_header, self._https_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        #: Below which path the site is, as its operator says; what a request says otherwise is made up.
        self._script_name = settings.FORCE_SCRIPT_NAME or os.environ.get("SCRIPT_NAME", "")
        self._personal_cookies = [settings.SESSION_COOKIE_NAME, "messages"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        key = self.key(environ)
        if key is None:
            return self.application(environ, self._for_one_person(environ, start_response))
        content_version = self.poller.current()
        page = self.store.get(key)
        if page is not None and page.basis.holds_in(content_version):
            return self._send(page, environ, start_response)
        if content_version is None:
            return self._without_database(key, page, environ, start_response)
        return self._renew(key, page, content_version, environ, start_response)

    def key(self, environ: WSGIEnvironment) -> Key | None:
        """Return what the page is kept under, or None if the request is none of our business."""
        host, path, query = environ.get("HTTP_HOST"), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or not host
            or len(path) > MAX_URL_LENGTH
            or len(query) > MAX_URL_LENGTH
            or environ.get("CONTENT_LENGTH", "") not in ("", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
            or environ.get("SCRIPT_NAME", "") != self._script_name
            or self._is_personal(environ)
        ):
            return None
        parameters = self._parameters(path)
        if parameters is None:
            return None
        query = canonical_query(query, parameters) if query and parameters else ""
        return Key(self._is_secure(environ), host.lower(), path, query)

    def _is_personal(self, environ: WSGIEnvironment) -> bool:
        """Tell whether the visitor says who they are."""
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookies: str = environ.get("HTTP_COOKIE", "")
        return bool(cookies) and any(name in cookies for name in self._personal_cookies)

    def _for_one_person(self, environ: WSGIEnvironment, start_response: StartResponse) -> StartResponse:
        """Return ``start_response`` such that nobody keeps for others what those who are signed in get."""
        if not self._is_personal(environ):
            return start_response

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if not any(name.lower() == "cache-control" for name, _ in headers):
                headers = [*headers, ("Cache-Control", "private, no-cache")]
            return start_response(status, headers, *error)

        return start

    def _is_secure(self, environ: WSGIEnvironment) -> bool:
        """Tell what Django's ``request.is_secure()`` will."""
        value: str | None = environ.get(self._https_header) if self._https_header else None
        if value is not None:
            return value.split(",", 1)[0].strip() == self._https_value
        return bool(environ["wsgi.url_scheme"] == "https")

    def _is_own(self, key: Key, page: Page, environ: WSGIEnvironment) -> bool:
        """Tell whether it is one of the site's own pages, of which there are only so many.

        Whoever asks chooses the port, and the subdomain where all are allowed.
        """
        host, _, port = key.host.partition(":")
        return (
            page.is_found
            and not key.query
            and host in settings.ALLOWED_HOSTS
            and port in ("", environ.get("SERVER_PORT", ""))
        )

    def _renew(
        self,
        key: Key,
        former: Page | None,
        content_version: ContentVersion,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Render the page, unless another thread does: then wait for it, or just after a change send the former one."""
        with self._rendering_lock:
            ready = self._rendering.get(key)
            if ready is None:
                mine = self._rendering[key] = threading.Event()
        if ready is not None:
            if former is not None and self._is_just_over(former):
                return self._send_former(former, environ, start_response)
            ready.wait(RENDER_WAIT_SECONDS)
            page = self.store.get(key)
            if page and page.basis.is_of(content_version):
                return self._send(page, environ, start_response)
            return self._render(key, content_version, environ, start_response)
        try:
            page = self.store.get(key)
            if page is not None and page.basis.holds_in(content_version):
                # Whoever rendered it was done between our look and our claim.
                return self._send(page, environ, start_response)
            if self.shared is None or key.query:
                return self._render(key, content_version, environ, start_response)
            return self._renew_with_others(self.shared, key, former, content_version, environ, start_response)
        finally:
            with self._rendering_lock:
                del self._rendering[key]
            mine.set()

    def _renew_with_others(
        self,
        shared: RedisPages,
        key: Key,
        former: Page | None,
        content_version: ContentVersion,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Take the page from another worker, or render it for all of them."""
        deadline = time.monotonic() + OTHER_WORKER_WAIT_SECONDS
        while True:
            if page := self._from_others(shared, key, content_version, environ):
                return self._send(page, environ, start_response, status=SHARED_CACHE_STATUS)
            if shared.claim(key):
                break
            if former is not None and self._is_just_over(former):
                return self._send_former(former, environ, start_response)
            if time.monotonic() > deadline:
                return self._render(key, content_version, environ, start_response)
            time.sleep(LOOK_INTERVAL_SECONDS)
        try:
            # Whoever rendered it may have left it, and been done, between our look and our claim.
            if page := self._from_others(shared, key, content_version, environ):
                return self._send(page, environ, start_response, status=SHARED_CACHE_STATUS)
            return self._render(key, content_version, environ, start_response)
        finally:
            shared.release(key)

    def _from_others(
        self, shared: RedisPages, key: Key, content_version: ContentVersion, environ: WSGIEnvironment
    ) -> Page | None:
        """Return the page as another worker has left it, and keep it; None if there is none of this version."""
        found = shared.get(key)
        if found and found.position.highest > content_version.position.highest:
            content_version = self.poller.look() or content_version  # the other worker has seen changes before us
        if not found or not found.is_fresh(self.poller):
            return None
        page = found.as_page(content_version)
        self.store.put(key, page, is_own=self._is_own(key, page, environ))
        return page

    def _render(
        self, key: Key, content_version: ContentVersion, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask the application for the page, keep it if it may be kept, and send it."""
        with reading() as noted:
            answer = ask(self.application, self._as_anybody(environ, key))
        if answer.may_be_kept:
            keys = noted.keys
            rendered = Page(answer, content_version, keys)
            self._keep(key, rendered, keys, environ)
            return self._send(rendered, environ, start_response, status="page-cache; fwd=miss; stored")
        if answer.status.startswith("5"):
            in_trouble = answer.status.startswith("503") or self.poller.look() is None
            if in_trouble and (page := self._last_known(key, self.store.get(key))):
                return self._send_stale(page, environ, start_response)
        else:
            self.store.discard(key)
        if answer.status.startswith("200"):
            # It is different for different people after all: show the application all that the visitor sent.
            return self.application(environ, start_response)
        start_response(answer.status, answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _keep(self, key: Key, page: Page, keys: Collection[str], environ: WSGIEnvironment) -> None:
        is_own = self._is_own(key, page, environ)
        if is_own and self.shared is not None:
            self.shared.put(key, page, keys)
        self.store.put(key, page, is_own=is_own)

    def _without_database(
        self, key: Key, page: Page | None, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        page = self._last_known(key, page)
        if page is None:
            return self.application(environ, start_response)
        return self._send_stale(page, environ, start_response)

    def _last_known(self, key: Key, page: Page | None) -> Page | None:
        """Return ``page``, or where we have none what another worker has left, if it is not too old to be shown."""
        if page is None and self.shared is not None and not key.query and (found := self.shared.get(key)):
            page = found.as_page(None)
        return page if page is not None and time.time() <= page.rendered + STALE_IF_ERROR_SECONDS else None

    def _as_anybody(self, environ: WSGIEnvironment, key: Key) -> WSGIEnvironment:
        """Return the request without anything that the page is not kept under."""
        anybody = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        if self._https_header in environ:
            anybody[self._https_header] = environ[self._https_header]
        return anybody | {"REQUEST_METHOD": "GET", "HTTP_HOST": key.host, "QUERY_STRING": key.query}

    @staticmethod
    def _is_just_over(page: Page) -> bool:
        """Tell whether a change that may have touched the page was noticed only just now."""
        former = page.basis.content_version
        superseded = former.superseded if former else None
        return superseded is not None and time.monotonic() < superseded + STALE_GRACE_SECONDS

    def _send_former(self, page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send a page that is being rendered anew; nobody else keeps it."""
        return self._send(page, environ, start_response, headers={"Cache-Control": "public, max-age=0, s-maxage=0"})

    def _send_stale(self, page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send a page of which we cannot know whether it is still right."""
        age = max(0, int(time.time() - page.rendered))
        headers = {
            "Cache-Control": f"public, max-age=0, s-maxage=1, stale-if-error={STALE_IF_ERROR_SECONDS}",
            "Cache-Status": "page-cache; hit; ttl=0; detail=stale",
        }
        more = [("Age", str(age)), ("Warning", '111 - "Revalidation Failed"')]
        return self._send(page, environ, start_response, headers=headers, more=more)

    def _send(
        self,
        page: Page,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        status: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Sequence[tuple[str, str]] = (),
    ) -> Iterable[bytes]:
        """Send the page, or 304 if the visitor has it. ``headers`` replace, ``more`` are added to, the page's own."""
        encoding = self._encoding(page, environ)
        headers = headers or self._cache_headers(page)
        if status:
            headers = {**headers, "Cache-Status": status}
        is_known = page.is_found and is_not_modified(environ, page.etag(encoding), page.last_modified)
        # What the visitor has already need not be made.
        variant = page.variant(page.stored_encoding if is_known else encoding)
        sent = variant.not_modified_headers if is_known else variant.headers
        if is_known and variant.etag != page.etag(encoding):
            headers = {**headers, "ETag": page.etag(encoding)}
        sent = [(name, headers.get(name, value)) for name, value in sent] if headers else list(sent)
        sent.extend(more)
        if is_known:
            start_response("304 Not Modified", sent)
            return []
        start_response(page.status, sent)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    @staticmethod
    def _encoding(page: Page, environ: WSGIEnvironment) -> Encoding:
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        return best_encoding(accepted) if accepted and page.compressible and len(accepted) < 200 else "identity"

    def _cache_headers(self, page: Page) -> Mapping[str, str]:
        """Return the headers of a page that others may keep for another time than usual.

        If they are told of changes, that is until the clock changes pages; otherwise never for longer than until then.
        What was rendered while it changed they are not to keep: they may have been told already.
        """
        left = max(0, int((page.basis.content_version.ends if page.basis.content_version else 0) - time.time()))
        if settings.PURGE_URL:
            if not page.basis.holds_in(self.poller.current()):
                left = 0
            value = f"public, max-age=0, s-maxage={left}, stale-if-error={STALE_IF_ERROR_SECONDS}"
            return {"Cache-Control": value}
        if left > SHARED_MAX_AGE_SECONDS + STALE_WHILE_REVALIDATE_SECONDS:
            return {}
        return {"Cache-Control": f"public, max-age=0, s-maxage={min(SHARED_MAX_AGE_SECONDS, left)}"}
