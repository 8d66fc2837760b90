"""A save that would undo what somebody else has saved since the form was opened: it is refused, and both are shown.

Each form carries the number of the latest revision that there was when it was opened. If there is a newer one, the form
is saved as a dry run, compared with what is there, and undone. The page that asks what to keep carries all that was
typed: as the form had it, so that one can go back to it, and as a snapshot, signed, which is what gets saved.
"""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage import default_storage
from django.core import signing
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import dry_run
from civitas_cms.publishing.models import Revision, Transition, item_of
from civitas_cms.publishing.revisions import saving, snapshots
from civitas_cms.publishing.revisions.edit_conflicts import EditConflict, is_untouched, with_deleted, without_added
from civitas_cms.publishing.revisions.three_way_merge import Side
from civitas_cms.publishing.revisions.writing import write_snapshot

from .revisions import change_url
from .submitted_data import CHOICE_PREFIX, SUBMITTED_SNAPSHOT_FIELD, submitted_fields
from .unsaved_text import RESTORE_FIELD

VERSION_FIELD = "_version"
SIGNING_SALT = "typed at the same time"
ROW_FIELD_PATTERN = re.compile(r"(?P<relation>.+)-\d+-\w+")


class _Rehearsed(Exception):  # noqa: N818 - it ends a dry run
    """The form could be saved; ``typed`` is what the item would be then, ``covered`` the parts that the form is about.

    Those are pairs of a model's label and a part's key.
    """

    def __init__(self, typed, covered):
        super().__init__()
        self.typed, self.covered = typed, covered


