"""Words that cannot be saved where they were typed: their author gets them back, and is told why."""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.publishing.revisions.snapshots import part_models
from civitas_cms.publishing.rich_text import RichTextField

from .submitted_data import submitted_fields

#: How the names of fields end that people do not type into.
BOOKKEEPING_FIELDS = ("csrfmiddlewaretoken", "_FORMS", "-id", "-parent", "-region", "-ordering")
#: What a form sends of rows that are stored, and of the version that it was opened with.
STORED_ROW_FIELD = re.compile(r".+-\d+-(id|parent)|_version")
STORED_ROW_COUNT_FIELD = re.compile(r".+-INITIAL_FORMS")


class GivenBackAdmin:
    """A form whose item may be closed or gone when it is saved."""

    def give_back(self, request, reason, **context):
        """Show what was typed into the form, below the ``reason`` why it is not saved."""
        models = [self.model, *part_models(self.model)]
        rich = {f.name: f for model in models for f in model._meta.fields if isinstance(f, RichTextField)}
        typed = [
            (capfirst(field.replace("_", " ")), _shown(text, rich.get(field)))
            for name, values in request.POST.lists()
            if not name.startswith("_") and not name.endswith(BOOKKEEPING_FIELDS) and "__prefix__" not in name
            for field in [name.rpartition("-")[2]]
            for text in values
            if text.strip() and not text.isdigit()
        ]
        context |= {"title": _("Not saved"), "opts": self.opts, "refusal": reason, "typed": typed}
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/workflow/not_saved.html", context, status=409)

    def explain_missing(self, key):
        """Say what has become of the row with the ``key`` (as text), which is not there (any more)."""
        text = _("This %(kind)s is not there. Perhaps somebody has deleted it meanwhile.")
        return text % {"kind": self.opts.verbose_name}

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Say what has become of it: instead of the form, on the list; and give back what was typed."""
        reason = self.explain_missing(unquote(object_id))
        if request.method == "POST" and request.resolver_match.url_name.endswith("_change"):
            return self.give_back(request, reason, **self._start_of_a_new_one(request))
        messages.warning(request, reason)
        url = "index"
        if self.has_view_or_change_permission(request):
            url = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(f"admin:{url}"))

    def _start_of_a_new_one(self, request):
        """Return what the form for a new item takes to show what was typed, if the person may add one."""
        if not self.has_add_permission(request):
            return {}
        sent = [(name, _as_new(name, value)) for name, value in submitted_fields(request.POST)]
        return {"add_address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add"), "sent": sent}


def _as_new(name, value):
    """Return what a form for a new item sends where one for a stored item has sent ``value``."""
    if STORED_ROW_COUNT_FIELD.fullmatch(name):
        return "0"
    return "" if STORED_ROW_FIELD.fullmatch(name) else value


def _shown(text, field):
    """Return ``text`` as HTML that can be copied: with its headings if it was typed into a rich text ``field``."""
    markup = field.clean_text(text) if field else linebreaks(text, autoescape=True)
    return mark_safe(markup)  # noqa: S308 - cleaned, or escaped
