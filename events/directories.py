"""The directories of people, organisations, projects and places."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.views import PublicView
from civitas_cms.lists.directory import DirectoryView, LetterFilter, LinkFilter, NameFilter
from civitas_cms.lists.filters import ChoiceFilter, RelationFilter
from civitas_cms.publishing.models import is_public

from .models import Appearance, Conference, Organisation, Project, Speaker
from .models.sorting import SortKey
from .places import City, Country, PlaceFilter, find_place, places

CARDS_ON_PLACE_PAGE = 12  # of conferences and of organisations each


def appearances_in_public() -> QuerySet[Appearance]:
    """Return the appearances in conferences that visitors see."""
    return Appearance.objects.filter(is_public(prefix="session__conference__"))


def members_of_public_organisations() -> QuerySet[Speaker]:
    """Return people of organisations that visitors see: to be of one does not make it public."""
    return Speaker.objects.filter(organisation__in=Organisation.objects.public())


class PeopleOfProjectFilter(RelationFilter):
    """Narrows people to those who are quoted in public articles on a project, or have written one."""

    ways = ("quotes__parent", "authored_articles")

    @override
    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        named = [
            Speaker.objects.filter(is_public(prefix=f"{way}__"), (f"{way}__projects__slug", value)) for way in self.ways
        ]
        return rows.filter(Q(*(Q(pk__in=people.order_by().values("pk")) for people in named), _connector=Q.OR))


class SpeakerList(DirectoryView):
    """People, sorted by name."""

    template_name = "events/speaker_list.html"
    paginate_by = 48
    filters = (
        NameFilter("q", _("Name"), ["given_name", "family_name"]),
        LetterFilter("letter", _("Letter"), F("sort_name")),
        LinkFilter(
            "organisation",
            _("Organisation"),
            members_of_public_organisations,
            "pk",
            "organisation",
            Organisation.objects.public,
            "name",
        ),
        LinkFilter(
            "conference",
            _("Conference"),
            appearances_in_public,
            "speaker",
            "session__conference",
            Conference.objects.public,
            "title",
        ),
        PeopleOfProjectFilter("project", _("Project"), "", Project.objects.public, "acronym", is_offered=False),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Speaker.objects.public().select_related("organisation", "portrait")


class OrganisationList(DirectoryView):
    """Organisations, sorted by name."""

    template_name = "events/organisation_list.html"
    paginate_by = 48
    filters = (
        NameFilter("q", _("Name"), ["name", "full_name"]),
        LetterFilter("letter", _("Letter"), SortKey("name")),
        ChoiceFilter("kind", _("Kind"), Organisation.Kind),
        PlaceFilter("place", _("Place")),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Organisation.objects.public().select_related("logo").order_by(SortKey("name"), "pk")


class ProjectList(DirectoryView):
    """Projects, sorted by acronym."""

    template_name = "events/project_list.html"
    paginate_by = 24
    filters = (
        NameFilter("q", _("Name"), ["acronym", "full_name"]),
        LetterFilter("letter", _("Letter"), SortKey("acronym")),
        LinkFilter(
            "coordinator",
            _("Coordinator"),
            lambda: Project.objects.filter(coordinator__in=Organisation.objects.public()),
            "pk",
            "coordinator",
            Organisation.objects.public,
            "name",
        ),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Project.objects.public().select_related("logo")


class PlaceList(PublicView, TemplateView):
    """The countries, each with its cities."""

    template_name = "events/place_list.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the countries by their names."""
        countries = sorted(places().values(), key=lambda country: country.name)
        return super().get_context_data(**kwargs) | {"countries": countries}


class PlaceDetail(PublicView, TemplateView):
    """A country or a city: the latest conferences there, and the organisations."""

    template_name = "events/place_detail.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the place, and what is there."""
        country, city = kwargs["country"], kwargs.get("city")
        place = find_place(f"{country}-{city}" if city else country)
        if place is None:
            raise Http404
        here = place.fields()
        conferences = Conference.objects.public().for_cards().filter(**here)
        organisations = Organisation.objects.public().filter(**here).order_by(SortKey("name"), "pk")
        return super().get_context_data(**kwargs) | {
            "place": place,
            "country": Country(place.code) if isinstance(place, City) else None,
            "cities": place.sorted_cities() if isinstance(place, Country) else [],
            "conferences": conferences[:CARDS_ON_PLACE_PAGE],
            "organisations": organisations.select_related("logo")[:CARDS_ON_PLACE_PAGE],
        }


class Places(Sitemap):
    """The directory of places, and the pages of countries and cities."""

    def items(self) -> list[str]:
        """Return their paths."""
        return [fast_reverse("place-list"), *self._paths()]

    def _paths(self) -> Iterable[str]:
        for _value, country in sorted(places().items()):
            yield country.get_absolute_url()
            yield from (city.get_absolute_url() for city in country.sorted_cities())

    def location(self, path: str) -> str:
        """Return the path."""
        return path
