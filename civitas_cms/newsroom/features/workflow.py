"""The way of an item to the public, as the admin shows it: who may change it, the buttons, the list's actions.

What the buttons do is in ``publishing/transitions.py``. A button saves the form first, then takes the step, in one
transaction; if the step is refused, what was typed is saved all the same.
"""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.lengths import replace_maxlength
from civitas_cms.publishing.models import EffectiveState, Transition
from civitas_cms.publishing.workflow.permissions import may_change, may_publish
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
        for name in TIME_FIELDS:
            if stored := getattr(self.instance, name):
                self.initial[name] = stored.replace(second=0, microsecond=0)  # as editors see and enter it
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
        for name in TIME_FIELDS:
            if name in self.cleaned_data and name not in self.changed_data:
                self.cleaned_data[name] = getattr(self.instance, name)  # to the second, as it was
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


class WorkflowAdmin:
    """The part of an item's admin page that brings it to the public and back."""

    form = WorkflowForm
    action_form = TransitionActionForm
    change_form_template = "admin/workflow/change_form.html"

    class Media:
        js = ["js/admin-workflow.js"]

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_delete_permission(self, request, obj=None):
        """Let those who may not publish delete only what is not public business yet."""
        return super().has_delete_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def get_readonly_fields(self, request, obj=None):
        """Show the times to those who may not publish; an expired item gets new ones by being published again."""
        fields = super().get_readonly_fields(request, obj)
        if may_publish(request.user, self.model) and not (obj and obj.effective_state() == EffectiveState.EXPIRED):
            return fields
        return [*fields, "publish_at", "expire_at"]

    def get_object(self, request, object_id, from_field=None):
        """Return the item; while a form is saved, nobody else can take it a step further."""
        item = super().get_object(request, object_id, from_field)
        if item and request.method == "POST" and connection.in_atomic_block:
            self.model._base_manager.select_for_update(no_key=True).filter(pk=item.pk).first()
            item = super().get_object(request, object_id, from_field)
        return item

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save; who may not change the item any more gets back what they have typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            item = self.get_object(request, unquote(object_id)) if object_id else None
            is_closed = item and not self.has_change_permission(request, item)
            if request.method == "POST" and is_closed and self.has_change_permission(request):
                return self.give_back(request, closed_to_changes(item), item=item)
            raise

    # The form -------------------------------------------------------------------------------------------------------

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show how the item stands, what is missing before it can be published, and the buttons."""
        saved = self.model._base_manager.get(pk=obj.pk) if obj and request.method == "POST" else obj
        item = saved or self.model()
        effective_state, offered = (
            item.effective_state(),
            [] if context["is_popup"] else self.offered_transitions(request, saved),
        )
        steps = dict(offered)
        context.setdefault(
            "main_step", next((step for step in MAIN_STEPS.get(effective_state, ()) if step in steps), None)
        )
        context |= {
            "item": saved,
            "effective_state": effective_state,
            "transitions": offered,
            "last_step": saved and Transition.objects.of(saved).select_related("by").first(),
            "is_closed": bool(saved) and self.has_change_permission(request) and not may_change(request.user, saved),
            "findings": findings(saved) if saved and may_change(request.user, saved) else None,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def offered_transitions(self, request, item):
        """Return what the person may do with ``item`` (None: a new one), as pairs of an action and its label."""
        actions = possible(request.user, item or self.model())
        return [(action, action.label) for action in actions if item or action != Action.ARCHIVE]

    def log_change(self, request, obj, message):
        """Leave out that nothing was changed when a button was pressed that does something else."""
        if message or not pressed(request.POST):
            super().log_change(request, obj, message)

    def save_related(self, request, form, formsets, change):
        """Save, and keep a comment that was made without taking a step."""
        super().save_related(request, form, formsets, change)
        comment = form.cleaned_data["comment"]
        if comment and not pressed(request.POST):
            super().log_change(request, form.instance, comment)

    def response_add(self, request, obj, post_url_continue=None):
        """Take the step whose button was pressed, if one was."""
        if action := pressed(request.POST):
            return self._after_step(request, obj, action)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Take the step whose button was pressed, if one was."""
        if action := pressed(request.POST):
            return self._after_step(request, obj, action)
        return super().response_change(request, obj)

    def take_step(self, request, item, action, comment):
        """Do ``action`` with ``item``, and return what to tell; raises as ``transitions`` say."""
        with transaction.atomic():
            return OPERATIONS[action](item, request.user, comment)

    def _after_step(self, request, item, action):
        """Take the step, tell what came of it, and stay with the item. The form is saved already."""
        self.require_consistency()
        comment = request.POST.get("comment", "")
        try:
            messages.success(request, self.take_step(request, item, action, comment))
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
            messages.error(request, format_html(text, title=item, count=count, link=link, end=end))
        except Refused as refusal:
            messages.warning(request, _("Your changes are saved. %(refusal)s") % {"refusal": refusal})
        except PermissionDenied:
            text = _("Your changes are saved, but you may not do this with “%(title)s”: %(action)s.")
            messages.error(request, text % {"title": item, "action": action.label})
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[item.pk])
        filters = self.get_preserved_filters(request)
        return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": self.opts}, url))

    # The list -------------------------------------------------------------------------------------------------------

    def get_actions(self, request):
        """Offer the transitions that the person may do with items of this kind."""
        actions = super().get_actions(request)
        for action, rule in RULES.items() if IS_POPUP_VAR not in request.GET else ():
            if rule.permits(request.user, self.model):
                actions[action.value] = (_step_for_many(action), action.value, action.label)
        return actions

    def take_steps(self, request, queryset, action):
        """Do ``action`` with many items, each for itself, and tell which could not be done and why."""
        comment, done, refusals = request.POST.get("comment", "")[:MAX_COMMENT_LENGTH], [], []
        for item in queryset.order_by("pk"):
            try:
                self.take_step(request, item, action, comment)
                done.append(f"“{item}”")
            except Refused as refusal:
                refusals.append(str(refusal))
            except PermissionDenied:
                refusals.append(_("You may not do this with “%(title)s”.") % {"title": item})
        if done:
            text = _("%(action)s: done for %(count)s: %(names)s.")
            messages.success(
                request,
                text % {"action": action.label, "count": len(done), "names": ", ".join(_some(done, ITEMS_NAMED))},
            )
        if refusals:
            text = _("%(action)s: not done for %(count)s.") % {"action": action.label, "count": len(refusals)}
            lines = ([line] for line in [text, *_some(refusals, REFUSALS_EXPLAINED)])
            messages.warning(request, format_html_join(mark_safe("<br>"), "{}", lines))


def _step_for_many(action):
    def step(admin, request, queryset):
        admin.take_steps(request, queryset, action)

    return step


def _some(texts, number):
    """Return the first ``number`` of ``texts``, and how many there are more."""
    shown = [Truncator(text).chars(300) for text in texts[:number]]
    if len(texts) > number:
        shown.append(_("and %(count)s more") % {"count": len(texts) - number})
    return shown
