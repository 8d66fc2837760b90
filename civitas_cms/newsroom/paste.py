"""Pasting from other programs: the editor sends what was pasted and inserts what comes back."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civitas_cms.publishing.foreign_html import normalise
from civitas_cms.publishing.rich_text import rich_text_fields
from civitas_cms.publishing.workflow.permissions import AnyUser, has_permission

MAX_PASTE_BYTES = 1_000_000  # about 300 pages from Word, which is made a text of ours in two seconds


def may_write_rich_text(user: AnyUser) -> bool:
    """Tell whether ``user`` may add or change anything that has rich text."""
    return any(
        has_permission(user, action, model) for model, _field in rich_text_fields() for action in ("add", "change")
    )


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Answer HTML from elsewhere, the request's body, with a text of ours, and words on what it does not have.

    With ``?headings=1`` for a field that has headings and quotations.
    """
    if not may_write_rich_text(request.user):
        raise PermissionDenied
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_PASTE_BYTES:
        message = _("That is too much to be pasted with its formatting at once: paste it in parts.")
        return JsonResponse({"message": message}, status=413)
    headings = "headings" in request.GET
    normalised = normalise(request.body.decode("utf-8", "replace"), headings=headings)
    left_out, number = normalised.left_out_words, len(normalised.tables)
    offer = ngettext("Insert %d table as a block", "Insert %d tables as blocks", number) % number
    as_text = ngettext("%d table came as lines of text.", "%d tables came as lines of text.", number) % number
    return JsonResponse(
        {
            "html": normalised.html,
            "htmlWithoutTables": normalised.html_without_tables,
            "tables": [asdict(table) for table in normalised.tables],
            "message": _("Not taken along: %s.") % left_out if left_out else "",
            "tableMessage": as_text if number else "",
            "tableOffer": offer if number else "",
        }
    )
