"""Previews in the admin: the page as visitors will see it, from the form as it is, saved or not.

The form is sent to the preview's URL as it is sent to be saved. It is checked and saved like any other, the page is
shown, and all of it is undone.
"""

from copy import copy

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage import default_storage
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from civitas_cms.publishing.previews import rendering as previews

#: A preview may stand beside the form, in a frame; nothing else of the site may.
FRAMED_DECORATORS = [require_POST, xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})]


class PreviewAdmin:
    """A form with a preview beside it."""

    def get_urls(self):
        """Add the URLs of previews, of new items and of those that there are."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/preview/", view, name=f"{name}_preview_new"),
            path("<path:object_id>/preview/", view, name=f"{name}_preview"),
            *super().get_urls(),
        ]

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Let the form have the preview in a frame."""
        return super().changeform_view(request, object_id, form_url, extra_context)

    @method_decorator(FRAMED_DECORATORS)
    def preview_view(self, request, object_id=None):
        """Show the page as the form would make it; to those who may only look, as it was saved last."""
        attempt = copy(request)
        attempt.is_preview = True
        attempt._messages = default_storage(attempt)  # what saving would say, nobody shall hear
        response = previews.undone(lambda: self._preview(attempt, object_id))
        return previews.no_store_noindex(previews.links_open_in_new_tab(response))

    def _preview(self, request, object_id):
        item = self.get_object(request, unquote(object_id)) if object_id else None
        if item and not self.has_change_permission(request, item) and self.has_view_permission(request, item):
            return previews.page_of(item, request)
        return self.changeform_view(request, object_id)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Say in the place of a preview what has become of the item."""
        if _is_preview(request):
            problems = [("", self.explain_missing(unquote(object_id)))]
            return TemplateResponse(request, "admin/publishing/no_preview.html", {"problems": problems})
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def response_add(self, request, obj, post_url_continue=None):
        """Show the page instead of leaving the form, if it is a preview."""
        if _is_preview(request):
            return previews.page_of(obj, request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Show the page instead of leaving the form, if it is a preview."""
        if _is_preview(request):
            return previews.page_of(obj, request)
        return super().response_change(request, obj)

    def log_addition(self, request, obj, message):
        """Keep no revision of what is only tried out."""
        return None if _is_preview(request) else super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Keep no revision of what is only tried out."""
        return None if _is_preview(request) else super().log_change(request, obj, message)

    def render_change_form(self, request, context, *args, **kwargs):
        """Offer the preview; in it, say what keeps the form from being shown as a page."""
        if _is_preview(request):
            problems = _problems(context["adminform"].form, context["inline_admin_formsets"])
            return TemplateResponse(request, "admin/publishing/no_preview.html", {"problems": problems})
        item = kwargs.get("obj")
        if not context["is_popup"]:
            prefix = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
            has_key = item is not None and item.pk is not None
            context["preview_address"] = reverse(prefix, args=[item.pk]) if has_key else reverse(f"{prefix}_new")
        return super().render_change_form(request, context, *args, **kwargs)


def _is_preview(request):
    return getattr(request, "is_preview", False)


def _problems(form, inlines):
    """Return what is wrong in the form and its rows, each as a pair of the place and the message."""
    problems = _of_form(form)
    for inline in inlines:
        kind = capfirst(inline.opts.verbose_name)
        problems += [(kind, message) for message in inline.formset.non_form_errors()]
        for row in inline.formset.forms:
            problems += [(f"{kind}, {place}" if place else kind, message) for place, message in _of_form(row)]
    return problems


def _of_form(form):
    return [
        (capfirst(form.fields[name].label) if name in form.fields else "", message)
        for name, messages in form.errors.items()
        for message in messages
    ]
