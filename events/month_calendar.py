"""A month of the calendar of events."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import get_format

from .models import Conference


@dataclass(frozen=True)
class Bar:
    """What a conference covers of a week in a month: ``days`` from the date ``first``, or all that there is of it."""

    conference: Conference
    first: date
    days: int

    @property
    def begins(self) -> bool:
        """Whether the conference begins in this week."""
        return self.conference.starts_on == self.first

    @property
    def ends(self) -> bool:
        """Whether it ends in this week."""
        return self.conference.ends_on == self.last

    @property
    def last(self) -> date:
        """The last day that it covers of the week."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def is_again(self) -> bool:
        """Whether a week before has shown the conference in the same month."""
        return not self.begins and self.first.day != 1


@dataclass(frozen=True)
class CalendarDay:
    """A date, and whether it is the visitor's."""

    date: date
    is_today: bool


@dataclass(frozen=True)
class Week:
    """Seven days, None for those of other months, and below them ``lanes``: rows of bars, and None for a free day."""

    days: Sequence[CalendarDay | None]
    lanes: Sequence[Sequence[Bar | None]]


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

    def weeks(self, conferences: Iterable[Conference], today: date) -> list[Week]:
        """Return its weeks, with those of ``conferences`` that take place in them.

        A week begins as is the custom in the site's language.
        """
        conferences = list(conferences)
        return [self._week(dates, conferences, today) for dates in self._dates()]

    def weekdays(self) -> list[date]:
        """Return seven dates, for the names of the days of a week."""
        return self._dates()[0]

    def _dates(self):
        calendar = Calendar((get_format("FIRST_DAY_OF_WEEK") - 1) % 7)  # Django counts from Sunday
        return calendar.monthdatescalendar(self.first.year, self.first.month)

    def _week(self, dates: list[date], conferences: list[Conference], today: date) -> Week:
        days = [CalendarDay(day, day == today) if Month.of(day) == self else None for day in dates]
        first, last = max(dates[0], self.first), min(dates[-1], self.last)
        bars = []
        for conference in conferences:
            begins, ends = max(conference.starts_on, first), min(conference.ends_on, last)
            if begins <= ends:
                bars.append(Bar(conference, begins, (ends - begins).days + 1))
        bars.sort(key=lambda bar: (bar.first, -bar.days))
        return Week(days, [_with_free_days(lane, dates) for lane in _lanes(bars)])


def _lanes(bars: Iterable[Bar]) -> list[list[Bar]]:
    """Return ``bars``, which are in their order, in as few rows as there are at most at one time."""
    lanes: list[list[Bar]] = []
    for bar in bars:
        free = next((lane for lane in lanes if lane[-1].last < bar.first), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes


def _with_free_days(lane: list[Bar], dates: list[date]) -> list[Bar | None]:
    """Return the bars of a row, and None for each of the week's days that they leave free."""
    beginning = {bar.first: bar for bar in lane}
    covered = {bar.first + timedelta(days=number) for bar in lane for number in range(bar.days)}
    return [beginning.get(day) for day in dates if day in beginning or day not in covered]
