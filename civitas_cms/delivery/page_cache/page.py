"""Answers of the application, and the pages that are kept of them."""

import gzip
import re
import sys
import time
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment

import brotli
from django.conf import settings

from civitas_cms.delivery.content_keys import SITE
from civitas_cms.delivery.content_version import Basis, ContentVersion

from .negotiation import Encoding

SHARED_MAX_AGE_SECONDS = 60  # seconds for which a shared cache may keep a page if nobody tells it of changes
STALE_WHILE_REVALIDATE_SECONDS = 30  # seconds for which it may then serve the old one while it asks for the new one
STALE_IF_ERROR_SECONDS = (
    86_400  # seconds for which it, and we, may serve the last known page while the site is in trouble
)
CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={SHARED_MAX_AGE_SECONDS}, stale-while-revalidate={STALE_WHILE_REVALIDATE_SECONDS}, "
    f"stale-if-error={STALE_IF_ERROR_SECONDS}"
)

PAGE_OVERHEAD_BYTES = 2_000  # bytes: what a kept page costs beside its bodies, about
#: Pages, URLs that lead elsewhere, and URLs at which there is nothing (any more).
KEPT_STATUSES = ("200", "301", "404", "410")
COMPRESSIBLE_TYPE = re.compile(r"text/|application/(json|javascript|xml|[\w.-]+\+(json|xml))|image/svg\+xml")
PRIVATE_DIRECTIVE = re.compile(r"\b(private|no-store|no-cache)\b", re.IGNORECASE)
#: Headers that we write ourselves.
REPLACED_HEADERS = {"cache-control", "content-encoding", "content-length", "etag", "expires", "vary", "age", "date"}
#: Headers of a 304 besides those that we write ourselves (RFC 9110, section 15.4.5).
NOT_MODIFIED_HEADERS = {"content-location", "last-modified"}


class Answer(NamedTuple):
    """A response of the application, complete."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of the header ``name`` (in lower case), several joined by commas."""
        return ", ".join(value for header, value in self.headers if header.lower() == name)

    @property
    def is_compressible(self) -> bool:
        """Whether it is text."""
        return bool(COMPRESSIBLE_TYPE.match(self.header("content-type")))

    @property
    def may_be_kept(self) -> bool:
        """Whether it may be sent to others: a page, the same for everybody, without secrets."""
        varies = {name.strip().lower() for name in self.header("vary").split(",") if name.strip()}
        return (
            self.status.startswith(KEPT_STATUSES)
            and not self.header("set-cookie")
            and varies <= {"accept-encoding"}
            and not PRIVATE_DIRECTIVE.search(self.header("cache-control"))
            and not self.header("content-encoding")
            and "'nonce-" not in self.header("content-security-policy")
        )


def ask(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Return the application's whole answer."""
    written: list[bytes] = []  # the older way to answer (PEP 3333)
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return written.append

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()
    return Answer(*started[0], b"".join(written) + body)


def compress(body: bytes, encoding: Encoding) -> bytes:
    """Return ``body`` in ``encoding``, "br" or "gzip"."""
    if encoding == "br":
        compressed: bytes = brotli.compress(body, quality=5)
        return compressed
    return gzip.compress(body, 6, mtime=0)


class Variant(NamedTuple):
    """A page in one encoding, ready to be sent."""

    etag: str
    body: bytes
    headers: list[tuple[str, str]]
    not_modified_headers: list[tuple[str, str]]


class Page:
    """A finished page and what it was made of. Text is kept compressed with Brotli, and in no other way.

    ``rendered`` is when, in seconds since 1970; ``body`` is that of ``answer`` as it is kept, if it is there already.
    """

    __slots__ = ("_stored", "basis", "compressible", "digest", "headers", "last_modified", "rendered", "status", "tags")

    def __init__(
        self,
        answer: Answer,
        content_version: ContentVersion | None,
        keys: Collection[str] = (),
        rendered: float | None = None,
        body: bytes | None = None,
    ) -> None:
        self.basis = Basis(content_version, keys)
        self.status = answer.status
        # The same header is the same object on all pages.
        self.headers = [
            (sys.intern(str(name)), sys.intern(str(value)))
            for name, value in answer.headers
            if name.lower() not in REPLACED_HEADERS
        ]
        self.tags = tags([SITE, *keys]) if settings.PURGE_URL else []
        self.rendered = time.time() if rendered is None else rendered
        self.last_modified = answer.header("last-modified")
        self.compressible = answer.is_compressible
        self.digest = blake2b(answer.body, digest_size=16).hexdigest()
        if body is None:
            body = compress(answer.body, "br") if self.compressible else answer.body
        self._stored = self._make(self.stored_encoding, body)

    @property
    def stored_encoding(self) -> Encoding:
        """That of the body that is kept."""
        return "br" if self.compressible else "identity"

    @property
    def stored_body(self) -> bytes:
        """The body that is kept."""
        return self._stored.body

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return PAGE_OVERHEAD_BYTES + len(self.stored_body) + self.basis.size

    @property
    def is_found(self) -> bool:
        """Whether there is something at its URL: only then a visitor can have it already."""
        return self.status.startswith("200")

    def etag(self, encoding: Encoding) -> str:
        """Return what tells its body in ``encoding`` from all others."""
        return f'"{self.digest}"' if encoding == "identity" else f'"{self.digest}-{encoding}"'

    def variant(self, encoding: Encoding) -> Variant:
        """Return it in ``encoding``, made for this visitor if it is another one than what is kept."""
        if encoding == self.stored_encoding:
            return self._stored
        body = brotli.decompress(self.stored_body)
        return self._make(encoding, body if encoding == "identity" else compress(body, encoding))

    def _make(self, encoding: Encoding, body: bytes) -> Variant:
        etag = self.etag(encoding)
        common = [
            ("Cache-Control", CACHE_CONTROL),
            ("Cache-Status", "page-cache; hit"),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
        ]
        headers = [*self.headers, *self.tags, *common, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        kept = [pair for pair in self.headers if pair[0].lower() in NOT_MODIFIED_HEADERS]
        return Variant(etag, body, headers, [*common, *kept])


def tags(keys: Collection[str]) -> list[tuple[str, str]]:
    """Return the headers that name ``keys`` to a shared cache: most know the first, some CDNs the second."""
    return [("Surrogate-Key", " ".join(sorted(keys))), ("Cache-Tag", ",".join(sorted(keys)))]
