"""The admin classes that all of ours inherit from."""

import re
from collections import defaultdict
from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, connection, transaction
from django.forms import all_valid
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from civitas_cms.delivery.contracts import HasVisibility
from civitas_cms.delivery.failures import FileNotKeptError
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.contracts import Searchable
from civitas_cms.publishing.models import EffectiveState, is_ambiguous, item_of, words_on_ambiguous
from civitas_cms.publishing.workflow.permissions import note_what_was_public

from .autocompletes import BulkFormSet, is_key
from .bundles import bundled
from .columns import IN_PANEL, columns
from .constraint_forms import ConstraintForm
from .deletion import deleted_objects, deletion_context
from .error_summary import problems
from .features.comments import Comments
from .features.duplicating import Duplicating
from .features.edit_conflicts import EditConflicts
from .features.history import History
from .features.opening_for_reading import OpeningForReading
from .features.presence import Presence
from .features.preview import Preview
from .features.reading import Reading
from .features.revisions import Revisions
from .features.saving_as_you_write import SavingAsYouWrite
from .features.sharing import Sharing
from .features.slugs import Slugs
from .features.unsaved_text import UnsavedText
from .features.workflow import TransitionActionForm, Workflow, WorkflowForm
from .features.working_copies import WorkingCopies
from .form_fields import (
    FORMFIELD_OVERRIDES,
    autocomplete_options,
    finish_form_field,
    headline_options,
    say_which_files_were_chosen,
)
from .links import admin_url, change_url
from .list_columns import MineFilter, author, last_change
from .rejected_submission import reject_for_missing
from .searching import MAX_MATCHES, matching
from .submission import Submission, retry_once, stored_rows_first

#: What a list whose rows can be edited sends along, that is always a number.
NUMBER_FIELD = re.compile(r"form-(\d+-id|TOTAL_FORMS|INITIAL_FORMS)")


def is_on_site(obj):
    """Tell whether visitors can see ``obj`` and what it belongs to."""
    return all(row.is_public() for row in (obj, item_of(obj)) if isinstance(row, HasVisibility))


