"""A month of the calendar of events."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import get_format

from .models import Conference


@dataclass(frozen=True)
class Entry:
    """A conference on one of its days."""

    conference: Conference
    begins: bool
    ends: bool


@dataclass(frozen=True)
class CalendarDay:
    """A date and what takes place on it."""

    date: date
    is_today: bool
    entries: Sequence[Entry] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Month:
    """The month that begins with the date ``first``."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that has the date."""
        return cls(day.replace(day=1))

    @classmethod
    def between(cls, first: date, last: date) -> list["Month"]:
        """Return the months from that of the one date to that of the other."""
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [cls(date(number // 12, number % 12 + 1, 1)) for number in numbers]

    def get_absolute_url(self) -> str:
        """Return the URL of its calendar."""
        return reverse("calendar-month", args=[self.first.year, self.first.month])

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month.of(self.first + timedelta(days=31))

    @property
    def previous(self) -> "Month":
        """The month before it."""
        return Month.of(self.first - timedelta(days=1))

    def weeks(self, conferences: Iterable[Conference], today: date) -> list[list[CalendarDay | None]]:
        """Return its weeks, each with seven days that have those of ``conferences`` that take place on them.

        A week begins as is the custom in the site's language; None stands for the days of other months.
        """
        conferences, last = list(conferences), self.last
        return [
            [self._day(day, conferences, today) if self.first <= day <= last else None for day in week]
            for week in self._dates()
        ]

    def weekdays(self) -> list[date]:
        """Return seven dates, for the names of the days of a week."""
        return self._dates()[0]

    def _dates(self):
        calendar = Calendar((get_format("FIRST_DAY_OF_WEEK") - 1) % 7)  # Django counts from Sunday
        return calendar.monthdatescalendar(self.first.year, self.first.month)

    @staticmethod
    def _day(day, conferences, today):
        entries = [
            Entry(conference, begins=conference.starts_on == day, ends=conference.ends_on == day)
            for conference in conferences
            if conference.starts_on <= day <= conference.ends_on
        ]
        return CalendarDay(day, day == today, entries)
