"""An event of Indico with its contributions, as its export API answers (``?detail=contributions``)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from events.models import Appearance

from .entries import Programme
from .frab import Schedule
from .reading import Frame
from .values import read_zone


def is_of_this_kind(data: Any) -> bool:
    """Tell whether ``data`` is an event of Indico."""
    results = data.get("results") if isinstance(data, Mapping) else None
    first = results[0] if isinstance(results, list) and results else None
    return isinstance(first, Mapping) and ("contributions" in first or "sessions" in first or "_fossil" in first)


def read(data: Any, frame: Frame) -> Programme:
    """Return the programme that ``data`` is: of its contributions, each once."""
    event = data["results"][0]
    schedule = Schedule(
        frame,
        title=str(event.get("title") or ""),
        base_url=str(event.get("url") or data.get("url") or ""),
        acronym=f"indico {event.get('id') or ''}".strip(),
        zone=str(event.get("timezone") or ""),
    )
    seen = set()
    for contribution, session in _contributions(event):
        key = contribution.get("db_id") or contribution.get("id")
        if key in seen:
            continue
        seen.add(key)
        title = str(contribution.get("title") or "")
        if not contribution.get("startDate"):
            schedule.programme.warn(_("It has no time yet, and so is left out."), _("event “%s”") % title)
            continue
        schedule.add_event(_event(contribution, session), None, "")
    return schedule.programme


def _contributions(event: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield contributions with their sessions; those of an export by sessions stand within these."""
    for contribution in event.get("contributions") or ():
        yield contribution, {}
    for session in event.get("sessions") or ():
        for contribution in session.get("contributions") or ():
            yield contribution, session


def _event(contribution: Mapping[str, Any], session: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contribution as an event of a schedule. Posters have their board for a place."""
    group = contribution.get("session") or session.get("title") or ""
    group = group if isinstance(group, str) else str(group.get("title") or "")
    track = contribution.get("track")
    room = contribution.get("roomFullname") or contribution.get("room") or session.get("room") or ""
    board = contribution.get("board_number")
    return {
        "id": contribution.get("db_id") or contribution.get("id"),
        "date": _instant(contribution.get("startDate")),
        "end": _instant(contribution.get("endDate")),
        "duration": contribution.get("duration"),
        "title": contribution.get("title"),
        "subtitle": _("Poster %s") % board if board else "",
        "room": room,
        "track": (track if isinstance(track, str) else (track or {}).get("title")) or group,
        "type": contribution.get("type") or "",
        "abstract": contribution.get("description") or "",
        "persons": [*_people(contribution), *_chairs(session)],
        "attachments": list(_files(contribution)),
        "links": [],
    }


def _instant(when: Mapping[str, Any] | None) -> str:
    """Return date, time and zone as one text; empty if they are none that exist."""
    if not when:
        return ""
    zone = read_zone(str(when.get("tz") or "")) or UTC
    try:
        return datetime.fromisoformat(f"{when.get('date')}T{when.get('time')}").replace(tzinfo=zone).isoformat()
    except ValueError:
        return ""


def _people(contribution: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield those who speak. Their numbers count within the contribution only, so they are not identifiers."""
    for each in contribution.get("speakers") or ():
        given, family = str(each.get("first_name") or "").strip(), str(each.get("last_name") or "").strip()
        yield {
            "name": f"{given} {family}".strip() or str(each.get("fullName") or ""),
            "given_name": given,
            "family_name": family,
            "organisation": each.get("affiliation") or "",
        }


def _chairs(session: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in _people({"speakers": session.get("conveners") or ()}):
        yield each | {"role": Appearance.Role.MODERATOR}


def _files(contribution: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the files that everybody may read; the address of one that is protected would lead nowhere."""
    for folder in contribution.get("folders") or ():
        for each in folder.get("attachments") or ():
            if not each.get("is_protected"):
                yield {
                    "url": each.get("link_url") or each.get("download_url"),
                    "title": each.get("title") or folder.get("title"),
                }
