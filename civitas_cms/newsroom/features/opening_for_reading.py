"""What is published opens to be read: it is changed in a working copy, or, where that is asked for, at once.

It is a form all the same, whose buttons that save show once somebody begins to write in it (admin-columns.js): visitors
see at once what they save, and the form says so. ``?correct=1`` opens it with these buttons.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from typing_extensions import override

from civitas_cms.publishing.revisions.working_copies import can_have_working_copy

from . import Feature

CORRECT_PARAMETER = "correct"


class OpeningForReading(Feature):
    """The page of an item, on which nothing is saved that shows at once, unless somebody wants just that."""

    admin: Any  # of publishable items
    templates = {
        "tools": "admin/features/opening_for_reading/tools.html",
        "buttons": "admin/features/opening_for_reading/buttons.html",
    }

    @override
    def context(self, request: HttpRequest, obj: Any, context: dict) -> dict:
        """Tell how the page is open."""
        is_live = obj is not None and _is_live(obj) and not context["is_popup"]
        return {
            "is_for_reading": is_live and _is_for_reading(request, obj),
            "is_correction": is_live and bool(context["has_change_permission"]),
        }

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
