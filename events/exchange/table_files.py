"""Sessions and people as tables, for spreadsheets; sessions come in again as they went out."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.models import is_ambiguous
from civitas_cms.publishing.rich_text import plain_text
from events.models import Appearance, Conference, Session, SessionItem, Speaker

from .several_rooms import written

#: The headings are ones that ``columns`` knows.
SESSION_HEADINGS = [
    "ID",
    "Date",
    "Start",
    "End",
    "Title",
    "Subtitle",
    "Kind",
    "Room",
    "Track",
    "Speakers",
    "Moderators",
    "Panellists",
    "Hosts",
    "Languages",
    "Abstract",
    "Links",
    "Must not be recorded",
    "Licence",
    "Livestream",
    "Recording",
    "Status",
    "Address",
    "Part of",
    "Starts after",
    "Duration",
]
PEOPLE_HEADINGS = ["Name", "Given names", "Family name", "Title", "Position", "Organisation", "Biography", "Sessions"]
#: What a spreadsheet would take for a formula, were it not for an apostrophe before it (OWASP, "CSV Injection").
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Rows = Iterable[list[str]]


def sessions_table(conference: Conference) -> Iterator[list[str]]:
    """Yield the headings, a row for each session, and below it one for each item of it. Needs ``for_export``."""
    yield SESSION_HEADINGS
    for day, sessions in conference.programme:
        for session in sessions:
            yield [
                str(session.identity),
                day.date.isoformat(),
                _start(session),
                _clock(session.ends),
                session.title,
                session.subtitle,
                session.kind,
                written(session, ";"),
                session.track.name if session.track else "",
                *(_people(session.own_appearances, role) for role in Appearance.Role),
                session.languages,
                session.abstract,
                "\n".join(f"{link.title} ({link.url})" if link.title else link.url for link in session.links.all()),
                "yes" if session.no_recording else "",
                session.licence,
                session.livestream_url,
                session.recording_url,
                session.status,
                session.slug,
                *("", "", ""),
            ]
            for item in session.items.all():
                yield _item_row(item)


def _item_row(item: SessionItem) -> list[str]:
    cells = dict.fromkeys(SESSION_HEADINGS, "")
    cells |= {"Title": item.title, "Abstract": item.abstract, "Part of": item.session.title}
    cells |= {f"{role.label}s": _people(item.people, role) for role in Appearance.Role}
    for heading, minutes in (("Starts after", item.starts_after), ("Duration", item.minutes)):
        cells[heading] = "" if minutes is None else str(minutes)
    return [cells[heading] for heading in SESSION_HEADINGS]


def people_table(conference: Conference) -> Iterator[list[str]]:
    """Yield the headings, and a row for each person, with what they were then. Needs ``for_export``."""
    yield PEOPLE_HEADINGS
    sessions: dict[Speaker, list[str]] = {}
    for _day, group in conference.programme:
        for session in group:
            for appearance in session.appearances.all():
                sessions.setdefault(appearance.speaker, []).append(session.title)
    for appearance in conference.speakers:
        speaker, organisation = appearance.speaker, appearance.organisation_then
        yield [
            speaker.name,
            speaker.given_name,
            speaker.family_name,
            speaker.academic_title,
            appearance.position_then,
            organisation.name if organisation else "",
            plain_text(speaker.biography),
            "\n".join(dict.fromkeys(sessions[speaker])),
        ]


def as_csv(rows: Rows) -> bytes:
    """Return ``rows`` as CSV that Excel opens as it is (UTF-8 with its mark), with formulas as texts."""
    file = StringIO()
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: dict[str, Rows]) -> bytes:
    """Return a spreadsheet with the ``sheets`` by their names; what looks like a formula is a text."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - it is loaded when a file needs it

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        heading = workbook.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell[:MAX_CELL_LENGTH], None if number else heading)
    return file.getvalue()


MAX_CELL_LENGTH = 32_767  # characters, as Excel has it


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _people(appearances: Iterable[Appearance], role: str) -> str:
    people = [each for each in appearances if each.role == role]
    return "; ".join(
        f"{each.speaker.name} ({each.organisation_then.name})" if each.organisation_then else each.speaker.name
        for each in people
    )


def _start(session: Session) -> str:
    """Return when a session starts, with the date where that is not the day's, because it is after midnight."""
    date = f"{session.starts:%Y-%m-%d} " if session.starts_next_day else ""
    return date + _clock(session.starts)


def _clock(instant: AwareDatetime) -> str:
    """Return what a clock shows, with its offset where it shows that twice and the second is meant."""
    offset = f"{instant:%z}" if instant.fold and is_ambiguous(instant) else ""
    return f"{instant:%H:%M}{offset}"
