"""Who has done what in the newsroom lately: for everybody, of what they may see. All is in the log (``log.py``)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .autocompletes import is_key
from .colleagues import name_of
from .models import LogAction
from .pages import newsroom_page

ENTRIES_PER_PAGE = 50
#: What is done with things; signing in and out is nobody's business here.
SHOWN_ACTIONS = (LogAction.ADDED, LogAction.CHANGED, LogAction.DELETED)


def visible_kinds(request: HttpRequest, site: AdminSite) -> dict[int, str]:
    """Return the kinds of thing that the person may see in the newsroom: their names by the keys of content types."""
    models = [model for model, model_admin in site._registry.items() if model_admin.has_view_permission(request)]
    types = ContentType.objects.get_for_models(*models)
    return {kind.pk: str(capfirst(model._meta.verbose_name)) for model, kind in types.items()}


@newsroom_page("activity")
def activity_view(request: HttpRequest) -> HttpResponse:
    """List what was done, the latest first; by ``person`` and ``kind``, and before the entry ``before``.

    What was done with something that the person may not see is left out. Values that cannot be meant choose nothing.
    """
    kinds = visible_kinds(request, admin.site)
    chosen = {name: value for name in ("person", "kind", "before") if is_key(value := request.GET.get(name, ""))}
    entries = LogEntry.objects.filter(content_type__in=kinds, action_flag__in=SHOWN_ACTIONS)
    if "person" in chosen:
        entries = entries.filter(user=chosen["person"])
    if "kind" in chosen:
        entries = entries.filter(content_type=chosen["kind"])
    if "before" in chosen:
        entries = entries.filter(pk__lt=chosen["before"])
    rows = list(entries.select_related("user", "content_type").order_by("-pk")[: ENTRIES_PER_PAGE + 1])
    shown = rows[:ENTRIES_PER_PAGE]
    context = admin.site.each_context(request) | {
        "title": _("Activity"),
        "entries": [_described(entry, kinds) for entry in shown],
        "people": [(str(user.pk), name_of(user)) for user in _people()],
        "kinds": sorted(((str(key), name) for key, name in kinds.items()), key=lambda kind: kind[1].casefold()),
        "chosen": chosen,
        "older": shown[-1].pk if len(rows) > len(shown) else None,
    }
    return TemplateResponse(request, "admin/activity.html", context)


def _people() -> Any:
    """Return the accounts that have done something, by their names."""
    done = LogEntry.objects.filter(user=OuterRef("pk"), action_flag__in=SHOWN_ACTIONS)
    return User.objects.filter(Exists(done)).order_by("first_name", "last_name", "username")


def _described(entry: LogEntry, kinds: dict[int, str]) -> dict[str, Any]:
    """Return what the page says of ``entry``."""
    return {
        "at": entry.action_time,
        "who": name_of(entry.user),
        "what": entry.object_repr,
        "kind": kinds.get(entry.content_type_id or 0, ""),
        "url": None if entry.action_flag == LogAction.DELETED else entry.get_admin_url(),
        "done": entry.get_change_message() or LogAction(entry.action_flag).label,
    }
