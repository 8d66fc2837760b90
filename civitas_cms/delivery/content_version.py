"""Since when public pages look as they do: the *content version*.

A new one begins with every committed change of content, and at every instant at which the clock alone changes what
visitors see. Within one content version, a page that is rendered again comes out the same.

Which changes are changes of content, the database knows: see ``content_changes``.
"""

import contextlib
import logging
import threading
import time
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

from .contracts import AwareDatetime, ChangesByClock

logger = logging.getLogger(__name__)

POLL_INTERVAL_SECONDS = 0.5  # seconds between two looks at the database
RETRY_SECONDS = 2  # seconds until we ask a database again that did not answer
TIMEOUT_SECONDS = 2  # seconds that we wait for an answer
MAX_LIFETIME = timedelta(
    hours=1
)  # of a content version: a safety net, should something depend on the clock without saying so
LIFETIME_OF_UNKNOWN = timedelta(minutes=1)  # of a content version while some model cannot say when its rows change


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

    ``noticed`` is when this process learnt of it (seconds, monotonic); ``begins`` and ``ends`` are the times between
    which the clock changes nothing (seconds since 1970). ``state`` is that of the content, by which processes know that
    they mean the same.
    """

    __slots__ = ("begins", "ends", "noticed", "state")

    def __init__(self, state: str, begins: float, ends: float) -> None:
        self.noticed = time.monotonic()
        self.state = state
        self.begins = begins
        self.ends = ends

    def is_now(self) -> bool:
        """Tell whether it still lasts by the clock, and the clock has not been set back before it."""
        return self.begins <= time.time() < self.ends


class ContentVersionPoller:
    """Tells the current content version, looking at the database every ``POLL_INTERVAL_SECONDS`` seconds at most.

    It has a connection of its own, with short timeouts: whoever asks may be answered without the database.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: BaseDatabaseWrapper | None = None
        self._content_version: ContentVersion | None = None
        self._state: str | None = None  # of the content
        self._answered = False
        self._look_again = 0.0  # monotonic

    def current(self) -> ContentVersion | None:
        """Return the current Content version, or None while the database does not answer."""
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
        state = self._read_state()
        if state == self._state and self._is_now():
            return
        now = timezone.now()
        close_old_connections()  # this may be before Django's own look at them, at the beginning of a request
        change = next_change(after=now)
        ends = min(change or now + MAX_LIFETIME, now + MAX_LIFETIME)
        self._content_version = ContentVersion(state, now.timestamp(), ends.timestamp())
        self._state = state

    def _read_state(self) -> str:
        if self._connection is not None:
            # Perhaps it was closed while nobody visited: only with a new connection is a failure a real one.
            with contextlib.suppress(Error):
                return self._select_state(self._connection)
            self._disconnect()
        self._connection = self._connect()
        return self._select_state(self._connection)

    @staticmethod
    def _select_state(connection: BaseDatabaseWrapper) -> str:
        """Return, of the notes of changes, how many there are, the highest number, and which transaction wrote it.

        That transaction tells apart two sites that have gone on from the same backup.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(number), max(xmin::text::bigint) FROM publishing_content_change")
            return "-".join(map(str, cursor.fetchone()))

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
