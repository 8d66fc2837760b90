"""The way of an item to the public, as the admin shows it: who may change it, the buttons, the list's actions.

What the buttons do is in ``publishing/workflow/transitions.py``. A button saves the form first, then takes the step, in
one transaction; if the step is refused, what was typed is saved all the same.
"""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.form_fields import replace_maxlength
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.rejected_submission import reject_submission
from civitas_cms.publishing.models import EffectiveState, Transition
from civitas_cms.publishing.workflow.permissions import may_change, may_delete, may_publish
from civitas_cms.publishing.workflow.readiness import findings
from civitas_cms.publishing.workflow.transitions import (
    OPERATIONS,
    RULES,
    AlreadyDone,
    NotReady,
    Refused,
    closed_to_changes,
    possible,
)

from . import Feature

Action = Transition.Action
MAX_COMMENT_LENGTH = 1000  # characters
TIME_FIELDS = ("publish_at", "expire_at")
ITEMS_NAMED = 10  # items that a message names
REFUSALS_EXPLAINED = (
    100  # items of which it says why something could not be done with them: more than a list shows at once
)
#: The step that an item waits for as it stands; of several, the first that the person may take.
MAIN_STEPS = {
    EffectiveState.DRAFT: (Action.PUBLISH, Action.SUBMIT),
    EffectiveState.IN_REVIEW: (Action.PUBLISH,),
    EffectiveState.EXPIRED: (Action.PUBLISH,),
    EffectiveState.ARCHIVED: (Action.RESTORE,),
}


def pressed(data):
    """Return the action whose button was pressed, from a request's or form's data; None if it was another button."""
    return next((action for action in Action if f"_{action}" in data), None)


