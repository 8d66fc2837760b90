"""What pretalx's API answers: lists of submissions or talks, or a schedule with its slots."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .entries import Programme
from .frab import Schedule
from .reading import Frame
from .texts import first_of

ABSENT = {"withdrawn", "rejected", "deleted", "draft"}
CANCELLED = {"canceled", "cancelled"}


def is_of_this_kind(data: Any) -> bool:
    """Tell whether ``data`` is a list of submissions, or slots that have them."""
    entries = _entries(data)
    return bool(entries) and all(
        isinstance(each, Mapping) and ("code" in each or "submission" in each) for each in entries
    )


def _entries(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, Mapping):
        for key in ("results", "slots", "talks", "submissions"):
            if isinstance(data.get(key), list):
                return data[key]
    return []


def read(data: Any, frame: Frame) -> Programme:
    """Return the programme that ``data`` is."""
    about = data if isinstance(data, Mapping) else {}
    zone = str(about.get("timezone") or "")
    entries = _entries(data)
    urls = [words(entry.get("url")) for entry in entries]
    schedule = Schedule(frame, title=words(about.get("event")), base_url=first_of(urls), acronym="pretalx", zone=zone)
    rooms, positions = set(), {}
    for entry in entries:
        for submission, slot in _slots(entry):
            room = slot.get("room")
            rooms.add(words(room))
            if isinstance(room, Mapping) and room.get("position") is not None:
                positions[words(room)] = int(room["position"])
            if event := _event(schedule, submission, slot):
                schedule.add_event(event, None, "")
    order = {name: place for place, name in enumerate(sorted(positions, key=lambda name: positions[name]))}
    schedule.programme.rooms.sort(key=lambda room: order.get(room.name, len(order)))
    return schedule.programme


def _slots(entry: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each time of a submission, as a pair of it and its slot; one without a time has an empty slot."""
    submission = entry.get("submission")
    if isinstance(submission, Mapping):
        yield submission, entry
    elif isinstance(submission, str | None) and "submission" in entry:
        yield {"title": words(entry.get("description")) or submission or _("Break"), "speakers": []}, entry
    else:
        slots = [slot for slot in entry.get("slots") or [entry.get("slot")] if isinstance(slot, Mapping)]
        for slot in slots or [{}]:
            yield entry, slot


def _event(schedule: Schedule, submission: Mapping[str, Any], slot: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return an event as a schedule has it; None, told as a problem, for what has no place in a programme."""
    state, title = str(submission.get("state") or ""), words(submission.get("title"))
    place = _("event “%s”") % title
    if state in ABSENT:
        schedule.programme.warn(_("It is %s, and so left out.") % state, place)
        return None
    if not slot.get("start"):
        schedule.programme.warn(_("It has no time yet, and so is left out."), place)
        return None
    speakers = [each for each in submission.get("speakers") or () if isinstance(each, Mapping)]
    if len(speakers) < len(submission.get("speakers") or ()):
        schedule.programme.warn(
            _("The file has identifiers of its people only. Ask for it with “?expand=speakers”."), place
        )
    return {
        "code": submission.get("code"),
        "date": slot.get("start"),
        "end": slot.get("end"),
        "duration": submission.get("duration") if isinstance(submission.get("duration"), str | int) else None,
        "title": title,
        "room": words(slot.get("room")),
        "track": words(submission.get("track")),
        "type": words(submission.get("submission_type")),
        "language": submission.get("content_locale"),
        "abstract": words(submission.get("abstract")),
        "description": words(submission.get("description")),
        "do_not_record": submission.get("do_not_record"),
        "persons": speakers,
        "links": [each for each in submission.get("resources") or () if isinstance(each, Mapping)],
        "status": "cancelled" if state in CANCELLED else "",
    }


def words(value: Any) -> str:
    """Return what ``value`` says: a text, one for each language, or something with a name; else nothing."""
    if isinstance(value, Mapping):
        if "name" in value:
            return words(value["name"])
        return words(value.get("en") or first_of(text for text in value.values() if isinstance(text, str)))
    return value if isinstance(value, str) else ""
