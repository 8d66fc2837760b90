"""Pages that the workers of one site share through Redis, or what speaks like it (Valkey).

It is best effort: where it does not answer, each worker goes on with what it has itself.

What is in it is believed as the database is. It is not unpickled: the worst that a stranger in Redis could do is to
show a wrong page.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeVar

import brotli
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from civitas_cms.delivery.content_changes import project_packages
from civitas_cms.delivery.content_version import ContentVersion

from .memory_store import Key
from .negotiation import Encoding
from .page import STALE_IF_ERROR_SECONDS, Answer, Page

Reply = TypeVar("Reply")

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.25  # seconds that we wait for an answer
RETRY_SECONDS = 5  # seconds until we ask a Redis again that did not answer
CLAIM_SECONDS = 5  # seconds after which others may render a page that a worker had begun and not finished
CODE_PATHS = ("templates", "static", "requirements.txt")  # what pages are made of, beside our own packages


class RedisPage(NamedTuple):
    """A page as another worker, or this one, has left it.

    ``state`` is that of the content version in which it was rendered, ``ends`` when that ends by the clock, and
    ``rendered`` when it was, both in seconds since 1970.
    """

    answer: Answer
    compressed: dict[Encoding, bytes]
    state: str
    ends: float
    rendered: float

    def is_fresh(self, content_version: ContentVersion) -> bool:
        """Tell whether it looks as it would if it were rendered now, in ``content_version``."""
        return self.state == content_version.state and time.time() < self.ends

    def as_page(self, content_version: ContentVersion | None) -> Page:
        """Return it as a page of ``content_version``; None marks it as one of none that we know."""
        return Page(self.answer, content_version, rendered=self.rendered, compressed=self.compressed)


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

    def put(self, key: Key, page: Page) -> None:
        """Leave the page for the others."""
        self._ask(lambda: self._redis.set(name_of(key), packed(page), ex=STALE_IF_ERROR_SECONDS))

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


def packed(page: Page) -> bytes:
    """Return the page as bytes: a line that describes it, in JSON, and its body, compressed where it is text."""
    encoding: Encoding = "br" if page.compressible else "identity"
    body = (page.variants.get(encoding) or page.compress(encoding)).body
    assert page.content_version is not None  # only what was rendered just now is left for others
    about = {
        "status": page.answer.status,
        "headers": page.answer.headers,
        "encoding": encoding,
        "state": page.content_version.state,
        "ends": page.content_version.ends,
        "rendered": page.rendered,
    }
    return json.dumps(about).encode() + b"\n" + body


def unpacked(value: bytes) -> RedisPage:
    """Return the page that ``packed`` has made bytes of; raises ValueError, KeyError or brotli.error."""
    head, _, body = value.partition(b"\n")
    about = json.loads(head)
    compressed: dict[Encoding, bytes] = {}
    if about["encoding"] == "br":
        compressed["br"], body = body, brotli.decompress(body)
    headers = [(name, text) for name, text in about["headers"]]
    answer = Answer(about["status"], headers, body)
    return RedisPage(answer, compressed, about["state"], about["ends"], about["rendered"])


def name_of(key: Key) -> str:
    """Return under what name a page is in Redis."""
    return f"page:{blake2b(repr((_site(), key)).encode(), digest_size=20).hexdigest()}"


@cache
def _site() -> str:
    """Return what tells this site, as it is now, from others in the same Redis: its key, code and templates."""
    digest = blake2b(settings.SECRET_KEY.encode(), digest_size=20)
    for name in [*sorted(project_packages()), *CODE_PATHS]:
        place = settings.BASE_DIR / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(Path(file).relative_to(settings.BASE_DIR)).encode() + file.read_bytes())
    return digest.hexdigest()