class CollisionsAdmin:
    """A form that knows which version it was opened with."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save, unless that would undo what somebody else has saved."""
        if request.method == "POST" and object_id and RESTORE_FIELD not in request.POST:
            if SUBMITTED_SNAPSHOT_FIELD in request.POST:
                return self._save_choices(request, object_id)
            if response := self._refusal(request, object_id, form_url, extra_context):
                return response
        return super().changeform_view(request, object_id, form_url, extra_context)

    def construct_change_message(self, request, form, formsets, add=False):
        """End a dry run here, where all is saved and nobody was told."""
        if getattr(request, "rehearsed_item", None):
            covered = {(row._meta.label_lower, row.pk) for formset in formsets for row in formset.get_queryset()}
            raise _Rehearsed(snapshots.snapshot_of(request.rehearsed_item), covered)
        return super().construct_change_message(request, form, formsets, add)

    def render_change_form(self, request, context, *args, **kwargs):
        """Note the version that the form is opened with; a form that comes back keeps its own."""
        obj = kwargs.get("obj")
        if request.method == "POST":
            context["version"] = request.POST.get(VERSION_FIELD)
        elif obj and obj.pk and (item := item_of(obj)):
            context["version"] = _number_of(Revision.objects.of(item).only("number").first())
        return super().render_change_form(request, context, *args, **kwargs)

    # Refusing -------------------------------------------------------------------------------------------------------

    def _refusal(self, request, object_id, form_url, extra_context):
        """Return the page with both versions, or the form with its errors; None if there is no reason to refuse."""
        version = request.POST.get(VERSION_FIELD, "")
        obj, item = self._locked(request, object_id)
        if item is None or not re.fullmatch(r"\d{1,9}", version):
            return None  # there is none, or a program sends what it wants to be there
        base = Revision.objects.of(item).filter(number=max(1, int(version))).first()
        theirs = snapshots.snapshot_of(item)
        if (base is None and not Revision.objects.of(item).exists()) or (base and is_untouched(base.snapshot, theirs)):
            return None
        typed = self._dry_run(request, item, base and base.snapshot, theirs, (object_id, form_url, extra_context))
        if not isinstance(typed, dict):
            return typed
        # Where nobody knows any more what the form was opened with, all that differs is theirs.
        conflict = EditConflict(base.snapshot if base else typed, typed, theirs)
        if conflict.is_harmless:
            return None
        return self._both_versions(request, obj, conflict, base, saving.save_state_as_found(item))

    def _locked(self, request, object_id):
        """Return the object and the item that it is or belongs to, which nobody else can save now; None if not there.

        Raises PermissionDenied.
        """
        obj = self.get_object(request, unquote(object_id))
        item = obj and item_of(obj)
        if not item:
            return obj, None
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        snapshots.lock([item])
        return obj, type(item)._base_manager.filter(pk=item.pk).first()  # as it is now

    def _dry_run(self, request, item, base, theirs, form):
        """Return what ``item`` would be if the form were saved, as a snapshot; or the form with its errors."""
        told, request._messages = request._messages, default_storage(request)
        request.rehearsed_item = item
        try:
            with dry_run():
                if base and (start := with_deleted(theirs, base, _sent_parts(request.POST))):
                    write_snapshot(start, type(item)._base_manager.get(pk=item.pk))
                response = super().changeform_view(request, *form)
                if isinstance(response, TemplateResponse):
                    response.context_data["is_stale"] = True
                    response.render()  # while the dry run lasts: the form shows rows that are not there otherwise
                return response
        except _Rehearsed as rehearsed:
            return without_added(rehearsed.typed, theirs, base or theirs, rehearsed.covered)
        finally:
            request._messages, request.rehearsed_item, request.form_is_saved = told, None, False

    # Choosing -------------------------------------------------------------------------------------------------------

    def _save_choices(self, request, object_id):
        """Save what was chosen of two versions, or show them again."""
        obj, item = self._locked(request, object_id)
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        conflict, base, seen = self._sent_collision(request, item)
        conflict.choose(_choices(request.POST, conflict))
        latest = saving.save_state_as_found(item)
        if latest.number != seen.number:  # somebody was quicker once more
            conflict = EditConflict(seen.snapshot, conflict.result(), latest.snapshot)
            base, seen = seen, latest
            if not conflict.is_harmless:
                return self._both_versions(request, obj, conflict, base, seen)
        elif conflict.undecided:
            return self._both_versions(request, obj, conflict, base, seen, is_undecided=True)
        try:
            with transaction.atomic():
                self._save_result(request, obj, item, conflict, seen)
        except IntegrityError as error:
            return self._both_versions(request, obj, conflict, base, seen, refusal=_in_words(error, item))
        request.form_is_saved = True
        return HttpResponseRedirect(change_url(obj))

    def _save_result(self, request, obj, item, conflict, seen):
        result = conflict.result()
        is_theirs = result["content"] == seen.snapshot["content"] and result["life"] == seen.snapshot["life"]
        is_mine = result["content"] == conflict.mine["content"]
        words = {"number": seen.number, "who": _name(seen.made_by)}
        if not is_mine:
            text = _("Typed at the same time as version %(number)s; what was chosen of it is in the next version.")
            saving.set_aside(item, request.user, conflict.mine, text % words)
        for name, value in result["life"].items():
            if name != "state":
                setattr(item, name, item._meta.get_field(name).to_python(value))
        item.updated_by = request.user
        written = write_snapshot(result, item)
        connection.check_constraints()
        comment = " ".join(filter(None, [_("Two versions brought together."), request.POST.get("comment", "")[:900]]))
        saving.save_revision(item, request.user, comment=comment, before=seen.snapshot)
        self.log_change(request, obj, comment)
        for line in written.lost:
            messages.warning(request, line)
        if is_theirs:
            text = _("The version by %(who)s stays. What you typed is in the history.")
        elif is_mine:
            text = _("Your version is saved. The one by %(who)s is in the history.")
        else:
            text = _("Saved, with what you have chosen. Both versions are in the history.")
        messages.success(request, text % words)

    def _sent_collision(self, request, item):
        """Return the edit conflict of the page, the revision that both began with, and the one that it showed."""
        try:
            sent = signing.loads(request.POST[SUBMITTED_SNAPSHOT_FIELD], salt=SIGNING_SALT)
        except signing.BadSignature as error:
            raise SuspiciousOperation("What was typed has been tampered with.") from error
        if (sent["by"], sent["of"]) != (request.user.pk, [item._meta.label_lower, item.pk]):
            raise PermissionDenied
        found = Revision.objects.of(item)
        base, seen = found.filter(number=sent["base"]).first(), found.filter(number=sent["seen"]).first()
        if seen is None:
            seen = found.first()
        return EditConflict(base.snapshot if base else sent["typed"], sent["typed"], seen.snapshot), base, seen

    def _both_versions(self, request, obj, conflict, base, seen, **context):
        """Show both versions."""
        typed = {
            "by": request.user.pk,
            "of": [seen.content_type.model_class()._meta.label_lower, seen.object_id],
            "base": _number_of(base),
            "seen": seen.number,
            "typed": conflict.mine,
        }
        newer = Revision.objects.of(item_of(obj)).filter(number__gt=_number_of(base)).select_related("made_by")
        step = next((action for action in Transition.Action if f"_{action}" in request.POST), None)
        context |= {
            "title": _("Not saved yet: two versions"),
            "opts": self.opts,
            "item": obj,
            "list_address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "change_url": change_url(obj),
            "newer": newer.defer("snapshot"),
            "is_mine": seen.made_by == request.user,
            "who": _name(seen.made_by),
            "step": step and step.label,
            "to_decide": [difference for difference in conflict.differences if difference.by is None],
            "decided": [difference for difference in conflict.differences if difference.by is not None],
            "typed": signing.dumps(typed, salt=SIGNING_SALT, compress=True),
            "sent": submitted_fields(request.POST),
        }
        request.current_app = self.admin_site.name
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/publishing/edit_conflict.html", context, status=409)


def _number_of(revision):
    return revision.number if revision else 0


def _name(user):
    return (user.get_full_name() or user.get_username()) if user else _("somebody")


def _sent_parts(data):
    """Return the parts whose rows a form has sent, as pairs of a relation's name and a key."""
    rows = ((ROW_FIELD_PATTERN.fullmatch(name), value) for name, value in data.items() if value.isdecimal())
    return {(row["relation"], int(value)) for row, value in rows if row and row.string.endswith("-id")}


def _choices(data, conflict):
    """Return what was chosen, by place."""
    for side in Side:
        if f"_{side}" in data:
            return {difference.place: side for difference in conflict.differences}
    chosen = ((difference.place, data.get(CHOICE_PREFIX + difference.place)) for difference in conflict.differences)
    return {where: Side(side) for where, side in chosen if side in list(Side)}


def _in_words(error, item):
    """Say which rule of the database the choices break."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    models = [type(item), *snapshots.part_models(type(item))]
    rules = {rule.name: rule for model in models for rule in model._meta.constraints}
    words = (
        rules[name].get_violation_error_message() if name in rules else _("what you have chosen does not fit together.")
    )
    return _("This cannot be saved so: %(reason)s Choose differently, or go back to the form.") % {"reason": words}
