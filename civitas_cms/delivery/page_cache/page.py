"""Answers of the application, and the pages that are kept of them."""

import gzip
import re
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment

import brotli

from civitas_cms.delivery.content_version import ContentVersion

from .negotiation import Encoding

SHARED_MAX_AGE_SECONDS = 60  # seconds for which a content delivery network may keep a page
STALE_WHILE_REVALIDATE_SECONDS = 30  # seconds for which it may then serve the old one while it asks for the new one
STALE_IF_ERROR_SECONDS = (
    86_400  # seconds for which it, and we, may serve the last known page while the site is in trouble
)
CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={SHARED_MAX_AGE_SECONDS}, stale-while-revalidate={STALE_WHILE_REVALIDATE_SECONDS}, "
    f"stale-if-error={STALE_IF_ERROR_SECONDS}"
)

PAGE_OVERHEAD_BYTES = 2_000  # bytes: what a kept page costs beside its bodies, about
#: Pages, URLs that lead elsewhere, and URLs at which there is nothing (any more): true for one content version.
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
    """A finished page, in as many encodings as visitors have asked for.

    ``rendered`` is when, in seconds since 1970; ``compressed`` are bodies, by their encodings, that are there already.
    """

    __slots__ = ("answer", "compressible", "content_version", "digest", "last_modified", "rendered", "variants")

    def __init__(
        self,
        answer: Answer,
        content_version: ContentVersion | None,
        rendered: float | None = None,
        compressed: Mapping[Encoding, bytes] | None = None,
    ) -> None:
        self.answer = answer
        self.content_version = content_version
        self.rendered = time.time() if rendered is None else rendered
        self.last_modified = answer.header("last-modified")
        self.compressible = answer.is_compressible
        self.digest = blake2b(answer.body, digest_size=16).hexdigest()
        bodies: dict[Encoding, bytes] = {"identity": answer.body, **(compressed or {})}
        self.variants = {encoding: self._make(encoding, body) for encoding, body in bodies.items()}

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return PAGE_OVERHEAD_BYTES + sum(len(variant.body) for variant in list(self.variants.values()))

    @property
    def is_found(self) -> bool:
        """Whether there is something at its URL: only then a visitor can have it already."""
        return self.answer.status.startswith("200")

    def compress(self, encoding: Encoding) -> Variant:
        """Add the variant in ``encoding``, "br" or "gzip", and return it."""
        variant = self.variants[encoding] = self._make(encoding, compress(self.answer.body, encoding))
        return variant

    def _make(self, encoding: Encoding, body: bytes) -> Variant:
        etag = f'"{self.digest}"' if encoding == "identity" else f'"{self.digest}-{encoding}"'
        common = [
            ("Cache-Control", CACHE_CONTROL),
            ("Cache-Status", "page-cache; hit"),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
        ]
        kept = [pair for pair in self.answer.headers if pair[0].lower() not in REPLACED_HEADERS]
        headers = [*kept, *common, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        return Variant(
            etag, body, headers, [*common, *(pair for pair in kept if pair[0].lower() in NOT_MODIFIED_HEADERS)]
        )
