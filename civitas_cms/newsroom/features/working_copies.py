"""Working copies in the admin: from a published item to its changes, and from there back to the public."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.newsroom.columns import IN_PANEL
from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.revisions import snapshots, working_copies
from civitas_cms.publishing.revisions.comparison import compare
from civitas_cms.publishing.revisions.working_copies import ChangedMeanwhile, OriginalGone
from civitas_cms.publishing.workflow.permissions import has_permission, may_publish
from civitas_cms.publishing.workflow.readiness import findings
from civitas_cms.publishing.workflow.transitions import NotReady

from . import Feature

_NO_COPY_ANY_MORE = gettext_lazy(
    "“%(title)s” is a draft of its own: what it was a copy of has been deleted, or it was set free."
)


class WorkingCopies(Feature):
    """The page of an item that may be a working copy, or have one."""

    templates = {
        "before_form": "admin/features/working_copies/before_form.html",
        "tools": "admin/features/working_copies/tools.html",
        "buttons": "admin/features/working_copies/buttons.html",
    }

    def urls(self):
        """Add the URLs of what is done with working copies."""
        return [
            self.path("<path:object_id>/edit-as-draft/", require_POST(self.edit_as_draft_view), "edit_as_draft"),
            self.path("<path:object_id>/changes/", self.changes_view, "changes"),
            self._decision("publish-changes", self._publish),
            self._decision("take-over", self._take_over),
            self._decision("discard", self._discard),
            self._decision("detach", self._detach),
        ]

    def searched(self, request, queryset):
        """Offer no working copies where items are chosen to be linked to."""
        is_choice = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        return queryset.originals() if is_choice else queryset

    # The form -------------------------------------------------------------------------------------------------------

    def fieldsets(self, request, obj, fieldsets):
        """Show, instead of URL and times, which a working copy does not change, what it is a copy of."""
        if not obj or not obj.working_copy_of_id:
            return fieldsets
        fieldsets = [
            (name, options | {"fields": fields})
            for name, options in fieldsets
            if (name, options) != self.admin.publication_fieldset and (fields := _without(options["fields"], "slug"))
        ]
        description = _("Visitors see nothing of these changes until they are published. The address stays the same.")
        options = {"fields": [original_link], "description": description, "classes": [IN_PANEL]}
        return [(_("Unpublished changes"), options), *fieldsets]

    def readonly_fields(self, request, obj):
        """Show what a working copy is of."""
        return [original_link] if obj and obj.working_copy_of_id else []

    def context(self, request, obj, context):
        """Tell the buttons at the top what can be done."""
        if not obj or context["is_popup"]:
            return {}
        can_have = working_copies.can_have_working_copy(obj) and has_permission(request.user, "change", obj)
        return {
            "can_have_working_copy": can_have,
            "may_publish": may_publish(request.user, obj),
            "working_copy": working_copies.working_copy_of(obj) if can_have else None,
            "is_working_copy": bool(obj.working_copy_of_id),
            "working_copy_urls": self._urls(obj),
        }

    def after_save(self, request, obj, form, formsets, change):
        """Say so if it is no working copy any more: as one, it had no URL of its own when the form was opened."""
        if change and "slug" not in request.POST and not obj.working_copy_of_id and "_compare" not in request.POST:
            messages.warning(request, _NO_COPY_ANY_MORE % {"title": obj})

    def respond(self, request, obj, change):
        """Go on to the comparison if that was asked for."""
        return HttpResponseRedirect(self.url("changes", obj.pk)) if change and "_compare" in request.POST else None

    # What is done with it -------------------------------------------------------------------------------------------

    def edit_as_draft_view(self, request, object_id):
        """Make a working copy, or find the one that there is, and lead to it."""
        with unit_of_work():
            copy = working_copies.make_working_copy(self.item(request, object_id), request.user)
        return HttpResponseRedirect(change_url(copy))

    def changes_view(self, request, object_id):
        """Show what a working copy changes, and ask whether to publish that."""
        copy = self._viewed_item(request, object_id)
        if not copy.working_copy_of_id:
            return self._not_a_copy(request, copy)
        return self._changes_page(request, copy)

    def _publish(self, request, copy):
        """Publish a working copy's changes, if they and the original are as the person has seen them."""
        seen, comment = request.POST.get("seen", ""), request.POST.get("comment", "")[:1000]
        original, written = working_copies.publish_working_copy(copy, request.user, seen, comment)
        for line in written.lost:
            messages.warning(request, line)
        if original.is_public():
            text = _("The changes to “%(title)s” are published: visitors see them now.")
        else:
            text = _("The changes are taken over into “%(title)s”, which visitors do not see now.")
        messages.success(request, text % {"title": original})
        return change_url(original)

    def _take_over(self, request, copy):
        """Take newer changes of the original over into a working copy."""
        merged = working_copies.merge_from_original(copy, request.user, request.POST.get("seen", ""))
        messages.success(request, _("The newer changes of the live version are taken over into yours."))
        if merged.conflicts:
            text = _("Where both had changed the same words, yours stay. Look at these again: %(parts)s.")
            messages.warning(request, text % {"parts": ", ".join(_conflicts_in_words(merged))})
        return self.url("changes", copy.pk)

    def _discard(self, request, copy):
        original = copy.working_copy_of
        working_copies.discard_working_copy(copy, request.user)
        link = format_html('<a href="{}">{}</a>', self.url("deleted"), _("Recently deleted"))
        text = _("The changes to “{}” are discarded. If that was a mistake, find them under {}.")
        messages.success(request, format_html(text, original, link))
        return change_url(original)

    def _detach(self, request, copy):
        working_copies.detach_working_copy(copy, request.user)
        messages.success(request, _("“%(title)s” is a draft of its own now.") % {"title": copy})
        return change_url(copy)

    def _decision(self, route, decide):
        """Return the URL pattern where ``decide`` is done with a working copy; it returns the URL to go to."""
        view = require_POST(partial(self._decision_view, decide))
        return self.path(f"<path:object_id>/{route}/", view, route.replace("-", "_"))

    def _decision_view(self, decide, request, object_id):
        copy = self._viewed_item(request, object_id)
        if not copy.working_copy_of_id:
            return self._not_a_copy(request, copy)
        try:
            with unit_of_work():
                url = decide(request, copy)
        except OriginalGone:
            return self._not_a_copy(request, copy)
        except NotReady as unready:
            messages.error(request, unready)
            url = self.url("changes", copy.pk)
        except ChangedMeanwhile:
            text = _("Nothing is published: something has changed since you opened this page. Look at it again.")
            messages.warning(request, text)
            url = self.url("changes", copy.pk)
        return HttpResponseRedirect(url)

    # The pages ------------------------------------------------------------------------------------------------------

    def _changes_page(self, request, copy):
        original = copy.working_copy_of
        live, proposal = snapshots.snapshot_of(original), working_copies.proposed(copy)
        basis = copy.working_copy_basis.snapshot
        newer = compare(basis, live, with_life=False) if live["content"] != basis["content"] else None
        return self.page(
            request,
            "admin/features/working_copies/changes.html",
            copy,
            title=_("Changes to “%(title)s”") % {"title": original},
            original=original,
            comparison=compare(live, proposal, with_life=False),
            newer=newer,
            seen=working_copies.fingerprint(copy),
            may_publish=may_publish(request.user, copy),
            may_change=has_permission(request.user, "change", copy),
            urls=self._urls(copy),
            findings=[finding for finding in findings(copy) if finding.is_error],
        )

    def _not_a_copy(self, request, item):
        """Say that there is nothing to publish (any more), and lead to what there is."""
        if type(item)._base_manager.filter(pk=item.pk).exists():
            messages.warning(request, _NO_COPY_ANY_MORE % {"title": item})
            return HttpResponseRedirect(change_url(item))
        messages.info(request, _("This working copy is no more: its changes are published or discarded already."))
        return HttpResponseRedirect(self.url("changelist"))

    def _viewed_item(self, request, object_id):
        """Return the item; an empty stand-in if it is no more, as after a second click on a button."""
        item = self.admin.get_object(request, unquote(object_id))
        if not self.admin.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item or self.admin.model()

    def _urls(self, item):
        names = ["edit_as_draft", "changes", "publish_changes", "take_over", "discard", "detach"]
        return {name: self.url(name, item.pk) for name in names}


@admin.display(description=gettext_lazy("changes to"))
def original_link(copy):
    """Lead to the original of a working copy."""
    original = copy.working_copy_of
    return format_html('<a href="{}">{}</a> ({})', change_url(original), original, original.get_absolute_url())


def _without(fields, name):
    """Return the ``fields`` of a fieldset, some of which share a line, without ``name``."""
    lines = [[field for field in line if field != name] if isinstance(line, (list, tuple)) else line for line in fields]
    return [line for line in lines if line and line != name]


def _conflicts_in_words(merged):
    names, labels = merged.snapshot["names"], []
    for label, key in merged.conflicts:
        labels.append(names.get(label, {}).get(str(key), "") if key else _("the fields at the top"))
    return [f"“{name}”" for name in labels]