class NewsroomInline:
    """What our inlines have in common: our fields, no empty rows that nobody asked for, and few queries."""

    form = ConstraintForm
    formset = BulkFormSet
    formfield_overrides = FORMFIELD_OVERRIDES
    extra = 0
    is_saved_as_written = False  # by itself, each row alone: see ``partial_submission.py``

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Make a field as all forms of the newsroom do."""
        kwargs = autocomplete_options(self, db_field, request) | kwargs
        return finish_form_field(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_view_on_site_url(self, obj=None):
        """Return the URL on the site, or None for what visitors cannot see (yet)."""
        return super().get_view_on_site_url(obj) if obj and is_on_site(obj) else None


class NewsroomAdmin(admin.ModelAdmin):
    """What our pages in the admin have in common, and the one place that asks their features."""

    #: Classes here, in the order in which they stand on the page; an instance of each in an instance of the admin.
    features: list[Any] = [Presence, UnsavedText, Reading, Slugs]

    #: Whether the form is a text to write, with a panel beside it, where fieldsets of the class ``IN_PANEL`` stand.
    is_written = False

    form = ConstraintForm
    formfield_overrides = FORMFIELD_OVERRIDES
    list_per_page = 50
    #: Whether choosers open pop-up windows to add and change one.
    has_pop_ups = False
    #: Of how many matches on the list says that there may be more.
    max_matches = MAX_MATCHES
    show_full_result_count = False  # counting a whole table beside the filtered count tells editors nothing

    class Media:
        names = ["create-named", "autocompletes", "labels", "lengths", "files", "columns", "errors", "undo"]
        js = [f"js/admin-{name}.js" for name in names]

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if issubclass(model, Searchable):
            self.search_fields = ["index"]  # there is a search: see ``get_search_results``
        self.features = [feature(self) for feature in self.features]

    def get_urls(self):
        """Put the features' URLs before Django's own."""
        return [url for feature in self.features for url in feature.urls()] + super().get_urls()

    def beginnings(self) -> list[dict[str, str]]:
        """Return other ways to begin an item than its empty form, each a ``name`` and a ``url``."""
        return [beginning for feature in self.features for beginning in feature.beginnings()]

    @property
    def create_url(self) -> str:
        """Where a chooser has a new one created that is named there; empty if nowhere."""
        return ""

    # Who may do what ------------------------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        """Let features keep what is not to be changed."""
        return super().has_change_permission(request, obj) and self._is_permitted(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        """Let features keep what is not to be deleted."""
        return super().has_delete_permission(request, obj) and self._is_permitted(request, "delete", obj)

    def _is_permitted(self, request, action, obj):
        return obj is None or all(feature.permits(request, action, obj) for feature in self.features)

    # The list -------------------------------------------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        """List, and do what was chosen for many at once; raises SuspiciousOperation for rows that no list has sent."""
        numbers = [value for name, value in request.POST.items() if NUMBER_FIELD.fullmatch(name)]
        if not all(map(is_key, numbers)):
            raise SuspiciousOperation("The numbers of the list have been tampered with.")
        if chosen := request.POST.getlist(ACTION_CHECKBOX_NAME):
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, filter(is_key, chosen))
        with unit_of_work():
            return super().changelist_view(request, extra_context)

    def get_changelist_form(self, request, **kwargs):
        """Return the form of a row that is changed in the list."""
        return super().get_changelist_form(request, **kwargs | {"form": ConstraintForm})

    def get_changelist_instance(self, request):
        """Return the list; raises IncorrectLookupParameters for values that no row can have, such as the year 9999."""
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error

    def get_actions(self, request):
        """Add what the features can do with many at once."""
        actions = super().get_actions(request)
        for feature in self.features:
            actions |= feature.actions(request)
        return actions

    def get_action_choices(self, request, default_choices=None):
        """Return what can be done with many at once, below an invitation."""
        return super().get_action_choices(request, default_choices or [("", _("Choose …"))])

    def get_search_results(self, request, queryset, search_term):
        """Return what has all words, however they are written, but for what features leave out."""
        for feature in self.features:
            queryset = feature.searched(request, queryset)
        return matching(queryset, search_term, self.get_search_fields(request)), False

    # The form -------------------------------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show a form; save it unless a feature has a reason not to."""
        try:
            response = retry_once(lambda: self._answer(request, object_id, form_url, extra_context))
        except FileNotKeptError as error:
            response = self._answer_for_file(request, object_id, error)
        for feature in self.features:
            feature.finish(request, response)
        return response

    def _answer(self, request, object_id, form_url, extra_context):
        obj = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if request.method == "POST" and (obj or not object_id):
            for feature in self.features:
                if response := feature.refuse(request, obj):
                    return response
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _answer_for_file(self, request, object_id, error):
        """Show the form as it was sent, and say beside the field why its file cannot be kept."""
        with unit_of_work():
            obj = self.get_object(request, unquote(object_id)) if object_id else None
            submission = self.read_submission(request, obj)
            submission.form.add_error(error.field, str(error.failure.explanation))
            return self.show_submission(request, submission)

    def get_fieldsets(self, request, obj=None):
        """Let features change what is shown."""
        fieldsets = super().get_fieldsets(request, obj)
        for feature in self.features:
            fieldsets = feature.fieldsets(request, obj, fieldsets)
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Add what the features show, or keep from being changed."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields + [field for feature in self.features for field in feature.readonly_fields(request, obj)]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Make a field as all forms of the newsroom do."""
        kwargs = autocomplete_options(self, db_field, request) | kwargs
        return finish_form_field(super().formfield_for_dbfield(db_field, request, **kwargs))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show the form with what the features add.

        The import map of block and text editors gets the nonce that our Content Security Policy asks for.
        """
        say_which_files_were_chosen(context["adminform"].form, request.FILES)
        options = {"add": add, "change": change, "form_url": form_url, "obj": obj}
        if self.has_change_permission(request, obj):
            response = super().render_change_form(request, context, **options)
        else:
            response = admin.ModelAdmin.render_change_form(self, request, context, **options)  # no block editor
        context, templates, panel = response.context_data, defaultdict(list), []
        for feature in self.features:
            context |= feature.context(request, obj, context)
            for place, template in feature.templates.items():
                templates[place].append(template)
                if place == "panel":
                    panel.append((feature.panel_order, template))
        media = context["media"] if isinstance(context["media"], Media) else Media.from_media(context["media"])
        media = bundled(media).with_nonce(str(request.csp_nonce))
        context |= {"feature_templates": dict(templates), "media": media, "is_written": self.is_written}
        if context["errors"]:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["problems"] = problems(context["adminform"].form, formsets)
        if self.is_written:
            context |= columns(context["adminform"], panel)
        return response

    def get_view_on_site_url(self, obj=None):
        """Return the URL on the site, or None for what visitors cannot see (yet)."""
        return super().get_view_on_site_url(obj) if obj and is_on_site(obj) else None

    # Saving ---------------------------------------------------------------------------------------------------------

    def read_submission(self, request, obj):
        """Return the ``Submission`` in ``request`` for ``obj`` (None: a new one), neither checked nor saved."""
        change, fields = obj is not None, flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=change, fields=fields)(request.POST, request.FILES, instance=obj)
        return Submission(form, *self._create_formsets(request, form.instance, change=change), change)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Return what makes a formset; rows that are stored come first, wherever they stand in what was sent."""
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        return options | {"data": stored_rows_first(options["data"], prefix)} if "data" in options else options

    def save_submission(self, request, submission):
        """Save a ``Submission`` if it is valid, and tell whether it is.

        It is for dry runs: like Django's view, but it writes no log, gives no answer and leaves ``after_save`` out.
        """
        form, formsets, change = submission.form, submission.formsets, submission.change
        is_valid = form.is_valid()
        item = self.save_form(request, form, change=change) if is_valid else form.instance
        if is_valid := all_valid(formsets) and is_valid:
            self.save_model(request, item, form, change)
            self.save_parts(request, form, formsets, change)
        return is_valid

    def show_submission(self, request, submission, **context):
        """Show the form as it was sent, with its errors; save nothing of it.

        Django's view does it, for a copy of this admin that has found the object and read the form already.
        """
        view, form = copy(self), submission.form
        form.errors  # noqa: B018 - cleans it: the formsets need the item as it stands in the form
        form.is_valid = lambda: False
        view.get_object = lambda *args: submission.item
        view.get_form = lambda *args, **kwargs: lambda *args, **kwargs: form
        view._create_formsets = lambda *args, **kwargs: (submission.formsets, submission.inlines)
        key = str(submission.item.pk) if submission.change else None
        return super(NewsroomAdmin, view).changeform_view(request, key, extra_context=context)

    def save_model(self, request, obj, form, change):
        """Save, after the features have done what comes before."""
        for feature in self.features:
            feature.before_save(request, obj, form, change)
        super().save_model(request, obj, form, change)

    def save_parts(self, request, form, formsets, change):
        """Save what belongs to the object of the form: here models put what goes with that."""
        super().save_related(request, form, formsets, change)

    def save_related(self, request, form, formsets, change):
        """Save what belongs to the object; then the features do what comes after."""
        self.save_parts(request, form, formsets, change)
        self._warn_of_ambiguous_times(request, form)
        for feature in self.features:
            feature.after_save(request, form.instance, form, formsets, change)

    def _warn_of_ambiguous_times(self, request, form):
        for name in form.changed_data:
            value = form.cleaned_data.get(name)
            if isinstance(value, datetime) and is_ambiguous(value):
                messages.warning(request, words_on_ambiguous(value, capfirst(form.fields[name].label)))

    def log_change(self, request, obj, message):
        """Log what was changed, if anything was."""
        return super().log_change(request, obj, message) if message else None

    def response_add(self, request, obj, post_url_continue=None):
        """Say that all is well, if it is, or what a feature says."""
        return self._response_of_feature(request, obj, False) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Say that all is well, if it is, or what a feature says."""
        return self._response_of_feature(request, obj, True) or super().response_change(request, obj)

    def _response_of_feature(self, request, obj, change):
        # What the database would check only at the end, after the editor was told that all is well, it checks now.
        connection.check_constraints()
        responses = (feature.respond(request, obj, change) for feature in self.features)
        return next(filter(None, responses), None)

    # Deleting, and what is gone -------------------------------------------------------------------------------------

    def get_deleted_objects(self, objs, request):
        """Return what deleting ``objs`` means, in an editor's words."""
        return deleted_objects(self, objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        """Delete one, with all that belongs to it."""
        with unit_of_work():
            context = deletion_context(self.get_object(request, unquote(object_id)))
            return super().delete_view(request, object_id, context | (extra_context or {}))

    def delete_model(self, request, obj):
        """Delete, between what the features do before and after."""
        for feature in self.features:
            feature.before_delete(request, obj)
        super().delete_model(request, obj)
        for feature in self.features:
            feature.after_delete(request, obj)

    def delete_queryset(self, request, queryset):
        """Delete many, each as if it were alone."""
        for obj in queryset:
            self.delete_model(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        """Say how to undo it, where that is possible."""
        response = super().response_delete(request, obj_display, obj_id)
        try:
            url = admin_url(self.model, "deleted")
        except NoReverseMatch:  # it is gone for good
            return response
        if IS_POPUP_VAR not in request.POST:
            link = format_html('<a href="{}">{}</a>', url, _("Recently deleted"))
            messages.info(request, format_html(_("If that was a mistake, find it under {}."), link))
        return response

    def explain_missing(self, key):
        """Say what has become of the row with the ``key`` (as text), which is not there (any more)."""
        text = _("This %(kind)s is not there. Perhaps somebody has deleted it meanwhile.")
        explanations = (feature.explain_missing(key) for feature in self.features)
        return next(filter(None, explanations), text % {"kind": self.opts.verbose_name})

    def answer_for_missing(self, request, object_id):
        """Say what has become of what a URL names: instead of the form, on the list; and give back what was typed."""
        reason = self.explain_missing(unquote(object_id))
        if request.method == "POST" and request.resolver_match.url_name.endswith("_change"):
            return reject_for_missing(self, request, reason)
        messages.warning(request, reason)
        may_see_list = self.has_view_or_change_permission(request)
        return HttpResponseRedirect(admin_url(self.model, "changelist") if may_see_list else reverse("admin:index"))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        return self.answer_for_missing(request, object_id)


class EffectiveStateFilter(admin.SimpleListFilter):
    """How items stand now: their state, seen together with the clock."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return EffectiveState.choices

    def queryset(self, request, queryset):
        """Return the items chosen."""
        return queryset.in_effective_state(EffectiveState(self.value())) if self.value() in EffectiveState else queryset


class PublishableAdmin(NewsroomAdmin):
    """What the pages of publishable items have in common."""

    features = [
        Workflow,
        Preview,
        Sharing,
        Comments,
        WorkingCopies,
        Duplicating,
        OpeningForReading,
        History,
        Revisions,
        EditConflicts,
        *NewsroomAdmin.features,
        SavingAsYouWrite,
    ]

    is_written = True
    form = WorkflowForm
    action_form = TransitionActionForm
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["created_at", "created_by", "updated_at", "updated_by"]
    date_hierarchy = "publish_at"
    list_filter = [EffectiveStateFilter, MineFilter]
    ordering = ["-updated_at"]
    #: Fields that are not saved while somebody writes, because saving them does more than to change a text.
    fields_saved_by_button: frozenset[str] = frozenset()

    publication_fieldset = (
        _("Publication"),
        {
            "fields": ["publish_at", "expire_at"],
            "classes": [IN_PANEL],
            "description": format_lazy(
                _("When visitors can see it, once it is published. Times are in the zone {}."), settings.TIME_ZONE
            ),
        },
    )
    address_fieldset = (_("Address"), {"fields": ["slug"], "classes": [IN_PANEL]})
    history_fieldset = (
        _("History"),
        {"fields": [("created_at", "created_by"), ("updated_at", "updated_by")], "classes": [IN_PANEL, "collapse"]},
    )

    def get_object(self, request, object_id, from_field=None):
        """Return the item; while a form is saved, nobody else can take it a step further."""
        admin = copy(self)
        if request.method == "POST" and connection.in_atomic_block:
            # Who has to wait for it finds what the other has saved.
            admin.get_queryset = lambda request: self.get_queryset(request).select_for_update(no_key=True, of=("self",))
        return super(PublishableAdmin, admin).get_object(request, object_id, from_field)

    def get_deleted_objects(self, objs, request):
        """Find out of all ``objs`` together which have been public: writers delete their own that never were."""
        objs = list(objs)
        note_what_was_public(objs)
        return super().get_deleted_objects(objs, request)

    def get_fieldsets(self, request, obj=None):
        """Leave out the history of what is not saved yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [fieldset for fieldset in fieldsets if fieldset != self.history_fieldset]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Make a field; the head of a text looks as it will read."""
        return super().formfield_for_dbfield(db_field, request, **headline_options(db_field) | kwargs)

    def get_prepopulated_fields(self, request, obj=None):
        """Prepare only what the form has."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        return {name: by for name, by in super().get_prepopulated_fields(request, obj).items() if name in fields}

    def get_list_display(self, request):
        """Add who has begun each item, and who has changed it last and when."""
        return [*super().get_list_display(request), author, last_change]

    def get_list_select_related(self, request):
        """Bring along what the columns name."""
        related = ["working_copy_of", "working_copy", "created_by", "updated_by"]
        return [*(super().get_list_select_related(request) or ()), *related]

    @admin.display(description=_("state"), ordering="state")
    def visibility(self, item):
        """Show how the item stands, and what time will do with it; what a working copy is of, and what has one."""
        effective_state = item.effective_state()
        shown = format_html('<span class="state state-{}">{}</span>', effective_state, effective_state.label)
        if item.working_copy_of_id:
            return format_html("{} {}", shown, _("Changes to “%(title)s”") % {"title": item.working_copy_of})
        shown = format_html("{} {}", shown, item.countdown())
        if hasattr(item, "working_copy"):
            link = '{} <a href="{}">{}</a>'
            return format_html(link, shown, change_url(item.working_copy), _("Unpublished changes"))
        return shown

    def save_model(self, request, obj, form, change):
        """Save, and remember who did."""
        if not change:
            obj.created_by = request.user
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)
