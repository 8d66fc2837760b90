"""What is done with a conference as a whole: it is called off, moved, or begun again.

What moves is worked out first, so that somebody sees it, and then written in one transaction. Each operation says in a
``NotPossible`` why it cannot be.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import RevisionEvent, refuse_skipped
from civitas_cms.publishing.models.plausible import validate_plausible_date
from civitas_cms.publishing.revisions import duplicating, saving, snapshots
from civitas_cms.publishing.revisions.many_rows import write_rows
from civitas_cms.publishing.revisions.snapshots import Snapshot
from civitas_cms.publishing.revisions.working_copies import can_have_working_copy, make_working_copy, working_copy_of
from civitas_cms.publishing.workflow.permissions import may_change

from .models import Conference, Day, EventStatus, Session, Speaker
from .programme import rearranging, room_clashes

TIMES = ["day", "starts_at", "ends_at", "starts_next_day", "ends_next_day", "start_fold", "end_fold"]


class NotPossible(Exception):  # noqa: N818 - named for what is said to people
    """It cannot be done. The text says why."""


@dataclass
class Arrangement:
    """The programme of a conference as it would be; nothing of it is written yet.

    ``lines`` say what moves, as triples of what it is, its times before and after; ``problems`` why it cannot be.
    """

    conference: Conference
    days: list[Day]
    sessions: list[Session]
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """What stands for exactly this arrangement, to be sent along by who has seen it."""
        return hashlib.sha256(repr((self.lines, self.problems)).encode()).hexdigest()


#: Puts a conference with its days and sessions, in memory, where it is to be.
Change = Callable[[Arrangement], None]


def moved_by(number: int) -> Change:
    """Return the change that moves everything by this ``number`` of days; times on the clock stay."""

    def change(arrangement: Arrangement) -> None:
        conference, step = arrangement.conference, timedelta(days=number)
        conference.starts_on += step
        conference.ends_on += step
        for day in arrangement.days:
            day.date += step
        for name in ("starts_on", "ends_on"):
            _collect(arrangement, lambda name=name: validate_plausible_date(getattr(conference, name)))  # type: ignore[misc]

    return change


def day_moved(key: int, to: date) -> Change:
    """Return the change that moves the day with this ``key`` to another date, with its sessions."""

    def change(arrangement: Arrangement) -> None:
        for day in arrangement.days:
            if day.pk == key:
                day.date = to
            elif day.date == to:
                arrangement.problems.append(_("The conference already has a day on %s.") % date_format(to))
        first, last = arrangement.conference.starts_on, arrangement.conference.ends_on
        if not first <= to <= last:
            words = {"date": date_format(to), "first": date_format(first), "last": date_format(last)}
            message = _("%(date)s is outside of the conference, which is from %(first)s to %(last)s.")
            arrangement.problems.append(message % words)

    return change


def in_zone(zone: ZoneInfo, *, keeps_instants: bool) -> Change:
    """Return the change to another time ``zone``.

    With ``keeps_instants`` everything happens when it did, and clocks show other times; without, the other way round.
    """

    def change(arrangement: Arrangement) -> None:
        instants = [(session, session.starts, session.ends) for session in arrangement.sessions]
        arrangement.conference.timezone = zone
        day_on = {day.date: day for day in arrangement.days}
        for session, starts, ends in instants if keeps_instants else []:
            _set_times(arrangement, session, starts.astimezone(zone), ends.astimezone(zone), day_on)

    return change


def _set_times(
    arrangement: Arrangement, session: Session, starts: datetime, ends: datetime, day_on: dict[date, Day]
) -> None:
    """Let ``session`` be from the one instant to the other, both in the conference's zone."""
    if starts.date() in day_on:
        is_late = session.starts_next_day and (starts.date() - session.day.date).days == 1
        session.day, session.starts_next_day = (session.day, True) if is_late else (day_on[starts.date()], False)
    elif (starts.date() - timedelta(days=1)) in day_on:
        session.day, session.starts_next_day = day_on[starts.date() - timedelta(days=1)], True
    else:
        words = {"session": session, "date": date_format(starts.date())}
        arrangement.problems.append(_("“%(session)s” would be on %(date)s, which is no day of the conference.") % words)
        return
    session.starts_at, session.start_fold = starts.time().replace(fold=0), bool(starts.fold)
    session.ends_at, session.end_fold = ends.time().replace(fold=0), bool(ends.fold)
    session.ends_next_day = ends.date() > starts.date()


