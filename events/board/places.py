"""Where and when a session is, as the board counts it: in minutes from the midnight with which its day begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Self

from django.utils.translation import gettext as _

from events.models import Session

MINUTES_A_DAY = 24 * 60
#: The fields of a session that say where and when it is.
FIELDS = (
    *("day", "room", "is_unplaced", "starts_at", "ends_at"),
    *("starts_next_day", "ends_next_day", "start_fold", "end_fold"),
)


class Unreadable(ValueError):  # noqa: N818 - it says what is so
    """What was sent says no place."""


@dataclass(frozen=True)
class Place:
    """A day and a room, by their keys, and minutes from the day's midnight on; after the next one, more than 1440.

    Without a room (None) it is for everybody, or not decided. What is not ``is_placed`` waits beside the board; its day
    and times say only how long it is.
    """

    day: int
    start: int
    end: int
    room: int | None
    is_placed: bool = True

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return where ``session`` is."""
        starts = _minutes(session.starts_at) + MINUTES_A_DAY * session.starts_next_day
        ends = _minutes(session.ends_at) + MINUTES_A_DAY * (session.starts_next_day + session.ends_next_day)
        return cls(session.day_id, starts, ends, session.room_id, not session.is_unplaced)

    @classmethod
    def read(cls, data: Any) -> Self:
        """Return what a browser has sent; raises Unreadable."""
        if not isinstance(data, Mapping):
            raise Unreadable
        numbers: list[Any] = [data.get(name) for name in ("day", "start", "end")]
        room, is_placed = data.get("room"), data.get("is_placed", True)
        if not all(type(number) is int and 0 <= number < 2**31 for number in numbers) or type(is_placed) is not bool:
            raise Unreadable
        if room is not None and (type(room) is not int or not 0 <= room < 2**31):
            raise Unreadable
        day, start, end = numbers
        return cls(day, start, end, room if is_placed else None, is_placed)

    def as_json(self) -> dict[str, Any]:
        """Return what ``read`` reads."""
        return {"day": self.day, "start": self.start, "end": self.end, "room": self.room, "is_placed": self.is_placed}

    @property
    def length(self) -> int:
        """How many minutes it lasts."""
        return self.end - self.start

    @property
    def problem(self) -> str:
        """Why no session can be there; empty if one can."""
        if self.start >= 2 * MINUTES_A_DAY:
            return _("That is later than the night after the day: move it to the next day.")
        if self.length <= 0:
            return _("A session ends after it starts.")
        if self.length > MINUTES_A_DAY:
            return _("A session lasts 24 hours at most.")
        return ""

    def fields(self) -> dict[str, Any]:
        """Return the values of the fields of a session that is here, but for ``start_fold`` and ``end_fold``."""
        starts_next_day, start = divmod(self.start, MINUTES_A_DAY)
        ends_next_day, end = divmod(self.end - MINUTES_A_DAY * starts_next_day, MINUTES_A_DAY)
        return {
            "day_id": self.day,
            "room_id": self.room,
            "is_unplaced": not self.is_placed,
            "starts_at": time(start // 60, start % 60),
            "ends_at": time(end // 60, end % 60),
            "starts_next_day": bool(starts_next_day),
            "ends_next_day": bool(ends_next_day),
        }

    @property
    def times(self) -> str:
        """When it is, as people read it."""
        return f"{clock(self.start)}–{clock(self.end)}"


def clock(minutes: int) -> str:
    """Return a time of the day as clocks show it."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
