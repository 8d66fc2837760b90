"""What frab, pentabarf, pretalx and c3voc call a schedule: days with rooms with events, be it XML or JSON.

``read_event`` takes an event as the JSON has it; ``frab_xml`` makes the same of XML.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import AwareDatetime
from events.models import Appearance

from .entries import Item, Link, Person, Programme, Room, Session, Track, day_of
from .kinds import kind_of, status_of
from .names import read_person
from .reading import Frame
from .several_rooms import split_rooms
from .texts import first_of, is_yes, languages, to_html, web_address
from .values import later, local_instant, read_clock, read_date, read_duration, read_instant, zone_note

Event = Mapping[str, Any]
#: What our own files name as their generator.
GENERATOR = "CIVITAS CMS"


class Schedule:
    """Collects the events of a schedule; ``base_url`` is what relative addresses begin at, ``acronym`` its short name.

    The addresses of sessions are taken over from files of such a site as this only (``is_ours``): others make them of
    much that says nothing.
    """

    def __init__(
        self, frame: Frame, *, title: str, base_url: str, acronym: str, zone: str, is_ours: bool = False
    ) -> None:
        self.frame, self.base_url, self.is_ours = frame, base_url, is_ours
        self.programme = Programme(source=source_of(base_url, acronym), zone=zone, title=title)
        self._name_of: dict[str, str] = {}
        if note := zone_note(zone, frame.zone):
            self.programme.warn(note)

    def add_day(self, text: str | None) -> date | None:
        """Add the day of this date and return it; None if it has none."""
        day = read_date(text or "", self.frame.first, self.frame.last)
        if day and day not in self.programme.days:
            self.programme.days.append(day)
        return day

    def add_room(self, name: str | None, capacity: Any = None) -> str:
        """Add the room of this name, if it is not there yet, and return the name without blanks around it."""
        name = " ".join((name or "").split())
        if name and all(room.name != name for room in self.programme.rooms):
            people = int(capacity) if str(capacity or "").isdigit() else None
            self.programme.rooms.append(Room(name[:100], people))
        return name[:100]

    def add_track(self, name: str | None, colour: str | None = None) -> str:
        """Add the track of this name, if it is not there yet, and return the name."""
        name = " ".join((name or "").split())[:100]
        if name and all(track.name != name for track in self.programme.tracks):
            self.programme.tracks.append(Track(name, read_colour(colour)))
        return name

    def add_event(self, event: Event, day: date | None, room: str) -> None:
        """Add an event that stands in the ``room`` of ``day``; what cannot come in is a problem."""
        title = " ".join(str(event.get("title") or "").split())
        place = _("event “%s”") % (title or event.get("id") or event.get("guid") or "?")
        start, end = self._times(event, day, place)
        if start is None or end is None:
            return
        further_rooms: tuple[str, ...] | None = None
        in_all_rooms: bool | None = None
        own_room = " ".join(str(event.get("room") or "").split())
        if self.is_ours:
            (own_room, *others), in_all_rooms = _rooms(own_room)
            further_rooms = tuple(self.add_room(name) for name in others)
        if not room:
            own_room = self.add_room(own_room)
        if room and own_room and own_room != room:
            words = _("It stands in the room “%(room)s”, but names “%(other)s”: the first is taken.")
            self.programme.warn(words % {"room": room, "other": own_room}, place)
        kind = kind_of(event.get("type"), self.frame.kinds)
        self.programme.add(
            Session(
                title=title,
                day=day_of(start, day),
                start=start,
                end=end,
                source_id=first_of(str(event.get(key) or "").strip() for key in ("guid", "code", "id"))[:190],
                slug=str(event.get("slug") or "") if self.is_ours else "",
                subtitle=_text(event, "subtitle"),
                kind=kind or None,
                room=room or own_room or ("" if "room" in event else None),
                further_rooms=further_rooms,
                in_all_rooms=in_all_rooms,
                track=self.add_track(event.get("track")) if "track" in event else None,
                languages=languages(event["language"]) if event.get("language") is not None else None,
                # What we describe are the items.
                abstract=to_html(_text(event, "abstract"), None if self.is_ours else _text(event, "description")),
                no_recording=_refusal(event),
                licence=_text(event, "recording_license"),
                livestream_url=_text(event, "livestream_url"),
                recording_url=_text(event, "video_download_url"),
                status=status_of(event.get("status")) or None,
                links=self._links(event, place),
                people=tuple(self._people(event.get("persons") or (), place)) if "persons" in event else None,
                items=tuple(self._items(event["items"] or (), place)) if self.is_ours and "items" in event else None,
                place=place,
            )
        )
        if event.get("type") and not kind:
            self.programme.note_unknown_kind(str(event["type"]), place)

    def _times(self, event: Event, day: date | None, place: str) -> tuple[AwareDatetime | None, AwareDatetime | None]:
        """Return start and end of an event; None, with a problem, if they cannot be told."""
        zone = self.frame.zone
        start = read_instant(event.get("date"), zone) or self._start_by_the_clock(event, day, place)
        if start is None:
            return None, None
        self._compare_clocks(event, place)
        duration = read_duration(event.get("duration") or "")
        end = read_instant(event.get("end"), zone)
        if end is None and duration is None:
            self.programme.refuse(_("It has no duration and no end that can be read."), place)
            return None, None
        by_duration = later(start, duration) if duration else None
        if end and by_duration and end != by_duration:
            words = _("Its duration (%(duration)s) is not what lies between start and end: the end is taken.")
            self.programme.warn(words % {"duration": event.get("duration")}, place)
        end = end or by_duration
        if end is None or end.timestamp() <= start.timestamp():
            self.programme.refuse(_("It ends before it starts."), place)
            return None, None
        return start, end

    def _compare_clocks(self, event: Event, place: str) -> None:
        """Tell if the time beside the date is not the date's: one of them is in another zone."""
        clock, moment = read_clock(event.get("start") or ""), str(event.get("date") or "")
        if clock and len(moment) > 16 and f"{clock.time:%H:%M}" != moment[11:16] and len(str(event["start"])) < 9:
            words = _("It starts at %(start)s, but its date says %(date)s: the date is taken.")
            self.programme.warn(words % {"start": event["start"], "date": moment}, place)

    def _start_by_the_clock(self, event: Event, day: date | None, place: str) -> AwareDatetime | None:
        day = read_date(event.get("date") or "", self.frame.first, self.frame.last) or day
        clock = read_clock(event.get("start") or "")
        if day is None or clock is None:
            words = _("It has no date and time that exist (%(date)s, %(start)s).")
            self.programme.refuse(words % {"date": event.get("date"), "start": event.get("start")}, place)
            return None
        try:
            return local_instant(day, clock, self.frame.zone)
        except ValidationError as error:
            self.programme.refuse(" ".join(error.messages), place)
            return None

    def _links(self, event: Event, place: str) -> tuple[Link, ...]:
        """Return the pages and files that an event names, each once."""
        links: dict[str, Link] = {}
        for link in [*(event.get("links") or ()), *(event.get("attachments") or ())]:
            named = link if isinstance(link, Mapping) else {"url": link}
            url = web_address(str(named.get("url") or named.get("href") or ""), self.base_url)
            title = " ".join(str(named.get("title") or "").split())
            if url:
                links.setdefault(url, Link(url, title[:200]))
            elif named:
                self.programme.warn(
                    _("A link was left out that is no address: %s") % (named.get("url") or title), place
                )
        return tuple(links.values())

    def _items(self, items: Iterable[Mapping[str, Any]], place: str) -> Iterable[Item]:
        """Yield what an event consists of."""
        for each in items:
            if title := " ".join(str(each.get("title") or "").split()):
                yield Item(
                    title=title[:250],
                    abstract=to_html(_text(each, "abstract")),
                    starts_after=_minutes(each.get("starts_after"), 0),
                    minutes=_minutes(each.get("minutes"), 1),
                    people=tuple(self._people(each.get("persons") or (), place)),
                )

    def _people(self, persons: Iterable[Mapping[str, Any]], place: str) -> Iterable[Person]:
        """Yield the people in an event, each once."""
        seen = set()
        for each in persons:
            named = each if isinstance(each, Mapping) else {"name": each}
            person = self._person(named)
            if not person.name:
                self.programme.warn(_("A person without a name was left out."), place)
            elif person.source_id and self._name_of.setdefault(person.source_id, person.name) != person.name:
                words = _("“%(name)s” has the identifier of “%(other)s”: they are taken for one person.")
                self.programme.warn(words % {"name": person.name, "other": self._name_of[person.source_id]}, place)
            key = (person.source_id or person.name, person.role)
            if person.name and key not in seen:
                seen.add(key)
                yield person

    def _person(self, named: Mapping[str, Any]) -> Person:
        text = first_of(str(named.get(key) or "") for key in ("name", "public_name", "full_public_name"))
        person = read_person(text, _role(named.get("role")), "-")
        if named.get("family_name"):
            person = Person(
                name=f"{named.get('given_name') or ''} {named['family_name']}".strip(),
                given_name=str(named.get("given_name") or ""),
                family_name=str(named["family_name"]),
                academic_title=str(named.get("academic_title") or ""),
                role=person.role,
            )
        return Person(
            name=person.name,
            source_id=first_of(str(named.get(key) or "").strip() for key in ("guid", "code", "id"))[:190],
            given_name=person.given_name,
            family_name=person.family_name,
            academic_title=person.academic_title,
            position=str(named.get("position") or ""),
            organisation=str(named.get("organisation") or "") or person.organisation,
            biography=to_html(named.get("biography") or ""),
            role=person.role,
        )


