"""Who else has the same item open: the form's window says that it is still there, and learns of others.

``static/js/admin-presence.js`` asks every few seconds; who has been silent for a while has left.
"""

import re

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from civitas_cms.newsroom.models import Presence as OpenWindow

from . import Feature

WINDOW_KEY = re.compile(r"[0-9a-f]{32}")


class Presence(Feature):
    """Tells editors who else has the same item open."""

    templates = {
        "status": "admin/features/presence/status.html",
        "notices": "admin/features/presence/notices.html",
    }

    def urls(self):
        """Add the URL of an item's presence."""
        return [self.path("<path:object_id>/presence/", require_POST(self.presence_view), "presence")]

    def presence_view(self, request, object_id):
        """Note this window, or that it closes, and answer who else is there.

        Answers 400 without a window's name, 403 to those who may not see the item, 404 if there is none.
        """
        item, window = self.item(request, object_id), request.POST.get("window", "")
        if not WINDOW_KEY.fullmatch(window):
            return HttpResponse(status=400)
        if "leaving" in request.POST:
            OpenWindow.objects.leave(item, request.user, window)
            return HttpResponse(status=204)
        OpenWindow.objects.note(item, request.user, window, is_editing="editing" in request.POST)
        windows = OpenWindow.objects.beside(item, request.user, window)
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