def arrange(conference: Conference, change: Change) -> Arrangement:
    """Return what ``change`` would make of the programme; of a published conference, of its working copy if it has one.

    Nothing is written.
    """
    target = (working_copy_of(conference) if can_have_working_copy(conference) else None) or conference
    return _arranged(cast(Conference, target), change)


def _arranged(conference: Conference, change: Change) -> Arrangement:
    conference = Conference._base_manager.get(pk=conference.pk)
    days = list(Day.objects.filter(conference=conference))
    day_of = {day.pk: day for day in days}
    prefetch_related_objects([conference], "rooms")
    rooms = {room.pk: room for room in conference.rooms.all()}
    sessions = list(Session.objects.filter(conference=conference).prefetch_related("further_rooms__room"))
    for session in sessions:
        session.day, session.conference = day_of[session.day_id], conference
        session.room = rooms[session.room_id] if session.room_id else None
    for day in days:
        day.conference = conference
    arrangement = Arrangement(conference, days, sessions)
    before = {session.pk: _when(session) for session in sessions}
    before_days = {day.pk: day.date for day in days}
    change(arrangement)
    for day in days:
        if day.date != before_days[day.pk]:
            line = (_("Day"), date_format(before_days[day.pk]), date_format(day.date))
            arrangement.lines.append(line)
    arrangement.lines += [
        (session.title, before[session.pk], now)
        for session in sessions
        if (now := _when(session)) != before[session.pk]
    ]
    for session in sessions:
        for instant in (session.starts, session.ends):
            _collect(arrangement, lambda instant=instant: refuse_skipped(instant), session.title)  # type: ignore[misc]
    for room, one, other in room_clashes(sessions):
        words = {"one": one, "other": other, "room": room}
        arrangement.problems.append(_("“%(one)s” and “%(other)s” would be in %(room)s at one time.") % words)
    return arrangement


def _collect(arrangement: Arrangement, rule: Callable[[], None], about: str = "") -> None:
    try:
        rule()
    except ValidationError as error:
        arrangement.problems.append(": ".join(filter(None, [about, " ".join(error.messages)])))


def _when(session: Session) -> str:
    starts, ends = session.starts, session.ends
    return f"{date_format(starts.date())}, {starts:%H:%M}–{ends:%H:%M} ({starts:%Z})"


def rearrange(conference: Conference, by: User, change: Change, seen: str, comment: str) -> Conference:
    """Write what ``change`` makes of the programme, and return what was changed: a working copy if it is published.

    ``seen`` is the ``fingerprint`` of the arrangement that ``by`` has seen. Raises PermissionDenied, and NotPossible if
    it is another one by now, or clashes.
    """
    with unit_of_work():
        target: Any = conference
        if can_have_working_copy(conference):
            target = make_working_copy(conference, by)
        elif not may_change(by, conference):
            raise PermissionDenied
        snapshots.lock([target])
        arrangement = _arranged(target, change)
        if arrangement.problems:
            raise NotPossible(" ".join(arrangement.problems))
        if arrangement.fingerprint != seen:
            raise NotPossible(_("The programme has been changed meanwhile. Look at what would become of it now."))
        saving.save_state_as_found(target)
        target = arrangement.conference
        target.updated_by = by
        try:
            with rearranging():
                target.save()
                write_rows(Day, [], arrangement.days, ["date"], {})
                write_rows(Session, [], arrangement.sessions, TIMES, {})
        except IntegrityError as error:  # somebody else has put a session there at this moment
            raise NotPossible(_("Two sessions would be in one room at one time, so nothing was moved.")) from error
        _note(target, by, comment)
    return cast(Conference, target)


