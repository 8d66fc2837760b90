"""Who has which room when, so that no two sessions are in one at one time."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from typing import TypeAlias

from events.models import Room, Session

#: From when to when which session, by its title and ``id()``, has a room.
Use: TypeAlias = tuple[datetime, datetime, str, int]


class RoomClashes:
    """Gives rooms to sessions; those ``present`` have theirs, but for what is ``planned`` anew, or ``freed``."""

    def __init__(self, present: Iterable[Session], planned: set[int], freed: set[int]) -> None:
        self._taken: dict[int, list[Use]] = defaultdict(list)
        self._everywhere: list[Use] = []
        for session in present:
            if session.pk not in planned and session.pk not in freed and not session.is_unplaced:
                for room in session.rooms_to_go_to:
                    self.take(session, room)
                if session.in_all_rooms:
                    self.take_all(session)

    def take(self, session: Session, room: Room | None) -> str:
        """Give ``room`` to ``session`` for its time; return instead whose it is, if it is taken."""
        if room is None or not session.takes_place:
            return ""
        use = _use(session)
        times = self._taken[id(room) if room.pk is None else -room.pk]
        if other := _other(use, [*times, *self._everywhere]):
            return other
        insort(times, use)
        return ""

    def take_all(self, session: Session) -> str:
        """Give all rooms to ``session`` for its time, which may have one already; return instead who has one."""
        if not session.takes_place:
            return ""
        use = _use(session)
        if other := _other(use, [*self._everywhere, *chain.from_iterable(self._taken.values())]):
            return other
        insort(self._everywhere, use)
        return ""


def _use(session: Session) -> "Use":
    return session.starts.astimezone(UTC), session.ends.astimezone(UTC), session.title, id(session)


def _other(use: "Use", others: Iterable["Use"]) -> str:
    start, end, _title, key = use
    return next((title for begin, until, title, other in others if begin < end and start < until and other != key), "")
