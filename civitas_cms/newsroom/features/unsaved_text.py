"""Text that was typed but not saved: the browser keeps it (``static/js/admin-unsaved.js``), and the form takes it back.

The browser names each text with a key. It sends the key with the form; when the text is saved, a cookie with the key in
its name says so to the next page, whichever that is, and the browser forgets the text. To bring a kept text back, the
browser sends it like a form, and the form is shown with it, as after an error, and saves nothing.
"""

import re

from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpResponseRedirect
from django.urls import reverse

KEY_FIELD = "_unsaved_key"
RESTORE_FIELD = "_bring_back"
KEY_PATTERN = re.compile(r"[0-9a-f]{32}")
COOKIE_MAX_AGE_SECONDS = 3600  # seconds that the browser has time to see the cookie


def key_of(request):
    """Return the key of the text in ``request``; empty if there is none."""
    key = request.POST.get(KEY_FIELD, "")
    return key if KEY_PATTERN.fullmatch(key) else ""


class UnsavedTextAdmin:
    """A form that tells the browser what has been saved, and takes kept text back."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form; tell the browser if its text is saved."""
        request.form_is_saved = False
        response = super().changeform_view(request, object_id, form_url, extra_context)
        key = key_of(request)
        if key and request.form_is_saved and _says_saved(response):
            response.set_cookie(
                f"saved-{key}",
                "1",
                max_age=COOKIE_MAX_AGE_SECONDS,
                path=reverse("admin:index"),
                secure=request.is_secure(),
                samesite="Lax",
            )
        return response

    def save_related(self, request, form, formsets, change):
        """Save all that belongs to the item, and remember that nothing is left to be saved."""
        super().save_related(request, form, formsets, change)
        request.form_is_saved = True

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Let a text that is only brought back not be saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if RESTORE_FIELD not in request.POST:
            return form
        return type(form)(form.__name__, (form,), {"is_valid": _is_never_valid, "__module__": form.__module__})

    def render_change_form(self, request, context, *args, **kwargs):
        """Tell the browser which text this page shows; a text brought back has no errors before it is saved."""
        context["unsaved_key"] = key_of(request)
        context["is_brought_back"] = RESTORE_FIELD in request.POST
        if context["is_brought_back"]:
            context["errors"] = None
            _forget_errors(context["adminform"].form)
            for inline in context["inline_admin_formsets"]:
                inline.formset._non_form_errors = ErrorList()
                inline.formset._errors = [ErrorDict() for _form in inline.formset.forms]
                for form in inline.formset.forms:
                    _forget_errors(form)
        response = super().render_change_form(request, context, *args, **kwargs)
        may_save = context["add"] or context["has_change_permission"]
        response.context_data["keeps_unsaved_text"] = may_save and not context["is_popup"]
        return response


def _is_never_valid(form):
    form.full_clean()  # the formsets need the item as it stands in the form
    return False


def _forget_errors(form):
    form._errors = ErrorDict()


def _says_saved(response):
    """Tell whether the form was left: for another page, or as a window that popped up for another form."""
    is_popup_done = "popup_response_data" in (getattr(response, "context_data", None) or {})
    return is_popup_done or isinstance(response, HttpResponseRedirect)
