"""What writers add so that they can write: whoever has added something changes and deletes it while it is their own."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

from civitas_cms.publishing.workflow import ownership

from .model_admin import NewsroomAdmin


class OwnedAdmin(NewsroomAdmin):
    """What the pages of people, partners, tags, pictures and documents have in common.

    Who may only add them may change what they have added themselves until others rely on it, and delete it while
    nothing uses it (``publishing/workflow/ownership.py``).
    """

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or self._is_own(request, "change", obj)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer it in lists to all who may add: of each that they choose it is asked again."""
        if super().has_delete_permission(request, obj):
            return True
        return self.has_add_permission(request) if obj is None else self._is_own(request, "delete", obj)

    @override
    def get_deleted_objects(self, objs: Collection[Any], request: HttpRequest) -> tuple:
        """Find out of all ``objs`` together which may be deleted."""
        if not super().has_delete_permission(request):
            self._find_own(request, "delete", [obj.pk for obj in objs])
        return super().get_deleted_objects(objs, request)

    def keys_others_rely_on(self, user: User, keys: Collection[int]) -> set[int]:
        """Return those of the ``keys`` that ``user`` may not change any more, although they have added them."""
        return ownership.keys_others_rely_on(user, self.model, keys)

    def _is_own(self, request: HttpRequest, action: str, obj: Model | None) -> bool:
        if obj is None or not self.has_add_permission(request) or not self._is_permitted(request, action, obj):
            return False
        known = _known(request)[self.model, action]
        if obj.pk not in known:
            self._find_own(request, action, [obj.pk])
        return bool(known[obj.pk])

    def _find_own(self, request: HttpRequest, action: str, keys: Collection[int]) -> None:
        """Remember while ``request`` is answered which of ``keys`` are the person's own to "change" or "delete"."""
        user: Any = request.user
        added = ownership.keys_added_by(user, self.model, keys)
        is_change = action == "change"
        taken = self.keys_others_rely_on(user, added) if is_change else ownership.keys_in_use(self.model, added)
        _known(request)[self.model, action] |= {key: key in added - taken for key in keys}


def _known(request: HttpRequest) -> defaultdict[tuple[type[Model], str], dict[int, bool]]:
    if not hasattr(request, "own_rows"):
        request.own_rows = defaultdict(dict)  # type: ignore[attr-defined]
    found: defaultdict[tuple[type[Model], str], dict[int, bool]] = request.own_rows  # type: ignore[attr-defined]
    return found
