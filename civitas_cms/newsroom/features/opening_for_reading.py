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
        # Visitors see at once what is saved of it.
        is_live = obj is not None and can_have_working_copy(obj) and obj.is_public() and not context["is_popup"]
        is_for_reading = is_live and request.method == "GET" and CORRECT_PARAMETER not in request.GET
        return {
            "is_for_reading": is_for_reading,
            "reading_class": "for-reading" if is_for_reading else "",
            "is_correction": is_live and bool(context["has_change_permission"]),
        }

    @override
    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        """Let who corrects something, and goes on, go on correcting it."""
        goes_on = CORRECT_PARAMETER in request.GET and isinstance(response, HttpResponseRedirect)
        if goes_on and response["Location"] == request.path:
            response["Location"] += f"?{CORRECT_PARAMETER}=1"
