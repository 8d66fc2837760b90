"""Filters of a list: the query parameters that narrow it.

A filter knows how to narrow the rows to a value, what a value is called, and how to count the rows that each value
leads to. It does not ask the database by itself: it returns querysets, which ``selection.py`` asks all at once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.validators import slug_re
from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, ExtractYear, Trim
from django.utils import timezone
from django.utils.functional import Promise
from typing_extensions import override

from civitas_cms.publishing.models import Named, Publishable, is_public

MAX_FACET_OPTIONS = 24  # how many values a filter offers at most
COUNT_ROWS = Count("*")
EMPTY_TEXT = Value("", output_field=TextField())


class UnknownValueError(ValueError):
    """A filter has no such value."""


class Filter:
    """A way to narrow a list: the query parameter ``name``, shown as ``label``.

    ``default`` is the value that narrows the list where the URL has none; None where it then shows everything.
    """

    default: str | None = None

    def __init__(self, name: str, label: str | Promise):
        self.name = name
        self.label = label

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """Return those of ``rows`` that have the value."""
        raise NotImplementedError

    def name_of(self, rows: QuerySet, value: str) -> str | QuerySet:
        """Return what the value is called, or a queryset with one row that says so, or none if there is no such value.

        Raises UnknownValueError for what cannot be one. ``rows``: all of the list.
        """
        raise NotImplementedError

    def count(self, rows: QuerySet) -> Iterable[QuerySet]:
        """Return querysets that count ``rows`` by value, as ``counted`` makes them."""
        raise NotImplementedError

    def options(self, counts: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, int]]:
        """Return value, name and number of what the filter offers, in its order, from the rows of ``count``."""
        ordered = sorted(counts, key=lambda row: (-row[3], row[1].lower()))
        ordered.sort(key=lambda row: row[2], reverse=True)
        return [(value, name or value, number) for value, name, _rank, number in ordered]


class ChoiceFilter(Filter):
    """Narrows a list by the ``choices`` of its field ``name``, and shows them in their order."""

    def __init__(self, name, label, choices):
        super().__init__(name, label)
        self.choices = choices

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows of that choice."""
        return rows.filter((self.name, value))

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str | QuerySet[Any]:
        """Return the choice's label."""
        if value not in self.choices:
            raise UnknownValueError(value)
        return str(self.choices(value).label)

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        """Return the numbers by choice."""
        return [counted(rows, F(self.name))]

    @override
    def options(self, counts: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, int]]:
        """Return the choices that there are, in their order."""
        numbers = {value: number for value, _name, _rank, number in counts}
        return [(choice.value, str(choice.label), numbers[choice]) for choice in self.choices if choice in numbers]


class YearFilter(Filter):
    """Narrows a list by the year of the instant ``field``, as the site's time zone has it; the latest comes first."""

    def __init__(self, name, label, field):
        super().__init__(name, label)
        self.field = field

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows of that year."""
        # By its limits, because an index knows those.
        year, zone = int(value), timezone.get_current_timezone()
        begins, ends = (datetime(of, 1, 1, tzinfo=zone) for of in (year, year + 1))
        return rows.filter((f"{self.field}__gte", begins), (f"{self.field}__lt", ends))

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str | QuerySet[Any]:
        """Return the year, if there is anything of it."""
        if not is_year(value):
            raise UnknownValueError(value)
        return self.narrow(rows, value).order_by().values_list(Value(value))[:1]

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        """Return the numbers by year."""
        year = Cast(ExtractYear(self.field), TextField())
        return [counted(rows, year, rank=year)]


class RelationFilter(Filter):
    """Narrows a list by what its rows are related to by ``path``: one of those that ``public`` returns, by its slug.

    ``title`` is the field that has its name, or several with spaces between them, or what returns the expression for a
    prefix. Those with the most rows come first,
    or the latest by the date ``latest_by`` of theirs. What is not published itself is public while the rows name it.
    One that is not ``is_offered`` has no menu: other pages lead to its values.
    """

    def __init__(self, name, label, path, public, title, latest_by=None, *, is_offered=True):
        super().__init__(name, label)
        self.path = path
        self.public = public
        self.title = title
        self.latest_by = latest_by
        self.is_offered = is_offered

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows that are related to it."""
        return rows.filter((f"{self.path}__slug", value))

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str | QuerySet[Any]:
        """Return the name of what has the slug."""
        if not slug_re.fullmatch(value):
            raise UnknownValueError(value)
        return self.public().filter(slug=value).order_by().values_list(self._title())

    def _title(self, prefix=""):
        if callable(self.title):
            return self.title(prefix)
        first, *others = (F(f"{prefix}{field}") for field in self.title.split())
        for field in others:
            first = Concat(first, Value(" "), field, output_field=TextField())
        return Trim(first) if others else first

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        """Return the numbers by what they are related to."""
        if not self.is_offered:
            return []
        is_seen = is_public if issubclass(self.public().model, Publishable) else _exists
        related = rows.filter(is_seen(prefix=f"{self.path}__"))
        if issubclass(self.public().model, Named) and (hidden_by := self.public().model.hidden_by):
            related = related.filter((f"{self.path}__{hidden_by}", ""))
        rank = Cast(f"{self.path}__{self.latest_by}", TextField()) if self.latest_by else EMPTY_TEXT
        return [counted(related, F(f"{self.path}__slug"), self._title(f"{self.path}__"), rank)]


def _exists(prefix):
    return Q((f"{prefix}isnull", False))


class Everything(Filter):
    """No filter, but the number of all rows."""

    def __init__(self):
        super().__init__("", "")

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        """Return the number."""
        return [counted(rows, EMPTY_TEXT)]


def counted(
    rows: QuerySet[Any],
    value: Any,
    name: Any = EMPTY_TEXT,
    rank: Any = EMPTY_TEXT,
    number: Any = COUNT_ROWS,
    limit: int = MAX_FACET_OPTIONS,
) -> QuerySet[Any]:
    """Return how many of ``rows`` there are of each ``value``, as value, name, rank and number.

    They are at most ``limit``; ``number`` is how they are counted. The arguments are expressions for texts; no name
    says that the value is one. Those of the highest rank come first.
    """
    rows = rows.order_by().annotate(facet_value=value, facet_name=name, facet_rank=rank)
    rows = rows.values_list("facet_value", "facet_name", "facet_rank").annotate(facet_number=number)
    return rows.order_by("-facet_rank", "-facet_number", "facet_name", "facet_value")[:limit]


def is_year(value: str) -> bool:
    """Tell whether the text is a year of four digits that a datetime can have."""
    return len(value) == 4 and value.isascii() and value.isdecimal() and 1 <= int(value) < 9999
