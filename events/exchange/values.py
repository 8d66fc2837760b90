"""Dates, times and durations as people and programs write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.models import refuse_skipped

ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMERIC_DATE = re.compile(r"(?:[^\W\d_]{2,12}\.?,?\s+)?(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})?\.?")
YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
NAMED_DATE = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:de\s+)?(?P<month>[^\W\d_]{3,})"
    r"|(?P<first>[^\W\d_]{3,})\s+(?P<second>\d{1,2})(?:st|nd|rd|th)?)\.?,?\s*(?:de\s+)?(?P<year>\d{4})?"
)
#: The beginnings of the names of months, in English, German, French, Spanish, Italian, Portuguese and Dutch.
MONTHS = (
    "jan gen ene",
    "feb fév fev",
    "mar mär mrt maa",
    "apr avr abr",
    "may mai mag maj mei",
    "jun juin giu",
    "jul juil lug",
    "aug aoû aou ago",
    "sep set",
    "oct okt ott out",
    "nov",
    "dec dez déc dic",
)
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*(?:[:.hH]|uhr)\s*(?P<minute>\d{2})?(?:[:.]\d{2}(?:\.\d+)?)?)?\s*(?:uhr|h)?\s*"
    r"(?P<half>[ap]\.?\s?m\.?)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
COMPACT_CLOCK = re.compile(r"(\d{2})(\d{2})")
RANGE = re.compile(r"\s*(?:[-–—]|\bbis\b|\bto\b|\bà\b|→)\s*")
HOURS_AND_MINUTES = re.compile(r"(?:(\d+)d(?:ays?)?\s*)?(\d{1,4}):(\d{2})(?::\d{2})?")
WORDED_DURATION = re.compile(
    r"(?:(?P<hours>\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?|heures?)\s*)?"
    r"(?:(?P<minutes>\d+)\s*(?:m|min\.?|mins|minutes?|minuten|['’′])?)?",
    re.IGNORECASE,
)
ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?", re.IGNORECASE)
#: A date as spreadsheets count it: days since this one.
SPREADSHEET_EPOCH = date(1899, 12, 30)
SPREADSHEET_DATES = range(30_000, 80_000)
MAX_DURATION = timedelta(days=14)


class Clock(NamedTuple):
    """What a clock shows, ``days_later`` than the date beside it, and the offset from UTC where it is written."""

    time: time
    days_later: int = 0
    offset: timedelta | None = None


def read_date(value: object, first: date, last: date) -> date | None:
    """Return the date that ``value`` says, None if it is not one.

    Where day and month could change places, or the year is missing, it is what lies between ``first`` and ``last``, or
    else the day comes first.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in SPREADSHEET_DATES:
        return SPREADSHEET_EPOCH + timedelta(days=int(float(text)))
    possible = [found for found in (_date(*parts) for parts in _readings(text, first)) if found]
    return next((found for found in possible if first <= found <= last), possible[0] if possible else None)


def _readings(text: str, first: date) -> list[tuple[int, int, int]]:
    """Return what ``text`` may mean as year, month and day, the likeliest first."""
    for pattern in (ISO_DATE, YEAR_FIRST):
        if found := (pattern.match(text) if pattern is ISO_DATE else pattern.fullmatch(text)):
            return [(int(found[1]), int(found[2]), int(found[3]))]
    if found := NUMERIC_DATE.fullmatch(text):
        one, two, year = int(found[1]), int(found[2]), int(found[3] or first.year)
        year += 2000 if year < 100 else 0
        return [(year, two, one), (year, one, two)]
    if found := NAMED_DATE.fullmatch(text):
        name, day = (found["month"] or found["first"]).casefold(), int(found["day"] or found["second"])
        month = next((n for n, names in enumerate(MONTHS, 1) if name.startswith(tuple(names.split()))), 0)
        return [(int(found["year"] or first.year), month, day)]
    return []


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(value: object) -> Clock | None:
    """Return the time of day that ``value`` says, None if it is not one; 24:00 is the midnight that ends the day."""
    if not isinstance(value, str):
        return _clock_of_cell(value)
    text = value.strip()
    if "T" in text and (instant := _iso_datetime(text)):
        return read_clock(instant)
    if found := COMPACT_CLOCK.fullmatch(text):
        return _clock(int(found[1]), int(found[2]))
    if not (found := CLOCK.fullmatch(text)):
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return _clock(hour, int(found["minute"] or 0), _offset(found["offset"]))


