"""Conferences and their sessions as iCalendar (RFC 5545), with all that calendar programs show."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText

from civitas_cms.publishing.models import is_ambiguous
from civitas_cms.publishing.models.plausible import FIRST_DATE, LAST_DATE
from civitas_cms.publishing.rich_text import plain_text

from .models import Conference, EventStatus, Session

#: From the best to the gravest: a session is at least as doubtful as its conference.
ICALENDAR_STATUS = ["CONFIRMED", "TENTATIVE", "CANCELLED"]
STATUS_RANK = {EventStatus.POSTPONED: 1, EventStatus.CANCELLED: 2}
#: After which time programs that subscribe ask again.
REFRESH_INTERVAL = timedelta(hours=12)
#: What no value of a property may have (section 3.3.11 and the ABNF of CONTROL in section 3.1).
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def conference_calendar(conference: Conference, absolute: Callable[[str], str]) -> Calendar:
    """Return a calendar with ``conference`` as an event of whole days and each of its sessions with its times.

    Needs a conference ``with_programme()``. ``absolute`` makes a full URL of a path on the site.
    """
    sessions = [session for _day, of_day in conference.programme for session in of_day]
    return _calendar_of(conference.title, [conference], sessions, absolute, is_on_offer=True)


def sessions_calendar(
    name: str, sessions: Sequence[Session], absolute: Callable[[str], str], *, is_on_offer: bool
) -> Calendar:
    """Return a calendar called ``name`` with each of ``sessions``, the same events as in that of their conference.

    What somebody has chosen, or appears in, takes up their time; what ``is_on_offer``, often several sessions at once,
    does not. Breaks are left out.
    """
    return _calendar_of(name, [], sessions, absolute, is_on_offer=is_on_offer)


def _calendar_of(name, conferences, sessions, absolute, *, is_on_offer):
    calendar = _calendar(name)
    sessions = [session for session in sessions if not session.is_break]
    # Programs that know no IANA names find the zones' rules in the file.
    for zone in sorted({item.timezone.key for item in [*conferences, *(each.conference for each in sessions)]}):
        calendar.add_component(_time_zone(zone))
    for conference in conferences:
        calendar.add_component(_conference_event(conference, absolute))
    for session in sessions:
        calendar.add_component(_session_event(session, absolute, is_on_offer=is_on_offer))
    return calendar


def conferences_calendar(name: str, conferences: Iterable[Conference], absolute: Callable[[str], str]) -> Calendar:
    """Return a calendar called ``name`` with each of ``conferences`` as an event of whole days.

    ``absolute`` makes a full URL of a path on the site.
    """
    calendar = _calendar(name)
    for conference in conferences:
        calendar.add_component(_conference_event(conference, absolute))
    return calendar


def _calendar(name):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//CIVITAS CMS//EN")
    title = vText(_text(name))  # the library escapes only what it knows to be text
    calendar.add("name", title)  # RFC 7986, as REFRESH-INTERVAL is
    calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    # The same for the many programs that do not know RFC 7986.
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", vDuration(REFRESH_INTERVAL))
    return calendar


def _conference_event(conference, absolute):
    event = _event(conference, conference, absolute)
    event.add("dtstart", conference.starts_on)
    event.add("dtend", conference.ends_on + timedelta(days=1))  # the first day that is no longer part of it
    event.add("transp", "TRANSPARENT")  # being at a conference does not make every hour busy
    texts = [_note(conference), conference.tagline, conference.summary]
    _add_text(event, "description", "\n\n".join(filter(None, texts)))
    _add_text(event, "location", _place(conference))
    event.add("categories", [str(conference.get_kind_display())])
    return event


def _session_event(session, absolute, *, is_on_offer):
    conference = session.conference
    event = _event(session, conference, absolute)
    takes_up_time = session.takes_place and conference.takes_place and not is_on_offer
    event.add("transp", "OPAQUE" if takes_up_time else "TRANSPARENT")
    event.add("dtstart", _instant(session.starts))
    event.add("dtend", _instant(session.ends))
    people = [
        ", ".join(filter(None, [str(appearance), appearance.position_then, str(appearance.organisation_then or "")]))
        for appearance in session.own_appearances
        if appearance.takes_part()
    ]
    items = [item.written_out for item in session.items.all()]
    texts = [_note(conference), plain_text(session.abstract), "\n".join(people), "\n".join(items), conference.title]
    _add_text(event, "description", "\n\n".join(filter(None, texts)))
    _add_text(event, "location", ", ".join(filter(None, [session.room_names, _place(conference)])))
    event.add("categories", [str(session.get_kind_display()), *filter(None, [session.track and session.track.name])])
    return event


def _event(item, conference, absolute):
    event = Event()
    event.add("uid", str(item.identity))  # RFC 7986, section 5.3
    # Without a METHOD, both say when the event was last changed (sections 3.8.7.2 and 3.8.7.3).
    event.add("dtstamp", item.modified_at.astimezone(UTC))
    event.add("last-modified", item.modified_at.astimezone(UTC))
    event.add("sequence", item.revision_count)
    event.add("url", absolute(item.get_absolute_url()))
    gravest = max((item.status, conference.status), key=lambda status: STATUS_RANK.get(status, 0))
    rank = STATUS_RANK.get(gravest, 0)
    event.add("status", ICALENDAR_STATUS[rank])
    # Programs that do not show the status, or would drop what is cancelled without a word, show the title.
    word = f"{EventStatus(gravest).label}: " if rank else ""
    event.add("summary", _text(f"{word}{item.title}"))
    if conference.latitude is not None:
        event.add("geo", (float(conference.latitude), float(conference.longitude)))
    return event


def _note(conference):
    """Return what the public is told about the conference's status: people with a calendar look at no page."""
    return conference.status_note if conference.status != EventStatus.AS_PLANNED else ""


