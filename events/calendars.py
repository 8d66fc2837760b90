"""Conferences and their sessions as iCalendar (RFC 5545)."""

from datetime import timedelta

from icalendar import Calendar, Event

from .models import EventStatus

ICALENDAR_STATUS = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def conference_calendar(conference, absolute):
    """Return a calendar with ``conference`` as an event of whole days and each of its sessions with its times.

    Needs a conference ``with_programme()``. ``absolute`` makes a full URL of a path on the site.
    """
    calendar = _calendar(conference.title)
    calendar.add_component(_conference_event(conference, absolute))
    for session in conference.sessions.all():
        if not session.is_break:
            calendar.add_component(_session_event(conference, session, absolute))
    # Programs that know no IANA names find the zones' rules in the file.
    calendar.add_missing_timezones()
    return calendar


def conferences_calendar(name, conferences, absolute):
    """Return a calendar called ``name`` with each of ``conferences`` as an event of whole days.

    ``absolute`` makes a full URL of a path on the site.
    """
    calendar = _calendar(name)
    # Programs that subscribe ask again after this time (RFC 7986).
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for conference in conferences:
        calendar.add_component(_conference_event(conference, absolute))
    return calendar


def _calendar(name):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//CIVITAS CMS//EN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # for the many programs that do not know RFC 7986
    return calendar


def _conference_event(conference, absolute):
    event = _event(conference, conference, absolute)
    event.add("dtstart", conference.starts_on)
    event.add("dtend", conference.ends_on + timedelta(days=1))  # the first day that is no longer part of it
    event.add("transp", "TRANSPARENT")  # being at a conference does not make every hour busy; its sessions do
    event.add("description", conference.summary)
    place = [conference.venue_name, conference.venue_address, conference.place]
    event.add("location", ", ".join(filter(None, place)))
    return event


def _session_event(conference, session, absolute):
    event = _event(session, conference, absolute)
    event.add("dtstart", session.starts)
    event.add("dtend", session.ends)
    event.add("location", ", ".join(filter(None, [session.room and session.room.name, conference.venue_name])))
    return event


def _event(item, conference, absolute):
    event = Event()
    event.add("uid", str(item.identity))  # RFC 7986, section 5.3
    event.add("dtstamp", conference.updated_at)
    event.add("summary", item.title)
    event.add("url", absolute(item.get_absolute_url()))
    # A session cannot take place when its conference does not.
    status = conference.status if conference.status in ICALENDAR_STATUS else item.status
    event.add("status", ICALENDAR_STATUS.get(status, "CONFIRMED"))
    return event
