"""A programme as iCalendar (RFC 5545): each event of it is a session."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Calendar

from civitas_cms.delivery.contracts import AwareDatetime

from .entries import Link, Person, Programme, Room, Session, Track
from .kinds import kind_of, status_of
from .names import read_people
from .reading import Frame, Unreadable
from .texts import to_html, web_address
from .values import later, read_zone, skipped_words, to_zone, zone_note

MAX_REPETITIONS = 100
#: The line in which programs that have no field for them name the speakers.
SPEAKERS = re.compile(
    r"^\s*(?:speakers?|vortragende|referent(?:in|en)?|mit|with|intervenants?)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE
)


def read_calendar(text: str, frame: Frame) -> Programme:
    """Return the programme in ``text``; raises ``Unreadable``."""
    try:
        calendar = Calendar.from_ical(text)
    except ValueError as error:
        raise Unreadable(_("This is no complete calendar: %s.") % error) from None
    return _Reader(calendar, frame).read()


class _Reader:
    def __init__(self, calendar: Any, frame: Frame) -> None:
        self.calendar, self.frame = calendar, frame
        self._unknown_zones: set[str] = set()
        named = str(calendar.get("x-wr-timezone") or "")
        #: What times without a zone mean.
        self.zone = read_zone(named) or frame.zone
        title = str(calendar.get("x-wr-calname") or calendar.get("name") or "")
        self.programme = Programme(source="icalendar", zone=named, title=title)
        if note := zone_note(named, frame.zone):
            self.programme.warn(note)

    def read(self) -> Programme:
        """Return what the events of the calendar are, each as often as it takes place."""
        events = list(self.calendar.walk("VEVENT"))
        moved = {
            (str(event.get("uid")), self._moment(event["recurrence-id"]))
            for event in events
            if "recurrence-id" in event
        }
        for event in events:
            for start in self._starts(event):
                if "recurrence-id" in event or (str(event.get("uid")), start) not in moved:
                    self._add(event, start)
        self.programme.sessions.sort(key=lambda session: (session.start, session.room or ""))
        self.programme.rooms = [Room(name) for name in self._all_of("room")]
        self.programme.tracks = [Track(name) for name in self._all_of("track")]
        self.programme.days = sorted({session.day for session in self.programme.sessions})
        return self.programme

    def _all_of(self, name: str) -> list[str]:
        return list(dict.fromkeys(filter(None, (getattr(session, name) for session in self.programme.sessions))))

    def _place(self, event: Any) -> str:
        return _("event “%s”") % (event.get("summary") or event.get("uid") or "?")

    def _moment(self, value: Any) -> AwareDatetime:
        """Return the instant of a property in the zone of the conference."""
        moment = value.dt
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, datetime.min.time())
        if moment.tzinfo is None:
            named = str(value.params.get("TZID") or "")
            if named and read_zone(named) is None and named not in self._unknown_zones:
                self._unknown_zones.add(named)
                self.programme.warn(zone_note(named, self.frame.zone))
            moment = moment.replace(tzinfo=read_zone(named) or self.zone)
        return to_zone(moment, self.frame.zone)

    def _starts(self, event: Any) -> Iterator[AwareDatetime]:
        """Yield when an event starts, in order; nothing, told as a problem, for what is no session."""
        place, start = self._place(event), event.get("dtstart")
        if start is None:
            self.programme.warn(_("It has no time yet, and so is left out."), place)
        elif not isinstance(start.dt, datetime):
            self.programme.warn(_("It takes whole days: that is no session, so it is left out."), place)
        elif words := self._skipped(start):
            self.programme.refuse(words, place)
        elif "rrule" in event and "recurrence-id" not in event:
            yield from self._repetitions(event, start)
        else:
            yield self._moment(start)

    def _skipped(self, start: Any) -> str:
        local = start.dt.replace(tzinfo=None)
        zone = start.dt.tzinfo or read_zone(str(start.params.get("TZID") or "")) or self.zone
        return skipped_words(local.replace(tzinfo=zone)) if isinstance(zone, ZoneInfo) else ""

    def _repetitions(self, event: Any, start: Any) -> Iterator[AwareDatetime]:
        """Yield when a repeated event starts: by the clock of its own zone, and within the conference at most."""
        zone = start.dt.tzinfo or read_zone(str(start.params.get("TZID") or "")) or self.zone
        excluded = event.get("exdate") or []
        dates = [each for values in (excluded if isinstance(excluded, list) else [excluded]) for each in values.dts]
        out = {self._moment(each) for each in dates}
        rule = re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", event["rrule"].to_ical().decode())
        times = rrulestr(rule, dtstart=start.dt.replace(tzinfo=None))
        last = datetime.combine(self.frame.last + timedelta(days=31), datetime.min.time())
        for time in islice(times, MAX_REPETITIONS):
            if time > last:
                break
            moment = to_zone(time.replace(tzinfo=zone), self.frame.zone)
            if moment not in out:
                yield moment

    def _add(self, event: Any, start: AwareDatetime) -> None:
        place, duration = self._place(event), self._duration(event)
        if duration is None or duration <= timedelta(0):
            self.programme.refuse(_("It has no duration and no end that can be read."), place)
            return
        description = str(event.get("description") or "")
        people = self._people(event, description)
        categories = self._categories(event)
        kind = next((kind for word in categories if (kind := kind_of(word, self.frame.kinds))), "")
        tracks = [word for word in categories if not kind_of(word)]
        url = web_address(str(event.get("url") or ""))
        self.programme.add(
            Session(
                title=" ".join(str(event.get("summary") or "").split()),
                day=start.date(),
                start=start,
                end=later(start, duration),
                source_id=str(event.get("uid") or "")[:190],
                kind=kind or None,
                room=" ".join(str(event.get("location") or "").split())[:100],
                track=tracks[0][:100] if tracks else None,
                abstract=to_html(SPEAKERS.sub("", description)) if description else "",
                status=status_of(str(event.get("status") or "")) or None,
                links=(Link(url),) if url else None,
                people=people or None,
                place=place,
            )
        )

    def _duration(self, event: Any) -> timedelta | None:
        if "dtend" in event and isinstance(event["dtend"].dt, datetime):
            return self._moment(event["dtend"]).astimezone(ZoneInfo("UTC")) - self._moment(event["dtstart"]).astimezone(
                ZoneInfo("UTC")
            )
        value = event["duration"].dt if "duration" in event else None
        return value if isinstance(value, timedelta) and not isinstance(value, date) else None

    def _categories(self, event: Any) -> list[str]:
        values = event.get("categories") or []
        return [str(word) for value in (values if isinstance(values, list) else [values]) for word in value.cats]

    def _people(self, event: Any, description: str) -> tuple[Person, ...]:
        """Return who is named in a line of the description, or attends as a speaker."""
        line = SPEAKERS.search(description)
        return tuple(read_people(line[1])) if line else ()