class WorkflowForm(ConstraintForm):
    """An item's form: its state changes by buttons only, and so do the times that visitors would notice at once."""

    comment = forms.CharField(
        label=_lazy("Comment for the history"),
        required=False,
        max_length=MAX_COMMENT_LENGTH,
        help_text=_lazy("Why you save or do this. If you request changes, say which."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    class Meta:
        help_texts = {
            "publish_at": _lazy("When it shall appear by itself: give the time, then press “Schedule”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        replace_maxlength(self.fields["comment"])
        if self.is_bound and self.instance.pk and "slug" in self.fields and "slug" not in self.data:
            # It was a working copy, which has no URL of its own, when the form was opened.
            self.data = self.data.copy()
            self.data["slug"] = self.instance.slug

    @property
    def changed_data(self):
        """Return what was changed in the item: the comment is about it, not of it."""
        return [name for name in super().changed_data if name != "comment"]

    def clean(self):
        """Say beside the field what is wrong with a time, or that a comment is missing."""
        super().clean()
        self.effective_state, self.action = self.instance.effective_state(), pressed(self.data)
        if self.action == Action.REQUEST_CHANGES and not self.cleaned_data.get("comment"):
            self.add_error("comment", _("Say what has to be changed, so that the author knows."))
        self._check_publication_time()
        self._check_time_to_expire()
        return self.cleaned_data

    def _check_publication_time(self):
        if "publish_at" not in self.cleaned_data:
            return
        publish_at, now = self.cleaned_data["publish_at"], timezone.now()
        is_in_the_future = publish_at is not None and publish_at > now
        if self.action == Action.SCHEDULE and not is_in_the_future:
            self.add_error("publish_at", _("Give a time in the future, when it shall appear."))
        if "publish_at" not in self.changed_data:
            return
        if self.effective_state == EffectiveState.PUBLISHED and is_in_the_future:
            message = _("Visitors see it already. To let it appear later, press “Unpublish” first.")
            self.add_error("publish_at", message)
        elif self.effective_state == EffectiveState.PUBLISHED and publish_at is None:
            # The form was opened before somebody published it, or this is the second click on the button.
            self.cleaned_data["publish_at"] = self.instance.publish_at
        elif self.effective_state == EffectiveState.SCHEDULED and not is_in_the_future:
            self.cleaned_data["publish_at"] = self.instance.publish_at  # for the button that decides
            if not self.action:
                message = _("It is scheduled. To show it now, press “Publish now”; to take it back, “Unpublish”.")
                self.add_error("publish_at", message)

    def _check_time_to_expire(self):
        publish_at, expire_at = self.cleaned_data.get("publish_at"), self.cleaned_data.get("expire_at")
        if not expire_at:
            return
        if publish_at and expire_at <= publish_at:
            self.add_error("expire_at", _("An item cannot expire before it is published."))
        elif "expire_at" in self.changed_data and expire_at <= timezone.now():
            self.add_error("expire_at", _("This time has passed. To take it off the site now, press “Unpublish”."))


class TransitionActionForm(ActionForm):
    """What the list asks for when something is done with many items at once."""

    comment = forms.CharField(label=_lazy("Comment:"), required=False, max_length=MAX_COMMENT_LENGTH)


class Workflow(Feature):
    """The part of an item's page that brings it to the public and back."""

    templates = {
        "status": "admin/features/workflow/status.html",
        "steps": "admin/features/workflow/steps.html",
        "beside_buttons": "admin/features/workflow/comment.html",
        "panel": "admin/features/workflow/readiness.html",
    }
    panel_order = 10

    def permits(self, request, action, obj):
        """Let only those delete an item who may change it; who may not publish, their own drafts."""
        return action != "delete" or may_delete(request.user, obj)

    # The form -------------------------------------------------------------------------------------------------------

    def readonly_fields(self, request, obj):
        """Show the times to those who may not publish; an expired item gets new ones by being published again."""
        is_expired = obj and obj.effective_state() == EffectiveState.EXPIRED
        return list(TIME_FIELDS) if is_expired or not may_publish(request.user, self.admin.model) else []

    def context(self, request, obj, context):
        """Show how the item stands, what is missing before it can be published, and the buttons."""
        saved = self.admin.model._base_manager.get(pk=obj.pk) if obj and request.method == "POST" else obj
        item = saved or self.admin.model()
        offered = [] if context["is_popup"] else self._offered(request.user, saved)
        may_change_it = bool(saved) and may_change(request.user, saved)
        return {
            "item": saved,
            "effective_state": item.effective_state(),
            "transitions": offered,
            "main_step": None if context["is_popup"] else _main_step(request.user, item, dict(offered)),
            "last_step": saved and Transition.objects.of(saved).select_related("by").first(),
            "is_closed": bool(saved) and self.admin.has_change_permission(request) and not may_change_it,
            "findings": findings(saved) if may_change_it else None,
            "show_save_and_add_another": False,
        }

    def refuse(self, request, obj):
        """Give who may not change the item any more back what they have typed."""
        if not obj or self.admin.has_change_permission(request, obj) or not self.admin.has_change_permission(request):
            return None
        return reject_submission(self.admin, request, closed_to_changes(obj), item=obj)

    def after_save(self, request, obj, form, formsets, change):
        """Keep a comment that was made without taking a step."""
        comment = form.cleaned_data["comment"]
        if comment and not pressed(request.POST):
            self.admin.log_change(request, obj, comment)

    def before_delete(self, request, obj):
        """See to it that nobody has made public meanwhile what is chosen in a list; raises PermissionDenied."""
        now = self.admin.model._base_manager.select_for_update(no_key=True).filter(pk=obj.pk).first()
        if now and not self.admin.has_delete_permission(request, now):
            raise PermissionDenied

    def respond(self, request, obj, change):
        """Take the step whose button was pressed, if one was, tell what came of it, and stay with the item."""
        action = pressed(request.POST)
        if action is None:
            return None
        comment = request.POST.get("comment", "")
        try:
            messages.success(request, _take_step(request.user, obj, action, comment))
        except AlreadyDone as done:
            messages.info(request, done)
        except NotReady as unready:
            count = len(unready.findings)
            text = ngettext(
                "Your changes are saved. “{title}” cannot go public yet: {link}one thing{end} must be mended.",
                "Your changes are saved. “{title}” cannot go public yet: {link}{count} things{end} must be mended.",
                count,
            )
            link, end = mark_safe('<a href="#readiness">'), mark_safe("</a>")
            messages.error(request, format_html(text, title=obj, count=count, link=link, end=end))
        except Refused as refusal:
            messages.warning(request, _("Your changes are saved. %(refusal)s") % {"refusal": refusal})
        except PermissionDenied:
            text = _("Your changes are saved, but you may not do this with “%(title)s”: %(action)s.")
            messages.error(request, text % {"title": obj, "action": action.label})
        filters = {"preserved_filters": self.admin.get_preserved_filters(request), "opts": self.admin.opts}
        return HttpResponseRedirect(add_preserved_filters(filters, change_url(obj)))

    def _offered(self, user, item):
        """Return what the person may do with ``item`` (None: a new one), as pairs of an action and its label."""
        actions = possible(user, item or self.admin.model())
        return [(action, action.label) for action in actions if item or action != Action.ARCHIVE]

    # The list -------------------------------------------------------------------------------------------------------

    def actions(self, request):
        """Offer the transitions that the person may do with items of this kind."""
        return {
            action.value: (_step_for_many(action), action.value, action.label)
            for action, rule in RULES.items()
            if IS_POPUP_VAR not in request.GET and rule.permits(request.user, self.admin.model)
        }


def _main_step(user, item, offered):
    """Return what ``item`` waits for most as it stands; a working copy goes public by being compared."""
    if item.working_copy_of_id and may_publish(user, item):
        return "compare"
    return next((step for step in MAIN_STEPS.get(item.effective_state(), ()) if step in offered), None)


def _take_step(user, item, action, comment):
    """Do ``action`` with ``item``, and return what to tell; raises as ``transitions`` say."""
    with transaction.atomic():
        return OPERATIONS[action](item, user, comment)


def _step_for_many(action):
    """Return what does ``action`` with many items of the list, each for itself, and tells what came of it."""

    def step(admin, request, queryset):
        comment, done, refusals = request.POST.get("comment", "")[:MAX_COMMENT_LENGTH], [], []
        for item in queryset.order_by("pk"):
            try:
                _take_step(request.user, item, action, comment)
                done.append(f"“{item}”")
            except Refused as refusal:
                refusals.append(str(refusal))
            except PermissionDenied:
                refusals.append(_("You may not do this with “%(title)s”.") % {"title": item})
        if done:
            words = {"action": action.label, "count": len(done), "names": ", ".join(_some(done, ITEMS_NAMED))}
            messages.success(request, _("%(action)s: done for %(count)s: %(names)s.") % words)
        if refusals:
            text = _("%(action)s: not done for %(count)s.") % {"action": action.label, "count": len(refusals)}
            lines = ([line] for line in [text, *_some(refusals, REFUSALS_EXPLAINED)])
            messages.warning(request, format_html_join(mark_safe("<br>"), "{}", lines))

    return step


def _some(texts, number):
    """Return the first ``number`` of ``texts``, and how many there are more."""
    shown = [Truncator(text).chars(300) for text in texts[:number]]
    if len(texts) > number:
        shown.append(_("and %(count)s more") % {"count": len(texts) - number})
    return shown
