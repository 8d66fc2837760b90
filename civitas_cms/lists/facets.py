"""What filters offer to visitors, and the URLs that lead there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.functional import Promise

from .filters import Filter

EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Option:
    """A value of a filter. ``number``: of rows that it leads to, if counted; ``url``: of the list with it."""

    value: str
    name: str
    number: int | None
    url: str
    is_chosen: bool = False


@dataclass(slots=True)
class Facet:
    """A filter with its options. ``chosen``: the option that narrows the list; ``url``: of the list without it."""

    name: str
    label: str | Promise
    options: Sequence[Option]
    chosen: Option | None
    url: str


class FilterState:
    """What is chosen of what ``filters`` offer on the page at ``path``.

    ``values``: of query parameters, by name; ``kept``: others for all URLs, without control characters.

    Once they are counted, ``options`` has for each filter value, name and number of what it offers, ``names`` what the
    chosen values are called, and ``total`` the number of rows with all of them.
    """

    def __init__(
        self, filters: Sequence[Filter], values: Mapping[str, str], path: str, kept: Mapping[str, str] = EMPTY
    ):
        self.filters = filters
        self.path = path
        self.kept = dict(kept)
        given = {each.name: values.get(each.name) or each.default for each in filters}
        self.values = {each.name: value for each in filters if (value := given[each.name]) and value != each.default}
        self.options: dict[str, list[tuple[str, str, int | None]]] = {}
        self.names: dict[str, str] = {}
        self.total = 0

    def url(self, **values: str | int) -> str:
        """Return the page's URL with what is chosen, but with these ``values``; an empty one is left out."""
        query = {name: value for name, value in (self.kept | self.values | values).items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def page_url(self, number: int) -> str:
        """Return the URL of the page with this number."""
        return self.url(page=number if number > 1 else "")

    def url_of_all(self) -> str:
        """Return the URL of the page with nothing chosen."""
        return self.url(**dict.fromkeys(self.values, ""))

    def chosen(self) -> list[Option]:
        """Return the chosen values, each with the URL of the page without it."""
        return [
            Option(value, self.names[name], self.total, self.url(**{name: ""}), is_chosen=True)
            for name, value in self.values.items()
        ]

    def facets(self) -> list[Facet]:
        """Return the filters with what they offer, but for those that have nothing to choose from."""
        facets = [self._facet(each) for each in self.filters]
        return [facet for facet in facets if len(facet.options) > 1 or facet.name in self.values]

    def _facet(self, each):
        chosen = self.values.get(each.name, each.default)
        counted = self.options[each.name]
        if each.name in self.values and not any(value == chosen for value, _name, _number in counted):
            counted = [(chosen, self.names[each.name], self.total), *counted]
        without = self.url(**{each.name: ""})
        options = [
            Option(
                value,
                name,
                number,
                self.url(**{each.name: value}) if value != each.default else without,
                value == chosen,
            )
            for value, name, number in counted
        ]
        narrows = each.name in self.values
        return Facet(
            each.name,
            each.label,
            options,
            next((option for option in options if option.is_chosen), None) if narrows else None,
            without,
        )
