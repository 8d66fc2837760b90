"""The schedule of frab, c3voc, pretalx and its kin as JSON (https://c3voc.de/schedule/schema.json)."""

from collections.abc import Iterator, Mapping
from typing import Any

from .entries import Programme
from .frab import GENERATOR, Schedule
from .reading import Frame


def is_of_this_kind(data: Any) -> bool:
    """Tell whether ``data`` is a schedule."""
    schedule = data.get("schedule") if isinstance(data, dict) else None
    return isinstance(schedule, dict) and isinstance(schedule.get("conference", schedule), dict)


def read(data: Any, frame: Frame) -> Programme:
    """Return the programme that ``data`` is."""
    outer = data["schedule"]
    conference = outer.get("conference", outer)
    schedule = Schedule(
        frame,
        title=str(conference.get("title") or ""),
        base_url=str(outer.get("base_url") or outer.get("url") or conference.get("url") or ""),
        acronym=str(conference.get("acronym") or ""),
        zone=str(conference.get("time_zone_name") or ""),
        is_ours=_name(data.get("generator")) == GENERATOR,
    )
    for track in conference.get("tracks") or ():
        schedule.add_track(_name(track), track.get("color") if isinstance(track, Mapping) else None)
    for room in conference.get("rooms") or ():
        schedule.add_room(_name(room), room.get("capacity") if isinstance(room, Mapping) else None)
    for day in conference.get("days") or ():
        date = schedule.add_day(day.get("date"))
        for name, events in _rooms(day.get("rooms") or {}):
            room = schedule.add_room(name)
            for event in events or ():
                schedule.add_event(event, date, room)
    return schedule.programme


def _name(value: Any) -> str:
    return str((value.get("name") if isinstance(value, Mapping) else value) or "")


def _rooms(rooms: Any) -> Iterator[tuple[str, Any]]:
    """Yield rooms with their events, whether they are a mapping or, as older frab writes them, a list of mappings."""
    for each in rooms if isinstance(rooms, list) else [rooms]:
        if isinstance(each.get("events"), list):
            yield _name(each), each["events"]
        else:
            yield from each.items()
