"""What is done on the board: each operation is one transaction, and returns what undoes it.

The conference is locked first, by all who change what belongs to it; so what an operation has read stays so until it is
done. Rooms are guarded by the database alone: a move is tried, and ``why_refused`` says who stands there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from django.contrib.auth.models import User
from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import ForeignKey, Model, OuterRef, ProtectedError, Q, QuerySet, RestrictedError
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civitas_cms.delivery.unit_of_work import participant, unit_of_work
from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.revisions.saving import Changes
from civitas_cms.publishing.revisions.snapshots import Node, parts_of
from civitas_cms.publishing.revisions.working_copies import can_have_working_copy
from civitas_cms.publishing.workflow.permissions import may_change
from civitas_cms.search.indexing import Changes as SearchChanges
from events.models import Appearance, Conference, Day, Room, Session, Speaker
from events.programme import set_appearances

from . import revisions
from .places import Place

MAX_MOVES = 2000  # sessions that one operation moves
SALT = "session deleted on the board"


class Refused(Exception):  # noqa: N818 - named for what is said to people
    """An operation is not done. Its text says why; ``sessions`` are those that are not as the browser shows them."""

    def __init__(self, message: str, sessions: Iterable[int] = ()) -> None:
        super().__init__(message)
        self.sessions = list(sessions)


@dataclass(frozen=True)
class Move:
    """One session, by its key, from where it was seen to where it shall be."""

    session: int
    before: Place
    after: Place

    @property
    def inverse(self) -> "Move":
        """The move back."""
        return Move(self.session, self.after, self.before)


@dataclass
class Done:
    """What was done: where sessions are now, which are new or have changed otherwise, and which are gone.

    ``inverse`` undoes it: the name of an operation, and what that is given.
    """

    message: str
    inverse: dict[str, Any]
    places: dict[int, Place] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


@contextmanager
def arranging(key: int, by: User, *permissions: str) -> Iterator[Conference]:
    """Give the conference with the primary ``key``, locked, in one unit of work.

    Raises Http404 if it is gone, PermissionDenied to those who may not change it and have all ``permissions`` (as in
    "change_session"), and Refused if it is changed in a working copy.
    """
    with unit_of_work():
        conference = Conference.objects.select_for_update(no_key=True).filter(pk=key).first()
        if conference is None:
            raise Http404
        if not may_change(by, conference) or not by.has_perms([f"events.{name}" for name in permissions]):
            raise PermissionDenied
        if can_have_working_copy(conference):
            raise Refused(_("The conference is published: its programme is changed in a working copy."))
        yield conference


# Moving -------------------------------------------------------------------------------------------------------------


def move(conference: Conference, by: User, moves: Collection[Move], message: str = "") -> Done:
    """Move sessions, all or none of them.

    Raises Refused if one of them is not where it was seen, or cannot be where it shall be, and IntegrityError if a room
    is taken.
    """
    if len(moves) > MAX_MOVES:
        raise Refused(_("These are too many sessions at once."))
    moves = [each for each in moves if each.before != each.after]
    sessions = _sessions(conference, [each.session for each in moves])
    _refuse_stale(sessions, moves)
    changes: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for each in moves:
        session = sessions[each.session]
        before = revisions.placing_values(session)
        _place(session, each)
        changes[session.pk] = (before, revisions.placing_values(session))
    if changes:
        revisions.note_moves(conference, by, changes)
        revisions.note_author(conference, by)
        with placing({each.session: each.after for each in moves}):
            # In one statement: rooms are compared at its end, so sessions can change places in it.
            Session.objects.bulk_update(sessions.values(), revisions.FIELDS)
        _note_for_search(each for each in moves if _is_seen_in_search(each))
    return Done(
        message or _moved(moves, sessions),
        {"action": "move", "moves": [_as_json(each.inverse) for each in reversed(moves)]},
        {each.session: each.after for each in moves},
    )


def _sessions(conference: Conference, keys: Collection[int]) -> dict[int, Any]:
    """Return the sessions with these keys, each with the conference and with what there is: ``days`` and ``rooms``."""
    days = Day.objects.filter(conference=OuterRef("conference_id")).values(json=JSONObject(pk="pk", date="date"))
    rooms = Room.objects.filter(conference=OuterRef("conference_id")).values("pk")
    found = Session.objects.filter(conference=conference, pk__in=keys).defer("abstract").select_related("track")
    found = found.annotate(day_list=ArraySubquery(days), rooms=ArraySubquery(rooms))
    sessions: dict[int, Any] = {session.pk: session for session in found.order_by("pk")}
    for session in sessions.values():
        session.conference = conference
        session.days = {
            each["pk"]: Day(pk=each["pk"], date=date.fromisoformat(each["date"]), conference=conference)
            for each in session.day_list
        }
        session.day = session.days[session.day_id]
    return sessions


def _refuse_stale(sessions: dict[int, Session], moves: Iterable[Move]) -> None:
    """Raise Refused if somebody else has moved or deleted one of the sessions since it was seen."""
    missing = [each.session for each in moves if each.session not in sessions]
    if missing:
        raise Refused(_("Somebody has deleted the session meanwhile."), missing)
    moved = [sessions[each.session] for each in moves if Place.of(sessions[each.session]) != each.before]
    if moved:
        names = {"title": moved[0].title, "where": _where(Place.of(moved[0]), moved[0])}
        text = _("Somebody has moved “%(title)s” meanwhile: it is now %(where)s. Look where it is, then try again.")
        raise Refused(text % names, [session.pk for session in moved])


def _where(place: Place, session: Session) -> str:
    if not place.is_placed:
        return _("without a place")
    return f"{session.day.date:%-d %B}, {place.times}"


def _place(session: Any, wanted: Move) -> None:
    """Give ``session`` its new place; raises Refused if that does not exist."""
    after = wanted.after
    if problem := after.problem:
        raise Refused(f"“{session.title}”: {problem}")
    if after.day not in session.days:
        raise Refused(_("The day is not there any more."))
    if after.room is not None and after.room not in session.rooms:
        raise Refused(_("The room is not there any more."))
    values = after.fields()
    # The second of two hours alike stays it while only the room changes.
    session.start_fold = session.start_fold and (after.day, after.start) == (wanted.before.day, wanted.before.start)
    session.end_fold = session.end_fold and (after.day, after.end) == (wanted.before.day, wanted.before.end)
    for name, value in values.items():
        if name != "room_id":
            setattr(session, name, value)
    session.day = session.days[after.day]
    session.room_id = None  # it is one of the conference: nobody need ask for it
    try:
        session.clean()
    except ValidationError as error:
        raise Refused(f"“{session.title}”: {' '.join(error.messages)}") from error
    session.room_id, session.is_unplaced = after.room, not after.is_placed


def _is_seen_in_search(wanted: Move) -> bool:
    before, after = wanted.before, wanted.after
    return (before.day, before.room, before.is_placed) != (after.day, after.room, after.is_placed)


def _note_for_search(moves: Iterable[Move]) -> None:
    with participant(SearchChanges) as collected:
        cast(SearchChanges, collected).documents[Session] |= {each.session for each in moves}


def _moved(moves: Collection[Move], sessions: dict[int, Session]) -> str:
    if not moves:
        return _("Nothing was moved.")
    if len(moves) > 1:
        return ngettext("%(count)s session moved.", "%(count)s sessions moved.", len(moves)) % {"count": len(moves)}
    (only,) = moves
    session = sessions[only.session]
    if not only.after.is_placed:
        return _("“%(title)s” has no place now.") % {"title": session.title}
    return _("“%(title)s” is now %(where)s.") % {"title": session.title, "where": _where(only.after, session)}


def _as_json(wanted: Move) -> dict[str, Any]:
    return {"session": wanted.session, "before": wanted.before.as_json(), "after": wanted.after.as_json()}


def swap(conference: Conference, by: User, one: tuple[int, Place], other: tuple[int, Place]) -> Done:
    """Let two sessions change places: each begins where and when the other began, and lasts as long as it did."""
    (first, here), (second, there) = one, other
    if first == second:
        raise Refused(_("Choose another session to swap with."))
    moves = [Move(first, here, _at(here, there)), Move(second, there, _at(there, here))]
    return move(conference, by, moves, _("The two sessions have changed places."))


def _at(place: Place, target: Place) -> Place:
    """Return where ``target`` begins, for as long as ``place`` is."""
    return replace(target, end=target.start + place.length)


def shift(
    conference: Conference, by: User, session: int, seen: Place, minutes: int, *, in_all_rooms: bool = False
) -> Done:
    """Move what begins after ``session`` on its day by ``minutes`` (negative: earlier), in its room or in all."""
    own = _sessions(conference, [session])
    _refuse_stale(own, [Move(session, seen, seen)])
    later = _of_day(conference, seen.day)
    if not in_all_rooms:
        later = later.filter(room=seen.room)
    places = {each.pk: Place.of(each) for each in later if each.pk != session}
    moves = [
        Move(key, place, replace(place, start=place.start + minutes, end=place.end + minutes))
        for key, place in places.items()
        if place.start >= seen.end or (place.start >= seen.start and place.room == seen.room)
    ]
    if any(each.after.start < 0 for each in moves):
        raise Refused(_("That would be before the day begins."))
    if not moves:
        raise Refused(_("Nothing begins after it."))
    return move(conference, by, moves)


def move_room(conference: Conference, by: User, day: int, room: int, to_room: int) -> Done:
    """Move all that is in ``room`` on ``day`` to another room."""
    if not conference.rooms.filter(pk=to_room).exists():
        raise Refused(_("The room is not there any more."))
    places = {session.pk: Place.of(session) for session in _of_day(conference, day).filter(room=room)}
    if not places:
        raise Refused(_("Nothing is in that room on this day."))
    return move(
        conference, by, [Move(key, place, replace(place, room=to_room)) for key, place in sorted(places.items())]
    )


def _of_day(conference: Conference, day: int) -> QuerySet[Session]:
    return Session.objects.filter(conference=conference, day=day, is_unplaced=False).defer("abstract").order_by("pk")


# Creating and deleting ----------------------------------------------------------------------------------------------


def create(
    conference: Conference,
    by: User,
    title: str,
    kind: str,
    place: Place,
    *,
    values: Mapping[str, Any] | None = None,
    people: Iterable[Speaker] = (),
) -> Done:
    """Create a session with ``people`` who speak in it, and ``values`` of its other fields.

    Raises Refused if it cannot be there, and IntegrityError if the room is taken.
    """
    day = conference.days.filter(pk=place.day).first()
    if day is None:
        raise Refused(_("The day is not there any more."))
    if problem := place.problem:
        raise Refused(problem)
    latest = revisions.before_writing(conference)
    session = Session(title=clean_line(title), kind=kind, day=day, conference=conference, **place.fields())
    for name, value in (values or {}).items():
        setattr(session, name, value)
    if place.room and not conference.rooms.filter(pk=place.room).exists():
        raise Refused(_("The room is not there any more."))
    try:
        session.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    with placing({None: place}):
        session.save()
    set_appearances(session, Appearance.Role.SPEAKER, people)
    revisions.note_author(conference, by)
    revisions.note_writing(latest, conference, by, Changes(parts={"sessions": [session]}))
    message = _("“%(title)s” is added.") % {"title": session.title}
    if session.is_break and place.is_placed and (beside := _beside(conference, place, session.pk)):
        names = ", ".join(f"“{other.title}”" for other in beside[:3])
        message += " " + _("At the same time: %(sessions)s.") % {"sessions": names}
    return Done(message, {"action": "delete", "session": session.pk, "seen": place.as_json()}, changed=[session.pk])


def _beside(conference: Conference, place: Place, key: int) -> list[Session]:
    """Return what else goes on at the time of ``place``."""
    return [
        session
        for session in _of_day(conference, place.day).exclude(pk=key)
        if (other := Place.of(session)).start < place.end and place.start < other.end and session.takes_place
    ]


def find_as_seen(conference: Conference, key: int, seen: Place) -> Session:
    """Return a session; raises Refused if somebody has moved or deleted it since it was seen."""
    session = Session.objects.filter(conference=conference, pk=key).select_related("day").first()
    _refuse_stale({key: session} if session else {}, [Move(key, seen, seen)])
    return cast(Session, session)


def delete(conference: Conference, by: User, key: int, seen: Place) -> Done:
    """Delete a session; raises Refused if it is not as it was seen, or something refers to it."""
    sessions = _sessions(conference, [key])
    _refuse_stale(sessions, [Move(key, seen, seen)])
    session = sessions[key]
    latest = revisions.before_writing(conference)
    node = next(node for node in latest.snapshot["content"]["parts"]["sessions"] if node["key"] == key)
    identity = latest.snapshot.get("identities", {}).get("events.session", {}).get(str(key))
    life = {"slug": session.slug, "uuid": identity}
    try:
        session.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refused(_("“%(title)s” cannot be deleted: something refers to it.") % {"title": session.title}) from error
    revisions.note_author(conference, by)
    revisions.note_writing(latest, conference, by, Changes(gone={"sessions": {key}}))
    kept = signing.dumps({"conference": conference.pk, "node": node, "life": life}, salt=SALT, compress=True)
    return Done(
        _("“%(title)s” is deleted.") % {"title": session.title}, {"action": "restore", "kept": kept}, gone=[key]
    )


def restore(conference: Conference, by: User, kept: str) -> Done:
    """Bring back what ``delete`` has deleted, with the people in it; raises Refused if that is not possible."""
    try:
        data = signing.loads(kept, salt=SALT)
    except signing.BadSignature as error:
        raise Refused(_("What was deleted is not known any more: look into the history.")) from error
    node: Node = data["node"]
    if data["conference"] != conference.pk or Session.objects.filter(pk=node["key"]).exists():
        raise Refused(_("It is there already."))
    latest = revisions.before_writing(conference)
    session = cast(Session, _row(Session, node, {"conference": conference, **data["life"]}))
    days = {day.pk: day for day in conference.days.all()}
    if session.day_id not in days:
        raise Refused(_("The day is not there any more."))
    session.day = days[session.day_id]
    with placing({session.pk: Place.of(session)}):
        session.save(force_insert=True)
    for name, (model, link) in parts_of(Session).items():
        for child in node["parts"].get(name, []):
            row = _row(model, child, {link: session})
            row.save(force_insert=True)
            for relation, keys in child["relations"].items():
                getattr(row, relation).set(keys)
    for name, keys in node["relations"].items():
        getattr(session, name).set(keys)
    revisions.note_author(conference, by)
    revisions.note_writing(latest, conference, by, Changes(parts={"sessions": [session]}))
    return Done(
        _("“%(title)s” is back.") % {"title": session.title},
        {"action": "delete", "session": session.pk, "seen": Place.of(session).as_json()},
        changed=[session.pk],
    )


def _row(model: type[Model], node: Node, values: dict[str, Any]) -> Model:
    """Return the row that a snapshot's ``node`` is of, not saved, with ``values`` besides."""
    row = model(pk=node["key"])
    for name, value in node["fields"].items():
        each = cast(Any, model._meta.get_field(name))
        setattr(row, each.attname, value if isinstance(each, ForeignKey) else each.to_python(value))
    for name, value in values.items():
        setattr(row, name, value)
    return row


