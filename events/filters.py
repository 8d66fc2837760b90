"""How visitors narrow the list of events."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.lists.facets import Facet, Option
from civitas_cms.lists.filters import Filter, UnknownValueError, counted, is_year


class PeriodFilter(Filter):
    """Narrows a list of conferences by when they are: upcoming (with those going on now), now, past, all, or a year."""

    default = "upcoming"
    names = {"upcoming": _("Upcoming"), "now": _("Now"), "past": _("Past"), "all": _("All")}

    @override
    def narrow(self, rows: Any, value: str) -> QuerySet[Any]:
        """Return the conferences of that period: what is to come the next one first, the past the latest first."""
        match value:
            case "upcoming":
                return rows.upcoming()
            case "now":
                return rows.running()
            case "past":
                return rows.past()
            case "all":
                return rows
            case year:
                return rows.in_year(int(year))

    @override
    def name_of(self, rows: Any, value: str) -> str | QuerySet[Any]:
        """Return the name of the period, or the year if there is anything in it."""
        if value in self.names:
            return str(self.names[value])
        if not is_year(value):
            raise UnknownValueError(value)
        return rows.in_year(int(value)).order_by().values_list(Value(value))[:1]

    @override
    def count(self, rows: Any) -> Iterable[QuerySet[Any]]:
        """Return the numbers by period, and by year."""
        year = Cast(ExtractYear("starts_on"), TextField())
        period = Case(
            When(ends_on__lt=F("today"), then=Value("past")),
            When(starts_on__lte=F("today"), then=Value("now")),
            default=Value("upcoming"),
            output_field=TextField(),
        )
        return [counted(rows.with_today(), period), counted(rows, year, rank=year)]

    @override
    def options(self, counts: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, int]]:
        """Return the periods, and then the years, the latest first; those going on now are among those to come."""
        numbers = {value: number for value, _name, _rank, number in counts}
        numbers["upcoming"] = numbers.get("upcoming", 0) + numbers.get("now", 0)
        numbers["all"] = numbers["upcoming"] + numbers.get("past", 0)
        periods = [(period, str(name), numbers[period]) for period, name in self.names.items() if period in numbers]
        return periods + super().options(row for row in counts if row[0] not in self.names)


def separate_periods(facets: Sequence[Facet]) -> tuple[list[Option], list[Facet]]:
    """Return the periods to choose from, and ``facets`` with nothing but the years left in that of the period."""
    periods, rest = [], []
    for facet in facets:
        if facet.name == "period":
            periods = [option for option in facet.options if option.value in PeriodFilter.names]
            years = [option for option in facet.options if option not in periods]
            chosen = facet.chosen if facet.chosen in years else None
            rest.append(replace(facet, label=_("Year"), options=years, chosen=chosen))
        else:
            rest.append(facet)
    return periods, [facet for facet in rest if facet.options]
