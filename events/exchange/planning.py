"""What an import would do: the programme of a source beside that of a conference, field by field."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civitas_cms.publishing.models import identity_of, is_ambiguous
from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.revisions.working_copies import working_copy_of
from civitas_cms.publishing.rich_text import plain_text
from events.models import Appearance, Conference, Day, EventStatus, FurtherRoom, Room, Session, SessionLink, Track
from events.models.programme import RESERVED_SLUGS

from . import entries
from .appearances import double_bookings, plan_appearances
from .items import plan_items
from .kinds import simple
from .matching import match_sessions
from .people import People
from .plan import Action, Change, Line, Plan, PlannedSession, WhatIsGone, label_of
from .room_clashes import RoomClashes
from .slugs import FreeSlugs

MAX_EXTENSION = timedelta(days=14)
#: Fields of a session that are texts, or as simple, by the same names in both.
TEXT_FIELDS = ("title", "subtitle", "languages", "licence", "livestream_url", "recording_url", "kind", "status")
TIME_FIELDS = ("day", "starts_at", "ends_at", "starts_next_day", "ends_next_day", "start_fold", "end_fold")
PLACE_FIELDS = ("day", "starts_at", "starts_next_day", "start_fold", "room", "in_all_rooms")
Report = Callable[[int, int], None]


def plan(
    programme: entries.Programme,
    conference: Conference,
    what_is_gone: WhatIsGone = WhatIsGone.LEAVE,
    report: Report | None = None,
) -> Plan:
    """Return what would become of ``programme`` in ``conference``, or in its working copy if it has one.

    Nothing is saved. ``report`` is told now and then how many sessions of how many have been looked at.
    """
    original: Any = conference.working_copy_of or conference  # both are conferences, which the types do not know
    target: Any = conference if conference.working_copy_of_id else working_copy_of(conference) or conference
    result = Plan(original, target, programme, problems=list(programme.problems), what_is_gone=what_is_gone)
    _Planner(result, report or (lambda done, total: None)).plan()
    return result


class _Planner:
    def __init__(self, plan: Plan, report: Report) -> None:
        self.plan_, self.programme, self.report = plan, plan.programme, report
        self.target = plan.target
        self.present = list(_sessions_of(plan.target))
        self.days = {day.date: day for day in plan.target.days.all()}
        self.rooms = {simple(room.name): room for room in plan.target.rooms.all()}
        self.tracks = {simple(track.name): track for track in plan.target.tracks.all()}
        self.slugs = FreeSlugs([*RESERVED_SLUGS, *(session.slug for session in self.present)])
        self.identities = self._identities()
        is_ours = any(entry.source_id in self.identities for entry in self.programme.sessions)
        self.people = People(plan.programme.source, adopts=not is_ours)

    def plan(self) -> None:
        """Fill in the plan."""
        wanted = self._within_reach(self.programme.sessions)
        self._plan_dates(wanted)
        self._plan_days(wanted)
        self._plan_rooms(wanted)
        self._plan_tracks(wanted)
        found = match_sessions(self.programme.source, wanted, self.present, self.identities)
        self._find_gone(wanted, found)
        self.people.expect(person for entry in wanted for person in entry.all_people)
        clashes = RoomClashes(self.present, {session.pk for session in found.values()}, self._freed())
        lines: dict[int, Line] = {}
        # Those who have their places already come first, so that they keep them.
        for number, entry in enumerate(sorted(wanted, key=lambda entry: not _is_in_place(entry, found.get(id(entry))))):
            lines[id(entry)] = self._plan_session(entry, found.get(id(entry)), clashes)
            if number % 50 == 0:
                self.report(number, len(wanted))
        self.report(len(wanted), len(wanted))
        self.plan_.lines += [lines[id(entry)] for entry in wanted]
        self._finish()

    def _finish(self) -> None:
        for speaker, one, other in double_bookings(self.plan_.sessions):
            words = _("%(speaker)s is in two places at once: “%(first)s” and “%(second)s”.")
            self._warn(words % {"speaker": speaker, "first": one, "second": other}, "")
        self.plan_.speakers = [*self.people.new, *self.people.changed]
        self.plan_.organisations = self.people.new_organisations
        self.plan_.lines += self.people.lines
        for session in self.plan_.gone:
            self.plan_.lines.append(Line(Action.GONE, "session", session.title, note=_when(session)))

    def _identities(self) -> dict[str, int]:
        """Return the sessions' primary keys by what they are called on this site: as parts of the original too."""
        identities = {str(identity_of(session.uuid.hex)): session.pk for session in self.present}
        if self.target.working_copy_of_id:
            originals = {
                int(key): int(copy) for copy, key in self.target.working_copy_keys.get("events.session", {}).items()
            }
            for key, uuid in Session.objects.filter(pk__in=originals).values_list("pk", "uuid"):
                identities[str(identity_of(uuid.hex))] = originals[key]
        return identities

    # Dates, days, rooms and tracks -----------------------------------------------------------------------------------

    def _within_reach(self, sessions: Iterable[entries.Session]) -> list[entries.Session]:
        """Return those that are in or near the conference; an empty one takes whichever dates they have."""
        first, last = self.target.starts_on - MAX_EXTENSION, self.target.ends_on + MAX_EXTENSION
        result = []
        for entry in sessions:
            if self.present and not first <= entry.day <= last:
                words = _("%(date)s is far from the conference's dates. Change these first, if that is right.")
                self._refuse(words % {"date": date_format(entry.day)}, entry.place)
            else:
                result.append(entry)
        return result

    def _refuse(self, text: str, place: str) -> None:
        self.plan_.problems.append(entries.Problem(text, place, is_error=True))

    def _warn(self, text: str, place: str) -> None:
        self.plan_.problems.append(entries.Problem(text, place))

    def _plan_dates(self, wanted: list[entries.Session]) -> None:
        days = {entry.day for entry in wanted} or {self.target.starts_on}
        if self.present or self.days:
            days |= {self.target.starts_on, self.target.ends_on}
        elif all(self.target.starts_on <= day <= self.target.ends_on for day in days):
            return
        new, changes = {"starts_on": min(days), "ends_on": max(days)}, []
        for name, value in new.items():
            before = getattr(self.target, name)
            if before != value:
                changes.append(Change(label_of(Conference, name), date_format(before), date_format(value)))
                self.plan_.dates[name] = value
        if changes:
            self.plan_.lines.append(Line(Action.CHANGED, "conference", self.target.title, tuple(changes)))

    def _plan_days(self, wanted: list[entries.Session]) -> None:
        first = self.plan_.dates.get("starts_on", self.target.starts_on)
        last = self.plan_.dates.get("ends_on", self.target.ends_on)
        dates = {day for day in self.programme.days if first <= day <= last} | {entry.day for entry in wanted}
        for day in sorted(dates - self.days.keys()):
            self.days[day] = Day(conference=self.target, date=day)
            self.plan_.days.append(self.days[day])
            self.plan_.lines.append(Line(Action.CREATED, "day", date_format(day)))

    def _plan_rooms(self, wanted: list[entries.Session]) -> None:
        named = {room.name: room for room in self.programme.rooms}
        names = (name for entry in wanted for name in (entry.room, *(entry.further_rooms or ())) if name)
        for name in [*named, *names]:
            capacity = named[name].capacity if name in named else None
            if room := self.rooms.get(simple(name)):
                if capacity is not None and room.capacity != capacity:
                    self._change("room", room, "capacity", capacity, self.plan_.rooms)
                continue
            if (head := simple(name.partition(",")[0])) in self.rooms:  # calendars have the address of the venue behind
                self.rooms[simple(name)] = self.rooms[head]
                continue
            room = Room(conference=self.target, name=name, capacity=capacity, order=_next_order(self.rooms))
            self.rooms[simple(name)] = room
            self.plan_.rooms.append(room)
            self.plan_.lines.append(Line(Action.CREATED, "room", name))

    def _plan_tracks(self, wanted: list[entries.Session]) -> None:
        named = {track.name: track for track in self.programme.tracks}
        for name in [*named, *(entry.track for entry in wanted if entry.track)]:
            colour = named[name].colour if name in named else ""
            if track := self.tracks.get(simple(name)):
                if colour and track.colour != colour:
                    self._change("track", track, "colour", colour, self.plan_.tracks)
                continue
            track = Track(conference=self.target, name=name, colour=colour, order=_next_order(self.tracks))
            self.tracks[simple(name)] = track
            self.plan_.tracks.append(track)
            self.plan_.lines.append(Line(Action.CREATED, "track", name))

    def _change(self, kind: str, row: Any, field: str, value: Any, changed: list[Any]) -> None:
        change = Change(label_of(type(row), field), _shown(getattr(row, field)), _shown(value))
        setattr(row, field, value)
        if row.pk:
            changed.append(row)
            self.plan_.lines.append(Line(Action.CHANGED, kind, str(row), (change,)))

    # Sessions ---------------------------------------------------------------------------------------------------------

    def _find_gone(self, wanted: list[entries.Session], found: dict[int, Session]) -> None:
        """Find what came from this source, and is not in it any more."""
        if not any(entry.source_id for entry in wanted) and not self.programme.source.startswith("table"):
            return
        there = {session.pk for session in found.values()}
        is_over = {EventStatus.CANCELLED} if self.plan_.what_is_gone == WhatIsGone.CANCEL else set()
        self.plan_.gone = [
            session
            for session in self.present
            if session.source == self.programme.source and session.pk not in there and session.status not in is_over
        ]

    def _freed(self) -> set[int]:
        """Return the keys of the sessions that give up their rooms."""
        return set() if self.plan_.what_is_gone == WhatIsGone.LEAVE else {session.pk for session in self.plan_.gone}

    def _plan_session(self, entry: entries.Session, present: Session | None, clashes: RoomClashes) -> Line:
        session = present or Session(conference=self.target, source=self.programme.source, source_id=entry.source_id)
        planned = PlannedSession(session)
        values = self._values(entry, session)
        session_room = values.get("room", session.room)
        before = {name: getattr(session, name) if present else None for name in values}
        for name, value in values.items():
            setattr(session, name, value)
        if other := clashes.take(session, session_room):
            words = _("%(room)s is taken then by “%(session)s”: it comes in without a room.")
            self._warn(words % {"room": session_room, "session": other}, entry.place)
            session.room = None
            before.setdefault("room", session_room if present else None)
            values["room"] = None
        if session.in_all_rooms and (other := clashes.take_all(session)):
            words = _("Not all rooms are free then, because of “%s”: it comes in without them.")
            self._warn(words % other, entry.place)
            before.setdefault("in_all_rooms", present is not None)
            session.in_all_rooms = values["in_all_rooms"] = False
        changed = [name for name in values if getattr(session, name) != before[name]]
        if present is None:
            session.slug = self.slugs.take(entry.slug or session.title, "session")
        elif entry.source_id and not session.source_id and not self._is_ours(entry):
            session.source, session.source_id = self.programme.source, entry.source_id
            planned.changed_fields += ["source", "source_id"]
        changes = [
            Change(label_of(Session, name), _shown(before[name]), _shown(getattr(session, name))) for name in changed
        ]
        changes += self._plan_further_rooms(entry, planned, clashes)
        changes += plan_appearances(entry.people, planned, self.people)
        changes += plan_items(entry, planned, self.people)
        changes += self._plan_links(entry, planned)
        planned.changed_fields += changed
        self.plan_.sessions.append(planned)
        if present is None:
            return Line(Action.CREATED, "session", session.title, note=_when(session))
        if any(name in changed for name in PLACE_FIELDS):
            return Line(Action.MOVED, "session", session.title, tuple(changes), _when(session))
        return Line(Action.CHANGED if changes else Action.UNCHANGED, "session", session.title, tuple(changes))

    def _is_ours(self, entry: entries.Session) -> bool:
        """Tell whether the identifier is the one that the session has here: it needs none from elsewhere."""
        return entry.source_id in self.identities

    def _values(self, entry: entries.Session, session: Session) -> dict[str, Any]:
        """Return what the source says of a session, as our fields have it. What it leaves empty stays as it is."""
        start, end = entry.start, entry.end
        values: dict[str, Any] = {
            "day": self.days[entry.day],
            "starts_at": start.time().replace(tzinfo=None, fold=0),
            "ends_at": end.time().replace(tzinfo=None, fold=0),
            "starts_next_day": start.date() > entry.day,
            "ends_next_day": end.date() > start.date(),
            "start_fold": bool(start.fold and is_ambiguous(start)),
            "end_fold": bool(end.fold and is_ambiguous(end)),
        }
        for name in TEXT_FIELDS:
            if value := clean_line(getattr(entry, name) or ""):
                values[name] = self._fitting(name, value, entry.place)
        if entry.room:
            values["room"] = self.rooms[simple(entry.room)]
        if session.is_unplaced and (entry.room or entry.in_all_rooms):
            values["is_unplaced"] = False
        if entry.track:
            values["track"] = self.tracks[simple(entry.track)]
        values |= {
            name: value for name in ("in_all_rooms", "no_recording") if (value := getattr(entry, name)) is not None
        }
        if entry.abstract and (abstract := _rich_text().clean_text(entry.abstract)):
            values["abstract"] = abstract
        if values.get("no_recording", session.no_recording) and values.pop("recording_url", ""):
            self._warn(_("It must not be recorded, so its recording was left out."), entry.place)
        return values

    def _fitting(self, name: str, value: str, place: str) -> str:
        """Return ``value`` as long as the field may be; whatever is cut off is told."""
        field: Any = Session._meta.get_field(name)
        limit = field.max_length
        if len(value) <= limit:
            return value
        words = _("%(field)s: only the first %(limit)s characters come in.")
        self._warn(words % {"field": label_of(Session, name), "limit": limit}, place)
        return clean_line(value[:limit])

    def _plan_further_rooms(
        self, entry: entries.Session, planned: PlannedSession, clashes: RoomClashes
    ) -> list[Change]:
        """Plan which rooms a session takes besides its first; return what changes."""
        session = planned.session
        present = {each.room_id: each for each in (session.further_rooms.all() if session.pk else ())}
        there = [each.room for each in present.values()]
        named = entry.further_rooms
        wanted = there if named is None else [self.rooms[simple(name)] for name in named]
        kept: list[Room] = []
        for room in wanted:
            if other := clashes.take(session, room):
                words = _("%(room)s is taken then by “%(session)s”: it comes in without it.")
                self._warn(words % {"room": room, "session": other}, entry.place)
            else:
                kept.append(room)
        for order, room in enumerate(kept):
            further = present.get(room.pk) or FurtherRoom(session=session, room=room, order=order)
            if further.pk is None or further.order != order:
                further.order = order
                planned.further_rooms.append(further)
        planned.dropped_rooms = [further for further in present.values() if further.room not in kept]
        if not session.pk or there == kept:
            return []
        return [Change(_("further rooms"), ", ".join(map(str, there)), ", ".join(map(str, kept)))]

    def _plan_links(self, entry: entries.Session, planned: PlannedSession) -> list[Change]:
        """Plan which links a session gets beside those that it has; return what changes."""
        present = {link.url: link for link in planned.session.links.all()} if planned.session.pk else {}
        files = [document.file.url for document in planned.session.materials.all()] if planned.session.pk else []
        for link in entry.links or ():
            there = present.get(link.url)
            if any(link.url.endswith(path) for path in files):  # the file itself is here
                continue
            if there is None:
                title = clean_line(link.title)
                planned.links.append(
                    SessionLink(
                        session=planned.session, url=link.url, title=title, order=len(present) + len(planned.links)
                    )
                )
            elif link.title and there.title != clean_line(link.title):
                there.title = clean_line(link.title)
                planned.links.append(there)
        if not planned.links or not planned.session.pk:
            return []
        return [Change(_("links"), "", ", ".join(str(link) for link in planned.links))]


