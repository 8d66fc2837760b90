"""What changes or examines several rows of a programme at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from .models import Appearance, Day, FurtherRoom, Room, RoomUse, Session, SessionItem, Speaker

DEFERRABLE_CONSTRAINTS = ["one_day_per_date", "one_session_at_a_time_in_a_room"]


@contextmanager
def rearranging() -> Iterator[None]:
    """Check the programme's rules only at the end of the block, so that two sessions can change places within it.

    Raises IntegrityError at the end if a rule is broken then. Everything in the block is one transaction.
    """
    names = ", ".join(DEFERRABLE_CONSTRAINTS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")
        yield
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")


class RoomClash(NamedTuple):
    """Two sessions that would be in one room at one time."""

    room: Room
    one: Session
    other: Session


def room_clashes(sessions: Iterable[Session]) -> list[RoomClash]:
    """Return which of ``sessions`` of one conference are in the same room at the same time, each pair once.

    They need not be saved. Those that do not take place, have no room or no times yet clash with none.
    """
    by_room = defaultdict(list)
    for session in sessions:
        if session.takes_place and not session.is_unplaced and session.starts_at and session.ends_at:
            for room in session.taken_rooms:
                by_room[room].append(session)
    clashes: dict[tuple[int, int], RoomClash] = {}
    for room, there in by_room.items():
        for one, other in combinations(there, 2):
            if one.overlaps(other):
                clashes.setdefault((id(one), id(other)), RoomClash(room, one, other))
    return list(clashes.values())


def room_taken(session: Session) -> RoomClash | None:
    """Return which of the rooms of ``session`` another one has at its time, as they are stored; None if all are free.

    It needs its day and times, and need not be saved.
    """
    if not session.takes_place or session.is_unplaced:
        return None
    rooms = {room.pk: room for room in session.taken_rooms}
    uses = RoomUse.objects.filter(
        room_key__in=rooms, takes_place=True, period__overlap=DateTimeTZRange(session.starts, session.ends)
    )
    use = uses.exclude(session_key=session.pk or 0).order_by("period", "pk").first()
    return RoomClash(rooms[use.room_key], session, Session.objects.get(pk=use.session_key)) if use else None


def sessions_of_neighbouring_days(day: Day) -> Iterable[Session]:
    """Return the sessions of the day before and the day after, which may last into ``day`` or begin in its night."""
    neighbours = (day.date - timedelta(days=1), day.date + timedelta(days=1))
    others = Session.objects.filter(conference=day.conference_id, day__date__range=neighbours).exclude(day=day)
    others = others.select_related("day", "conference", "room")
    return others.prefetch_related("further_rooms__room", "conference__rooms")


def double_bookings(day: Day) -> list[Any]:
    """Return who is in two places at once on ``day``, as triples of the speaker and the two sessions.

    All conferences are looked at, each in its own time zone; working copies only among their own sessions. That is for
    an editor to decide, not an error: somebody may leave early, or speak by video.
    """
    speakers = Appearance.objects.filter(session__day=day).values("speaker")
    neighbours = (day.date - timedelta(days=1), day.date + timedelta(days=1))
    appearances = (
        Appearance.objects.filter(speaker__in=speakers, session__day__date__range=neighbours, is_withdrawn=False)
        .filter(Q(session__conference=day.conference_id) | Q(session__conference__working_copy_of=None))
        .exclude(session__conference__working_copy=day.conference_id)
        .select_related("speaker", "session__day", "session__conference")
        .order_by("speaker__sort_name", "session__day__date", "session__starts_at", "session_id")
    )
    sessions_of: dict[Speaker, dict[int, Session]] = defaultdict(dict)
    for appearance in appearances:
        if appearance.session.takes_place and not appearance.session.is_unplaced:
            sessions_of[appearance.speaker][appearance.session_id] = appearance.session
    return [
        (speaker, first, second)
        for speaker, sessions in sessions_of.items()
        for first, second in combinations(sessions.values(), 2)
        if day.pk in (first.day_id, second.day_id) and first.overlaps(second)
    ]


@transaction.atomic
def set_appearances(session: Session, role: str, speakers: Iterable[Speaker], item: SessionItem | None = None) -> None:
    """Make ``speakers``, in this order, those who appear in ``session``, or in an ``item`` of it, with ``role``.

    Who stays keeps the position and organisation of then; who is new gets today's.
    """
    present = {appearance.speaker_id: appearance for appearance in session.appearances.filter(role=role, item=item)}
    for order, speaker in enumerate(speakers):
        appearance = present.pop(speaker.pk, None)
        appearance = appearance or Appearance(session=session, item=item, speaker=speaker, role=role)
        appearance.order = order
        appearance.save()
    Appearance.objects.filter(pk__in=[appearance.pk for appearance in present.values()]).delete()


@transaction.atomic
def set_further_rooms(session: Session, rooms: Iterable[Room]) -> None:
    """Let ``session`` take ``rooms``, in this order, besides its first; raises IntegrityError if one is taken."""
    wanted = [room for room in rooms if room.pk != session.room_id]
    present = {further.room_id: further for further in session.further_rooms.all()}
    FurtherRoom.objects.filter(session=session).exclude(room__in=wanted).delete()
    for order, room in enumerate(wanted):
        further = present.get(room.pk) or FurtherRoom(session=session, room=room)
        if further.pk is None or further.order != order:
            further.order = order
            further.save()