def _instant(instant):
    """Return ``instant`` in its zone, or in UTC where that would name the first of two hours alike (section 3.3.5)."""
    return instant.astimezone(UTC) if instant.fold and is_ambiguous(instant) else instant


def _place(conference):
    return ", ".join(filter(None, [conference.venue_name, conference.venue_address, conference.place]))


def _add_text(event, name, text):
    if text:
        event.add(name, _text(text))


def _text(text):
    return CONTROL_CHARACTERS.sub("", text)


@lru_cache(maxsize=128)
def _time_zone(name):
    """Return the rules of the time zone ``name`` for all dates that a session can have.

    They are the same in every calendar: programs keep one set for a name, that of the first calendar they read. Each
    onset stands for itself: programs disagree about what a list of them (RDATE) or a rule without an end means. Its
    DTSTART is what the clocks show in the moment in which they are changed (section 3.6.5).
    """
    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    begins = datetime.combine(FIRST_DATE, time.min, zone) - timedelta(days=365)
    rules.add_component(_observance(begins.replace(tzinfo=None), begins.utcoffset(), begins))
    for before, after in _changes(zone, begins, datetime.combine(LAST_DATE, time.max, zone) + timedelta(days=365)):
        onset = (after.astimezone(UTC) + before.utcoffset()).replace(tzinfo=None)
        rules.add_component(_observance(onset, before.utcoffset(), after))
    return rules


def _observance(onset, offset_before, after):
    """Return the rule of a time zone that holds from ``onset``, a wall-clock time, as at the instant ``after``."""
    observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
    observance.add("dtstart", onset)
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", after.utcoffset())
    observance.add("tzname", after.tzname())
    return observance


def _changes(zone, begins, ends):
    """Return pairs of the last second before and the first after each change of clocks between two instants."""
    changes, step = [], timedelta(days=1)
    instant, last = begins.astimezone(UTC), ends.astimezone(UTC)
    while instant < last:
        low, high = instant, instant + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = middle
                else:
                    high = middle
            changes.append((low.astimezone(zone), high.astimezone(zone)))
        instant += step
    return changes
