"""Organisations and projects in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.newsroom.create_named import CreatedWhereNamed, Reading
from civitas_cms.newsroom.features.create_named import CreateNamed
from civitas_cms.newsroom.features.merging import Merging
from civitas_cms.newsroom.features.usage import Usage, usage_link
from civitas_cms.newsroom.named import ReleasedAdmin
from events.models import Organisation, Project
from events.models.sorting import SortKey

from .reading import read_organisation, read_project


class PartnerAdmin(ReleasedAdmin, CreatedWhereNamed):
    """What the pages of organisations and projects have in common."""

    features = [*ReleasedAdmin.features, CreateNamed, Usage]
    other_name = "full_name"


@admin.register(Organisation)
class OrganisationAdmin(PartnerAdmin):
    """Cities, networks, institutions."""

    features = [*PartnerAdmin.features, Merging]

    list_display = ["name", "kind", "city", "country_name", "number_of_people", "visibility", usage_link]
    list_filter = ["kind"]
    ordering = [SortKey("name"), "pk"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent", "logo"]
    fieldsets = [
        (None, {"fields": ["name", "full_name", "slug", "kind", "parent"]}),
        (_("Place"), {"fields": [("city", "country")]}),
        (_("On its page"), {"fields": ["description", "website", "logo"]}),
    ]

    @override
    def read(self, words: str) -> Reading:
        return read_organisation(words)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the people of each organisation."""
        return super().get_queryset(request).annotate(people_count=Count("people"))

    @admin.display(description=_("country"), ordering="country", empty_value="-")
    def country_name(self, organisation: Any) -> str | None:
        """Return its name. Django would go through the names of all countries for each row."""
        return organisation.country.name or None

    @admin.display(description=_("people"), ordering="people_count")
    def number_of_people(self, organisation: Any) -> int:
        """How many speakers belong to it."""
        return organisation.people_count


@admin.register(Project)
class ProjectAdmin(PartnerAdmin):
    """Partner projects."""

    list_display = [
        *("acronym", "full_name", "programme", "starts_on", "coordinator", "visibility"),
        usage_link,
    ]
    list_filter = ["programme"]
    list_select_related = ["coordinator"]
    date_hierarchy = "starts_on"
    prepopulated_fields = {"slug": ["acronym"]}
    autocomplete_fields = ["coordinator", "logo"]
    fieldsets = [
        (None, {"fields": ["acronym", "full_name", "slug", "summary", "description"]}),
        (_("Funding"), {"fields": [("programme", "grant_number"), ("starts_on", "ends_on"), "coordinator"]}),
        (_("Links"), {"fields": ["website", "logo"]}),
    ]

    @override
    def read(self, words: str) -> Reading:
        return read_project(words)
