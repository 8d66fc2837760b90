"""Text that was typed but not saved: the browser keeps it (``static/js/admin-unsaved.js``), and the form takes it back.

The browser names each text with a key. It sends the key with the form; when the text is saved, a cookie with the key in
its name says so to the next page, whichever that is, and the browser forgets the text. To bring a kept text back, the
browser sends it like a form, and the form is shown with it, as after an error, and saves nothing.
"""

import re

from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpResponseRedirect
from django.urls import reverse

from . import Feature

KEY_FIELD = "_unsaved_key"
RESTORE_FIELD = "_bring_back"
KEY_PATTERN = re.compile(r"[0-9a-f]{32}")
COOKIE_MAX_AGE_SECONDS = 3600  # seconds that the browser has time to see the cookie


def key_of(request):
    """Return the key of the text in ``request``; empty if there is none."""
    key = request.POST.get(KEY_FIELD, "")
    return key if KEY_PATTERN.fullmatch(key) else ""


def confirm_saved(request, response):
    """Tell the browser, whichever page it shows next, that the text in ``request`` is saved, if that has a key."""
    if key := key_of(request):
        response.set_cookie(
            f"saved-{key}",
            "1",
            max_age=COOKIE_MAX_AGE_SECONDS,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Lax",
        )


class UnsavedText(Feature):
    """A form that tells the browser what has been saved, and takes kept text back."""

    templates = {
        "notices": "admin/features/unsaved_text/notices.html",
        "scripts": "admin/features/unsaved_text/scripts.html",
    }

    def refuse(self, request, obj):
        """Show a text that is brought back, and save nothing of it."""
        if RESTORE_FIELD not in request.POST or (obj and not self.admin.has_change_permission(request, obj)):
            return None
        return self.admin.show_submission(request, self.admin.read_submission(request, obj))

    def context(self, request, obj, context):
        """Tell the browser which text this page shows; a text brought back has no errors before it is saved."""
        is_brought_back = RESTORE_FIELD in request.POST
        if is_brought_back:
            context["errors"].clear()
            _forget_errors(context["adminform"].form)
            for inline in context["inline_admin_formsets"]:
                inline.formset._non_form_errors = ErrorList()
                inline.formset._errors = [ErrorDict() for _form in inline.formset.forms]
                for form in inline.formset.forms:
                    _forget_errors(form)
        may_save = context["add"] or context["has_change_permission"]
        return {
            "unsaved_key": key_of(request),
            "is_brought_back": is_brought_back,
            "keeps_unsaved_text": may_save and not context["is_popup"],
        }

    def finish(self, request, response):
        """Tell the browser that its text is saved, if it is."""
        if _says_saved(response):
            confirm_saved(request, response)


def _forget_errors(form):
    form._errors = ErrorDict()


def _says_saved(response):
    """Tell whether the form was left, which no refused one is: for another page, or as a window for another form."""
    is_popup_done = "popup_response_data" in (getattr(response, "context_data", None) or {})
    return is_popup_done or isinstance(response, HttpResponseRedirect)
