"""Tables: of spreadsheets, CSV in any dialect, and what is pasted from either or from a text with a table."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.foreign_html import read as read_html
from civitas_cms.publishing.plain_text import clean_line
from events.models import Appearance

from .columns import FIELDS, NEEDED, recognise
from .entries import Item, Link, Person, Programme, Room, Session, Track, day_of
from .kinds import kind_of, simple, status_of
from .names import read_people
from .reading import Frame, Unreadable, too_large
from .several_rooms import split_rooms
from .texts import is_yes, languages, to_html, web_address
from .values import Clock, later, local_instant, read_clock, read_clock_range, read_date, read_duration

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_HEADING_ROW = 20  # above it, a table may say what it is
DELIMITERS = ";\t,|"
BETWEEN_LINKS = re.compile(r"[\s,;|]+(?=https?://|www\.)|\n+")
LINK_WITH_TITLE = re.compile(r"(.*?)\s*\(?((?:https?://|www\.)\S+?)\)?$", re.DOTALL)
#: Before what would be a formula, so that it is none.
APOSTROPHE = re.compile(r"'[=+\-@\t\r]")
DATE_BEFORE_TIME = re.compile(r"^\s*\d{1,4}[-./]\d{1,2}[-./]\d{2,4}[\sT,]+(?=\d)")
ROLES = {
    "speakers": Appearance.Role.SPEAKER,
    "moderators": Appearance.Role.MODERATOR,
    "panellists": Appearance.Role.PANELLIST,
    "hosts": Appearance.Role.HOST,
}


@dataclass(frozen=True)
class Row:
    """A row of a table; ``number`` is what a spreadsheet shows beside it."""

    number: int
    cells: list[Any]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return all(cell is None or not str(cell).strip() for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """A table with its headings, and for each of its columns the field that it is for."""

    headings: list[str]
    fields: list[str]
    rows: list[Row]


def rows_of_text(text: str) -> list[Row]:
    """Return the rows of CSV in any dialect, or of a table that was pasted; raises ``Unreadable``."""
    csv.field_size_limit(1_000_000)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(StringIO(text), delimiter=_delimiter(text)), start=1):
            if number > MAX_ROWS:
                raise Unreadable(too_large())
            rows.append(Row(number, cells[:MAX_COLUMNS]))
    except csv.Error as error:
        raise Unreadable(_("The table cannot be read: %s.") % error) from None
    return rows


def _delimiter(text: str) -> str:
    """Return what separates the columns: what is the most frequent in the first rows, outside of quotation marks."""
    lines = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000]).splitlines()
    widest = max(lines[:MAX_HEADING_ROW], key=lambda line: max(line.count(mark) for mark in DELIMITERS), default="")
    return max(DELIMITERS, key=widest.count)


def rows_of_html(html: str) -> list[Row]:
    """Return the rows of the largest table in ``html``, as a spreadsheet or a text puts it on the clipboard."""
    tables = [table.rows for table in read_html(html).tables]
    rows = max(tables, key=len, default=[])
    return [Row(number, list(cells)) for number, cells in enumerate(rows, start=1)]


def find_table(rows: Sequence[Row], frame: Frame) -> Table:
    """Return the table whose headings are in the first of ``rows`` that has some; raises ``Unreadable``."""
    best: Table | None = None
    for place, row in enumerate(rows[:MAX_HEADING_ROW]):
        headings = [clean_line(str(cell or "")) for cell in row.cells]
        fields = recognise(headings, frame.columns)
        if best is None or len([field for field in fields if field]) > len([field for field in best.fields if field]):
            best = Table(headings, fields, list(rows[place + 1 :]))
    if best is None or len(best.headings) < 2:
        raise Unreadable(_("This is no table, and no programme of another kind that we know."))
    return best


def read_table(rows: Sequence[Row], frame: Frame) -> Programme:
    """Return the programme in ``rows``; raises ``Unreadable`` if these are no table."""
    return _Reader(find_table(rows, frame), frame).read()


class _Reader:
    def __init__(self, table: Table, frame: Frame) -> None:
        self.table, self.frame = table, frame
        self.programme = Programme(source=f"table {frame.conference}".strip())
        self.heading_of = {field: table.headings[n] for n, field in enumerate(table.fields) if field}
        self._date: date | None = None

    def read(self) -> Programme:
        """Return what the rows are."""
        self.programme.columns = list(zip(self.table.headings, self.table.fields, strict=True))
        if not all(field in self.table.fields for field in NEEDED):
            words = _("No column with titles was recognised. The first row has to say what each is. It has: %s.")
            self.programme.refuse(words % (", ".join(f"“{each}”" for each in self.table.headings if each)[:300] or "–"))
            return self.programme
        for heading, field in self.programme.columns:
            if heading and not field:
                self.programme.warn(_("The column “%s” was left out: it is not known what it is.") % heading)
        for row in self.table.rows:
            if not row.is_empty:
                self._read_row(row)
        sessions = self.programme.sessions
        rooms = dict.fromkeys(name for each in sessions for name in (each.room, *(each.further_rooms or ())) if name)
        self.programme.rooms = [Room(name) for name in rooms]
        self.programme.tracks = [Track(name) for name in dict.fromkeys(each.track for each in sessions if each.track)]
        self.programme.days = sorted({session.day for session in sessions})
        return self.programme

    def _place(self, row: Row, field: str = "") -> str:
        if field in self.heading_of:
            return _("row %(row)s, column “%(column)s”") % {"row": row.number, "column": self.heading_of[field]}
        return _("row %s") % row.number

    def _read_row(self, row: Row) -> None:
        cells = dict(zip(self.table.fields, row.cells, strict=False))
        cells.pop("", None)
        title = clean_line(_text(cells, "title"))
        if not title:
            self.programme.refuse(_("It has no title."), self._place(row, "title"))
            return
        if _text(cells, "part_of").strip():
            self._read_item(row, cells, title)
            return
        times = self._times(row, cells)
        if times is None:
            return
        start, end, day = times
        rooms, in_all_rooms = self._rooms(cells)
        word = clean_line(_text(cells, "kind"))
        kind = kind_of(word, self.frame.kinds) or (kind_of(title) if not word and kind_of(title) == "break" else "")
        if word and not kind:
            self.programme.note_unknown_kind(word, self._place(row, "kind"))
        self.programme.add(
            Session(
                title=title,
                day=day,
                start=start,
                end=end,
                source_id=clean_line(_text(cells, "id"))[:190],
                slug=clean_line(_text(cells, "slug")),
                subtitle=self._line(cells, "subtitle"),
                kind=kind or None,
                room=(rooms or [""])[0] if "room" in cells else None,
                further_rooms=tuple(rooms[1:]) if rooms or in_all_rooms else None,
                in_all_rooms=in_all_rooms if rooms or in_all_rooms else None,
                track=self._line(cells, "track"),
                languages=languages(_text(cells, "languages")) if "languages" in cells else None,
                abstract=self._abstract(cells),
                no_recording=is_yes(_text(cells, "no_recording")) if "no_recording" in cells else None,
                licence=self._line(cells, "licence"),
                livestream_url=self._address(row, cells, "livestream_url"),
                recording_url=self._address(row, cells, "recording_url"),
                status=status_of(_text(cells, "status")) or None,
                links=self._links(row, cells),
                people=self._people(cells),
                place=self._place(row),
            )
        )

    def _line(self, cells: dict[str, Any], field: str) -> str | None:
        return clean_line(_text(cells, field)) if field in cells else None

    def _rooms(self, cells: dict[str, Any]) -> tuple[list[str], bool]:
        """Return the rooms of a row, as in "Room 1; Room 2", and whether it says that all are meant."""
        return split_rooms(self._line(cells, "room") or "", ";")

    def _read_item(self, row: Row, cells: dict[str, Any], title: str) -> None:
        """Add what a row says to the latest session with the title of which it is part."""
        whole = clean_line(_text(cells, "part_of"))
        sessions = self.programme.sessions
        number = next((n for n in reversed(range(len(sessions))) if simple(sessions[n].title) == simple(whole)), None)
        if number is None:
            words = _("Above it, there is no session “%s” of which it could be part.")
            self.programme.refuse(words % whole[:80], self._place(row, "part_of"))
            return
        duration = read_duration(cells["duration"]) if _text(cells, "duration").strip() else None
        after = _text(cells, "starts_after").strip()
        item = Item(
            title=title[:250],
            abstract=self._abstract(cells) or "",
            starts_after=int(after) if after.isdecimal() and int(after) < 24 * 60 else None,
            minutes=round(duration.total_seconds() / 60) or None if duration else None,
            people=self._people(cells) or (),
        )
        sessions[number] = replace(sessions[number], items=(*(sessions[number].items or ()), item))

    def _abstract(self, cells: dict[str, Any]) -> str | None:
        if "abstract" not in cells and "description" not in cells:
            return None
        return to_html(_text(cells, "abstract"), _text(cells, "description"))

    def _address(self, row: Row, cells: dict[str, Any], field: str) -> str | None:
        if field not in cells:
            return None
        text = _text(cells, field).strip()
        url = web_address(text)
        if text and not url:
            self.programme.warn(
                _("“%s” is no address of a page, and was left out.") % text[:80], self._place(row, field)
            )
        return url

    def _links(self, row: Row, cells: dict[str, Any]) -> tuple[Link, ...] | None:
        if "links" not in cells:
            return None
        links = []
        for text in filter(None, (part.strip() for part in BETWEEN_LINKS.split(_text(cells, "links")))):
            found = LINK_WITH_TITLE.fullmatch(text)
            title, url = (found[1], web_address(found[2])) if found else ("", web_address(text))
            if url:
                links.append(Link(url, clean_line(title).rstrip(":–- ")[:200]))
            else:
                self.programme.warn(
                    _("“%s” is no address of a page, and was left out.") % text[:80], self._place(row, "links")
                )
        return tuple(dict.fromkeys(links))

    def _people(self, cells: dict[str, Any]) -> tuple[Person, ...] | None:
        if not any(field in cells for field in ROLES):
            return None
        people = [person for field, role in ROLES.items() for person in read_people(_text(cells, field), role)]
        organisation, position = clean_line(_text(cells, "organisation")), clean_line(_text(cells, "position"))
        if len(people) == 1:
            people = [
                replace(
                    people[0],
                    organisation=people[0].organisation or organisation[:200],
                    position=people[0].position or position[:200],
                )
            ]
        return tuple(people)

    def _times(self, row: Row, cells: dict[str, Any]) -> tuple[AwareDatetime, AwareDatetime, date] | None:
        """Return start, end and day; None, with a problem, if they cannot be told or do not exist."""
        day = self._day(row, cells)
        start, end = self._clocks(row, cells)
        if day is None or start is None:
            return None
        field = "start"
        try:
            starts = local_instant(self._own_date(cells, "start") or day, start, self.frame.zone)
            field = "end"
            ends = self._end(row, cells, starts, end)
        except ValidationError as error:
            self.programme.refuse(" ".join(error.messages), self._place(row, field))
            return None
        return (starts, ends, day_of(starts, day)) if ends else None

    def _day(self, row: Row, cells: dict[str, Any]) -> date | None:
        """Return the date of a row. One that is left empty is that of the row above."""
        for field in ("date", "day", "start"):
            value = cells.get(field)
            if value is None or not str(value).strip() or (field == "start" and not _has_date(value)):
                continue
            number = re.fullmatch(r"(?:\w+\s+)?(\d{1,3})(?:\.0)?\.?", str(value).strip()) if field == "day" else None
            if number:
                self._date = self.frame.first + timedelta(days=max(int(number[1]), 1) - 1)
                return self._date
            found = read_date(_date_part(value), self.frame.first, self.frame.last)
            if found is None and field == "day" and _has_date(cells.get("start")):
                continue  # such as the name of the weekday
            if found is None:
                self.programme.refuse(_("There is no date “%s”.") % str(value)[:50], self._place(row, field))
                return None
            self._date = found
            return found
        if self._date is None and self.frame.first == self.frame.last:
            return self.frame.first
        if self._date is None:
            self.programme.refuse(_("It has no date."), self._place(row, "date"))
        return self._date

    def _own_date(self, cells: dict[str, Any], field: str) -> date | None:
        """Return the date that stands beside the time in a cell, None if none does."""
        value = cells.get(field)
        return read_date(_date_part(value), self.frame.first, self.frame.last) if _has_date(value) else None

    def _clocks(self, row: Row, cells: dict[str, Any]) -> tuple[Clock | None, Clock | None]:
        """Return what the clock shows at start and end; without a start, there is a problem."""
        start, end = None, read_clock(_after_date(cells.get("end"))) if _text(cells, "end").strip() else None
        for field in ("start", "time"):
            if start is None and _text(cells, field).strip():
                start, until = read_clock_range(_after_date(cells[field]))
                end = end or until
                if start is None:
                    self.programme.refuse(
                        _("There is no time “%s”.") % _text(cells, field)[:50], self._place(row, field)
                    )
                    return None, None
        if start is None:
            self.programme.refuse(_("It has no time."), self._place(row, "start"))
        elif end is None and _text(cells, "end").strip():
            self.programme.refuse(_("There is no time “%s”.") % _text(cells, "end")[:50], self._place(row, "end"))
            return None, None
        return start, end

    def _end(self, row: Row, cells: dict[str, Any], starts: AwareDatetime, end: Clock | None) -> AwareDatetime | None:
        """Return the end; an end by the clock that is not after the start is one on the next date."""
        text = _text(cells, "duration").strip()
        duration = read_duration(cells["duration"]) if text else None
        if text and duration is None:
            self.programme.refuse(_("There is no duration “%s”.") % text[:50], self._place(row, "duration"))
            return None
        by_duration = later(starts, duration) if duration else None
        if end is None:
            if by_duration is None:
                self.programme.refuse(_("It has no end and no duration."), self._place(row, "end"))
            return by_duration
        own_date = self._own_date(cells, "end")
        ends = local_instant(own_date or starts.date(), end, self.frame.zone)
        if own_date and ends.timestamp() <= starts.timestamp():
            self.programme.refuse(_("It ends before it starts."), self._place(row, "end"))
            return None
        if ends.timestamp() <= starts.timestamp():
            ends = local_instant(starts.date() + timedelta(days=1), end, self.frame.zone)
        if by_duration and by_duration != ends:
            words = _("“%(text)s” is not what lies between start and end: the end is taken.")
            self.programme.warn(words % {"text": text}, self._place(row, "duration"))
        return ends


def _text(cells: dict[str, Any], field: str) -> str:
    """Return what stands in a cell; a whole number without the decimals that spreadsheets give it."""
    value = cells.get(field)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    text = "" if value is None else str(value)
    return text[1:] if APOSTROPHE.match(text) else text


def _has_date(value: Any) -> bool:
    """Tell whether a cell has a date, perhaps beside a time."""
    return isinstance(value, datetime) or bool(re.search(r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}", str(value or "")))


def _date_part(value: Any) -> Any:
    """Return the date in a cell that has a time behind it, as in "2027-03-27 09:00"; any other as it is."""
    found = DATE_BEFORE_TIME.match(value) if isinstance(value, str) else None
    return found[0].strip(" T,") if found else value


def _after_date(value: Any) -> Any:
    """Return the time in a cell that has a date before it, as in "2027-03-27 09:00"."""
    if not isinstance(value, str):
        return value
    return DATE_BEFORE_TIME.sub("", value)


def heading_choices() -> Iterable[tuple[str, str]]:
    """Return what a column may be, for a field of a form."""
    return [("", _("– left out –")), *((field, str(label)) for field, label in FIELDS.items())]