# Saying why not -----------------------------------------------------------------------------------------------------

#: What keeps two sessions from being in one room: with their first rooms, and with any.
ROOM_RULES = ("one_session_at_a_time_in_a_room", "one_use_of_a_room_at_a_time")
RULES: dict[str, Callable[[], str]] = {
    "one_session_per_address": lambda: _("Another session of this conference already has this address."),
}


@contextmanager
def placing(places: Mapping[Any, Place]) -> Iterator[None]:
    """Let ``why_refused`` know where sessions should be, by their keys (None: a new one), if the database refuses."""
    try:
        yield
    except IntegrityError as error:
        error.places = places  # type: ignore[attr-defined] # ours
        raise


def why_refused(error: IntegrityError, conference: int) -> Refused:
    """Say who stands in the way of what the database has refused. Call it when the transaction has ended."""
    places: dict[int | None, Place] = getattr(error, "places", {})
    rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if rule not in ROOM_RULES:
        words = RULES.get(rule, lambda: _("What belongs to it was changed at the same moment. Please try again."))
        return Refused(words(), [key for key in places if key])
    days = {place.day for place in places.values() if place.is_placed}
    keys = [key for key in places if key]
    sessions = Session.objects.filter(Q(day__in=days, is_unplaced=False) | Q(pk__in=keys), conference=conference)
    sessions = sessions.prefetch_together("room", "further_rooms__room", "conference__rooms")
    present = {session.pk: session for session in sessions}
    moved = [(present.get(key) if key else None, place) for key, place in places.items() if place.is_placed]
    for other in present.values():
        there = Place.of(other)
        for session, place in moved:
            shared = _rooms_at(session, place, other) & set(other.taken_rooms)
            if other.pk not in places and other.takes_place and shared and _overlap(place, there):
                text = _("%(room)s is taken at that time by “%(session)s” (%(times)s).")
                room = min(shared, key=lambda room: room.place_in_order)
                return Refused(text % {"room": room, "session": other.title, "times": there.times}, [other.pk])
    return Refused(_("The sessions would be in one room at one time."))


def _rooms_at(session: Session | None, place: Place, other: Session) -> set[Room]:
    """Return the rooms that ``session`` (None: a new one) would take at ``place``; ``other`` knows the conference's."""
    if session is None:
        return {room for room in other.conference.rooms.all() if room.pk == place.room}
    further = {room for room in session.taken_rooms if room.pk != session.room_id or session.in_all_rooms}
    return further | {room for room in other.conference.rooms.all() if room.pk == place.room}


def _overlap(one: Place, other: Place) -> bool:
    return one.day == other.day and one.start < other.end and other.start < one.end
