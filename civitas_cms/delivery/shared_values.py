"""What one worker has found out for all of them: values that are dear to make, such as numbers of many rows, as JSON.

They are in the database, each with what it was made of (see ``content_keys``): while neither a change nor the clock has
touched that, others take it instead of making it again. Who wants to make values waits for whoever is making them.
"""

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction

from .change_notes import Position
from .content_keys import note_keys, reading
from .content_version import ContentVersion, poller
from .site_fingerprint import site_fingerprint

logger = logging.getLogger(__name__)

# Until the end of the transaction. Each locks one name only: nobody waits for somebody who waits for them.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
READ = """
SELECT name, value, keys, position, begins, ends FROM publishing_shared_value WHERE name = ANY(%s) AND site = %s
"""
WRITE = """
INSERT INTO publishing_shared_value (name, site, value, keys, position, begins, ends)
SELECT name, %(site)s, value, %(keys)s, %(position)s, %(begins)s, %(ends)s
FROM jsonb_each(%(values)s) AS made (name, value)
ON CONFLICT (name) DO UPDATE SET site = excluded.site, value = excluded.value, keys = excluded.keys,
    position = excluded.position, begins = excluded.begins, ends = excluded.ends
"""


class SharedValue(NamedTuple):
    """A value, as JSON has it, and the keys of what it was made of."""

    value: Any
    keys: frozenset[str]


def take_or_make(
    names: Collection[str],
    make: Callable[[Collection[str]], Mapping[str, Any]],
    content_version: ContentVersion,
) -> dict[str, SharedValue]:
    """Return the values by their ``names``: those of other workers, and of the rest what ``make`` makes of their names.

    Nobody may have begun a transaction. Names are few, and none that visitors make up: they are kept for good.
    """
    values = _taken(names, content_version)
    if len(values) == len(names):
        return values
    made: dict[str, SharedValue] | None = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK, [f"shared value {min(names)}"])
            values = _taken(names, content_version)
            missing = [name for name in names if name not in values]
            made = _made(missing, make)
            if made:
                _leave(made, content_version)
    except DatabaseError as error:
        if made is None:
            raise
        logger.warning("What this worker has counted cannot be left for the others: %s", error)
    return values | made


def _taken(names: Collection[str], content_version: ContentVersion) -> dict[str, SharedValue]:
    """Return what other workers have left, and nothing has touched since."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(names), site_fingerprint()])
        rows = cursor.fetchall()
    values, now, known = {}, time.time(), content_version.position.highest
    for name, value, keys, position, begins, ends in rows:
        highest, identity, missing = json.loads(position)
        if highest > known and (newer := poller.look()):
            known = newer.position.highest  # the other worker had seen changes before us
        if begins <= now < ends and poller.untouched_since(Position(highest, identity, tuple(missing)), keys):
            note_keys(keys)
            values[name] = SharedValue(json.loads(value), frozenset(keys))
    return values


def _made(names: Collection[str], make: Callable[[Collection[str]], Mapping[str, Any]]) -> dict[str, SharedValue]:
    if not names:
        return {}
    with reading() as noted:
        values = make(names)
    return {name: SharedValue(value, noted.keys) for name, value in values.items()}


def _leave(made: Mapping[str, SharedValue], content_version: ContentVersion) -> None:
    keys = next(iter(made.values())).keys  # they were made together
    values: dict[str, Any] = {
        "site": site_fingerprint(),
        "values": json.dumps({name: value for name, (value, _keys) in made.items()}),
        "keys": sorted(keys),
        "position": json.dumps(content_version.position),
        "begins": content_version.begins,
        "ends": content_version.ends,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
