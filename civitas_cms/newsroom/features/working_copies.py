"""Working copies in the admin: from a published item to its changes, and from there back to the public."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.revisions import snapshots, working_copies
from civitas_cms.publishing.revisions.comparison import compare
from civitas_cms.publishing.revisions.working_copies import ChangedMeanwhile, OriginalGone
from civitas_cms.publishing.workflow.permissions import has_permission, may_publish
from civitas_cms.publishing.workflow.readiness import findings
from civitas_cms.publishing.workflow.transitions import NotReady

from .revisions import change_url

_NO_COPY_ANY_MORE = gettext_lazy(
    "“%(title)s” is a draft of its own: what it was a copy of has been deleted, or it was set free."
)


class WorkingCopiesAdmin:
    """The page of an item that may be a working copy, or have one."""

    # Where it is found ----------------------------------------------------------------------------------------------

    def get_urls(self):
        """Add the URLs of what is done with working copies."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            ("edit-as-draft", self.edit_as_draft_view, "edit_as_draft"),
            ("changes", self.changes_view, "changes"),
            ("publish-changes", self.publish_changes_view, "publish_changes"),
            ("take-over", self.take_over_view, "take_over"),
            ("discard", self.discard_view, "discard"),
            ("detach", self.detach_view, "detach"),
        ]
        views = [
            path(f"<path:object_id>/{route}/", self.admin_site.admin_view(view), name=f"{name}_{last}")
            for route, view, last in pages
        ]
        return [*views, *super().get_urls()]

    def get_list_select_related(self, request):
        """Bring along what a working copy is of, and the copy of an original, which lists name."""
        return [*(super().get_list_select_related(request) or ()), "working_copy_of", "working_copy"]

    def get_search_results(self, request, queryset, search_term):
        """Offer no working copies where items are chosen to be linked to."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.originals()
        return super().get_search_results(request, queryset, search_term)

    # The form -------------------------------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        """Show, instead of URL and times, which a working copy does not change, what it is a copy of."""
        fieldsets = super().get_fieldsets(request, obj)
        if not obj or not obj.working_copy_of_id:
            return fieldsets
        fieldsets = [
            (name, options | {"fields": _without(options["fields"], "slug")})
            for name, options in fieldsets
            if (name, options) != self.publication_fieldset
        ]
        description = _("Visitors see nothing of these changes until they are published. The address stays the same.")
        return [(None, {"fields": ["original_link"], "description": description}), *fieldsets]

    def get_readonly_fields(self, request, obj=None):
        """Show what a working copy is of."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "original_link"] if obj and obj.working_copy_of_id else fields

    def get_prepopulated_fields(self, request, obj=None):
        """Make no URL from the title of a working copy: it has that of its original."""
        fields = super().get_prepopulated_fields(request, obj)
        return {} if obj and obj.working_copy_of_id else fields

    @admin.display(description=gettext_lazy("changes to"))
    def original_link(self, copy):
        """Lead to the original."""
        original = copy.working_copy_of
        return format_html('<a href="{}">{}</a> ({})', change_url(original), original, original.get_absolute_url())

    def render_change_form(self, request, context, *args, **kwargs):
        """Tell the buttons at the top what can be done."""
        item = kwargs.get("obj")
        if item and item.pk and not context["is_popup"]:
            can_have = working_copies.can_have_working_copy(item) and has_permission(request.user, "change", item)
            can_be_published = may_publish(request.user, item)
            if item.working_copy_of_id and can_be_published:
                context["main_step"] = "compare"
            context |= {
                "can_have_working_copy": can_have,
                "may_publish": can_be_published,
                "working_copy": working_copies.working_copy_of(item) if can_have else None,
                "is_working_copy": bool(item.working_copy_of_id),
                "working_copy_urls": self._urls(item),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request, obj):
        """Go on to the comparison if that was asked for; say so if it is no working copy any more."""
        if "slug" not in request.POST and not obj.working_copy_of_id and "_compare" not in request.POST:
            messages.warning(request, _NO_COPY_ANY_MORE % {"title": obj})
        if "_compare" in request.POST:
            return HttpResponseRedirect(self._urls(obj)["changes"])
        return super().response_change(request, obj)

    # What is done with it -------------------------------------------------------------------------------------------

    @method_decorator(require_POST)
    def edit_as_draft_view(self, request, object_id):
        """Make a working copy, or find the one that there is, and lead to it."""
        with unit_of_work():
            copy = working_copies.make_working_copy(self._locked_item(request, object_id), request.user)
        return HttpResponseRedirect(change_url(copy))

    def changes_view(self, request, object_id):
        """Show what a working copy changes, and ask whether to publish that."""
        copy = self._viewed_item(request, object_id)
        if not copy.working_copy_of_id:
            return self._not_a_copy(request, copy)
        return self._changes_page(request, copy)

    @method_decorator(require_POST)
    def publish_changes_view(self, request, object_id):
        """Publish a working copy's changes, if they and the original are as the person has seen them."""
        return self._act(request, object_id, self._publish)

    @method_decorator(require_POST)
    def take_over_view(self, request, object_id):
        """Take newer changes of the original over into a working copy."""
        return self._act(request, object_id, self._take_over)

    @method_decorator(require_POST)
    def discard_view(self, request, object_id):
        """Drop a working copy."""
        return self._act(request, object_id, self._discard)

    @method_decorator(require_POST)
    def detach_view(self, request, object_id):
        """Make a working copy a draft of its own."""
        return self._act(request, object_id, self._detach)

    def _publish(self, request, copy):
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
        merged = working_copies.merge_from_original(copy, request.user, request.POST.get("seen", ""))
        messages.success(request, _("The newer changes of the live version are taken over into yours."))
        if merged.conflicts:
            text = _("Where both had changed the same words, yours stay. Look at these again: %(parts)s.")
            messages.warning(request, text % {"parts": ", ".join(_conflicts_in_words(merged))})
        return self._urls(copy)["changes"]

    def _discard(self, request, copy):
        original = copy.working_copy_of
        working_copies.discard_working_copy(copy, request.user)
        deleted = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_deleted")
        link = format_html('<a href="{}">{}</a>', deleted, _("Recently deleted"))
        text = _("The changes to “{}” are discarded. If that was a mistake, find them under {}.")
        messages.success(request, format_html(text, original, link))
        return change_url(original)

    def _detach(self, request, copy):
        working_copies.detach_working_copy(copy, request.user)
        messages.success(request, _("“%(title)s” is a draft of its own now.") % {"title": copy})
        return change_url(copy)

    def _act(self, request, object_id, action):
        """Do ``action`` with a working copy, and lead to the URL that it returns."""
        copy = self._viewed_item(request, object_id)
        if not copy.working_copy_of_id:
            return self._not_a_copy(request, copy)
        try:
            with unit_of_work():
                url = action(request, copy)
        except OriginalGone:
            return self._not_a_copy(request, copy)
        except NotReady as unready:
            messages.error(request, unready)
            url = self._urls(copy)["changes"]
        except ChangedMeanwhile:
            text = _("Nothing is published: something has changed since you opened this page. Look at it again.")
            messages.warning(request, text)
            url = self._urls(copy)["changes"]
        return HttpResponseRedirect(url)

    # The pages ------------------------------------------------------------------------------------------------------

    def _changes_page(self, request, copy):
        original = copy.working_copy_of
        live, proposal = snapshots.snapshot_of(original), working_copies.proposed(copy)
        basis = copy.working_copy_basis.snapshot
        newer = compare(basis, live, with_life=False) if live["content"] != basis["content"] else None
        return self._page(
            request,
            "changes",
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
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _viewed_item(self, request, object_id):
        """Return the item; an empty stand-in if it is no more, as after a second click on a button."""
        item = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item or self.model()

    def _locked_item(self, request, object_id):
        item = self._viewed_item(request, object_id)
        if item.pk is None:
            raise Http404
        return item

    def _urls(self, item):
        names = ["edit_as_draft", "changes", "publish_changes", "take_over", "discard", "detach"]
        prefix = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {name: reverse(f"{prefix}_{name}", args=[item.pk]) for name in names}


def _without(fields, name):
    """Return the ``fields`` of a fieldset, some of which share a line, without ``name``."""
    lines = [[field for field in line if field != name] if isinstance(line, (list, tuple)) else line for line in fields]
    return [line for line in lines if line and line != name]


def _conflicts_in_words(merged):
    names, labels = merged.snapshot["names"], []
    for label, key in merged.conflicts:
        labels.append(names.get(label, {}).get(str(key), "") if key else _("the fields at the top"))
    return [f"“{name}”" for name in labels]
