"""Who else has the same item open, where in it they are, and what was saved of it since the form was opened.

The form's window says that it is still there, and learns of others: ``static/js/admin-presence.js`` asks every few
seconds; who has been silent for a while has left.
"""

import re

from django.http import HttpResponse, JsonResponse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civitas_cms.newsroom.links import admin_url
from civitas_cms.newsroom.models import Presence as OpenWindow
from civitas_cms.newsroom.submission import VERSION_FIELD
from civitas_cms.publishing.models import VERSION_PATTERN, Revision, item_of

from . import Feature

WINDOW_KEY = re.compile(r"[0-9a-f]{32}")
PLACE = re.compile(r"[\w-]{0,100}")


class Presence(Feature):
    """Tells editors who else has the same item open, and who has saved it."""

    templates = {
        "status": "admin/features/presence/status.html",
        "notices": "admin/features/presence/notices.html",
    }

    def urls(self):
        """Add the URL of an item's presence."""
        return [self.path("<path:object_id>/presence/", require_POST(self.presence_view), "presence")]

    def context(self, request, obj, context):
        """Tell where the form's window says that it is there."""
        return {"presence_url": self.url("presence", obj.pk) if obj else ""}

    def presence_view(self, request, object_id):
        """Note this window, or that it closes, and answer who else is there, and what is newer than the form.

        Answers 400 without a window's name, 403 to those who may not see the item, 404 if there is none.
        """
        item, window = self.item(request, object_id), request.POST.get("window", "")
        if not WINDOW_KEY.fullmatch(window):
            return HttpResponse(status=400)
        if "leaving" in request.POST:
            OpenWindow.objects.leave(item, request.user, window)
            return HttpResponse(status=204)
        place = request.POST.get("place", "")
        place = place if PLACE.fullmatch(place) else ""
        OpenWindow.objects.note(item, request.user, window, is_editing="editing" in request.POST, place=place)
        windows = OpenWindow.objects.beside(item, request.user, window)
        newer = _newer(item, request.POST.get(VERSION_FIELD, ""), request.user)
        return JsonResponse({"others": _by_person(windows, request.user), "newer": newer})


def _newer(item, version, user):
    """Say who has saved the latest revision, and lead to what they have changed; None if the form is of that one."""
    whole = item_of(item)
    if whole is None or not VERSION_PATTERN.fullmatch(version):
        return None
    latest = Revision.objects.of(whole).select_related("made_by").defer("snapshot").first()
    if latest is None or version in (latest.version, str(latest.number)):
        return None
    seen = min(int(version.partition(".")[0]) or 1, latest.number)
    if seen == latest.number:  # it was written anew since
        seen = max(1, seen - 1)
    if latest.made_by == user:
        text = _("You have saved this in another window, %(ago)s ago.")
    else:
        text = _("%(who)s has saved this, %(ago)s ago.")
    who = (latest.made_by.get_full_name() or latest.made_by.get_username()) if latest.made_by else _("Somebody")
    return {
        "text": text % {"who": who, "ago": timesince(latest.made_at, depth=1)},
        "compare_url": f"{admin_url(whole, 'compare', whole.pk)}?from={seen}&to={latest.number}",
    }


def _by_person(windows, user):
    """Return each person once, where they are, and whether they are writing in one of their windows."""
    people = {}
    for window in windows:
        name = window.user.get_full_name() or window.user.get_username()
        person = people.setdefault(
            window.user_id, {"name": name, "is_me": window.user_id == user.pk, "is_editing": False, "place": ""}
        )
        person["is_editing"] |= window.is_editing
        person["place"] = person["place"] or window.place
    return list(people.values())
