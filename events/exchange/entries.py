"""What a programme consists of, whichever file it is from: what all readers make, and all writers take.

None means that the source does not speak of it, and an empty value that it has none. All instants are aware, in the
zone of the conference.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import AwareDatetime


@dataclass(frozen=True)
class Problem:
    """Something that cannot come in as it is. An error keeps the session out; with any other it comes in otherwise.

    ``place`` says where in the file, as in "row 3, column “Start”".
    """

    text: str
    place: str = ""
    is_error: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True)
class Room:
    """A room. ``capacity`` is a number of people."""

    name: str
    capacity: int | None = None


@dataclass(frozen=True)
class Track:
    """A track. ``colour`` is as in #0b6e4f."""

    name: str
    colour: str = ""


@dataclass(frozen=True)
class Link:
    """A page elsewhere."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in a session. ``biography`` is HTML; ``role`` is one of an ``Appearance``, None if nothing says it."""

    name: str
    source_id: str = ""
    given_name: str = ""
    family_name: str = ""
    academic_title: str = ""
    position: str = ""
    organisation: str = ""
    biography: str = ""
    role: str | None = None


@dataclass(frozen=True)
class Item:
    """A contribution within a session; ``abstract`` is HTML, ``starts_after`` are minutes, as ``minutes`` are."""

    title: str
    abstract: str = ""
    starts_after: int | None = None
    minutes: int | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Session:
    """A session. ``day`` is the date of the day that it belongs to, ``abstract`` is HTML, ``kind`` one of our kinds.

    ``further_rooms`` are those that it takes besides ``room``.
    """

    title: str
    day: date
    start: AwareDatetime
    end: AwareDatetime
    source_id: str = ""
    slug: str = ""
    subtitle: str | None = None
    kind: str | None = None
    room: str | None = None
    further_rooms: tuple[str, ...] | None = None
    in_all_rooms: bool | None = None
    track: str | None = None
    languages: str | None = None
    abstract: str | None = None
    no_recording: bool | None = None
    licence: str | None = None
    livestream_url: str | None = None
    recording_url: str | None = None
    status: str | None = None
    links: tuple[Link, ...] | None = None
    people: tuple[Person, ...] | None = None
    items: tuple[Item, ...] | None = None
    place: str = ""

    @property
    def all_people(self) -> tuple[Person, ...]:
        """Who is in it or in an item of it."""
        return (*(self.people or ()), *(person for item in self.items or () for person in item.people))


@dataclass
class Programme:
    """A programme. ``source`` is within what its identifiers are unique, ``zone`` the zone that it names itself."""

    source: str
    zone: str = ""
    title: str = ""
    days: list[date] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Of a table: its headings, each with the field for which its column is taken, or an empty text.
    columns: list[tuple[str, str]] = field(default_factory=list)
    #: Words for kinds of session that nobody knows.
    unknown_kinds: list[str] = field(default_factory=list)

    def warn(self, text: str, place: str = "") -> None:
        """Note that something comes in otherwise than it is in the source."""
        self.problems.append(Problem(str(text), place))

    def refuse(self, text: str, place: str = "") -> None:
        """Note that a session cannot come in."""
        self.problems.append(Problem(str(text), place, is_error=True))

    def note_unknown_kind(self, word: str, place: str) -> None:
        """Note that nobody knows what kind of session ``word`` means."""
        self.warn(_("Nobody knows what kind “%s” is: it becomes a talk.") % word, place)
        if word not in self.unknown_kinds:
            self.unknown_kinds.append(word)

    def add(self, session: Session) -> None:
        """Add ``session``, in parts if it lasts longer than a day."""
        self.sessions += parts_of(session)


def parts_of(session: Session) -> Iterator[Session]:
    """Yield ``session``, or if it lasts more than 24 hours by the clock, a session for each 24 hours of it.

    So a workshop of three days stands in the programme of each, and its room is taken all the while.
    """
    start, day = session.start, session.day
    while True:
        next_start = start + timedelta(days=1)  # by the clock, whichever hours are skipped or come twice
        is_last = session.end.replace(tzinfo=None) <= next_start.replace(tzinfo=None)
        end = session.end if is_last else next_start.replace(fold=0)
        yield replace(session, start=start, end=end, day=day)
        if is_last:
            return
        start, day = end, day + timedelta(days=1)


def join_rooms(programme: Programme) -> list[Session]:
    """Return the sessions, with one in place of those that are the same one at the same time in several rooms."""
    rooms = {room.name for room in programme.rooms}
    together: dict[tuple[str, AwareDatetime, AwareDatetime], list[Session]] = {}
    for session in programme.sessions:
        times = session.start.astimezone(UTC), session.end.astimezone(UTC)
        together.setdefault((session.source_id or str(id(session)), *times), []).append(session)
    result = []
    for same in together.values():
        taken = list(dict.fromkeys(session.room for session in same if session.room))
        if len(same) > 1 and len(taken) > 1 and {*taken} >= rooms > set():
            result.append(replace(same[0], room="", further_rooms=(), in_all_rooms=True))
        elif len(same) > 1 and len(taken) == len(same):
            result.append(replace(same[0], further_rooms=tuple(taken[1:]), in_all_rooms=False))
        else:
            result += same
    return result


def number_repeated(sessions: list[Session]) -> list[Session]:
    """Return ``sessions`` with identifiers of their own: what takes place several times is numbered as it comes."""
    counts: Counter[str] = Counter()
    names = {}
    for session in sorted(sessions, key=lambda each: (each.start.astimezone(UTC), each.room or "")):
        counts[session.source_id] += 1
        number = counts[session.source_id]
        names[id(session)] = f"{session.source_id}#{number}" if session.source_id and number > 1 else session.source_id
    return [replace(session, source_id=names[id(session)]) for session in sessions]


def day_of(start: datetime, day: date | None) -> date:
    """Return to which day a session belongs that starts at ``start``, where the source says it is ``day``.

    That is the day before only if it begins in the night that follows it.
    """
    is_night = day is not None and start.date() - day == timedelta(days=1) and start.hour < NIGHT_ENDS
    return day if is_night and day else start.date()


NIGHT_ENDS = 12  # o'clock: what starts later is no part of the evening before
