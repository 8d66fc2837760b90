"""A programme as people read it: what is on now, and a table of times and rooms. It asks the database nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, time, timedelta
from itertools import groupby, takewhile
from operator import attrgetter

from civitas_cms.delivery.contracts import AwareDatetime

from .models import Room, Session
from .models.programme.places import PlaceInOrder

NEXT_WITHIN = timedelta(hours=24)  # how far ahead what comes next may lie: the next morning, not the next month

MAX_ROOMS_ON_PAGE = 6  # how many rooms stand side by side without scrolling


@dataclass(frozen=True)
class NowAndNext:
    """The sessions that are on at a moment, and those that begin first after it."""

    now: Sequence[Session]
    next: Sequence[Session]

    def __bool__(self) -> bool:
        return bool(self.now or self.next)


def now_and_next(sessions: Iterable[Session], at: AwareDatetime) -> NowAndNext:
    """Return what is on of ``sessions`` at the moment ``at``, and what comes next. Each needs its conference and day.

    What does not take place is left out, and so is what comes next much later than soon.
    """
    instant = at.astimezone(UTC)  # what has another zone is compared as an instant
    taking_place = [session for session in sessions if session.takes_place and session.conference.takes_place]
    now = [session for session in taking_place if session.starts <= instant < session.ends]
    later = [session for session in taking_place if instant < session.starts <= instant + NEXT_WITHIN]
    first = min((session.starts.astimezone(UTC) for session in later), default=None)
    return NowAndNext(now, [session for session in later if session.starts.astimezone(UTC) == first])


@dataclass(frozen=True)
class Neighbours:
    """Where to go from a session: before and after it, at the same time, and next in its room."""

    previous: Session | None
    next: Session | None
    at_the_same_time: Sequence[Session]
    next_in_room: Session | None


def neighbours_of(session: Session, sessions: Iterable[Session]) -> Neighbours:
    """Return the neighbours of ``session`` among ``sessions``, those of its day in their order, pauses left out."""
    others = [other for other in sessions if not other.is_break]
    position = others.index(session)
    starts = session.starts.astimezone(UTC)
    later = [other for other in others if other.takes_place and starts < other.starts.astimezone(UTC)]
    return Neighbours(
        previous=others[position - 1] if position else None,
        next=others[position + 1] if position + 1 < len(others) else None,
        at_the_same_time=[
            other for other in others if other != session and other.takes_place and other.overlaps(session)
        ],
        next_in_room=next((other for other in later if session.room_id and other.room_id == session.room_id), None),
    )


@dataclass
class Cell:
    """Sessions that begin at one time in one room, and how many rows and columns of the table they take.

    One that ``is_repeated`` has a session that stands in another room of its row already.
    """

    sessions: list[Session]
    rows: int = 1
    columns: int = 1
    is_repeated: bool = False


@dataclass
class Row:
    """A time of the day at which sessions begin. ``cells``: those that begin here, None where a room has nothing."""

    starts: AwareDatetime
    sessions: list[Session]
    cells: list[Cell | None] = field(default_factory=list)

    def is_over(self, at: AwareDatetime) -> bool:
        """Tell whether all that begins here has ended at the moment ``at``."""
        return all(session.ends <= at.astimezone(UTC) for session in self.sessions)


@dataclass(frozen=True)
class Timetable:
    """Rooms side by side, and rows of times. ``rooms`` has None for what is in no room beside others."""

    rooms: Sequence[Room | None]
    rows: Sequence[Row]

    @property
    def has_columns(self) -> bool:
        """Whether there are rooms to see side by side."""
        return len(self.rooms) > 1

    @property
    def is_wide(self) -> bool:
        """Whether the rooms are too many for the width of a page."""
        return len(self.rooms) > MAX_ROOMS_ON_PAGE


def split_timetable(sessions: Iterable[Session], at: AwareDatetime) -> tuple[Timetable, Timetable]:
    """Return the timetable of what is over at the moment ``at``, up to the first row that is not, and that of the rest.

    ``sessions`` are those of one day in their order, each with its room.
    """
    rows = _rows(sessions)
    over = list(takewhile(lambda row: row.is_over(at), rows))
    return _timetable(over), _timetable(rows[len(over) :])


def timetable(sessions: Iterable[Session]) -> Timetable:
    """Return the timetable of ``sessions``, those of one day in their order, each with its room."""
    return _timetable(_rows(sessions))


def _rows(sessions):
    return [
        Row(same[0].starts, same) for _time, group in groupby(sessions, attrgetter("starts_at")) if (same := [*group])
    ]


def _timetable(rows):
    reach = [
        number + max(_rows_taken(session, rows, number) for session in row.sessions) for number, row in enumerate(rows)
    ]
    # What alone begins at its time, in no room or in all, and while nothing else goes on, has a row of its own.
    for_all = [
        len(row.sessions) == 1
        and (row.sessions[0].in_all_rooms or not row.sessions[0].taken_rooms)
        and max(reach[:number], default=0) <= number
        for number, row in enumerate(rows)
    ]
    others = [session for number, row in enumerate(rows) if not for_all[number] for session in row.sessions]
    # Of a plenary, those rooms count in which there is something else.
    rooms = {room for session in others if not session.in_all_rooms for room in session.taken_rooms}
    rooms |= {session.room for session in others if session.in_all_rooms and session.room}
    stops: dict[Room | None, dict[int, list[Session]]] = defaultdict(lambda: defaultdict(list))
    for number, row in enumerate(rows):
        for session in row.sessions if not for_all[number] else ():
            for room in [room for room in session.taken_rooms if room in rooms] or [None]:
                stops[room][number].append(session)
    order = sorted(stops, key=_place_in_order)
    columns = [_column(stops[room], rows, for_all) for room in order]
    for number, row in enumerate(rows):
        if for_all[number]:
            row.cells = [Cell(row.sessions, columns=max(1, len(order)))]
        else:
            row.cells = _side_by_side([column[number] for column in columns if number in column])
    return Timetable(order, rows)


def _place_in_order(room: Room | None) -> PlaceInOrder:
    return room.place_in_order if room else (-1, [])


def _side_by_side(cells):
    """Return ``cells``, with one in place of several beside each other that have the same session."""
    result: list[Cell | None] = []
    for cell in cells:
        before = result[-1] if result else None
        if before and cell and len(cell.sessions) == 1 and (before.sessions, before.rows) == (cell.sessions, cell.rows):
            before.columns += 1
            continue
        if cell:
            cell.is_repeated = any(cell.sessions == other.sessions for other in result if other)
        result.append(cell)
    return result


def _column(stops, rows, for_all):
    """Return the cells of a room by the numbers of their rows; none where one from above reaches."""
    column: dict[int, Cell | None] = dict.fromkeys(range(len(rows)))
    for number, sessions in stops.items():
        free = next((row for row in range(number + 1, len(rows)) if row in stops or for_all[row]), len(rows)) - number
        cell = Cell(sessions, rows=min(free, max(_rows_taken(session, rows, number) for session in sessions)))
        column[number] = cell
        for covered in range(number + 1, number + cell.rows):
            del column[covered]
    return column


def _rows_taken(session, rows, number):
    """Return how many rows begin while ``session`` goes on, from its own on, which has this ``number``."""
    ends = time.max if session.ends_next_day else session.ends_at
    return 1 + sum(row.sessions[0].starts_at < ends for row in rows[number + 1 :])
