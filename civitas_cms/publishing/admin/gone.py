"""The form of an item that is no more: what was typed into it is shown, and can be made a new item of."""

import re

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from .collisions import VERSION
from .typed import typed_fields, typed_words

#: Which row of the database a row of the form was: none of them is there any more.
KEYS = re.compile(r".+-\d+-(id|parent)")
COUNT_OF_ROWS = re.compile(r".+-INITIAL_FORMS")


class GoneAdmin:
    """A form that loses nothing when its item is deleted while somebody changes it."""

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Say what has become of the item, and offer what was typed, where Django leads away from it."""
        deletion = LogEntry.objects.filter(
            content_type=get_content_type_for_model(self.model), object_id=unquote(object_id), action_flag=DELETION
        )
        is_form = request.resolver_match.url_name.endswith("_change")
        sent = request.POST if is_form else QueryDict()
        context = self.admin_site.each_context(request) | {
            "title": _("No longer there"),
            "opts": self.opts,
            "deletion": deletion.select_related("user").first(),
            "typed": typed_words(sent, self.model),
            "sent": [(name, _as_new(name, value)) for name, value in typed_fields(sent) if name != VERSION],
            "may_add": self.has_add_permission(request),
            "list_address": self._address("changelist"),
            "add_address": self._address("add"),
            "deleted_address": self._address("deleted"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/publishing/gone.html", context, status=410)

    def _address(self, page):
        try:
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")
        except NoReverseMatch:
            return None


def _as_new(name, value):
    """Return what a form for a new item sends where one for a stored item has sent ``value``."""
    if COUNT_OF_ROWS.fullmatch(name):
        return "0"
    return "" if KEYS.fullmatch(name) else value
