"""Who has which room when, so that no two sessions are in one at one time."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from events.models import Room, Session


class RoomClashes:
    """Gives rooms to sessions; those ``present`` have theirs, but for what is ``planned`` anew, or ``freed``."""

    def __init__(self, present: Iterable[Session], planned: set[int], freed: set[int]) -> None:
        self._taken: dict[int, list[tuple[datetime, datetime, str]]] = defaultdict(list)
        for session in present:
            if session.pk not in planned and session.pk not in freed:
                self.take(session, session.room)

    def take(self, session: Session, room: Room | None) -> str:
        """Give ``room`` to ``session`` for its time; return instead whose it is, if it is taken."""
        if room is None or not session.takes_place:
            return ""
        start, end = session.starts.astimezone(UTC), session.ends.astimezone(UTC)
        times = self._taken[id(room) if room.pk is None else -room.pk]
        for other_start, other_end, title in times:
            if other_start < end and start < other_end:
                return title
        insort(times, (start, end, session.title))
        return ""
