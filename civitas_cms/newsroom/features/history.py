"""An item's history in the admin: who changed what and when, comparing any two versions, and going back to one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import Revision, RevisionEvent
from civitas_cms.publishing.revisions import saving, working_copies
from civitas_cms.publishing.revisions.comparison import Comparison, compare
from civitas_cms.publishing.revisions.restoring import recover, restore
from civitas_cms.publishing.workflow.permissions import has_permission, may_change

from .revisions import change_url

REVISIONS_PER_PAGE = 20
DIFFERENCES_SHOWN = 6  # differences that the list names


@dataclass
class Entry:
    """A revision in the list, with what is different from the one before; None for the first that is known."""

    revision: Revision
    comparison: Comparison | None

    def named(self):
        """Return the first differences in words."""
        return self.comparison.in_words()[:DIFFERENCES_SHOWN]

    def unnamed(self):
        """Return how many more there are."""
        return max(0, len(self.comparison.in_words()) - DIFFERENCES_SHOWN)


class HistoryAdmin:
    """The history of an item, and those that were deleted."""

    def get_urls(self):
        """Add the URLs of comparisons, of going back, and of what was deleted."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            ("deleted/", self.deleted_view, "deleted"),
            ("deleted/<int:revision_id>/recover/", self.recover_view, "recover"),
            ("<path:object_id>/history/compare/", self.compare_view, "compare"),
            ("<path:object_id>/history/<int:number>/restore/", self.restore_view, "restore"),
        ]
        views = [path(route, self.admin_site.admin_view(view), name=f"{name}_{last}") for route, view, last in pages]
        return [*views, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """List the item's revisions, the latest first, each with what changed."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        item = self._item(request, object_id)
        paginator = self.get_paginator(request, Revision.objects.of(item).select_related("made_by"), REVISIONS_PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        return self._page(
            request,
            "history",
            item,
            title=_("History"),
            page=page,
            page_range=paginator.get_elided_page_range(page.number),
            entries=_entries(item, list(page)),
            compare_address=reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_compare", args=[item.pk]),
            may_restore=has_permission(request.user, "change", item)
            and (working_copies.can_have_working_copy(item) or may_change(request.user, item)),
            goes_into_copy=working_copies.can_have_working_copy(item),
            working_copy=working_copies.working_copy_of(item),
        )

    def compare_view(self, request, object_id):
        """Compare two revisions, whose numbers are ``from`` and ``to``; the older one stands first."""
        item = self._item(request, object_id)
        found = Revision.objects.of(item).select_related("made_by")
        numbers = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            raise Http404
        older, newer = (get_object_or_404(found, number=number) for number in sorted(map(int, numbers)))
        return self._page(
            request,
            "compare",
            item,
            title=_("Comparison"),
            versions=[older, newer],
            before=_("Version %(number)s") % {"number": older.number},
            after=_("Version %(number)s") % {"number": newer.number},
            comparison=compare(older.snapshot, newer.snapshot),
        )

    @method_decorator(require_POST)
    def restore_view(self, request, object_id, number):
        """Go back to a revision: in a draft itself, or in the working copy of what is published."""
        item = self._item(request, object_id)
        with unit_of_work():
            revision = get_object_or_404(Revision.objects.of(item), number=number)
            restored, applied = restore(revision, item, request.user)
        words = {"number": number, "title": item}
        if restored.pk == item.pk:
            messages.success(request, _("“%(title)s” is again as it was in version %(number)s.") % words)
        else:
            text = _(
                "Version %(number)s of “%(title)s” is restored here as unpublished changes. Visitors see nothing of it "
                "until you publish them."
            )
            messages.success(request, text % words)
        return self._to(request, restored, applied)

    def explain_missing(self, key):
        """Say who has deleted the item, or that its changes are published, and lead to where it is now."""
        of_this_kind = Revision.objects.filter(content_type=ContentType.objects.get_for_model(self.model))
        last = of_this_kind.filter(object_id=int(key)).order_by("-number").first() if key.isdecimal() else None
        if last is None:
            return super().explain_missing(key)
        if last.event in saving.DELETION_EVENTS:
            text = {
                RevisionEvent.DELETED: _("“{title}” was deleted by {who} ({when}). It can be recovered under {link}."),
                RevisionEvent.DISCARDED: _(
                    "The changes “{title}” were discarded by {who} ({when}). Find them under {link}."
                ),
            }[last.event]
            url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_deleted")
            return self._leading_to(text, last, url, _("Recently deleted"))
        original = self.model.objects.filter(pk=(last.snapshot["working_copy"] or {}).get("of")).first()
        if original is None:
            return super().explain_missing(key)
        text = _("These unpublished changes have been published meanwhile: see {link}.")
        return self._leading_to(text, last, change_url(original), original)

    def _leading_to(self, text, last, url, name):
        who = last.made_by.get_full_name() or last.made_by if last.made_by else _("somebody")
        when = date_format(timezone.localtime(last.made_at), "DATETIME_FORMAT")
        link = format_html('<a href="{}">{}</a>', url, name)
        return format_html(text, title=last.title, who=who, when=when, link=link)

    def deleted_view(self, request):
        """List what was deleted and can be recovered."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        deleted = Revision.objects.deleted(self.model).select_related("made_by").defer("snapshot")
        paginator = self.get_paginator(request, deleted, REVISIONS_PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        return self._page(
            request,
            "deleted",
            None,
            title=_("Recently deleted"),
            page=page,
            page_range=paginator.get_elided_page_range(page.number),
            may_recover=self.has_add_permission(request),
            discarded=RevisionEvent.DISCARDED,
        )

    @method_decorator(require_POST)
    def recover_view(self, request, revision_id):
        """Bring back what was deleted."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        with unit_of_work():
            kept = Revision.objects.filter(content_type__app_label=self.opts.app_label)
            kept = kept.filter(content_type__model=self.opts.model_name, event__in=saving.DELETION_EVENTS)
            item, applied = recover(get_object_or_404(kept, pk=revision_id), request.user)
        messages.success(request, _("“%(title)s” is back as a draft.") % {"title": item})
        return self._to(request, item, applied)

    def _item(self, request, object_id):
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item

    def _to(self, request, item, applied):
        """Lead to where ``item`` is changed, and tell what could not be brought back."""
        for line in applied.lost:
            messages.warning(request, line)
        return HttpResponseRedirect(change_url(item))

    def _page(self, request, template, item, **context):
        request.current_app = self.admin_site.name
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        context |= {
            "opts": self.opts,
            "item": item,
            "list_address": reverse(f"{names}_changelist"),
            "change_url": item and change_url(item),
            "history_address": item and reverse(f"{names}_history", args=[item.pk]),
        }
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, f"admin/publishing/{template}.html", context)


def _entries(item, page):
    """Return the entries of a ``page`` of revisions, the latest first."""
    if not page:
        return []
    before = Revision.objects.of(item).filter(number__lt=page[-1].number).first()
    earlier = [*page[1:], before]
    return [
        Entry(revision, compare(former.snapshot, revision.snapshot) if former else None)
        for revision, former in zip(page, earlier, strict=True)
    ]
