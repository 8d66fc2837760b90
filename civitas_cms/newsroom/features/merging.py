"""Making one of two people or partners that are the same, after a look at what becomes of both, and parting them."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.http import urlencode
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from typing_extensions import override

from civitas_cms.newsroom.autocompletes import for_options, is_key, option_label
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.searching import MAX_SEARCH_LENGTH, matching, namesakes
from civitas_cms.newsroom.submission import retry_once
from civitas_cms.publishing.models import Merge, merges_of
from civitas_cms.publishing.revisions import merging
from civitas_cms.publishing.rich_text import RichTextField, plain_text

from . import Feature

MAX_CANDIDATES = 20
SHOWN_LENGTH = 300  # characters of a long text that a choice shows
KEPT, GONE = "kept", "gone"


class Merging(Feature):
    """Merges two of the model, which is ``Mergeable``, from the page of one or from the list."""

    templates = {"tools": "admin/features/merging/tools.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("<path:object_id>/merge/", self.view, "merge"),
            self.path("<path:object_id>/part/", require_POST(self.part_view), "part"),
        ]

    @override
    def actions(self, request: HttpRequest) -> dict[str, Any]:
        if IS_POPUP_VAR in request.GET or not self._may_merge_some(request):
            return {}
        return {"merge": (_merge_chosen, "merge", gettext_lazy("Merge two"))}

    @override
    def context(self, request: HttpRequest, obj: Model | None, context: dict) -> dict[str, Any]:
        may = obj is not None and not context["is_popup"] and self._may_merge_some(request)
        return {"merge_url": self.url("merge", obj.pk)} if obj is not None and may else {}

    @override
    def explain_missing(self, key: str) -> str | None:
        """Say what it was merged into."""
        done = merges_of(self.admin.model).filter(gone_id=key).first() if is_key(key) else None
        kept = done and self.admin.model._base_manager.filter(pk=done.kept_id).first()
        return _("“%(gone)s” was merged into “%(kept)s”.") % {"gone": done, "kept": kept} if kept else None

    def view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask with what it is merged, show what becomes of both, and do it; list what was merged into it before."""
        kept = self.item(request, object_id)
        if not self._may_merge_some(request) or not self.admin.has_change_permission(request, kept):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        if key := data.get("with", ""):
            gone = self._other(kept, key)
            if not self._may_merge(request, kept, gone):
                raise PermissionDenied
            return self._merge(request, kept, gone) if request.method == "POST" else self._preview(request, kept, gone)
        words = data.get("q", "")[:MAX_SEARCH_LENGTH]
        return self.page(
            request,
            "admin/features/merging/choose.html",
            kept,
            title=_("Merge"),
            q=words,
            candidates=[
                {"name": option_label(row), "url": self._url(kept, row)} for row in self._candidates(kept, words)
            ],
            merges=merges_of(type(kept)).filter(kept_id=kept.pk).select_related("made_by"),
            part_url=self.url("part", kept.pk),
        )

    def part_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Undo the merge that was chosen, and open what is back."""
        kept = self.item(request, object_id)
        key = request.POST.get("merge", "")
        done = merges_of(type(kept)).filter(kept_id=kept.pk, pk=key).first() if is_key(key) else None
        if done is None:
            raise Http404
        if not self._may_part(request, kept):
            raise PermissionDenied
        try:
            parted = retry_once(lambda: self._part(request, kept, done))
        except merging.NotPossible as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.url("merge", kept.pk))
        for sentence in parted.left:
            messages.warning(request, sentence)
        messages.success(request, _("“%s” is back, with all that was moved.") % parted.row)
        return HttpResponseRedirect(change_url(parted.row))

    def _preview(self, request: HttpRequest, kept: Model, gone: Model) -> HttpResponse:
        return self.page(
            request,
            "admin/features/merging/preview.html",
            kept,
            title=_("What becomes of both"),
            gone=gone,
            gone_label=option_label(gone),
            kept_label=option_label(kept),
            choices=[_choice(kept, gone, each) for each in merging.choices(kept, gone)],
            uses=merging.uses_of(kept, gone),
            swapped_url=self._url(gone, kept) if self._may_merge(request, gone, kept) else "",
            choose_url=self.url("merge", kept.pk),
            max_named=merging.MAX_DOUBLES_NAMED,
        )

    def _merge(self, request: HttpRequest, kept: Model, gone: Model) -> HttpResponse:
        taken = [each.name for each in merging.choices(kept, gone) if request.POST.get(each.name) == GONE]
        words, user = {"gone": str(gone), "kept": str(kept)}, cast("User", request.user)

        def merge() -> None:
            merging.merge(kept, gone, user, taken)
            self.admin.log_change(request, kept, _("Merged with “%s”") % words["gone"])

        try:
            retry_once(merge)
        except merging.NotPossible as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.url("changelist"))
        text = _("“%(gone)s” is merged into “%(kept)s”, and its address leads here. “Merge …” can undo it.")
        messages.success(request, text % words)
        return HttpResponseRedirect(change_url(kept))

    def _part(self, request: HttpRequest, kept: Model, done: Merge) -> merging.Parted:
        parted = merging.undo(done)
        self.admin.log_change(request, kept, _("Parted from “%s” again") % parted.row)
        return parted

    def _other(self, kept: Model, key: str) -> Model:
        rows = for_options(self.admin.model._base_manager.exclude(pk=kept.pk))
        other: Model | None = rows.filter(pk=key).first() if is_key(key) else None
        if other is None:
            raise Http404
        return other

    def _candidates(self, kept: Model, words: str) -> list[Model]:
        """Return what is found for ``words``; without any, what is called nearly as ``kept``."""
        rows: QuerySet[Any] = for_options(self.admin.model._base_manager.exclude(pk=kept.pk))
        if words.strip():
            return list(matching(rows, words, self.admin.search_fields)[:MAX_CANDIDATES])
        same, similar = namesakes(self.admin.model, str(kept))
        found = rows.in_bulk([*same, *similar])
        return [found[key] for key in dict.fromkeys([*same, *similar]) if key in found][:MAX_CANDIDATES]

    def _url(self, kept: Model, gone: Model) -> str:
        return f"{self.url('merge', kept.pk)}?{urlencode({'with': gone.pk})}"

    def _may_merge_some(self, request: HttpRequest) -> bool:
        return self.admin.has_delete_permission(request)

    def _may_merge(self, request: HttpRequest, kept: Model, gone: Model) -> bool:
        """Tell whether the person may change both, and let the one go."""
        may_change = (self.admin.has_change_permission(request, row) for row in (kept, gone))
        return all(may_change) and self.admin.has_delete_permission(request, gone)

    def _may_part(self, request: HttpRequest, kept: Model) -> bool:
        """Tell whether the person may add one, and change all of them: what is moved may be anybody's."""
        return self.admin.has_add_permission(request) and admin.ModelAdmin.has_change_permission(
            self.admin, request, kept
        )


@admin.action(description=gettext_lazy("Merge two"))
def _merge_chosen(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Lead to the page on which the two that were chosen are merged; the older one stays, unless somebody swaps."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
    if len(keys) != 2:
        messages.error(request, _("Choose the two that are the same."))
        return None
    feature = next(each for each in model_admin.features if isinstance(each, Merging))
    return HttpResponseRedirect(f"{feature.url('merge', keys[0])}?{urlencode({'with': keys[1]})}")


def _choice(kept: Model, gone: Model, field: "Field[Any, Any]") -> dict[str, Any]:
    """Return what the page asks about a field; unless somebody says so, nothing takes the place of something."""
    is_empty = getattr(kept, field.attname) in (*field.empty_values, False)
    return {
        "name": field.name,
        "label": capfirst(str(field.verbose_name)),
        "options": [
            {"value": KEPT, "text": _shown(kept, field), "is_chosen": not is_empty},
            {"value": GONE, "text": _shown(gone, field), "is_chosen": is_empty},
        ],
    }


def _shown(row: Model, field: "Field[Any, Any]") -> str:
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    text = plain_text(value) if isinstance(field, RichTextField) else str(value if value is not None else "")
    return Truncator(text).chars(SHOWN_LENGTH)
