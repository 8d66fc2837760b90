"""Speakers in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.newsroom.create_named import CreatedWhereNamed, Reading
from civitas_cms.newsroom.features.create_named import CreateNamed
from civitas_cms.newsroom.features.merging import Merging
from civitas_cms.newsroom.features.usage import Usage, usage_link
from civitas_cms.newsroom.named import VisibilityFilter
from events.models import Speaker

from .reading import read_person


@admin.register(Speaker)
class SpeakerAdmin(CreatedWhereNamed):
    """The people who speak and are quoted."""

    features = [*CreatedWhereNamed.features, CreateNamed, Usage, Merging]

    list_display = ["name", "position", "organisation", "number_of_appearances", "visibility", usage_link]
    list_filter = [
        VisibilityFilter,
        "hidden",
        ("portrait", admin.EmptyFieldListFilter),
        ("organisation", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["organisation"]
    ordering = ["sort_name", "pk"]
    prepopulated_fields = {"slug": ["given_name", "family_name"]}
    autocomplete_fields = ["organisation", "portrait"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("academic_title", ("given_name", "family_name"), "is_family_name_first"),
                    *("sorted_by", "pronouns", "slug"),
                ]
            },
        ),
        (_("Today"), {"fields": ["position", "organisation"]}),
        (_("On the person's page"), {"fields": ["biography", "portrait"]}),
        (_("Links"), {"fields": ["website", "linkedin", "mastodon"]}),
        (
            _("What the person wants"),
            {
                "fields": [
                    *("hidden", ("picture_consent", "picture_consent_on")),
                    *(("recording_consent", "recording_consent_on"), "consent_note"),
                ]
            },
        ),
    ]

    @override
    def read(self, words: str) -> Reading:
        return read_person(self.admin_site, words)

    @override
    def is_meant(self, reading: Reading, row: Any) -> bool:
        """Somebody of that name, and of the same organisation if one was typed."""
        if "organisation" in reading.parts:
            return False
        organisation = reading.row.organisation  # type: ignore[attr-defined] # a Speaker
        return organisation is None or organisation.pk == row.organisation_id

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count each person's appearances."""
        in_originals = Q(appearances__session__conference__working_copy_of=None)
        appearances = Count("appearances", filter=in_originals)
        return super().get_queryset(request).annotate(appearance_count=appearances)

    @override
    @admin.display(description=_("visibility"))
    def visibility(self, obj: Speaker) -> Any:
        """Show first that somebody is hidden at their request."""
        return super().visibility(obj) if obj.is_shown() else _("Hidden at their request")

    @admin.display(description=_("name"), ordering="sort_name")
    def name(self, speaker: Speaker) -> str:
        """Show the family name first, as the list is sorted."""
        return ", ".join(filter(None, [speaker.family_name, speaker.given_name]))

    @admin.display(description=_("appearances"), ordering="appearance_count")
    def number_of_appearances(self, speaker: Any) -> int:
        """In how many sessions the person appears."""
        return speaker.appearance_count
