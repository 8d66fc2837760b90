"""The schedule of frab, pentabarf, pretalx and their kin as XML."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from .entries import Programme
from .frab import GENERATOR, Event, Schedule
from .reading import Frame, Unreadable

#: Elements of an event that are texts, by the names that the JSON has for them.
TEXTS = {
    "date": "date",
    "start": "start",
    "duration": "duration",
    "end": "end",
    "room": "room",
    "title": "title",
    "subtitle": "subtitle",
    "track": "track",
    "type": "type",
    "language": "language",
    "abstract": "abstract",
    "description": "description",
    "slug": "slug",
    "status": "status",
    "video_download_url": "video_download_url",
}


def read_frab_xml(content: bytes, frame: Frame) -> Programme:
    """Return the programme that ``content`` is; raises ``Unreadable``."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(
            _("The file has definitions of its own (DOCTYPE, entities), which no programme needs: it is not read.")
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        raise Unreadable(_("The XML is damaged or in an encoding that it does not name: %s.") % error) from None
    if root.tag != "schedule":
        raise Unreadable(
            _("This XML is no schedule as frab and pretalx write it: it begins with <%s>.") % root.tag[:50]
        )
    conference = root.find("conference")
    if conference is None:
        conference = Element("conference")
    schedule = Schedule(
        frame,
        title=_text(conference, "title"),
        base_url=_text(conference, "base_url") or _text(root, "url") or _text(conference, "url"),
        acronym=_text(conference, "acronym"),
        zone=_text(conference, "time_zone_name"),
        is_ours=any(each.get("name") == GENERATOR for each in root.iterfind("generator")),
    )
    for track in conference.iterfind("track"):
        schedule.add_track(track.get("name"), track.get("color"))
    for room in conference.iterfind("room"):
        schedule.add_room(room.get("name"), room.get("capacity"))
    for day in root.iterfind("day"):
        date = schedule.add_day(day.get("date"))
        for element in day.iterfind("room"):
            name = schedule.add_room(element.get("name"), element.get("capacity"))
            for event in element.iterfind("event"):
                schedule.add_event(_event(event), date, name)
    return schedule.programme


def _text(parent: Element, name: str) -> str:
    element = parent.find(name)
    return "".join(element.itertext()).strip() if element is not None else ""


def _event(element: Element) -> Event:
    """Return an event as the JSON has it."""
    event: dict[str, Any] = {key: _text(element, name) for name, key in TEXTS.items() if element.find(name) is not None}
    event |= {key: element.get(key) for key in ("id", "guid", "code") if element.get(key)}
    recording = element.find("recording")
    if recording is not None:
        event["recording_license"] = _text(recording, "license")
        event["optout"] = _text(recording, "optout") or None
    if (persons := element.find("persons")) is not None:
        event["persons"] = [
            person.attrib | {"name": "".join(person.itertext())} for person in persons.iterfind("person")
        ]
    for group, name in (("links", "link"), ("attachments", "attachment")):
        event[group] = [
            {"url": each.get("href") or each.text, "title": each.text if each.get("href") else ""}
            for each in element.iterfind(f"{group}/{name}")
        ]
    return event
