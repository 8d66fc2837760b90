"""What choosers offer for what is typed: what is found, and to create what is not there yet."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from typing_extensions import override

from .autocompletes import for_options, option_label
from .create_named import CreatedWhereNamed, Offer


class ChooserView(AutocompleteJsonView):
    """What may be chosen, for what is typed."""

    @override
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Answer as Django does, and say what could be created, and where that stands among what is found.

        What has the name that was typed comes first, what is called nearly so behind what could be created.
        """
        self.term, self.model_admin, self.source_field, self.key_field = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        self.object_list = self.get_queryset()
        page = self.get_context_data()["page_obj"]
        offer = self.offer() if page.number == 1 else None
        same, similar = (offer.same, offer.similar) if offer else ([], [])
        found = list(page.object_list)
        # Who has typed more than a name means somebody new, unless there is one of that name.
        before = same if offer and "," in offer.words else list(dict.fromkeys([*same, *found]))
        rows = list(dict.fromkeys([*before, *similar, *found]))
        answer = {
            "results": [self.serialize_result(row, self.key_field) for row in rows],
            "pagination": {"more": page.has_next()},
        }
        if offer and offer.is_needed:
            answer["offer"] = offer.as_option() | {"place": len(before)}
        return JsonResponse(answer)

    def offer(self) -> Offer | None:
        """Return what could be created, if it can be where it is named, and by who asks; None if nothing."""
        admin = self.model_admin
        if not isinstance(admin, CreatedWhereNamed) or not admin.has_add_permission(self.request):
            return None
        try:
            return Offer.of(admin.admin_site, admin, self.term)
        except ValidationError:
            return None

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """Return what is found, with what the labels need."""
        return for_options(super().get_queryset())

    @override
    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Return key and label."""
        return super().serialize_result(obj, to_field_name) | {"text": option_label(obj)}
