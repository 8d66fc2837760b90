"""Previews in the admin: the page as visitors will see it, from the form as it is, saved or not.

The form is sent to the preview's URL as it is sent to be saved. It is checked and saved like any other, the page is
shown, and all of it is undone.
"""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from civitas_cms.delivery.unit_of_work import dry_run
from civitas_cms.newsroom.error_summary import Problem, problems
from civitas_cms.newsroom.submission import retry_once, without_messages
from civitas_cms.publishing.previews import rendering

from . import Feature

#: A preview may stand beside the form, in a frame; nothing else of the site may.
FRAMED_DECORATORS = [require_POST, xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})]


class Preview(Feature):
    """A form with a preview beside it."""

    templates = {
        "before_form": "admin/features/preview/before_form.html",
        "buttons": "admin/features/preview/buttons.html",
    }

    def urls(self):
        """Add the URLs of previews, of new items and of those that there are."""
        return [
            self.path("add/preview/", self.preview_view, "preview_new"),
            self.path("<path:object_id>/preview/", self.preview_view, "preview"),
        ]

    @method_decorator(FRAMED_DECORATORS)
    def preview_view(self, request, object_id=None):
        """Show the page as the form would make it; to those who may only look, as it was saved last."""
        response = retry_once(lambda: self._in_dry_run(without_messages(request), object_id))
        return rendering.no_store_noindex(rendering.links_open_in_new_tab(response))

    def context(self, request, obj, context):
        """Offer the preview."""
        if context["is_popup"]:
            return {}
        has_key = obj is not None and obj.pk is not None
        return {"preview_url": self.url("preview", obj.pk) if has_key else self.url("preview_new")}

    def finish(self, request, response):
        """Let the form have the preview in a frame."""
        csp_update({"frame-src": [SELF]})(lambda: response)()

    def _in_dry_run(self, request, object_id):
        with dry_run():
            return rendering.rendered(self._page(request, object_id))

    def _page(self, request, object_id):
        item = None
        if object_id:
            item = self.admin.get_object(request, unquote(object_id))
            if not self.admin.has_view_or_change_permission(request, item):
                raise PermissionDenied
            if item is None:
                return _no_preview(request, [Problem("", self.admin.explain_missing(unquote(object_id)))])
            if not self.admin.has_change_permission(request, item):
                return rendering.page_of(item, request)
        elif not self.admin.has_add_permission(request):
            raise PermissionDenied
        submission = self.admin.read_submission(request, item)
        if not self.admin.save_submission(request, submission):
            return _no_preview(request, problems(submission.form, submission.formsets))
        return rendering.page_of(submission.item, request)


def _no_preview(request, problems):
    return TemplateResponse(request, "admin/features/preview/no_preview.html", {"problems": problems})
