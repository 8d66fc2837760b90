"""The countries and cities in which conferences take place and organisations have their seats.

They are no rows of their own: what editors write as a city is one place for each slug within a country, so that "Ghent"
and "GHENT" are the same. What has no country is nowhere here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.utils.translation import get_language
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.lists.filters import Filter, UnknownValueError, counted
from civitas_cms.publishing.slugs import make_slug

from .models import Conference, Organisation
from .models.partners import country_name


@dataclass
class City:
    """A city: its ``slug`` and the ``spellings`` in the rows that name it, with how many of each kind there are."""

    code: str
    slug: str
    name: str
    spellings: list[str] = field(default_factory=list)
    conferences: int = 0
    organisations: int = 0

    @property
    def value(self) -> str:
        """What filters call it."""
        return f"{self.code.lower()}-{self.slug}"

    def get_absolute_url(self) -> str:
        """Return the URL of its page."""
        return fast_reverse("city", self.code.lower(), self.slug)

    def get_calendar_url(self) -> str:
        """Return the URL of the calendar of events there."""
        return fast_reverse("city-calendar", self.code.lower(), self.slug)

    def fields(self) -> dict[str, Any]:
        """Return what rows that are in it have in their fields, as keyword arguments of a filter."""
        return {"country": self.code, "city__in": self.spellings}


@dataclass
class Country:
    """A country by its ``code`` (ISO 3166), with all that is in it, wherever."""

    code: str
    cities: dict[str, City] = field(default_factory=dict)
    conferences: int = 0
    organisations: int = 0

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return country_name(self.code, get_language())

    @property
    def value(self) -> str:
        """What filters call it."""
        return self.code.lower()

    def get_absolute_url(self) -> str:
        """Return the URL of its page."""
        return fast_reverse("country", self.value)

    def get_calendar_url(self) -> str:
        """Return the URL of the calendar of events there."""
        return fast_reverse("country-calendar", self.value)

    def fields(self) -> dict[str, Any]:
        """Return what rows that are in it have in their fields, as keyword arguments of a filter."""
        return {"country": self.code}

    def sorted_cities(self) -> list[City]:
        """Return its cities by their slugs, which are in the order of the Latin alphabet."""
        return sorted(self.cities.values(), key=lambda city: city.slug)


@content_cache()
def places() -> dict[str, Country]:
    """Return the countries by the values that filters have for them; one query."""
    conferences, organisations = (
        objects.public().exclude(country="").order_by().values("country", "city").annotate(number=Count("pk"))
        for objects in (Conference.objects, Organisation.objects)
    )
    rows = conferences.annotate(what=Value("conferences")).union(
        organisations.annotate(what=Value("organisations")), all=True
    )
    found: dict[str, Country] = {}
    for row in sorted(rows, key=lambda row: (row["country"], -row["number"], row["city"])):
        code, number, what = row["country"], row["number"], row["what"]
        country = found.setdefault(code.lower(), Country(code))
        setattr(country, what, getattr(country, what) + number)
        if slug := make_slug(row["city"]):
            # It is called as most call it.
            city = country.cities.setdefault(slug, City(code, slug, row["city"]))
            if row["city"] not in city.spellings:
                city.spellings.append(row["city"])
            setattr(city, what, getattr(city, what) + number)
    return found


def find_place(value: str) -> Country | City | None:
    """Return the country ("be") or the city ("be-ghent") with this value, if there is anything in it."""
    code, _hyphen, slug = value.partition("-")
    country = places().get(code)
    return country.cities.get(slug) if country and slug else country


class PlaceFilter(Filter):
    """Narrows a list of what has the fields ``country`` and ``city`` to one; countries are offered."""

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        code, _hyphen, slug = value.partition("-")
        rows = rows.filter(country=code.upper())
        if not slug:
            return rows
        city = find_place(value)
        return rows.filter(city__in=city.spellings if isinstance(city, City) else [])

    @override
    def name_of(self, rows: QuerySet[Any], value: str) -> str:
        place = find_place(value)
        if place is None:
            raise UnknownValueError(value)
        return place.name

    @override
    def count(self, rows: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
        return [counted(rows.exclude(country=""), F("country"))]

    @override
    def options(self, counts: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, int]]:
        """Return the countries by their names."""
        named = [(code.lower(), country_name(code, get_language()), number) for code, _name, _rank, number in counts]
        return sorted(named, key=lambda option: option[1])