def set_status(conference: Conference, by: User, status: str, note: str) -> None:
    """Say that ``conference`` is cancelled, postponed or takes place, with a ``note`` to the public; seen at once.

    Raises PermissionDenied if ``by`` may not change it as it is.
    """
    with unit_of_work():
        snapshots.lock([conference])
        conference = Conference._base_manager.get(pk=conference.pk)
        if not may_change(by, conference):
            raise PermissionDenied
        saving.save_state_as_found(conference)
        conference.status, conference.status_note, conference.updated_by = status, note, by
        conference.save()
        _note(conference, by, str(EventStatus(status).label))


def _note(conference: Conference, by: User, comment: str) -> None:
    saving.save_revision(conference, by, RevisionEvent.CHANGED, comment)
    LogEntry.objects.log_actions(by.pk, [conference], CHANGE, comment, single_object=True)


# The same again -------------------------------------------------------------------------------------------------------

#: What was of the past one only, with what it is in the next.
OF_THE_PAST = {
    "status": EventStatus.AS_PLANNED,
    "status_note": "",
    "registration_url": "",
    "registration_closes_on": None,
    "livestream_url": "",
    "recording_url": "",
    "source": "",
    "source_id": "",
}


def duplicate(
    conference: Conference,
    by: User,
    *,
    starts_on: date,
    title: str,
    slug: str = "",
    with_sessions: bool,
    with_people: bool,
) -> Conference:
    """Return a draft like ``conference`` that begins on the date ``starts_on``, with days as far apart as they were.

    Rooms, tracks, days and partners come along, sessions and who appears in them if that is wanted; people with what
    they are today. What was of the past one only does not: status, registration, streams, recordings, materials, links.
    Raises PermissionDenied if ``by`` may not add conferences, and NotPossible where clocks skip a session's time.
    """
    step = starts_on - conference.starts_on

    def adapt(snapshot: Snapshot) -> None:
        content = snapshot["content"]
        _forget_past(content["fields"])
        for name in ("starts_on", "ends_on"):
            content["fields"][name] = _later(content["fields"][name], step)
        for day in content["parts"]["days"]:
            day["fields"]["date"] = _later(day["fields"]["date"], step)
        sessions = content["parts"]["sessions"] = content["parts"]["sessions"] if with_sessions else []
        for session in sessions:
            _forget_past(session["fields"])
            session["relations"]["materials"] = []
            parts = session["parts"]
            there = [each for each in parts["appearances"] if not each["fields"].get("is_withdrawn")]
            session["parts"] = parts | {"appearances": there if with_people else [], "links": []}
            for item in parts.get("items", []):
                item["relations"]["materials"] = []
        _let_be_of_today([each for session in sessions for each in session["parts"]["appearances"]])

    try:
        with unit_of_work():
            copy = cast(
                Conference,
                duplicating.duplicate(conference, by, title=title, slug=slug, adapt=adapt),
            )
            for session in copy.sessions.select_related("day", "conference"):
                for instant in (session.starts, session.ends):
                    refuse_skipped(instant)
    except ValidationError as error:
        raise NotPossible(f"“{session}”: {' '.join(error.messages)}") from error
    except IntegrityError as error:
        raise NotPossible(_("With these dates two sessions would be in one room at one time.")) from error
    return copy


def _forget_past(fields: dict[str, Any]) -> None:
    fields |= {name: value for name, value in OF_THE_PAST.items() if name in fields}


def _later(written: str, step: timedelta) -> str:
    return (date.fromisoformat(written) + step).isoformat()


def _let_be_of_today(appearances: list[dict[str, Any]]) -> None:
    people = Speaker.objects.in_bulk({each["fields"]["speaker"] for each in appearances})
    for each in appearances:
        if person := people.get(each["fields"]["speaker"]):
            each["fields"] |= {"position_then": person.position, "organisation_then": person.organisation_id}
