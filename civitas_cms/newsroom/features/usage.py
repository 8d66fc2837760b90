"""A page that says where something is used, with all of it."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from typing_extensions import override

from civitas_cms.newsroom.autocompletes import option_label
from civitas_cms.newsroom.links import admin_url, change_url
from civitas_cms.newsroom.usage import paths_to, uses, with_rows
from civitas_cms.publishing.models import Publishable

from . import Feature

PLACES_PER_PAGE = 50


class Usage(Feature):
    """Where a picture, a document, a person, a partner or a tag is used."""

    templates = {"tools": "admin/features/usage/tools.html"}

    @override
    def urls(self):
        return [self.path("<path:object_id>/usage/", self.usage_view, "usage")]

    @override
    def context(self, request, obj, context):
        """Lead to the page."""
        return {"usage_url": self.url("usage", obj.pk)} if obj and not context["is_popup"] else {}

    def usage_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List all places that the person may see, and say how many there are that they may not."""
        row = self.item(request, object_id)
        site = self.admin.admin_site
        owners = {path.owner for path in paths_to(type(row), site)}
        kinds = set(site._registry) if None in owners else owners  # what has tags may be anything
        seen = {kind for kind in kinds if kind and site._registry[kind].has_view_permission(request)}
        paginator = Paginator(uses(row, site, seen), PLACES_PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        return self.page(
            request,
            "admin/features/usage/usage.html",
            row,
            title=_("Where it is used"),
            places=[_place(used) for used in with_rows(page.object_list)],
            number=paginator.count,
            hidden=uses(row, site, kinds - seen - {None}).count(),
            page=page,
            page_range=paginator.get_elided_page_range(page.number),
        )


@admin.display(description=_lazy("used"))
def usage_link(row: Model) -> str:
    """Lead from a list to the page that says where something is used."""
    words = '<a href="{}">{}<span class="visually-hidden">: {}</span></a>'
    return format_html(words, admin_url(row, "usage", row.pk), _("Where?"), row)


def _place(row: Model) -> dict[str, Any]:
    """Return how the page names ``row``, which uses something."""
    item = row if isinstance(row, Publishable) else None
    return {
        "kind": capfirst(row._meta.verbose_name),
        "name": option_label(row),
        "url": change_url(row),
        "effective_state": item and item.effective_state(),
        "is_copy": bool(item and item.working_copy_of_id),
    }
