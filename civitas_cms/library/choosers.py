"""The dialog in which pictures and documents are chosen and uploaded: its fields, and what it asks the site."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms.widgets import Widget
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from typing_extensions import override

from civitas_cms.delivery.failures import FileNotKeptError
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.newsroom.autocompletes import (
    BulkAutocompleteSelect,
    BulkAutocompleteSelectMultiple,
    HasDialog,
    is_key,
    option_label,
)
from civitas_cms.newsroom.deletion import links_to
from civitas_cms.newsroom.links import admin_url, change_url
from civitas_cms.newsroom.owned import OwnedAdmin
from civitas_cms.publishing.workflow.ownership import rows_added_by

from .uploads import checksum_of
from .uses import numbers_of_uses, rows_that_use

OPTIONS_AT_ONCE = 24
MAX_CHECKSUMS = 50  # of files that are asked for at once
MAX_USES_OF_MODEL = 200  # that are looked at to say where something is used
MAX_START = 100_000  # the options that somebody may have passed
UNPROCESSABLE, CONFLICT, INSUFFICIENT_STORAGE = 422, 409, 507


class _DialogMixin:
    """A hidden list of what is chosen, beside which a script shows it, with a button that opens the dialog."""

    has_dialog = True
    field: Any

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Leave out what would make it an autocomplete."""
        return Widget.build_attrs(self, base_attrs, extra_attrs) | {"hidden": True}  # type: ignore[arg-type]

    def render(self, *args: Any, **options: Any) -> SafeString:
        """Put it into an element that says where the dialog is."""
        model = self.field.remote_field.model
        return format_html(
            '<div class="chooser" data-url="{}" data-kind="{}">{}</div>',
            admin_url(model, "changelist"),
            model._meta.model_name,
            super().render(*args, **options),  # type: ignore[misc]
        )


class DialogSelect(_DialogMixin, BulkAutocompleteSelect):
    """Chooses one in the dialog."""


class DialogSelectMultiple(_DialogMixin, BulkAutocompleteSelectMultiple):
    """Chooses several in the dialog, in an order."""


class LibraryAdmin(HasDialog, OwnedAdmin):
    """What the pages of pictures and documents have in common: the dialog that forms open."""

    dialog_widgets = (DialogSelect, DialogSelectMultiple)
    #: What files may be uploaded, as the attribute ``accept`` of HTML has it.
    accepts: ClassVar[str]
    #: By which shapes they are filtered: by key, what each is called, and its condition.
    shapes: ClassVar[dict[str, tuple[Any, Q]]] = {}

    @override
    def get_urls(self) -> list[URLPattern]:
        views = {
            "choose": require_GET(self.dialog_view),
            "options": require_GET(self.options_view),
            "known": require_GET(self.known_view),
            "upload": require_POST(self.upload_view),
        }
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            *(path(f"{word}/", wrap(view), name=f"{name}_{word}") for word, view in views.items()),
            *super().get_urls(),
        ]

    @override
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Say beside the file where it is shown: a new one takes its place there, too."""
        row, fields = options.get("obj"), context["adminform"].form.fields
        if row and self.model.file_field in fields:
            rows = rows_that_use(row, MAX_USES_OF_MODEL)
            places = format_html_join(", ", "{}", ((link,) for link in links_to(self.admin_site, request, rows)))
            field, words = fields[self.model.file_field], _("A new file takes its place here, too: {}.")
            field.help_text = (
                format_html("{} {}", field.help_text, format_html(words, places)) if rows else field.help_text
            )
        return super().render_change_form(request, context, *args, **options)

    # What may be chosen ---------------------------------------------------------------------------------------------

    def dialog_view(self, request: HttpRequest) -> HttpResponse:
        """Show the dialog with what is newest."""
        context = self._found(request) | {
            "opts": self.opts,
            "may_add": self.has_add_permission(request),
            "accepts": self.accepts,
            "shapes": [(key, name) for key, (name, _condition) in self.shapes.items()],
            "urls": {word: admin_url(self.model, word) for word in ("options", "known", "upload")},
        }
        return TemplateResponse(request, "admin/library/chooser_dialog.html", context)

    def options_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with more options, or others: for ``q``, ``mine``, ``shape`` and from ``start`` on."""
        found = self._found(request)
        html = render_to_string("admin/library/chooser_options.html", found, request)
        return JsonResponse({"options": html, "next": found["next"]})

    def _found(self, request: HttpRequest) -> dict[str, Any]:
        """Return what templates of options need."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows, _has_duplicates = self.get_search_results(request, self.get_queryset(request), request.GET.get("q", ""))
        user: Any = request.user
        if request.GET.get("mine"):
            rows = rows.filter(pk__in=rows_added_by(user, self.model).values("pk"))
        if shape := self.shapes.get(request.GET.get("shape", "")):
            rows = rows.filter(shape[1])
        start = request.GET.get("start", "")
        first = min(int(start), MAX_START) if is_key(start) else 0
        found = list(rows.order_by("-uploaded_at", "-pk")[first : first + OPTIONS_AT_ONCE + 1])
        following = first + OPTIONS_AT_ONCE if len(found) > OPTIONS_AT_ONCE else None
        return self._options(found[:OPTIONS_AT_ONCE]) | {"next": following}

    def _options(self, rows: Iterable[Any]) -> dict[str, Any]:
        numbers = numbers_of_uses(self.model, [row.pk for row in rows])
        options = [{"row": row, "label": option_label(row), "uses": numbers[row.pk]} for row in rows]
        return {"options": options}

    # Uploading ------------------------------------------------------------------------------------------------------

    def known_view(self, request: HttpRequest) -> HttpResponse:
        """Answer which files are here already: by their checksums, each as an option."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        checksums = [checksum for checksum in request.GET.getlist("checksum") if checksum][:MAX_CHECKSUMS]
        rows = self.get_queryset(request).filter(checksum__in=checksums).order_by("pk")
        return JsonResponse({row.checksum: self._described(row) for row in rows})

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Keep a new file with what is said of it, and answer with it as an option.

        With 422 and what is wrong, by field; with 409 and what is there if the same file is, unless ``again`` is set.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        file = request.FILES.get(self.model.file_field)
        known = file and not request.POST.get("again") and self._known(request, file)
        if known:
            return JsonResponse(self._described(known), status=CONFLICT)
        try:
            with unit_of_work():
                submission = self.read_submission(request, None)
                if not self.save_submission(request, submission):
                    return JsonResponse({"errors": submission.form.errors}, status=UNPROCESSABLE)
                self.log_addition(request, submission.item, [{"added": {}}])
        except FileNotKeptError as error:
            errors = {error.field: [str(error.failure.explanation)]}
            return JsonResponse({"errors": errors}, status=INSUFFICIENT_STORAGE)
        return JsonResponse(self._described(submission.item))

    def _known(self, request: HttpRequest, file: Any) -> Any:
        return self.get_queryset(request).filter(checksum=checksum_of(file)).order_by("pk").first()

    def _described(self, row: Any) -> dict[str, Any]:
        """Return ``row`` as scripts need it: an option of the dialog, and what is said of it."""
        html = render_to_string("admin/library/chooser_options.html", self._options([row]))
        words = _("This file is here already: “%(title)s”.") % {"title": row}
        return {"id": str(row.pk), "label": option_label(row), "option": html, "words": words, "url": change_url(row)}
