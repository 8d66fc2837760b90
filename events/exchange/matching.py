"""Which session of ours a session of the source is, if any."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from events.models import Session

from . import entries
from .kinds import simple

Key = Callable[[Any], Hashable]


def match_sessions(
    source: str, wanted: Iterable[entries.Session], present: Iterable[Session], identities: Mapping[str, int]
) -> dict[int, Session]:
    """Return the session of ours for each of ``wanted`` that is there already, by the ``id()`` of the latter.

    First by identifiers: ours (``identities`` has primary keys by them), or those of the source. What has none there is
    found by its title with time and room, then with the day, then alone, where no two could be meant.
    """
    by_key = {session.pk: session for session in present}
    by_origin = {(session.source, session.source_id): session for session in by_key.values() if session.source_id}
    found: dict[int, Session] = {}
    free = dict(by_key)
    rest = []
    for entry in wanted:
        key = identities.get(entry.source_id)
        session = by_key.get(key) if key else by_origin.get((source, entry.source_id)) if entry.source_id else None
        if session and session.pk in free:
            found[id(entry)] = free.pop(session.pk)
        else:
            rest.append(entry)
    others = [session for session in free.values() if not (session.source == source and session.source_id)]
    if all(entry.source_id == "" for entry in rest):  # a table without identifiers: those that it had once are no hint
        others = list(free.values())
    for entry_key, session_key in (PLACE, DAY, TITLE):
        pairs = _pairs(rest, others, entry_key, session_key)
        found |= {id(entry): session for entry, session in pairs}
        taken = {session.pk for _entry, session in pairs}
        rest = [entry for entry in rest if id(entry) not in found]
        others = [session for session in others if session.pk not in taken]
    return found


def _pairs(
    wanted: Iterable[entries.Session], present: Iterable[Session], entry_key: Key, session_key: Key
) -> list[tuple[entries.Session, Session]]:
    """Return those that have the same key, where one of each has it."""
    entries_of, sessions_of = defaultdict(list), defaultdict(list)
    for entry in wanted:
        entries_of[entry_key(entry)].append(entry)
    for session in present:
        sessions_of[session_key(session)].append(session)
    return [
        (group[0], sessions_of[key][0])
        for key, group in entries_of.items()
        if len(group) == 1 and len(sessions_of.get(key, ())) == 1
    ]


def _room_of(session: Session) -> str:
    return simple(session.room.name) if session.room else ""


PLACE: tuple[Key, Key] = (
    lambda entry: (simple(entry.title), entry.day, entry.start.time(), simple(entry.room or "")),
    lambda session: (simple(session.title), session.day.date, session.starts_at, _room_of(session)),
)
DAY: tuple[Key, Key] = (
    lambda entry: (simple(entry.title), entry.day),
    lambda session: (simple(session.title), session.day.date),
)
TITLE: tuple[Key, Key] = (lambda entry: simple(entry.title), lambda session: simple(session.title))
