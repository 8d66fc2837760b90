"""An item's history in the admin: who changed what and when, comparing any two versions, and going back to one."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.newsroom.comments import comments_between
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.models import Comment
from civitas_cms.publishing.models import Revision, RevisionEvent
from civitas_cms.publishing.revisions import saving, working_copies
from civitas_cms.publishing.revisions.comparison import Comparison, compare
from civitas_cms.publishing.revisions.restoring import recover, restore
from civitas_cms.publishing.workflow.permissions import has_permission, may_change

from . import Feature

REVISIONS_PER_PAGE = 20
DIFFERENCES_SHOWN = 6  # differences that the list names


@dataclass
class Entry:
    """A revision in the list, with what is different from the one before (None for the first that is known).

    ``comments`` are those that were made while it was the latest.
    """

    revision: Revision
    comparison: Comparison | None
    comments: list[Comment] = field(default_factory=list)

    def named(self):
        """Return the first differences in words."""
        return self.comparison.in_words()[:DIFFERENCES_SHOWN]

    def unnamed(self):
        """Return how many more there are."""
        return max(0, len(self.comparison.in_words()) - DIFFERENCES_SHOWN)


class History(Feature):
    """The history of an item, and those that were deleted."""

    def urls(self):
        """Add the URLs of comparisons, of going back, and of what was deleted; the history stands for Django's own."""
        return [
            self.path("deleted/", self.deleted_view, "deleted"),
            self.path("deleted/<int:revision_id>/recover/", require_POST(self.recover_view), "recover"),
            self.path("<path:object_id>/history/", self.history_view, "history"),
            self.path("<path:object_id>/history/compare/", self.compare_view, "compare"),
            self.path("<path:object_id>/history/<int:number>/restore/", require_POST(self.restore_view), "restore"),
        ]

    def history_view(self, request, object_id):
        """List the item's revisions, the latest first, each with what changed."""
        if self.admin.get_object(request, unquote(object_id)) is None:
            return self.admin.answer_for_missing(request, object_id)
        item = self.item(request, object_id)
        page, page_range = self._page_of(request, Revision.objects.of(item))
        entries = _entries(item, list(page))
        goes_into_copy = working_copies.can_have_working_copy(item)
        return self.page(
            request,
            "admin/features/history/history.html",
            item,
            title=_("History"),
            page=page,
            page_range=page_range,
            entries=entries,
            comments=[] if entries else comments_between(item),
            compare_url=self.url("compare", item.pk),
            may_restore=has_permission(request.user, "change", item)
            and (goes_into_copy or may_change(request.user, item)),
            goes_into_copy=goes_into_copy,
            working_copy=working_copies.working_copy_of(item),
        )

    def compare_view(self, request, object_id):
        """Compare two revisions, whose numbers are ``from`` and ``to``; the older one stands first."""
        item = self.item(request, object_id)
        found = Revision.objects.of(item).select_related("made_by")
        numbers = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            raise Http404
        older, newer = (get_object_or_404(found, number=number) for number in sorted(map(int, numbers)))
        return self.page(
            request,
            "admin/features/history/compare.html",
            item,
            title=_("Comparison"),
            versions=[older, newer],
            before=_("Version %(number)s") % {"number": older.number},
            after=_("Version %(number)s") % {"number": newer.number},
            comparison=compare(older.snapshot, newer.snapshot),
        )

    def restore_view(self, request, object_id, number):
        """Go back to a revision: in a draft itself, or in the working copy of what is published."""
        item = self.item(request, object_id)
        with unit_of_work():
            revision = get_object_or_404(Revision.objects.of(item), number=number)
            restored, written = restore(revision, item, request.user)
        words = {"number": number, "title": item}
        if restored.pk == item.pk:
            messages.success(request, _("“%(title)s” is again as it was in version %(number)s.") % words)
        else:
            text = _(
                "Version %(number)s of “%(title)s” is restored here as unpublished changes. Visitors see nothing of it "
                "until you publish them."
            )
            messages.success(request, text % words)
        return _leave_for(request, restored, written)

    def deleted_view(self, request):
        """List what was deleted and can be recovered."""
        if not self.admin.has_view_or_change_permission(request):
            raise PermissionDenied
        page, page_range = self._page_of(request, Revision.objects.deleted(self.admin.model).defer("snapshot"))
        return self.page(
            request,
            "admin/features/history/deleted.html",
            None,
            title=_("Recently deleted"),
            page=page,
            page_range=page_range,
            may_recover=self.admin.has_add_permission(request),
            discarded=RevisionEvent.DISCARDED,
        )

    def recover_view(self, request, revision_id):
        """Bring back what was deleted."""
        if not self.admin.has_view_or_change_permission(request):
            raise PermissionDenied
        with unit_of_work():
            content_type = ContentType.objects.get_for_model(self.admin.model)
            kept = Revision.objects.filter(content_type=content_type, event__in=saving.DELETION_EVENTS)
            item, written = recover(get_object_or_404(kept, pk=revision_id), request.user)
        messages.success(request, _("“%(title)s” is back as a draft.") % {"title": item})
        return _leave_for(request, item, written)

    def explain_missing(self, key):
        """Say who has deleted the item, or that its changes are published, and lead to where it is now."""
        of_this_kind = Revision.objects.filter(content_type=ContentType.objects.get_for_model(self.admin.model))
        last = of_this_kind.filter(object_id=int(key)).order_by("-number").first() if key.isdecimal() else None
        if last is None:
            return None
        if last.event in saving.DELETION_EVENTS:
            text = {
                RevisionEvent.DELETED: _("“{title}” was deleted by {who} ({when}). It can be recovered under {link}."),
                RevisionEvent.DISCARDED: _(
                    "The changes “{title}” were discarded by {who} ({when}). Find them under {link}."
                ),
            }[last.event]
            return _explanation(text, last, self.url("deleted"), _("Recently deleted"))
        original = self.admin.model.objects.filter(pk=(last.snapshot["working_copy"] or {}).get("of")).first()
        if original is None:
            return None
        text = _("These unpublished changes have been published meanwhile: see {link}.")
        return _explanation(text, last, change_url(original), original)

    def _page_of(self, request, revisions):
        """Return the page of ``revisions`` that was asked for, and the numbers of pages to link to."""
        paginator = self.admin.get_paginator(request, revisions.select_related("made_by"), REVISIONS_PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        return page, paginator.get_elided_page_range(page.number)


def _leave_for(request, item, written):
    """Lead to where ``item`` is changed, and tell what could not be brought back."""
    for line in written.lost:
        messages.warning(request, line)
    return HttpResponseRedirect(change_url(item))


def _explanation(text, last, url, name):
    who = last.made_by.get_full_name() or last.made_by if last.made_by else _("somebody")
    when = date_format(timezone.localtime(last.made_at), "DATETIME_FORMAT")
    link = format_html('<a href="{}">{}</a>', url, name)
    return format_html(text, title=last.title, who=who, when=when, link=link)


def _entries(item, page):
    """Return the entries of a ``page`` of revisions, the latest first."""
    if not page:
        return []
    before = Revision.objects.of(item).filter(number__lt=page[-1].number).first()
    newer = Revision.objects.of(item).filter(number__gt=page[0].number).order_by("number").first()
    earlier = [*page[1:], before]
    entries = [
        Entry(revision, compare(former.snapshot, revision.snapshot) if former else None)
        for revision, former in zip(page, earlier, strict=True)
    ]
    for comment in comments_between(item, before and page[-1].made_at, newer and newer.made_at):
        entry = next((entry for entry in entries if entry.revision.made_at <= comment.at), entries[-1])
        entry.comments.append(comment)
    return entries