def _clock_of_cell(value: object) -> Clock | None:
    """Return the time that a cell of a spreadsheet has."""
    if isinstance(value, datetime):
        return Clock(value.time().replace(second=0, microsecond=0), offset=value.utcoffset())
    if isinstance(value, time):
        return Clock(value.replace(second=0, microsecond=0))
    if isinstance(value, timedelta):
        return _clock(*divmod(int(value.total_seconds() // 60), 60))
    if isinstance(value, float) and 0 <= value < 1:  # a part of a day, as spreadsheets count
        return _clock(*divmod(round(value * 24 * 60), 60))
    return read_clock(f"{value:g}") if isinstance(value, int | float) else None


def _clock(hour: int, minute: int, offset: timedelta | None = None) -> Clock | None:
    days_later, hour = divmod(hour, 24)
    is_time = minute < 60 and (days_later == 0 or (days_later, hour, minute) == (1, 0, 0))
    return Clock(time(hour, minute), days_later, offset) if is_time else None


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text in "Zz":
        return timedelta(0)
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size


def read_clock_range(value: object) -> tuple[Clock | None, Clock | None]:
    """Return start and end of what ``value`` says, as in "9:00–10:30"; the end is None if there is only one time."""
    parts = RANGE.split(str(value).strip(), maxsplit=1) if isinstance(value, str) else [value]
    start = read_clock(parts[0])
    return start, read_clock(parts[1]) if len(parts) > 1 else None


def read_duration(value: object) -> timedelta | None:
    """Return how long ``value`` says, None if it says no duration. A bare number is one of minutes."""
    if not isinstance(value, str):
        return _duration_of_cell(value)
    text = value.strip()
    if found := HOURS_AND_MINUTES.fullmatch(text):
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return _positive(timedelta(days=min(days, 1000), hours=hours, minutes=minutes))
    if text and (found := ISO_DURATION.fullmatch(text)):
        days, hours, minutes = (min(int(part or 0), 10**6) for part in found.groups())
        return _positive(timedelta(days=days, hours=hours, minutes=minutes))
    if text and (found := WORDED_DURATION.fullmatch(text)):
        worded = float((found["hours"] or "0").replace(",", "."))
        return _positive(timedelta(hours=min(worded, 1e5), minutes=min(int(found["minutes"] or 0), 10**7)))
    return None


def _duration_of_cell(value: object) -> timedelta | None:
    """Return the duration that a cell of a spreadsheet has."""
    if isinstance(value, timedelta):
        return _positive(value)
    if isinstance(value, datetime | time):
        return _positive(timedelta(hours=value.hour, minutes=value.minute))
    if isinstance(value, int | float):  # a part of a day, as spreadsheets count, or minutes
        return _positive(timedelta(minutes=round(value * 24 * 60) if 0 < value < 1 else min(float(value), 1e7)))
    return None


def _positive(duration: timedelta) -> timedelta | None:
    return duration if timedelta(0) < duration <= MAX_DURATION else None


def read_instant(text: object, zone: ZoneInfo) -> AwareDatetime | None:
    """Return the instant of an ISO date and time (RFC 3339) in ``zone``, None if it is not one.

    Without an offset it is local to ``zone``. It may be a time that clocks in ``zone`` show twice.
    """
    found = _iso_datetime(str(text or ""))
    return found and to_zone(found, zone)


def _iso_datetime(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def to_zone(instant: datetime, zone: ZoneInfo) -> AwareDatetime:
    """Return ``instant`` in ``zone``, to the minute; one without a zone is local already."""
    instant = instant.replace(second=0, microsecond=0)
    return instant.replace(tzinfo=zone) if instant.tzinfo is None else instant.astimezone(zone)


def local_instant(day: date, clock: Clock, zone: ZoneInfo) -> AwareDatetime:
    """Return when ``clock`` shows its time on ``day`` in ``zone``; raises ValidationError if clocks skip it then."""
    instant = datetime.combine(day + timedelta(days=clock.days_later), clock.time)
    if clock.offset is not None:
        return to_zone(instant.replace(tzinfo=timezone(clock.offset)), zone)
    local = instant.replace(tzinfo=zone)
    refuse_skipped(local)
    return local


def later(start: AwareDatetime, duration: timedelta) -> AwareDatetime:
    """Return what the clocks of its zone show ``duration`` after ``start``."""
    return (start.astimezone(UTC) + duration).astimezone(start.tzinfo)


def skipped_words(instant: AwareDatetime) -> str:
    """Say why clocks never show ``instant``; empty if they do."""
    try:
        refuse_skipped(instant)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@cache
def read_zone(name: str) -> ZoneInfo | None:
    """Return the time zone of this name (IANA, or that of Windows), None if there is none."""
    name = WINDOWS_TO_OLSON.get(name.strip(), name.strip())
    return ZoneInfo(name) if name in available_timezones() else None


def zone_note(named: str, zone: ZoneInfo) -> str:
    """Say that the file has another zone than the conference; empty if it has the same, or none."""
    theirs = read_zone(named) if named else None
    if named and theirs is None:
        return _("The file has times in “%(named)s”, which is no time zone that we know.") % {"named": named}
    if theirs and theirs.key != zone.key:
        words = _("The file has its times in %(theirs)s. They are shown here in that of the conference, %(zone)s.")
        return words % {"theirs": theirs.key, "zone": zone.key}
    return ""
