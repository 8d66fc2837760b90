"""The programme of a conference as frab, c3voc and pretalx write it, for apps, displays and other programs.

Sessions that do not take place are left out: the format has no word for them, so that apps would announce them.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import escape

from civitas_cms.delivery.contracts import AwareDatetime
from events.models import Appearance, Conference, Session, SessionItem

from .frab import GENERATOR
from .kinds import simple
from .several_rooms import written

SCHEMA = "https://c3voc.de/schedule/schema.json"
TIMESLOT = "00:05"
#: What the XML has as elements of an event by the names that the JSON has for them.
EVENT_TEXTS = [
    *("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language"),
    *("abstract", "description"),
]
Absolute = Callable[[str], str]


def schedule_json(conference: Conference, absolute: Absolute) -> bytes:
    """Return the programme as JSON, as pretalx writes it. Needs ``for_export``; ``absolute`` makes a URL of a path."""
    schedule = _schedule(conference, absolute)
    return json.dumps(schedule, ensure_ascii=False, indent=1).encode()


def schedule_xml(conference: Conference, absolute: Absolute) -> bytes:
    """Return the programme as XML, as frab writes it. Needs ``for_export``; ``absolute`` makes a URL of a path."""
    data = _schedule(conference, absolute)
    about = data["schedule"]["conference"]
    root = Element("schedule")
    SubElement(root, "generator", data["generator"])
    _add(root, "version", data["schedule"]["version"])
    head = SubElement(root, "conference")
    for name, key in [
        ("acronym", "acronym"),
        ("title", "title"),
        ("start", "start"),
        ("end", "end"),
        ("days", "daysCount"),
        ("timeslot_duration", "timeslot_duration"),
    ]:
        _add(head, name, str(about[key]))
    _add(head, "base_url", data["schedule"]["base_url"])
    _add(head, "time_zone_name", about["time_zone_name"])
    for day in about["days"]:
        attributes = {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        day_element = SubElement(root, "day", attributes)
        for room, events in day["rooms"].items():
            room_element = SubElement(day_element, "room", {"name": room})
            for event in events:
                _add_event(room_element, event)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _add_event(parent: Element, event: dict[str, Any]) -> None:
    """Add an event with the elements that the public schema knows, which names no roles of people."""
    element = SubElement(parent, "event", {"guid": event["guid"], "id": str(event["id"])})
    for name in EVENT_TEXTS:
        _add(element, name, event[name])
    recording = SubElement(element, "recording")
    _add(recording, "license", event["recording_license"])
    _add(recording, "optout", "true" if event["do_not_record"] else "false")
    if event.get("video_download_url"):
        _add(element, "video_download_url", event["video_download_url"])
    persons = SubElement(element, "persons")
    for person in {person["id"]: person for person in event["persons"]}.values():
        SubElement(persons, "person", {"id": str(person["id"])}).text = person["name"]
    for group, name in (("links", "link"), ("attachments", "attachment")):
        container = SubElement(element, group)
        for each in event[group]:
            SubElement(container, name, {"href": each["url"]}).text = each["title"] or ""


def _schedule(conference: Conference, absolute: Absolute) -> dict[str, Any]:
    first, last = conference.starts_on, conference.ends_on
    days = [
        _day(index, day.date, [session for session in sessions if session.takes_place], conference, absolute)
        for index, (day, sessions) in enumerate(conference.programme, start=1)
    ]
    return {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": "0.2"},
        "schedule": {
            "url": absolute(conference.get_absolute_url()),
            "version": str(conference.revision_count),
            "base_url": absolute("/"),
            "conference": {
                "acronym": simple(conference.slug).replace("-", "_") or "conference",
                "title": conference.title,
                "start": first.isoformat(),
                "end": last.isoformat(),
                "daysCount": len(days),
                "timeslot_duration": TIMESLOT,
                "time_zone_name": conference.timezone.key,
                "url": absolute(conference.get_absolute_url()),
                "rooms": [
                    {
                        "name": room.name,
                        "guid": str(room.identity),
                        "description": ". ".join(filter(None, [room.floor, room.access_note])) or None,
                        "capacity": room.capacity,
                    }
                    for room in conference.rooms.all()
                ],
                "tracks": [_track(track) for track in conference.tracks.all()],
                "days": days,
            },
        },
    }


def _track(track: Any) -> dict[str, str]:
    return {"name": track.name} | ({"color": track.colour} if track.colour else {})


def _day(index: int, date: Any, sessions: list[Session], conference: Conference, absolute: Absolute) -> dict[str, Any]:
    midnight = datetime.combine(date, datetime.min.time(), conference.timezone)
    starts = [session.starts for session in sessions] or [midnight]
    ends = [session.ends for session in sessions] or [midnight + timedelta(hours=24)]
    names = ["", *(room.name for room in conference.rooms.all())]
    rooms = {
        name: [session for session in sessions if name == (session.room.name if session.room else "")] for name in names
    }
    return {
        "index": index,
        "date": date.isoformat(),
        "day_start": min(starts).isoformat(),
        "day_end": max(ends).isoformat(),
        "rooms": {
            name: [_event(session, conference, absolute) for session in group] for name, group in rooms.items() if group
        },
    }


def _event(session: Session, conference: Conference, absolute: Absolute) -> dict[str, Any]:
    event = {
        "id": session.pk,
        "guid": str(session.identity),
        "date": session.starts.isoformat(),
        "start": f"{session.starts:%H:%M}",
        "duration": _duration(session.starts, session.ends),
        "room": written(session, ","),
        "slug": session.slug,
        "url": absolute(conference.get_absolute_url() if session.is_break else session.get_absolute_url()),
        "title": session.title,
        "subtitle": session.subtitle,
        "track": session.track.name if session.track else "",
        "type": session.kind,
        "language": session.languages,
        "abstract": session.abstract,
        "description": _described_items(session),
        "recording_license": session.licence,
        "do_not_record": session.no_recording,
        "persons": list(_persons(session.own_appearances, absolute)),
        "items": [_item(item, absolute) for item in session.items.all()],
        "links": [
            {"title": link.title, "url": link.url, "type": "recording" if link.is_recording else "related"}
            for link in session.links.all()
        ],
        "attachments": [
            {"title": document.title, "url": absolute(document.file.url), "type": "related"}
            for document in session.materials.all()
        ],
        "answers": [],
    }
    extra = {"video_download_url": session.recording_url, "livestream_url": session.livestream_url}
    return event | {name: url for name, url in extra.items() if url}


def _described_items(session: Session) -> str:
    """Return the items of a session for programs that know of none, as HTML."""
    lines = [f"<li>{escape(item.written_out)}</li>" for item in session.items.all()]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _item(item: SessionItem, absolute: Absolute) -> dict[str, Any]:
    return {
        "guid": str(item.identity),
        "title": item.title,
        "abstract": item.abstract,
        "starts_after": item.starts_after,
        "minutes": item.minutes,
        "persons": list(_persons(item.people, absolute)),
        "attachments": [
            {"title": document.title, "url": absolute(document.file.url), "type": "related"}
            for document in item.materials.all()
        ],
    }


def _persons(appearances: Iterable[Appearance], absolute: Absolute) -> Iterator[dict[str, Any]]:
    """Yield who appears, with the position and organisation of then."""
    for appearance in appearances:
        if not appearance.takes_part():
            continue
        speaker, organisation = appearance.speaker, appearance.organisation_then
        yield {
            "id": speaker.pk,
            "guid": str(speaker.identity),
            "name": speaker.name,
            "biography": speaker.biography,
            "url": absolute(speaker.get_absolute_url()),
            "given_name": speaker.given_name,
            "family_name": speaker.family_name,
            "academic_title": speaker.academic_title,
            "position": appearance.position_then,
            "organisation": organisation.name if organisation else "",
            "role": Appearance.Role(appearance.role).value,
        }


def _duration(start: AwareDatetime, end: AwareDatetime) -> str:
    """Return how much time passes, as in "01:30", whatever clocks do meanwhile."""
    minutes = round((end.timestamp() - start.timestamp()) / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
