"""Pages that the workers of one site share through Redis, or what speaks like it (Valkey).

It is best effort: where it does not answer, each worker goes on with what it has itself.

What is in it is believed as the database is. It is not unpickled: the worst that a stranger in Redis could do is to
show a wrong page.
"""

import json
import logging
import time
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import NamedTuple, TypeVar

import brotli
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from civitas_cms.delivery.change_notes import Position
from civitas_cms.delivery.content_version import ContentVersion, ContentVersionPoller
from civitas_cms.delivery.site_fingerprint import site_fingerprint

from .memory_store import Key
from .page import STALE_IF_ERROR_SECONDS, Answer, Page

Reply = TypeVar("Reply")

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.25  # seconds that we wait for an answer
RETRY_SECONDS = 5  # seconds until we ask a Redis again that did not answer
CLAIM_SECONDS = 5  # seconds after which others may render a page that a worker had begun and not finished


class RedisPage(NamedTuple):
    """A page as another worker, or this one, has left it.

    ``position`` is up to where that worker had read the notes of changes when it rendered the page, and ``keys`` what
    the page is made of; ``ends`` is when its content version ends by the clock, and ``rendered`` when it was, both in
    seconds since 1970. ``body`` is that of the page as it is kept.
    """

    answer: Answer
    body: bytes
    position: Position
    keys: list[str]
    ends: float
    rendered: float

    def is_fresh(self, poller: ContentVersionPoller) -> bool:
        """Tell whether it looks as it would if it were rendered now, as far as ``poller`` knows."""
        return time.time() < self.ends and poller.untouched_since(self.position, self.keys)

    def as_page(self, content_version: ContentVersion | None) -> Page:
        """Return it as a page of ``content_version``; None marks it as one of none that we know."""
        return Page(self.answer, content_version, self.keys, rendered=self.rendered, body=self.body)


class RedisPages:
    """The pages in the Redis at ``url``; sites that have another key or other code do not see them."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            # Once more at once, in case that only the connection was closed; another wait would be too long.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        )
        self._ask_again = 0.0  # monotonic

    def get(self, key: Key) -> RedisPage | None:
        """Return the page, or None."""
        value = self._ask(lambda: self._redis.get(name_of(key)))
        try:
            return unpacked(value) if isinstance(value, bytes) else None
        except (ValueError, KeyError, TypeError, brotli.error):
            logger.warning("What is in Redis for %s is no page", key.path)
            return None

    def put(self, key: Key, page: Page, keys: Collection[str]) -> None:
        """Leave the page, which is made of what has ``keys``, for the others."""
        self._ask(lambda: self._redis.set(name_of(key), packed(page, keys), ex=STALE_IF_ERROR_SECONDS))

    def claim(self, key: Key) -> bool:
        """Tell the other workers that this one renders the page; False if another one has said so."""
        return (
            self._ask(lambda: self._redis.set(f"{name_of(key)}:claim", "", nx=True, ex=CLAIM_SECONDS) or False)
            is not False
        )

    def release(self, key: Key) -> None:
        """Tell the others that this worker is done with the page."""
        self._ask(lambda: self._redis.delete(f"{name_of(key)}:claim"))

    def _ask(self, command: Callable[[], Reply]) -> Reply | None:
        """Return what Redis answers, or None if it does not; then it is left in peace for a while."""
        if time.monotonic() < self._ask_again:
            return None
        try:
            return command()
        except redis.RedisError as error:
            logger.warning("Redis does not answer; each worker keeps its own pages: %s", error)
            self._ask_again = time.monotonic() + RETRY_SECONDS
            return None


def packed(page: Page, keys: Collection[str]) -> bytes:
    """Return the page as bytes: a line that describes it, in JSON, and its body, compressed where it is text."""
    content_version = page.basis.content_version
    assert content_version is not None  # only what was rendered just now is left for others
    about = {
        "status": page.status,
        "headers": page.headers,
        "encoding": page.stored_encoding,
        "position": content_version.position,
        "keys": sorted(keys),
        "ends": content_version.ends,
        "rendered": page.rendered,
    }
    return json.dumps(about).encode() + b"\n" + page.stored_body


def unpacked(value: bytes) -> RedisPage:
    """Return the page that ``packed`` has made bytes of; raises ValueError, KeyError, TypeError or brotli.error."""
    head, _, body = value.partition(b"\n")
    about = json.loads(head)
    headers = [(name, text) for name, text in about["headers"]]
    plain = brotli.decompress(body) if about["encoding"] == "br" else body
    highest, identity, missing = about["position"]
    position = Position(highest, identity, tuple(missing))
    answer = Answer(about["status"], headers, plain)
    return RedisPage(answer, body, position, about["keys"], about["ends"], about["rendered"])


def name_of(key: Key) -> str:
    """Return under what name a page is in Redis."""
    return f"page:{blake2b(repr((site_fingerprint(), key)).encode(), digest_size=20).hexdigest()}"
