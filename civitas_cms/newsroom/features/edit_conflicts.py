"""A save that would undo what somebody else has saved since the form was opened: it is refused, and both are shown.

Each form carries the number of the latest revision that there was when it was opened. If there is a newer one, the form
is saved as a dry run, compared with what is there, and undone. The page that asks what to keep carries all that was
typed: as the form had it, so that one can go back to it, and as a snapshot, signed, which is what gets saved.
"""

import re

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import dry_run, participant
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.submission import VERSION_FIELD, fields_to_send_again, without_messages
from civitas_cms.publishing.models import VERSION_PATTERN, Revision, Transition, item_of
from civitas_cms.publishing.revisions import saving, snapshots
from civitas_cms.publishing.revisions.edit_conflicts import EditConflict, is_untouched, with_deleted, without_added
from civitas_cms.publishing.revisions.three_way_merge import Side
from civitas_cms.publishing.revisions.writing import write_snapshot

from . import Feature
from .unsaved_text import RESTORE_FIELD

SUBMITTED_SNAPSHOT_FIELD = "_typed"
CHOICE_PREFIX = "_choice-"
SIGNING_SALT = "typed at the same time"
ROW_FIELD_PATTERN = re.compile(r"(?P<relation>.+)-\d+-\w+")


class EditConflicts(Feature):
    """A form that knows which version it was opened with."""

    templates = {
        "notices": "admin/features/edit_conflicts/notices.html",
        "form_top": "admin/features/edit_conflicts/form_top.html",
    }

    def context(self, request, obj, context):
        """Note the version that the form is opened with; a form that comes back keeps its own."""
        if request.method == "POST":
            return {"version": request.POST.get(VERSION_FIELD)}
        item = obj and item_of(obj)
        latest = item and Revision.objects.of(item).only("number", "rewrites").first()
        return {"version": item and (latest.version if latest else "0")}

    def refuse(self, request, obj):
        """Refuse to undo what somebody else has saved; save what was chosen of two versions."""
        item = obj and item_of(obj)
        if item is None or RESTORE_FIELD in request.POST or not self.admin.has_change_permission(request, obj):
            return None
        if item is not obj or SUBMITTED_SNAPSHOT_FIELD in request.POST:  # else it is read and locked
            item = type(item)._base_manager.select_for_update(no_key=True).filter(pk=item.pk).first()
        if item is None:
            return None
        if SUBMITTED_SNAPSHOT_FIELD in request.POST:
            return self._save_choices(request, obj, item)
        return self._refusal(request, obj, item)

    # Refusing -------------------------------------------------------------------------------------------------------

    def _refusal(self, request, obj, item):
        """Return the page with both versions, or the form with its errors; None if there is no reason to refuse."""
        version = request.POST.get(VERSION_FIELD, "")
        if not VERSION_PATTERN.fullmatch(version):
            return None  # a program sends what it wants to be there
        latest = Revision.objects.of(item).first()
        base = latest if latest and latest.version == version else Revision.objects.of(item).at(version)
        theirs = snapshots.snapshot_of(item)
        with participant(saving.AsFound) as found:
            found.note(item, latest, theirs)
        if latest is None or (base and is_untouched(base.snapshot, theirs)):
            return None
        with dry_run():
            if base and (start := with_deleted(theirs, base.snapshot, _sent_parts(request.POST))):
                write_snapshot(start, type(item)._base_manager.get(pk=item.pk))
            attempt = without_messages(request)
            submission = self.admin.read_submission(attempt, self.admin.get_object(attempt, str(obj.pk)))
            if not self.admin.save_submission(attempt, submission):
                # Rendered while the dry run lasts: the form shows rows that are not there otherwise.
                return self.admin.show_submission(request, submission, is_stale=True).render()
            saved = snapshots.snapshot_of(item)
            rows = [row for formset in submission.formsets for row in formset.get_queryset()]
        covered = {(row._meta.label_lower, row.pk) for row in rows}
        typed = without_added(saved, theirs, base.snapshot if base else theirs, covered)
        # Where nobody knows any more what the form was opened with, all that differs is theirs.
        conflict = EditConflict(base.snapshot if base else typed, typed, theirs)
        if conflict.is_harmless:
            return None
        return self._both_versions(request, obj, conflict, base, saving.save_state_as_found(item))

    # Choosing -------------------------------------------------------------------------------------------------------

    def _save_choices(self, request, obj, item):
        """Save what was chosen of two versions, or show them again."""
        conflict, base, seen = _sent_conflict(request, item)
        conflict.choose(_choices(request.POST, conflict))
        latest = saving.save_state_as_found(item)
        if seen is None:  # its author has written on since
            conflict = EditConflict(conflict.base, conflict.mine, latest.snapshot)
            return self._both_versions(request, obj, conflict, base, latest)
        if latest.version != seen.version:  # somebody was quicker once more
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
        self.admin.log_change(request, obj, comment)
        for line in written.lost:
            messages.warning(request, line)
        if is_theirs:
            text = _("The version by %(who)s stays. What you typed is in the history.")
        elif is_mine:
            text = _("Your version is saved. The one by %(who)s is in the history.")
        else:
            text = _("Saved, with what you have chosen. Both versions are in the history.")
        messages.success(request, text % words)

    def _both_versions(self, request, obj, conflict, base, seen, **context):
        """Show both versions."""
        typed = {
            "by": request.user.pk,
            "of": [seen.content_type.model_class()._meta.label_lower, seen.object_id],
            "base": base and base.version,
            "seen": seen.version,
            "typed": conflict.mine,
        }
        newer = Revision.objects.of(item_of(obj)).filter(number__gt=base.number if base else 0)
        step = next((action for action in Transition.Action if f"_{action}" in request.POST), None)
        return self.page(
            request,
            "admin/features/edit_conflicts/edit_conflict.html",
            obj,
            status=409,
            title=_("Not saved yet: two versions"),
            newer=newer.select_related("made_by").defer("snapshot"),
            is_mine=seen.made_by == request.user,
            who=_name(seen.made_by),
            step=step and step.label,
            to_decide=[difference for difference in conflict.differences if difference.by is None],
            decided=[difference for difference in conflict.differences if difference.by is not None],
            typed=signing.dumps(typed, salt=SIGNING_SALT, compress=True),
            sent=fields_to_send_again(request.POST),
            **context,
        )


def _sent_conflict(request, item):
    """Return the edit conflict of the page, the revision that both began with, and the one that it showed.

    The revisions are None if they are no more.
    """
    try:
        sent = signing.loads(request.POST[SUBMITTED_SNAPSHOT_FIELD], salt=SIGNING_SALT)
    except signing.BadSignature as error:
        raise SuspiciousOperation("What was typed has been tampered with.") from error
    if (sent["by"], sent["of"]) != (request.user.pk, [item._meta.label_lower, item.pk]):
        raise PermissionDenied
    found = Revision.objects.of(item)
    base, seen = (found.at(str(version)) if version else None for version in (sent["base"], sent["seen"]))
    typed = sent["typed"]
    return EditConflict(base.snapshot if base else typed, typed, seen.snapshot if seen else typed), base, seen


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
