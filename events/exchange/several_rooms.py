"""Several rooms in one text: a cell of a table, or what a schedule names as the room of an event."""

import csv
from io import StringIO

from events.models import Session

ALL_ROOMS = "All rooms"
#: What sources call all rooms, as ``str.casefold`` writes it. "Plenary" is none of it: halls are called so.
WORDS_FOR_ALL_ROOMS = {
    *("all", "all rooms", "everywhere", "alle", "alle räume", "überall"),
    *("toutes", "toutes les salles", "todas", "todas las salas", "tutte", "tutte le sale"),
}


def written(session: Session, separator: str) -> str:
    """Return the rooms of ``session``; a name that has the ``separator`` is in quotation marks."""
    names = [room.name for room in session.rooms_to_go_to] + ([ALL_ROOMS] if session.in_all_rooms else [])
    line = StringIO()
    csv.writer(line, delimiter=separator, lineterminator="").writerow(names)
    text = line.getvalue()
    return text.replace(separator, f"{separator} ") if not any(separator in name for name in names) else text


def split_rooms(text: str, separator: str) -> tuple[list[str], bool]:
    """Return the rooms that ``text`` names, and whether it says that all are meant."""
    names = next(csv.reader([text], delimiter=separator, skipinitialspace=True), [])
    names = [name for name in (" ".join(each.split())[:100] for each in names) if name]
    rooms = [name for name in names if name.casefold() not in WORDS_FOR_ALL_ROOMS]
    return list(dict.fromkeys(rooms)), len(rooms) < len(names)
