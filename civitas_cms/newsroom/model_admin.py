"""The admin classes that all of ours inherit from."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, connection, models
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from civitas_cms.delivery.contracts import HasVisibility
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import EffectiveState, item_of

from .autocompletes import BulkAutocompleteSelect, BulkAutocompleteSelectMultiple, BulkFormSet
from .constraint_forms import ConstraintForm
from .features.deletion import DeletionAdmin
from .features.edit_conflicts import CollisionsAdmin
from .features.history import HistoryAdmin
from .features.presence import PresenceAdmin
from .features.previews import PreviewAdmin
from .features.reading import ReadingAdmin
from .features.rejected_submission import GivenBackAdmin
from .features.revisions import RevisionsAdmin, change_url
from .features.sharing import SharingAdmin
from .features.unsaved_text import UnsavedTextAdmin
from .features.workflow import WorkflowAdmin
from .features.working_copies import WorkingCopiesAdmin
from .lengths import replace_maxlength


class NewsroomFormFields:
    """Our widgets: the browser's own for dates and times, which work on phones and with assistive technology."""

    form = ConstraintForm
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        },
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the button that would delete a picture or a person for the whole site, not only from this form.

        No browser cuts a text that is too long: the editor is told.
        """
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        replace_maxlength(formfield)
        if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget.can_delete_related = False
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Give autocompletes our widget."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = BulkAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Give autocompletes our widget."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = BulkAutocompleteSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ViewOnSite:
    """A link to the site only for what visitors can see."""

    def get_view_on_site_url(self, obj=None):
        """Return the URL on the site, or None for what visitors cannot see (yet)."""
        item = obj and item_of(obj)
        if any(isinstance(row, HasVisibility) and not row.is_public() for row in (obj, item)):
            return None
        return super().get_view_on_site_url(obj)


class NewsroomInline(NewsroomFormFields, ViewOnSite):
    """What our inlines have in common: no empty rows that nobody asked for, and few queries."""

    extra = 0
    formset = BulkFormSet


class NewsroomAdmin(
    RevisionsAdmin,
    NewsroomFormFields,
    ViewOnSite,
    PresenceAdmin,
    UnsavedTextAdmin,
    CollisionsAdmin,
    DeletionAdmin,
    GivenBackAdmin,
    ReadingAdmin,
    admin.ModelAdmin,
):
    """What our pages in the admin have in common."""

    list_per_page = 50
    show_full_result_count = False  # counting a whole table beside the filtered count tells editors nothing

    class Media:
        js = ["js/admin-labels.js", "js/admin-lengths.js", "js/admin-pictures.js", "js/admin-errors.js"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save a form.

        Forms check the database's rules before they save. If the database still refuses, somebody else has saved
        something in between: asked again, the form finds it, says so beside the field, and keeps what was typed.
        """
        try:
            with unit_of_work():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            with unit_of_work():
                return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        """List, and do what was chosen for many at once."""
        with unit_of_work():
            return super().changelist_view(request, extra_context)

    def get_action_choices(self, request, default_choices=None):
        """Return what can be done with many at once, below an invitation."""
        return super().get_action_choices(request, default_choices or [("", _("Choose …"))])

    def delete_view(self, request, object_id, extra_context=None):
        """Delete one, with all that belongs to it."""
        with unit_of_work():
            return super().delete_view(request, object_id, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        """Say that all is well, if it is."""
        self.require_consistency()
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Say that all is well, if it is."""
        self.require_consistency()
        return super().response_change(request, obj)

    def require_consistency(self):
        """Check now what the database would check only at the end, after the editor was told that all is well."""
        connection.check_constraints()

    def render_change_form(self, request, context, *args, **kwargs):
        """Give the import map of block and text editors the nonce that our Content Security Policy asks for."""
        response = super().render_change_form(request, context, *args, **kwargs)
        media = response.context_data["media"]
        media = media if isinstance(media, Media) else Media.from_media(media)
        response.context_data["media"] = media.with_nonce(str(request.csp_nonce))
        return response


class StandingFilter(admin.SimpleListFilter):
    """How items stand now: their state, seen together with the clock."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return EffectiveState.choices

    def queryset(self, request, queryset):
        """Return the items chosen."""
        return queryset.in_effective_state(EffectiveState(self.value())) if self.value() in EffectiveState else queryset


class PublishableAdmin(PreviewAdmin, SharingAdmin, WorkingCopiesAdmin, HistoryAdmin, WorkflowAdmin, NewsroomAdmin):
    """What the pages of publishable items have in common."""

    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["created_at", "created_by", "updated_at", "updated_by"]
    date_hierarchy = "publish_at"
    list_filter = [StandingFilter]
    search_fields = ["title", "summary"]
    ordering = ["-updated_at"]

    publication_fieldset = (
        _("Publication"),
        {
            "fields": [("publish_at", "expire_at")],
            "description": format_lazy(
                _("When visitors can see it, once it is published. Times are in the zone {}."), settings.TIME_ZONE
            ),
        },
    )
    history_fieldset = (
        _("History"),
        {"fields": [("created_at", "created_by"), ("updated_at", "updated_by")], "classes": ["collapse"]},
    )

    def get_fieldsets(self, request, obj=None):
        """Leave out the history of what is not saved yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [fieldset for fieldset in fieldsets if fieldset != self.history_fieldset]

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
