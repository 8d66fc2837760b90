"""Words that cannot be saved where they were typed: their author gets them back, and is told why."""

import re
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.publishing.revisions.snapshots import part_models
from civitas_cms.publishing.rich_text import rich_text_fields_of

from .links import admin_url
from .submission import fields_to_send_again

#: How the names of fields end that people do not type into.
BOOKKEEPING_FIELDS = ("csrfmiddlewaretoken", "_FORMS", "-id", "-parent", "-region", "-ordering")
#: What a form sends of rows that are stored, and of the version that it was opened with.
STORED_ROW_FIELD = re.compile(r".+-\d+-(id|parent)|_version")
STORED_ROW_COUNT_FIELD = re.compile(r".+-INITIAL_FORMS")


def reject_submission(admin: ModelAdmin, request: HttpRequest, reason: str, **context: Any) -> HttpResponse:
    """Show what was typed into a form of ``admin``, below the ``reason`` why it is not saved."""
    models = [admin.model, *part_models(admin.model)]
    rich = {field.name: field for model in models for field in rich_text_fields_of(model)}
    typed = [
        (capfirst(field.replace("_", " ")), _shown(text, rich.get(field)))
        for name, values in request.POST.lists()
        if not name.startswith("_") and not name.endswith(BOOKKEEPING_FIELDS) and "__prefix__" not in name
        for field in [name.rpartition("-")[2]]
        for text in values
        if text.strip() and not text.isdigit()
    ]
    context |= {"title": _("Not saved"), "opts": admin.opts, "refusal": reason, "typed": typed}
    context = admin.admin_site.each_context(request) | context
    return TemplateResponse(request, "admin/rejected_submission.html", context, status=409)


def reject_for_missing(admin: ModelAdmin, request: HttpRequest, reason: str) -> HttpResponse:
    """Show what was typed into the form of something that is not there any more, and offer to make a new one of it."""
    if not admin.has_add_permission(request):
        return reject_submission(admin, request, reason)
    sent = [(name, _as_new(name, value)) for name, value in fields_to_send_again(request.POST)]
    return reject_submission(admin, request, reason, add_url=admin_url(admin.model, "add"), sent=sent)


def _as_new(name, value):
    """Return what a form for a new item sends where one for a stored item has sent ``value``."""
    if STORED_ROW_COUNT_FIELD.fullmatch(name):
        return "0"
    return "" if STORED_ROW_FIELD.fullmatch(name) else value


def _shown(text, field):
    """Return ``text`` as HTML that can be copied: with its headings if it was typed into a rich text ``field``."""
    markup = field.clean_text(text) if field else linebreaks(text, autoescape=True)
    return mark_safe(markup)  # noqa: S308 - cleaned, or escaped