def _sessions_of(conference: Conference) -> Iterable[Session]:
    """Return the sessions with all that they are compared by."""
    appearances = Appearance.objects.select_related("speaker__organisation", "organisation_then")
    sessions = Session.objects.filter(Q(conference=conference)).select_related("day", "room", "track", "conference")
    parts = ("links", "materials", "items", "further_rooms__room")
    return sessions.prefetch_related(Prefetch("appearances", appearances), *parts).order_by(
        "day__date", "starts_at", "pk"
    )


def _is_in_place(entry: entries.Session, session: Session | None) -> bool:
    """Tell whether ``session`` begins where and when ``entry`` does."""
    if session is None or session.room is None or not entry.room:
        return False
    return session.starts == entry.start and simple(session.room.name) == simple(entry.room)


def _rich_text() -> Any:
    field: Any = Session._meta.get_field("abstract")
    return field


def _next_order(places: dict[str, Any]) -> int:
    return max((place.order for place in places.values()), default=-1) + 1


def _shown(value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Day):
        return date_format(value.date)
    if hasattr(value, "strftime"):
        return f"{value:%H:%M}" if not isinstance(value, date) else date_format(value)
    text = str(value)
    return plain_text(text) if text.startswith("<") else text


def _when(session: Session) -> str:
    """Return when and where a session is, as in "12 June 2040, 09:00–10:00, Room 2"."""
    times = f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}"
    day = date_format(session.day.date + timedelta(days=session.starts_next_day))
    return ", ".join(filter(None, [day, times, session.room_names]))
