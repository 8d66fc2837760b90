"""The notes of changes as a process has read them.

Numbers are given while a transaction changes content, and others see its note when it commits: a lower number may come
later than a higher one. So a reader remembers up to where it has read, and which numbers below are missing, until no
transaction is left that could bring them.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from .content_keys import SITE

READ = """
SELECT number, identity::text, keys, forgotten,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM publishing_content_change WHERE number >= %s OR number < %s OR number = ANY(%s)
"""


class Position(NamedTuple):
    """Up to where notes have been read, by which processes tell each other what they knew.

    ``highest`` is a number; ``identity`` is that note's, and tells apart sites that go on from the same backup;
    ``missing`` are lower numbers whose notes may still come.
    """

    highest: int = 0
    identity: str = ""
    missing: tuple[int, ...] = ()


class Note(NamedTuple):
    """The keys that a change has touched, and which note of this number it is."""

    identity: str
    keys: frozenset[str]


class ChangeNotes:
    """What has been read of the notes. One thread at a time reads; ``untouched_since`` may be asked meanwhile."""

    def __init__(self) -> None:
        self.position = Position()
        self._notes: dict[int, Note] = {}  # never changed, but replaced
        self._missing: dict[int, int] = {}  # numbers, each with the first transaction that is too young to bring it
        self._lowest = 0

    def read(self, connection: BaseDatabaseWrapper) -> frozenset[str]:
        """Return which keys have been touched since the last time; with ``SITE`` where that cannot be told."""
        former = self.position
        with connection.cursor() as cursor:
            cursor.execute(READ, [former.highest, self._lowest, list(self._missing)])
            rows = cursor.fetchall()
        found = {number: Note(identity, frozenset(keys)) for number, identity, keys, *_ in rows}
        if former.highest and (former.highest not in found or found[former.highest].identity != former.identity):
            # It was cleared away, or the database is another one: begin from the beginning.
            self.position, self._notes, self._missing, self._lowest = Position(), {}, {}, 0
            return self.read(connection) | {SITE}
        if not rows:
            return frozenset()
        new = {number: note for number, note in found.items() if number not in self._notes}
        forgotten = {number for number, *_, cleared, _oldest, _next in rows if number in new for number in cleared}
        has_missed = any(number > former.highest or number in self._missing for number in forgotten - new.keys())
        oldest, following = rows[0][-2:]  # of the transactions that have not ended, and of those to come
        self._missing = {
            number: too_young
            for number, too_young in (self._missing | dict.fromkeys(self._skipped(new), following)).items()
            if number not in new and number not in forgotten and too_young > oldest
        }
        if new:
            self._lowest = self._lowest or min(new)
            kept = self._notes.keys() - forgotten
            self._notes = {number: self._notes[number] for number in kept} | new
        highest = max(former.highest, *found)
        self.position = Position(highest, found[highest].identity, tuple(self._missing))
        touched = frozenset[str]().union(*(note.keys for note in new.values()))
        return touched | {SITE} if has_missed and former.highest else touched

    def _skipped(self, new: Collection[int]) -> Collection[int]:
        """Return the numbers between those read before and the ``new`` ones that were given and are not there."""
        if not new:
            return ()
        first = self.position.highest + 1 if self._lowest else min(new)
        return set(range(first, max(new))) - set(new)

    def untouched_since(self, position: Position, keys: Collection[str]) -> bool:
        """Tell whether no change that was unknown at ``position`` has touched one of ``keys``, as far as is known."""
        notes, highest = self._notes, self.position.highest
        if position.highest == 0 or position.highest not in notes:
            return position.highest == highest
        if notes[position.highest].identity != position.identity:
            return False
        return not any(
            SITE in note.keys or not note.keys.isdisjoint(keys)
            for number, note in notes.items()
            if number > position.highest or number in position.missing
        )
