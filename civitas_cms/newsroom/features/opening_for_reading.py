"""What is published opens to be read: it is changed in a working copy, or, where that is asked for, at once.

``?correct=1`` opens the form whose saves visitors see at once.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from typing_extensions import override

from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.revisions.working_copies import can_have_working_copy

from . import Feature

CORRECT_PARAMETER = "correct"
#: What the page sends that only shows an item: there is nothing in it to be saved.
READING_FIELD = "_reading"


class OpeningForReading(Feature):
    """The page of an item, which is a form only if saving it does not show at once, or if somebody wants just that."""

    admin: Any  # of publishable items
    templates = {
        "form_top": "admin/features/opening_for_reading/form_top.html",
        "tools": "admin/features/opening_for_reading/tools.html",
        "buttons": "admin/features/opening_for_reading/buttons.html",
    }

    @override
    def permits(self, request: HttpRequest, action: str, obj: Any) -> bool:
        """Show what is published to those too who may change it."""
        return action != "change" or not _is_for_reading(request, obj)

    @override
    def context(self, request: HttpRequest, obj: Any, context: dict) -> dict:
        """Tell how the page is open."""
        is_live = obj is not None and _is_live(obj) and not context["is_popup"]
        return {
            "is_for_reading": is_live and _is_for_reading(request, obj),
            "is_correction": is_live and bool(context["has_change_permission"]),
        }

    @override
    def refuse(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Take the step whose button was pressed on a page that has no form."""
        if obj is None or READING_FIELD not in request.POST:
            return None
        responses = (feature.respond(request, obj, True) for feature in self.admin.features)
        return next(filter(None, responses), None) or HttpResponseRedirect(change_url(obj))

    @override
    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        """Let who corrects something, and goes on, go on correcting it."""
        goes_on = CORRECT_PARAMETER in request.GET and isinstance(response, HttpResponseRedirect)
        if goes_on and response["Location"] == request.path:
            response["Location"] += f"?{CORRECT_PARAMETER}=1"


def _is_live(obj: Any) -> bool:
    """Tell whether visitors see at once what is saved of ``obj``."""
    return can_have_working_copy(obj) and obj.is_public()


def _is_for_reading(request: HttpRequest, obj: Any) -> bool:
    """Tell whether ``request`` is for the page of something published, and does not ask to correct that."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return (
        request.method == "GET"
        and (name or "").endswith("_change")
        and CORRECT_PARAMETER not in request.GET
        and _is_live(obj)
    )
