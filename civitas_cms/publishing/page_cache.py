"""The page cache: finished public pages, answered before Django is entered.

It wraps the WSGI application. What it keeps is the same for everybody, because Django is shown nothing of the request
but what the page is kept under: whether it came by HTTPS, the host, the path, and the query parameters that the view
declares (``query_parameters``). No cookie, no other header, no other parameter reaches the view, so none can show in
the page. Views that declare nothing are left alone, and so is whoever is signed in.

A page is fresh for one generation of the content (see ``generation``). While the database does not answer, the last
known page is served, marked stale.

Compression is safe against BREACH: a kept page holds no secret, and only kept pages are compressed.
"""

import gzip
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import brotli
from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.urls import Resolver404, resolve

from .generation import GenerationWatch, watch

SHARED = 60  # seconds for which a content delivery network may keep a page
REVALIDATE = 30  # seconds for which it may then serve the old one while it asks for the new one
IF_ERROR = 86_400  # seconds for which it, and we, may serve the last known page while the site is in trouble

LONGEST_ADDRESS = 1_000  # characters of a path or a query: longer ones are nobody's links
LARGEST_SHARE = 8  # a page larger than this part of the cache would push too many others out
GRACE = 0.3  # seconds after a change in which the former page is served while one thread renders the new one
PATIENCE = 10  # seconds to wait for a page that another thread renders
OVERHEAD = 2_000  # bytes: what a kept page costs beside its bodies, about

COMPRESSIBLE = re.compile(r"text/|application/(json|javascript|xml|[\w.-]+\+(json|xml))|image/svg\+xml")
PRIVATE = re.compile(r"\b(private|no-store|no-cache)\b", re.IGNORECASE)
#: Headers that we write ourselves.
REPLACED = {"cache-control", "content-encoding", "content-length", "etag", "expires", "vary", "age", "date"}
#: Headers of a 304 besides those that we write ourselves (RFC 9110, section 15.4.5).
OF_NOT_MODIFIED = {"content-location", "last-modified"}


def with_page_cache(application):
    """Return ``application`` with a page cache before it, or as it is where ``PAGE_CACHE_SIZE`` is 0."""
    return PageCache(application, settings.PAGE_CACHE_SIZE, watch) if settings.PAGE_CACHE_SIZE else application


class Key(NamedTuple):
    """What tells one page from another. ``query`` is in canonical form."""

    secure: bool
    host: str
    path: str
    query: str


class Answer(NamedTuple):
    """A response of the application, complete."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name):
        """Return the value of the header ``name`` (in lower case), several joined by commas."""
        return ", ".join(value for header, value in self.headers if header.lower() == name)


class Variant(NamedTuple):
    """A page in one encoding, ready to be sent."""

    etag: str
    body: bytes
    headers: list[tuple[str, str]]
    not_modified_headers: list[tuple[str, str]]


class Page:
    """A finished page, in as many encodings as visitors have asked for."""

    __slots__ = ("answer", "compressible", "digest", "generation", "last_modified", "rendered", "variants")

    def __init__(self, answer, generation):
        self.answer = answer
        self.generation = generation
        self.rendered = time.time()
        self.last_modified = answer.header("last-modified")
        self.compressible = bool(COMPRESSIBLE.match(answer.header("content-type")))
        self.digest = blake2b(answer.body, digest_size=16).hexdigest()
        self.variants = {"identity": self._make("identity", answer.body)}

    @property
    def size(self):
        """How many bytes it takes, about."""
        return OVERHEAD + sum(len(variant.body) for variant in list(self.variants.values()))

    def compress(self, encoding):
        """Add the variant in ``encoding``, "br" or "gzip", and return it."""
        body = self.answer.body
        compressed = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)
        variant = self.variants[encoding] = self._make(encoding, compressed)
        return variant

    def _make(self, encoding, body):
        etag = f'"{self.digest}"' if encoding == "identity" else f'"{self.digest}-{encoding}"'
        common = [
            ("Cache-Control", CACHE_CONTROL),
            ("Cache-Status", "page-cache; hit"),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
        ]
        kept = [pair for pair in self.answer.headers if pair[0].lower() not in REPLACED]
        headers = [*kept, *common, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        return Variant(etag, body, headers, [*common, *(pair for pair in kept if pair[0].lower() in OF_NOT_MODIFIED)])


CACHE_CONTROL = f"public, max-age=0, s-maxage={SHARED}, stale-while-revalidate={REVALIDATE}, stale-if-error={IF_ERROR}"


class PageStore:
    """Pages in memory, at most ``capacity`` bytes of them; those not asked for the longest go first."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.size = 0
        self._pages = OrderedDict()  # from keys to pairs of a page and the size that was counted for it
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._pages)

    def get(self, key):
        """Return the page, or None."""
        with self._lock:
            entry = self._pages.get(key)
            if entry is None:
                return None
            self._pages.move_to_end(key)
            return entry[0]

    def put(self, key, page):
        """Keep the page, or count its size again if it has grown."""
        with self._lock:
            self._remove(key)
            size = page.size
            if size > self.capacity / LARGEST_SHARE:
                return
            self._pages[key] = page, size
            self.size += size
            while self.size > self.capacity:
                self._remove(next(iter(self._pages)))

    def discard(self, key):
        """Forget the page, if we have it."""
        with self._lock:
            self._remove(key)

    def _remove(self, key):
        _, size = self._pages.pop(key, (None, 0))
        self.size -= size


