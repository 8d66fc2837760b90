"""From a file, or what was pasted, to a programme: which format it is, its own content tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.models import Conference

from .entries import Programme, join_rooms, number_repeated

MAX_FILE_BYTES = 20_000_000
MAX_SESSIONS = 10_000


class Unreadable(Exception):  # noqa: N818 - named for what is said to people
    """A file is no programme, or none that is read. Its text says why, and what helps."""


@dataclass(frozen=True)
class Frame:
    """Into which conference a programme comes: its zone and dates, and what was chosen for the words of its tables.

    ``conference`` is its identifier: the numbers in its tables are unique within it.
    """

    zone: ZoneInfo
    first: date
    last: date
    columns: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    conference: str = ""

    @classmethod
    def of(cls, conference: Conference) -> "Frame":
        """Return that of ``conference``."""
        original = conference.working_copy_of or conference
        mapping = getattr(original, "import_mapping", None)
        return cls(
            zone=conference.timezone,
            first=conference.starts_on,
            last=conference.ends_on,
            columns=mapping.columns if mapping else {},
            kinds=mapping.kinds if mapping else {},
            conference=str(original.uuid),
        )


def read_file(path: Path, frame: Frame) -> Programme:
    """Return the programme in a file; raises ``Unreadable``."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable(too_large())
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file cannot be read: %s.") % (error.strerror or error)) from None
    return read_bytes(content, path.name, frame)


def read_bytes(content: bytes, name: str, frame: Frame) -> Programme:
    """Return the programme in a file's ``content``, or in what was pasted; raises ``Unreadable``."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(too_large())
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(_("The file is empty."))
    try:
        programme = _read(content, Path(name).suffix.lower(), frame)
    except Unreadable:
        raise
    except (RecursionError, MemoryError) as error:
        raise Unreadable(too_large()) from error
    except Exception as error:
        raise Unreadable(_("The file is damaged, or not what its name says: it cannot be read.")) from error
    if len(programme.sessions) > MAX_SESSIONS:
        raise Unreadable(too_large())
    if not programme.sessions and not any(problem.is_error for problem in programme.problems):
        raise Unreadable(_("No session was found in the file."))
    programme.sessions = number_repeated(join_rooms(programme))
    return programme


def too_large() -> str:
    """Say that a file is too large."""
    return _("The file is too large for a programme: at most 20 MB and 10,000 sessions. Is it the right one?")


def _read(content: bytes, suffix: str, frame: Frame) -> Programme:
    """Read ``content`` with what reads its format; libraries are loaded when a file needs them."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from .spreadsheets import read_spreadsheet  # noqa: PLC0415
        from .tables import read_table  # noqa: PLC0415

        return read_table(read_spreadsheet(content), frame)
    if content.startswith(b"%PDF"):
        raise Unreadable(
            _("This is a PDF. Ask for the table from which it was made, or for an export of the programme.")
        )
    text = decoded(content)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _read_markup(content, start, frame)
    if start.startswith(("{", "[")):
        return _read_json(start, frame)
    if start[:15].upper() == "BEGIN:VCALENDAR":
        from .calendar_file import read_calendar  # noqa: PLC0415

        return read_calendar(start, frame)
    from .tables import read_table, rows_of_text  # noqa: PLC0415

    return read_table(rows_of_text(text), frame)


def _read_markup(content: bytes, start: str, frame: Frame) -> Programme:
    from .frab_xml import read_frab_xml  # noqa: PLC0415

    if "<table" in start.lower() and "<schedule" not in start[:5000].lower():
        from .tables import read_table, rows_of_html  # noqa: PLC0415

        return read_table(rows_of_html(start), frame)
    return read_frab_xml(content, frame)


def _read_json(text: str, frame: Frame) -> Programme:
    from . import frab_json, indico, pretalx  # noqa: PLC0415

    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise Unreadable(_("This is no complete JSON: %s.") % error) from None
    for reader in (frab_json, indico, pretalx):
        if reader.is_of_this_kind(data):
            return reader.read(data, frame)
    raise Unreadable(
        _("This JSON is no programme that we know, as those of frab, c3voc, pretalx and Indico (contributions) are.")
    )


def decoded(content: bytes) -> str:
    """Return the text in ``content``: in UTF-8 or UTF-16, or else as Windows writes it; raises ``Unreadable``."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                pass
    else:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Unreadable(
            _("This is no text and no table. Programmes can be XML, JSON, .ics, .csv, .xlsx, .ods or .xls.")
        )
    return text
