"""Saving as one writes: the form of what is not public sends what has changed, and nobody has to press a button.

``static/js/admin-saving.js`` sends it, a few seconds after the last key. A request is a ``PartialSubmission``. What one
person writes in one sitting becomes one revision. Nothing undoes what somebody else has saved meanwhile: where both
have changed the same, it is left as it is until the whole form is saved, which then shows both versions.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from typing_extensions import override

from civitas_cms.newsroom.autocompletes import is_key
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.models import Presence as OpenWindow
from civitas_cms.newsroom.partial_submission import PartialSubmission
from civitas_cms.newsroom.submission import VERSION_FIELD, retry_once
from civitas_cms.publishing.models import VERSION_PATTERN, Publishable, Revision, RevisionEvent
from civitas_cms.publishing.revisions import saving
from civitas_cms.publishing.revisions.snapshots import Snapshot, parts_of
from civitas_cms.publishing.workflow.permissions import STATES_OPEN_TO_CONTRIBUTORS

from . import Feature
from .unsaved_text import confirm_saved

WINDOW_FIELD = "_window"
IDENTITY_FIELD = "_identity"
IDENTITY_PATTERN = re.compile(r"[0-9a-f]{32}")


class ByButtonOnly(Exception):  # noqa: N818 - it says what is so, not what is wrong
    """The item is no draft (any more), nor does it wait for review: it does not change without a button."""


class SavingAsYouWrite(Feature):
    """A form whose changes are saved while somebody writes, unless visitors would see them."""

    admin: Any  # of publishable items
    templates = {
        "notices": "admin/features/saving_as_you_write/notices.html",
    }

    @override
    def urls(self) -> list[URLPattern]:
        """Add the URLs to which a form is sent while somebody writes, of new items and of those that there are."""
        return [
            self.path("add/autosave/", require_POST(self.create_view), "autosave_new"),
            self.path("<path:object_id>/autosave/", require_POST(self.save_view), "autosave"),
        ]

    @override
    def context(self, request: HttpRequest, obj: Any, context: dict) -> dict:
        """Tell the script where to send what changes; nowhere if it must not be saved by itself."""
        if context["is_popup"] or not (context["add"] or context["has_change_permission"]):
            return {}
        names = " ".join([*sorted(self.admin.fields_saved_by_button), "comment"])
        if obj is None or obj.pk is None:
            return {"autosave_url": self.url("autosave_new"), "saved_by_button": names}
        return {"autosave_url": self.url("autosave", obj.pk), "saved_by_button": names} if _is_saved(obj) else {}

    def save_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save what has changed.

        Answers 403 if the person may not, 409 if visitors would see it at once, or it is done with, 404 if it is gone.
        """
        return _answer(request, lambda: self._save(request, object_id))

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """Make a new item, as soon as it has what it cannot be without."""
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        return _answer(request, lambda: self._create(request))

    def _save(self, request: Any, object_id: str) -> dict[str, Any]:
        item = self._locked_item(request, object_id)
        found = Revision.objects.of(item)
        others = OpenWindow.objects.beside(item, request.user, request.POST.get(WINDOW_FIELD, ""))
        is_needed = Exists(others.filter(opened_at__gte=OuterRef("made_at")))
        latest = found.annotate(is_needed=is_needed).first() or saving.save_state_as_found(item)
        sent = request.POST.get(VERSION_FIELD, "")
        sent = sent if VERSION_PATTERN.fullmatch(sent) else latest.version

        def base() -> Snapshot | None:
            revision = latest if sent == latest.version else found.at(sent)
            return revision.snapshot if revision else None

        is_current = sent == latest.version or (sent == "0" and latest.version == "1.0")
        submission = PartialSubmission(self.admin, request, item, latest, base)
        submission.save()
        if submission.is_saved:
            latest = submission.latest or latest
            is_needed = getattr(latest, "is_needed", False)
            latest = saving.save_as_written(latest, item, request.user, submission.changes, is_needed=is_needed)
            if not latest.rewrites:
                self.admin.log_change(request, item, str(RevisionEvent.SAVED_AS_WRITTEN.label))
        return _result(submission) | {"version": latest.version if is_current else None}

    def _create(self, request: Any) -> dict[str, Any]:
        identity = request.POST.get(IDENTITY_FIELD, "")
        if not IDENTITY_PATTERN.fullmatch(identity):
            raise SuspiciousOperation("A new item is sent with an identity, so that it is made once.")
        item = self._made_before(request, identity)
        is_new = item is None
        if item is None:
            item = self.admin.model(uuid=UUID(identity), created_by=request.user)
        submission = PartialSubmission(self.admin, request, item)
        if not submission.create():
            return _result(submission)
        revision = saving.save_revision(
            item, request.user, RevisionEvent.CREATED if is_new else RevisionEvent.SAVED_AS_WRITTEN
        )
        if is_new:
            self.admin.log_addition(request, item, [{"added": {}}])
        return _result(submission) | {"version": revision.version, "url": change_url(item)}

    def _made_before(self, request: HttpRequest, identity: str) -> Publishable | None:
        """Return the item that the same window has made already, if its answer got lost; all of it is sent again."""
        item = self.admin.model._base_manager.filter(uuid=UUID(identity)).first()
        if item is not None:
            item = self._locked_item(request, str(item.pk))
            if item.created_by != request.user:
                raise PermissionDenied
            saving.save_state_as_found(item)
            for part, link in parts_of(type(item)).values():
                for row in part._base_manager.filter(**{link: item}):
                    row.delete()
        return item

    def _locked_item(self, request: HttpRequest, object_id: str) -> Publishable:
        found = self.admin.model._base_manager.select_for_update(no_key=True)
        item = found.filter(pk=object_id).first() if is_key(object_id) else None
        if item is None:
            raise Http404
        if not self.admin.has_change_permission(request, item):
            raise PermissionDenied
        if not _is_saved(item):
            raise ByButtonOnly
        return item


def _is_saved(item: Publishable) -> bool:
    """Tell whether ``item`` is not public business yet, as a draft, what waits for review, and a working copy."""
    return item.state in STATES_OPEN_TO_CONTRIBUTORS


def _result(submission: PartialSubmission) -> dict[str, Any]:
    return {
        "saved_at": timezone.now().isoformat() if submission.is_saved else None,
        "errors": submission.errors,
        "conflicts": submission.conflicts,
        "keys": submission.keys,
    }


def _answer(request: HttpRequest, save: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        result = retry_once(save)
    except ByButtonOnly:
        return JsonResponse({}, status=409)
    except IntegrityError:
        return JsonResponse(
            {"errors": {"": [_("Something does not fit together. Press “Save” to see what.")]}}, status=422
        )
    response = JsonResponse(result)
    if not result["errors"] and not result["conflicts"]:
        confirm_saved(request, response)  # where the window has closed meanwhile
    return response