class PageCache:
    """A WSGI application that answers from memory what it can, and asks ``application`` for the rest.

    ``capacity`` is in bytes, for each process; ``watch`` tells when pages have to be rendered anew.
    """

    def __init__(self, application, capacity, watch: GenerationWatch):
        self.application = application
        self.store = PageStore(capacity)
        self.watch = watch
        self._parameters = lru_cache(maxsize=4_096)(declared_parameters)
        self._rendering = {}  # from keys to events that are set once the page is there
        self._rendering_lock = threading.Lock()
        self._https_header, self._https_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        self._personal_cookies = [settings.SESSION_COOKIE_NAME, "messages"]

    def __call__(self, environ, start_response):
        """Answer a request."""
        key = self.key(environ)
        if key is None:
            return self.application(environ, start_response)
        generation = self.watch.current()
        page = self.store.get(key)
        if page is not None and page.generation is generation:
            return self._send(key, page, environ, start_response)
        if generation is None:
            return self._without_database(key, page, environ, start_response)
        return self._renew(key, page, generation, environ, start_response)

    def key(self, environ):
        """Return what the page is kept under, or None if the request is none of our business."""
        host, path, query = environ.get("HTTP_HOST"), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or not host
            or len(path) > LONGEST_ADDRESS
            or len(query) > LONGEST_ADDRESS
            or "HTTP_AUTHORIZATION" in environ
            or environ.get("CONTENT_LENGTH", "") not in ("", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
        ):
            return None
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self._personal_cookies):
            return None
        parameters = self._parameters(path)
        if parameters is None:
            return None
        query = canonical_query(query, parameters) if query and parameters else ""
        return Key(self._is_secure(environ), host.lower(), environ.get("SCRIPT_NAME", "") + path, query)

    def _is_secure(self, environ):
        """Tell what Django's ``request.is_secure()`` will."""
        if self._https_header and (value := environ.get(self._https_header)) is not None:
            return value.split(",", 1)[0].strip() == self._https_value
        return environ["wsgi.url_scheme"] == "https"

    def _renew(self, key, former, generation, environ, start_response):
        """Render the page, unless another thread does: then wait for it, or just after a change send the former one."""
        with self._rendering_lock:
            ready = self._rendering.get(key)
            if ready is None:
                mine = self._rendering[key] = threading.Event()
        if ready is not None:
            if former is not None and time.monotonic() < generation.noticed + GRACE:
                return self._send(key, former, environ, start_response)
            ready.wait(PATIENCE)
            page = self.store.get(key)
            if page is not None and page.generation.noticed >= generation.noticed:
                return self._send(key, page, environ, start_response)
            return self._render(key, generation, environ, start_response)
        try:
            return self._render(key, generation, environ, start_response)
        finally:
            with self._rendering_lock:
                del self._rendering[key]
            mine.set()

    def _render(self, key, generation, environ, start_response):
        """Ask the application for the page, keep it if it may be kept, and send it."""
        answer = ask(self.application, self._as_anybody(environ, key))
        if may_be_kept(answer):
            page = Page(answer, generation)
            self.store.put(key, page)
            return self._send(key, page, environ, start_response, status="page-cache; fwd=miss; stored")
        if answer.status.startswith("5") and self.watch.look() is None and (page := self.store.get(key)):
            return self._send_stale(key, page, environ, start_response)
        if answer.status.startswith("200"):
            # It is different for different people after all: show the application all that the visitor sent.
            self.store.discard(key)
            return self.application(environ, start_response)
        if not answer.status.startswith("5"):
            self.store.discard(key)
        start_response(answer.status, answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _without_database(self, key, page, environ, start_response):
        if page is None or time.time() > page.rendered + IF_ERROR:
            return self.application(environ, start_response)
        return self._send_stale(key, page, environ, start_response)

    def _as_anybody(self, environ, key):
        """Return the request without anything that the page is not kept under."""
        anybody = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        if self._https_header in environ:
            anybody[self._https_header] = environ[self._https_header]
        return anybody | {"REQUEST_METHOD": "GET", "HTTP_HOST": key.host, "QUERY_STRING": key.query}

    def _send_stale(self, key, page, environ, start_response):
        """Send a page of which we cannot know whether it is still right."""
        age = max(0, int(time.time() - page.rendered))
        headers = {
            "Cache-Control": f"public, max-age=0, s-maxage=1, stale-if-error={IF_ERROR}",
            "Cache-Status": "page-cache; hit; ttl=0; detail=stale",
        }
        more = [("Age", str(age)), ("Warning", '111 - "Revalidation Failed"')]
        return self._send(key, page, environ, start_response, headers=headers, more=more)

    def _send(self, key, page, environ, start_response, status=None, headers=None, more=()):
        """Send the page, or 304 if the visitor has it. ``headers`` replace, ``more`` are added to, the page's own."""
        variant = self._variant(key, page, environ)
        headers = headers or self._cache_headers(page)
        if status:
            headers = headers | {"Cache-Status": status}
        not_modified = has_it(environ, variant.etag, page.last_modified)
        sent = variant.not_modified_headers if not_modified else variant.headers
        sent = [(name, headers.get(name, value)) for name, value in sent] if headers else list(sent)
        sent.extend(more)
        if not_modified:
            start_response("304 Not Modified", sent)
            return []
        start_response("200 OK", sent)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def _variant(self, key, page, environ):
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        encoding = best_encoding(accepted) if accepted and page.compressible and len(accepted) < 200 else "identity"
        variant = page.variants.get(encoding)
        if variant is None:
            variant = page.compress(encoding)
            if self.store.get(key) is page:
                self.store.put(key, page)
        return variant

    def _cache_headers(self, page):
        """Return the headers of a page that is about to change by the clock, no others: nobody keeps it for longer."""
        left = page.generation.ends - time.time()
        if left > SHARED + REVALIDATE:
            return {}
        return {"Cache-Control": f"public, max-age=0, s-maxage={max(0, min(SHARED, int(left)))}"}


def declared_parameters(path):
    """Return the query parameters that the view at ``path`` understands, or None if what it answers is never kept.

    ``path`` is PATH_INFO as WSGI has it.
    """
    try:
        view = resolve(get_path_info({"PATH_INFO": path})).func
    except Resolver404:
        return None
    declared = getattr(view, "query_parameters", None)
    if declared is None:
        declared = getattr(getattr(view, "view_class", None), "query_parameters", None)
    return None if declared is None else frozenset(declared)


def canonical_query(query, parameters):
    """Return the ``parameters`` out of ``query``, sorted by name; several values of one keep their order."""
    if not any(name in query for name in parameters) and "%" not in query:
        return ""
    return understood(QueryDict(query.encode("latin-1", "replace")), parameters).urlencode()


def understood(values, parameters):
    """Return a QueryDict with the ``parameters`` out of another, sorted by name; several values keep their order."""
    chosen = QueryDict(mutable=True)
    for name in sorted(parameters):
        if name in values:
            chosen.setlist(name, values.getlist(name))
    return chosen


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """Return "br", "gzip" or "identity": the one that an Accept-Encoding header likes best (RFC 9110, 12.5.3)."""
    qualities = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.strip().removeprefix("q=") or "1"
        try:
            qualities[name.strip()] = float(quality)
        except ValueError:
            continue
    anything = qualities.get("*", 0)
    return max(
        ("br", "gzip", "identity"),  # of equal ones the first
        key=lambda name: qualities.get(name, 0.0001 if name == "identity" else anything),
    )


def has_it(environ, etag, last_modified):
    """Tell whether the visitor's copy is the current one (RFC 9110, section 13.1): weak comparison, lists and ``*``."""
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None:
        return etag in wanted or wanted.strip() == "*"  # with its quotation marks it is no part of another
    return bool(last_modified) and environ.get("HTTP_IF_MODIFIED_SINCE") == last_modified


def ask(application, environ) -> Answer:
    """Return the application's whole answer."""
    started = []

    def start_response(status, headers, error=None):
        started[:] = [status, headers]

    chunks: Iterable[bytes] = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()
    return Answer(*started, body)


def may_be_kept(answer) -> bool:
    """Tell whether an answer may be sent to others: a page, the same for everybody, without secrets."""
    varies = {name.strip().lower() for name in answer.header("vary").split(",") if name.strip()}
    return (
        answer.status.startswith("200")
        and not answer.header("set-cookie")
        and varies <= {"accept-encoding"}
        and not PRIVATE.search(answer.header("cache-control"))
        and not answer.header("content-encoding")
        and "'nonce-" not in answer.header("content-security-policy")
    )
