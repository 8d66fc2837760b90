"""Telling a shared cache before the site which pages have changed (``PURGE_URL``), so that it may keep all others.

A thread of each worker process looks for notes of changes that nobody has passed on, whoever made the change. Whichever
finds one locks it, sends its keys, and marks it; should it fail or die, another does. No save waits for that.

Each is sent twice: a worker that has not noticed the change yet may answer the shared cache with the former page just
after the first time.
"""

import contextlib
import logging
import threading
import time
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException

from django.conf import settings
from django.db import Error, connection, transaction

from .content_keys import SITE
from .page_cache.page import tags

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5  # seconds between two looks at the notes
AGAIN_SECONDS = 2  # seconds after which it is sent again: by then every worker knows of the change
RETRY_SECONDS = 10  # seconds until we try again what failed
TIMEOUT_SECONDS = 5  # seconds that we wait for the shared cache
MAX_KEYS = 50  # in one request: servers take headers of some thousand bytes only

FIND = """
SELECT number, keys, purged_at IS NULL FROM publishing_content_change
WHERE purged_at IS NULL OR purged_again_at IS NULL AND purged_at < clock_timestamp() - %s * interval '1 second'
ORDER BY number FOR UPDATE SKIP LOCKED
"""
MARK = """
UPDATE publishing_content_change
SET purged_at = coalesce(purged_at, clock_timestamp()),
    purged_again_at = CASE WHEN purged_at IS NOT NULL THEN clock_timestamp() END
WHERE number = ANY(%s)
"""


def purge(keys: Sequence[str]) -> None:
    """Tell the shared cache to forget the pages with any of ``keys``; raises OSError or HTTPException if it does not.

    The request has the method PURGE, and the keys in the headers in which pages have theirs.
    """
    keys = [SITE] if SITE in keys else keys
    for first in range(0, len(keys), MAX_KEYS):
        headers = dict(tags(keys[first : first + MAX_KEYS]))
        if settings.PURGE_TOKEN:
            headers["Authorization"] = f"Bearer {settings.PURGE_TOKEN}"
        request = urllib.request.Request(settings.PURGE_URL, headers=headers, method="PURGE")  # noqa: S310 - http(s)
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - http(s)
            pass


def pass_on_changes() -> int:
    """Tell the shared cache of all changes of which it has to be told, and return how many these are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FIND, [AGAIN_SECONDS])
        found = cursor.fetchall()
        if found:
            purge(sorted({key for _number, keys, _is_new in found for key in keys}))
            cursor.execute(MARK, [[number for number, _keys, _is_new in found]])
    return len(found)


def start_purging() -> None:
    """Let a thread of this process pass on changes, if there is a shared cache. Call it after a fork, not before."""
    if settings.PURGE_URL:
        threading.Thread(target=_pass_on_for_ever, name="purging", daemon=True).start()


def _pass_on_for_ever() -> None:
    has_failed = False
    while True:
        try:
            if has_failed:
                purge([SITE])  # some notes may have been cleared away meanwhile
            pass_on_changes()
            has_failed = False
        except (Error, OSError, HTTPException) as error:
            if not has_failed:
                logger.warning("The shared cache was not told of changes; we try again: %s", error)
            has_failed = True
            with contextlib.suppress(Error):
                connection.close()
        time.sleep(RETRY_SECONDS if has_failed else LOOK_SECONDS)