def source_of(base_url: str, acronym: str = "") -> str:
    """Return within what the identifiers of a file are unique: the host that it is from, or else its short name."""
    return (urlsplit(base_url).hostname or acronym or "schedule")[:200]


def read_colour(text: str | None) -> str:
    """Return a colour as in #0b6e4f; empty if ``text`` is none."""
    text = (text or "").strip().lower()
    return text if len(text) == 7 and text[0] == "#" and all(sign in "0123456789abcdef" for sign in text[1:]) else ""


def _text(event: Event, key: str) -> str | None:
    """Return the text under ``key``; None if the event does not speak of it."""
    return str(event[key] or "") if key in event else None


def _rooms(text: str) -> tuple[list[str], bool]:
    """Return the rooms in ``text``, at least an empty one, and whether all are meant."""
    names, is_all = split_rooms(text, ",")
    return names or [""], is_all


def _minutes(value: Any, least: int) -> int | None:
    return value if type(value) is int and least <= value <= 24 * 60 - 1 + least else None


def _refusal(event: Event) -> bool | None:
    said = [event[key] for key in ("do_not_record", "optout") if event.get(key) is not None]
    return any(value is True or is_yes(value) for value in said) if said else None


def _role(word: Any) -> str | None:
    return str(word) if word in Appearance.Role.values else None
