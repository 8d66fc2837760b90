"""What links in texts may lead to: the pages and documents of the site, found by their titles, drafts too."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.kinds import SearchKind, kinds
from civitas_cms.publishing.models import Publishable
from civitas_cms.publishing.workflow.permissions import AnyUser, has_permission

from .searching import MAX_SEARCH_LENGTH

MAX_OPTIONS = 20
LOOKED_AT = 3 * MAX_OPTIONS  # some of which may belong to working copies


@require_GET
def link_options(request: HttpRequest) -> JsonResponse:
    """Answer with what ``q`` finds, or what is newest: URL, title, kind, and what there is to know of each."""
    text = request.GET.get("q", "")[:MAX_SEARCH_LENGTH].strip()
    found = {key: kind for key, kind in _kinds_for(request.user).items() if text or not kind.is_minor}
    entries = apps.get_model("search.IndexEntry").objects.titled(text)
    entries = entries.filter(kind__in=found).exclude(url="")
    copies = tuple(_paths_of_working_copies())
    now = timezone.now()
    options = [
        {"url": entry.url, "title": entry.title, "kind": str(found[entry.kind].label), "note": _note(entry, now)}
        for entry in entries[:LOOKED_AT]
        if not entry.url.startswith(copies)
    ]
    return JsonResponse({"options": options[:MAX_OPTIONS]})


def _kinds_for(user: AnyUser) -> dict[str, SearchKind]:
    """Return the kinds that visitors find and ``user`` may see in the newsroom, by key."""
    return {
        kind.search.key: kind.search
        for kind in kinds()
        if kind.search and kind.search.key and has_permission(user, "view", kind.model)
    }


def _paths_of_working_copies() -> list[str]:
    """Return the paths at which working copies seem to be; what they change is at the path of the original."""
    models = [kind.model for kind in kinds() if issubclass(kind.model, Publishable)]
    return [
        copy.get_absolute_url()
        for model in models
        for copy in model._base_manager.filter(working_copy_of__isnull=False).only("slug")
    ]


def _note(entry: Any, now: AwareDatetime) -> str:
    """Say of when ``entry`` is, and whether visitors see it."""
    is_public = (
        entry.public_from and entry.public_from <= now and not (entry.public_until and entry.public_until <= now)
    )
    day = date_format(entry.date, "j M Y") if entry.date else ""
    return ", ".join(filter(None, [day, "" if is_public else _("not public")]))
