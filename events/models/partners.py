"""The organisations and projects that take part in conferences and in the news about them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.library.models import Picture
from civitas_cms.publishing.contracts import HasNamesakes, Mergeable, Searchable, SearchDocument, joined
from civitas_cms.publishing.models import Identified, Released, plausible_dates, validate_plausible_date
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import SlugField
from civitas_cms.publishing.web_addresses import URLField

from .sorting import SortKey


@lru_cache(maxsize=1_000)
def country_name(code: str, language: str | None) -> str:
    """Return what the country with this code (ISO 3166) is called in the language; it takes long to find out."""
    return Country(code).name


class PartnerRole(models.TextChoices):
    """What a partner does for a conference, from the closest part in it to the loosest."""

    ORGANISER = "organiser", _("Organiser")
    HOST = "host", _("Host")
    PARTNER = "partner", _("Partner")
    FUNDER = "funder", _("Funder")
    PARTICIPANT = "participant", _("Participant")


class Organisation(Searchable, HasNamesakes, Mergeable, Identified, Released, OwnsAddress):
    """A city, network, company, institution: anyone that is not a person or a project."""

    class Kind(models.TextChoices):
        """What kind of organisation it is."""

        CITY = "city", _("City or region")
        NETWORK = "network", _("Network")
        ASSOCIATION = "association", _("Association")
        INSTITUTION = "institution", _("Public institution")
        UNIVERSITY = "university", _("University or research centre")
        COMPANY = "company", _("Company")
        INITIATIVE = "initiative", _("Initiative or platform")
        OTHER = "other", _("Other")

    name = LineField(_("name"), max_length=200)
    full_name = LineField(
        _("full name"), max_length=250, blank=True, help_text=_("Only if the name is an abbreviation, as in UITP.")
    )
    slug = SlugField(
        _("address"),
        populate_from=["name"],
        unique=True,
        help_text=_("The last part of the page's web address. Filled in from the name."),
    )
    kind = ChoiceField(_("kind"), choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The larger organisation that it belongs to."),
    )
    description = RichTextField(_("description"), blank=True)
    city = LineField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), blank=True)
    website = URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        Picture, verbose_name=_("logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [SortKey("name")]
        indexes = [models.Index(SortKey("name"), name="organisation_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="organisation_is_not_part_of_itself",
                violation_error_message=_("An organisation cannot be a part of itself."),
            ),
            models.UniqueConstraint(
                fields=["name", "country"],
                name="one_organisation_of_a_name_in_a_country",
                violation_error_message=_("We already have an organisation of this name in this country."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    settled_in_merge = ("slug", "is_released")

    @override
    def settle_merge(self, gone: Any) -> None:
        """Let visitors see it if they saw either."""
        self.is_released = self.is_released or gone.is_released

    @override
    def distinction(self) -> str:
        """Return city and country."""
        return ", ".join(filter(None, [self.city, country_name(str(self.country), get_language())]))

    @override
    def get_absolute_url(self) -> str:
        """Return the organisation's address."""
        return fast_reverse("organisation", self.slug)

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what visitors find of the organisation."""
        return SearchDocument(
            title=self.name,
            summary=self.full_name,
            body=plain_text(self.description),
            names=self.distinction(),
            url=self.get_absolute_url(),
            public_periods=self.visible_periods,
        )

    @property
    def public_parent(self) -> "Organisation | None":
        """The larger organisation, if visitors can see it."""
        return self.parent if self.parent and self.parent.is_public() else None


class Project(Searchable, HasNamesakes, Identified, Released, OwnsAddress):
    """A project with a start and an end, usually funded by a programme."""

    acronym = LineField(_("acronym"), max_length=100, help_text=_("What everybody calls it, as in UPPER."))
    full_name = LineField(_("full name"), max_length=300, blank=True)
    slug = SlugField(
        _("address"),
        populate_from=["acronym"],
        unique=True,
        help_text=_("The last part of the page's web address. Filled in from the acronym."),
    )
    summary = TextField(
        _("summary"), blank=True, max_length=300, help_text=_("One or two sentences, shown on the project's card.")
    )
    description = RichTextField(_("description"), blank=True)
    programme = LineField(_("funding programme"), max_length=150, blank=True, help_text=_("As in Horizon Europe."))
    grant_number = LineField(_("grant number"), max_length=50, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True, validators=[validate_plausible_date])
    ends_on = models.DateField(_("last day"), null=True, blank=True, validators=[validate_plausible_date])
    website = URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        Picture, verbose_name=_("logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    coordinator = models.ForeignKey(
        Organisation,
        verbose_name=_("coordinator"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_projects",
        help_text=_("The organisation that leads the project."),
    )

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = [SortKey("acronym"), "pk"]
        indexes = [models.Index(SortKey("acronym"), "id", name="project_by_acronym")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            plausible_dates("project_dates_are_plausible", "starts_on", "ends_on"),
            models.UniqueConstraint(
                fields=["acronym", "grant_number"],
                name="one_project_of_an_acronym_and_grant",
                violation_error_message=_("We already have a project with this acronym and grant number."),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    @override
    def distinction(self) -> str:
        """Return programme, grant and the year in which it starts."""
        year = str(self.starts_on.year) if self.starts_on else ""
        return ", ".join(filter(None, [self.programme, self.grant_number, year]))

    @override
    def get_absolute_url(self) -> str:
        """Return the project's address."""
        return fast_reverse("project", self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the way to the coordinator, who is named."""
        return ["coordinator"]

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return projects with their coordinators."""
        return super().search_items(keys).select_related("coordinator")

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what visitors find of the project."""
        coordinator = self.coordinator if self.coordinator and self.coordinator.is_released else None
        return SearchDocument(
            title=self.acronym,
            summary=joined(self.full_name, self.summary),
            body=plain_text(self.description),
            names=joined(self.programme, self.grant_number, coordinator),
            projects={self.slug: self.acronym},
            url=self.get_absolute_url(),
            public_periods=self.visible_periods,
        )

    @property
    def public_coordinator(self) -> Organisation | None:
        """The organisation that leads it, if visitors can see it."""
        return self.coordinator if self.coordinator and self.coordinator.is_public() else None
