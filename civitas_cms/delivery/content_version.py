"""Since when public pages look as they do: the *content version*.

A new one begins with every committed change of content, and at every instant at which the clock alone changes what
visitors see. A change touches only some *keys* (see ``content_keys``): what was made of others is the same in the new
content version. The clock touches everything.

Which changes are changes of content, and what they touch, the database knows: see ``content_changes``.
"""

import contextlib
import logging
import threading
import time
from array import array
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import (
    DEFAULT_DB_ALIAS,
    Error,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from .change_notes import ChangeNotes, Position
from .content_keys import SITE
from .contracts import AwareDatetime, ChangesByClock

logger = logging.getLogger(__name__)

POLL_INTERVAL_SECONDS = 0.5  # seconds between two looks at the database
RETRY_SECONDS = 2  # seconds until we ask a database again that did not answer
TIMEOUT_SECONDS = 2  # seconds that we wait for an answer
#: After which everything is made anew: a safety net, should something depend on the clock without saying so.
MAX_LIFETIME = timedelta(days=1)
LIFETIME_OF_UNKNOWN = timedelta(minutes=1)  # the same while some model cannot say when its rows change
MAX_TOUCHED_KEYS = 50_000  # that a process remembers; with one more, everything is touched


def next_change(after: AwareDatetime) -> AwareDatetime | None:
    """Return the first instant after ``after`` at which the clock changes what visitors see, or None.

    A model that fails to tell is logged, and asked again soon: pages of all others stay as they are.
    """
    managers = [model._default_manager for model in apps.get_models()]
    instants = [_next_change(manager, after) for manager in managers if isinstance(manager, ChangesByClock)]
    return min(filter(None, instants), default=None)


def _next_change(manager: Any, after: AwareDatetime) -> AwareDatetime | None:
    try:
        change: AwareDatetime | None = manager.next_change(after)
    except (InterfaceError, OperationalError):
        raise  # the database does not answer: no fault of the model
    except Exception:
        logger.exception("%s cannot say when the clock changes it next", manager.model._meta.label)
        return after + LIFETIME_OF_UNKNOWN
    return change


class ContentVersion:
    """A time in which pages stay the same. Only identity counts: an older one never comes back.

    ``number`` counts those of this process; ``noticed`` is when it learnt of it, and ``superseded`` when of the next
    one (seconds, monotonic); ``begins`` and ``ends`` are the times between which the clock changes nothing (seconds
    since 1970). ``position`` is up to where the notes of changes had been read.
    """

    __slots__ = ("begins", "ends", "noticed", "number", "position", "superseded", "touched")

    def __init__(self, number: int, position: Position, begins: float, ends: float, touched: "TouchedKeys") -> None:
        self.number = number
        self.noticed = time.monotonic()
        self.superseded: float | None = None
        self.position = position
        self.begins = begins
        self.ends = ends
        self.touched = touched

    def is_now(self) -> bool:
        """Tell whether it still lasts by the clock, and the clock has not been set back before it."""
        return self.begins <= time.time() < self.ends


class TouchedKeys:
    """By key, in which content version it was touched last. Keys are hashes, which are small and of one size."""

    def __init__(self) -> None:
        self._versions: dict[int, int] = {}
        self._everything = 0

    def touch(self, keys: Iterable[str], number: int) -> None:
        """Note that the content version ``number`` has touched ``keys``."""
        if SITE in (keys := set(keys)) or len(self._versions) + len(keys) > MAX_TOUCHED_KEYS:
            self._everything = number
            self._versions = {}
        else:
            self._versions |= dict.fromkeys(map(hash, keys), number)

    def any_since(self, keys: Iterable[int], number: int) -> bool:
        """Tell whether one of the hashes ``keys`` was touched after the content version ``number``."""
        versions = self._versions  # before the other: everything is touched before they are forgotten
        return self._everything > number or any(versions.get(key, 0) > number for key in keys)


class Basis:
    """What something that is kept was made of: a content version, and the keys that were read in it.

    The content version goes along with the time while no key is touched. Without one, nothing is known of it.
    """

    __slots__ = ("content_version", "hashes")

    def __init__(self, content_version: ContentVersion | None, keys: Iterable[str]) -> None:
        self.content_version = content_version
        self.hashes = array("q", map(hash, keys))

    def is_of(self, content_version: ContentVersion) -> bool:
        """Tell whether it was made in ``content_version`` or, perhaps, a later one."""
        return self.content_version is not None and self.content_version.number >= content_version.number

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return self.hashes.itemsize * len(self.hashes)

    def holds_in(self, content_version: ContentVersion | None) -> bool:
        """Tell whether it is the same in ``content_version``, the current one."""
        mine = self.content_version
        if mine is content_version or mine is None or content_version is None:
            return mine is content_version and mine is not None
        if mine.number < content_version.number:
            if content_version.touched.any_since(self.hashes, mine.number):
                return False
            self.content_version = content_version
        return True


class ContentVersionPoller:
    """Tells the current content version, looking at the database every ``POLL_INTERVAL_SECONDS`` seconds at most.

    It has a connection of its own, with short timeouts: whoever asks may be answered without the database.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: BaseDatabaseWrapper | None = None
        self._content_version: ContentVersion | None = None
        self._notes = ChangeNotes()
        self._touched = TouchedKeys()
        self._unused: frozenset[str] = frozenset()  # keys that have been touched since the current content version
        self._answered = False
        self._look_again = 0.0  # monotonic

    def current(self) -> ContentVersion | None:
        """Return the current content version, or None while the database does not answer."""
        if not self._is_due():
            return self._content_version if self._answered else None
        with self._lock:
            if self._is_due():  # nobody else has looked while we waited
                self._look()
            return self._content_version if self._answered else None

    def look(self) -> ContentVersion | None:
        """Look at the database now, and return as ``current`` does."""
        with self._lock:
            self._look()
            return self._content_version if self._answered else None

    def look_soon(self) -> None:
        """Look at the database when somebody asks for the current content version the next time."""
        self._look_again = 0.0

    def close(self) -> None:
        """Close the connection; it is opened again when it is needed."""
        with self._lock:
            self._disconnect()
            self._look_again = 0.0

    def _is_due(self) -> bool:
        return time.monotonic() >= self._look_again or (self._answered and not self._is_now())

    def _is_now(self) -> bool:
        return self._content_version is not None and self._content_version.is_now()

    def _look(self) -> None:
        began = time.monotonic()  # what is committed after we have asked waits no longer than that
        try:
            self._renew_content_version()
        except Error as error:
            if self._answered or self._content_version is None:
                logger.warning("The database does not answer; known pages are served as they were: %s", error)
            self._disconnect()
            self._answered = False
            self._look_again = time.monotonic() + RETRY_SECONDS
        else:
            self._answered = True
            self._look_again = began + POLL_INTERVAL_SECONDS

    def _renew_content_version(self) -> None:
        """Begin a new content version if content has changed or the former one's time is over."""
        former = self._content_version
        keys = self._read_notes()
        is_over = former is None or not former.is_now()
        if not keys and not is_over:
            return
        now = timezone.now()
        close_old_connections()  # this may be before Django's own look at them, at the beginning of a request
        ends = min(next_change(after=now) or now + MAX_LIFETIME, now + MAX_LIFETIME).timestamp()
        if former is None or is_over:
            keys = frozenset([SITE])
        else:
            ends = min(ends, former.ends)  # what has been kept since before is over then
        number = former.number + 1 if former else 1
        self._touched.touch(keys, number)
        self._content_version = ContentVersion(number, self._notes.position, now.timestamp(), ends, self._touched)
        self._unused = frozenset()
        if former is not None:
            former.superseded = self._content_version.noticed

    def _read_notes(self) -> frozenset[str]:
        """Return the keys that have been touched since the last time that a content version could be begun."""
        self._unused |= self._read_new_notes()
        return self._unused

    def _read_new_notes(self) -> frozenset[str]:
        if self._connection is not None:
            # Perhaps it was closed while nobody visited: only with a new connection is a failure a real one.
            with contextlib.suppress(Error):
                return self._notes.read(self._connection)
            self._disconnect()
        self._connection = self._connect()
        return self._notes.read(self._connection)

    def untouched_since(self, position: Position, keys: Collection[str]) -> bool:
        """Tell whether what another process has made at ``position`` of what has ``keys`` is the same now."""
        return self._notes.untouched_since(position, keys)

    @staticmethod
    def _connect() -> BaseDatabaseWrapper:
        connection = connections.create_connection(DEFAULT_DB_ALIAS)
        connection.settings_dict = connection.settings_dict | {
            "OPTIONS": connection.settings_dict["OPTIONS"]
            | {
                "connect_timeout": TIMEOUT_SECONDS,
                "tcp_user_timeout": TIMEOUT_SECONDS * 1000,
                "options": f"-c statement_timeout={TIMEOUT_SECONDS * 1000}",
            }
        }
        connection.inc_thread_sharing()  # our lock sees to it that threads take turns
        connection.ensure_connection()  # raises Django's errors, where connect() raises the driver's
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Error):
                self._connection.close()
            self._connection = None


#: What this process knows: the page cache and the content version cache see the same content version.
poller = ContentVersionPoller()


def look_after_saving(**kwargs: Any) -> None:
    """Let this process see at once, when they are committed, the changes that it has made itself."""
    transaction.on_commit(poller.look_soon)
