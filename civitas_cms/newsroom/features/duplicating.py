"""A new item like another, from its page."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from typing_extensions import override

from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.revisions.duplicating import duplicate

from . import Feature


class Duplicating(Feature):
    """What recurs, such as a newsletter or a call, is begun from the last one."""

    templates = {
        "before_form": "admin/features/duplicating/before_form.html",
        "tools": "admin/features/duplicating/tools.html",
    }

    @override
    def urls(self) -> list[URLPattern]:
        return [self.path("<path:object_id>/duplicate/", require_POST(self.view), "duplicate")]

    @override
    def context(self, request: HttpRequest, obj: Model | None, context: dict) -> dict[str, Any]:
        may = obj is not None and self.admin.has_add_permission(request)
        return {"duplicate_url": self.url("duplicate", obj.pk)} if obj is not None and may else {}

    def view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a draft like the item as it is saved, and open it; 403 to those who may add none."""
        item = self.item(request, object_id)
        copy = duplicate(item, request.user)
        self.admin.log_addition(request, copy, _("Made like “%s”") % item)
        messages.success(request, _("This is a draft of its own, like “%s”. Give it a title.") % item)
        return HttpResponseRedirect(f"{change_url(copy)}#id_title")  # where the cursor is to be
