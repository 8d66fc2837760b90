"""Who said words that an editor makes a quote of, and as what: read in the text around them, by the rules of intake."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern
from typing_extensions import override

from articles.intake.files import Source
from articles.intake.matching import load_known
from articles.intake.understanding import understand
from articles.intake.words import folded
from civitas_cms.newsroom.features import Feature

MAX_TEXT_BYTES = 60_000  # of HTML: more of a text says nothing more about a quote in it


class RecognisedQuotes(Feature):
    """Answers the text around a quote with what it says of it; nothing is saved."""

    @override
    def urls(self) -> list[URLPattern]:
        return [self.path("quote/", self.view, "quote")]

    def view(self, request: HttpRequest) -> JsonResponse:
        """Answer the fields of the quote in ``text`` (HTML) that has the selected ``words``, or is among them.

        Its ``words`` are without marks and attribution. A speaker or an organisation whom the site does not know is
        left out. Nothing is answered for a text that is too long, and 403 to those who write no articles.
        """
        if not (self.admin.has_add_permission(request) or self.admin.has_change_permission(request)):
            raise PermissionDenied
        selected, text = request.POST.get("words", ""), request.POST.get("text", "")
        if not selected or len(text.encode()) > MAX_TEXT_BYTES:
            return JsonResponse({})
        known = load_known()
        understood = understand(Source(text), known)
        found = [
            block
            for block in understood.blocks
            if block["kind"] == "quote" and _is_part(folded(selected), folded(block["words"]))
        ]
        if len(found) != 1:
            return JsonResponse({})  # no quote, or several: nobody knows whose
        (quote,) = found
        person = next((each for each in understood.people if each["name"] == quote["speaker"] and each["id"]), None)
        organisation = known.organisation(quote["organisation"])
        answer = {
            "words": quote["words"],
            "speaker": [{"id": str(person["id"]), "label": person["name"]}] if person else [],
            "position_then": quote["position"],
            "organisation_then": [{"id": str(organisation.key), "label": organisation.name}] if organisation else [],
        }
        return JsonResponse(answer)


def _is_part(one: str, other: str) -> bool:
    """Tell whether one of two texts is a part of the other."""
    return one in other or other in one
