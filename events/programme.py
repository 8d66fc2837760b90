"""What changes or examines several rows of a programme at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from .models import Appearance, Day, Session, Speaker

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


def room_clashes(sessions: Iterable[Session]) -> list[Any]:
    """Return the pairs of ``sessions`` of one conference that are in the same room at the same time.

    They need not be saved. Those that do not take place, have no room or no times yet clash with none.
    """
    by_room = defaultdict(list)
    for session in sessions:
        if session.takes_place and session.room_id and session.starts_at and session.ends_at:
            by_room[session.room_id].append(session)
    return [pair for room in by_room.values() for pair in combinations(room, 2) if pair[0].overlaps(pair[1])]


def sessions_of_neighbouring_days(day: Day) -> Iterable[Session]:
    """Return the sessions of the day before and the day after, which may last into ``day`` or begin in its night."""
    neighbours = (day.date - timedelta(days=1), day.date + timedelta(days=1))
    others = Session.objects.filter(conference=day.conference_id, day__date__range=neighbours).exclude(day=day)
    return others.select_related("day", "conference", "room")


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
def set_appearances(session: Session, role: str, speakers: Iterable[Speaker]) -> None:
    """Make ``speakers``, in this order, those who appear in ``session`` with ``role``.

    Who stays keeps the position and organisation of then; who is new gets today's.
    """
    present = {appearance.speaker_id: appearance for appearance in session.appearances.filter(role=role)}
    for order, speaker in enumerate(speakers):
        appearance = present.pop(speaker.pk, None) or Appearance(session=session, speaker=speaker, role=role)
        appearance.order = order
        appearance.save()
    Appearance.objects.filter(pk__in=[appearance.pk for appearance in present.values()]).delete()
