"""The URL at which a form's window says that it is still there, and learns who else is."""

import re

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from civitas_cms.newsroom import presence
from civitas_cms.newsroom.models import Presence

WINDOW_KEY = re.compile(r"[0-9a-f]{32}")


class PresenceAdmin:
    """Tells editors who else has the same item open; ``static/js/admin-presence.js`` asks."""

    def get_urls(self):
        """Add the URL of an item's presence."""
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    def presence_view(self, request, object_id):
        """Note this window, or that it closes, and answer who else is there.

        Answers 400 without a window's name, 403 to those who may not see the item, 404 if there is none.
        """
        item = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        if item is None:
            raise Http404
        window = request.POST.get("window", "")
        if not WINDOW_KEY.fullmatch(window):
            return HttpResponse(status=400)
        if "leaving" in request.POST:
            presence.leave(item, request.user, window)
            return HttpResponse(status=204)
        presence.note(item, request.user, window, is_editing="editing" in request.POST)
        windows = Presence.objects.beside(item, request.user, window)
        return JsonResponse({"others": _by_person(windows, request.user)})


def _by_person(windows, user):
    """Return each person once, and whether one of their windows has unsaved changes."""
    people = {}
    for window in windows:
        name = window.user.get_full_name() or window.user.get_username()
        person = people.setdefault(
            window.user_id, {"name": name, "is_me": window.user_id == user.pk, "is_editing": False}
        )
        person["is_editing"] |= window.is_editing
    return list(people.values())
