"""The fields of forms in the newsroom, as admins and their inlines make them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from typing_extensions import override

from civitas_cms.publishing.models import refuse_skipped, validate_plausible_date

from .autocompletes import (
    BulkAutocompleteSelect,
    BulkAutocompleteSelectMultiple,
    BulkChoiceField,
    HasDialog,
    bulk_widget,
    for_options,
    option_label,
)


class InstantField(forms.DateTimeField):
    """A date and a time of day in the site's time zone, to the minute.

    What nobody has changed stays the instant that it was: what is shown says neither its seconds nor, in the hour that
    comes twice in autumn, which of the two it is. Of a time that comes twice, the first is meant.
    """

    @override
    def to_python(self, value: Any) -> datetime | None:
        """Return the instant; refuse a time that clocks skip."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            first: datetime = (error.params or {})["datetime"].replace(tzinfo=timezone.get_current_timezone())
        refuse_skipped(first)
        return first

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self._is_shown_as(initial, data) and super().has_changed(initial, data)

    @override
    def _clean_bound_field(self, bound_field: BoundField) -> datetime | None:
        stored = bound_field.form.initial.get(bound_field.name)
        if self._is_shown_as(stored, bound_field.data):
            return stored
        return super()._clean_bound_field(bound_field)

    def _is_shown_as(self, instant: Any, text: Any) -> bool:
        return isinstance(instant, datetime) and self.widget.format_value(self.prepare_value(instant)) == text


#: The browser's own widgets for dates and times work on phones and with assistive technology.
FORMFIELD_OVERRIDES = {
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    models.DateTimeField: {
        "form_class": InstantField,
        "widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    },
    models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})},
}


#: The widgets of fields that choose one, and several.
AUTOCOMPLETES = (BulkAutocompleteSelect, BulkAutocompleteSelectMultiple)


def autocomplete_options(admin: BaseModelAdmin, db_field: models.Field, request: HttpRequest) -> dict:
    """Return the options that give an autocomplete of ``admin`` our widget; none for other fields."""
    if db_field.name not in admin.get_autocomplete_fields(request):
        return {}
    chosen = admin.admin_site._registry.get(db_field.related_model)
    one, several = chosen.dialog_widgets if isinstance(chosen, HasDialog) else AUTOCOMPLETES
    if db_field.many_to_many:
        return {"widget": several(db_field, admin.admin_site)}
    return {"widget": one(db_field, admin.admin_site), "form_class": BulkChoiceField}


class HeadlineInput(forms.Textarea):
    """A line of text, which is shown on as many lines as it needs."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 1, "class": "headline"} | (attrs or {}))


def headline_options(db_field: models.Field) -> dict:
    """Return the options that let a field in the head of a text look as it will read; none for other fields.

    In the place of its name, which only screen readers say, stands what goes there while there is nothing.
    """
    if db_field.name in ("title", "strapline", "tagline"):
        return {"widget": HeadlineInput({"placeholder": capfirst(db_field.verbose_name)})}
    if db_field.name == "summary":
        return {"widget": AdminTextareaWidget({"placeholder": capfirst(db_field.verbose_name), "rows": 2})}
    return {}


def finish_form_field(formfield: forms.Field | None) -> forms.Field | None:
    """Return ``formfield`` without what does harm.

    Nothing is calculated with a date that nobody can mean. No browser cuts a text that is too long. No window opens to
    add, change or look at what is chosen, but for pictures and documents, and there is no button that would delete one
    for the whole site, not only take it out of this form. Choosers say which is which of those with one name.
    """
    replace_maxlength(formfield)
    if isinstance(formfield, forms.DateField | forms.DateTimeField):
        formfield.validators.append(validate_plausible_date)
    if isinstance(formfield, forms.ModelChoiceField) and bulk_widget(formfield):
        formfield.label_from_instance = option_label
        formfield.queryset = for_options(formfield.queryset)
    if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
        wrapper = formfield.widget
        wrapper.can_delete_related = False
        related = wrapper.admin_site._registry.get(wrapper.rel.model)
        if not getattr(related, "has_pop_ups", True):
            formfield.widget = wrapper.widget
    return formfield


def replace_maxlength(formfield: forms.Field | None) -> None:
    """Let ``formfield`` take any text, which a script counts, and its validator judges.

    With the attribute ``maxlength`` browsers cut what is pasted, without a word.
    """
    attributes = getattr(getattr(formfield, "widget", None), "attrs", {})
    limit = attributes.pop("maxlength", None)
    if limit:
        attributes["data-longest"] = limit


def say_which_files_were_chosen(form: forms.BaseForm, files: Mapping[str, UploadedFile]) -> None:
    """Let a ``form`` that is shown again name the ``files`` that came with it: no page can choose a file by itself.

    Where the browser has kept the file, a script chooses it again and says so.
    """
    for name, file in files.items():
        if name not in form.fields or name in form.errors:
            continue
        field, words = form[name], {"file": file.name}
        field.help_text = format_html(
            '{} <strong class="file-note" data-field="{}" data-file="{}" data-chosen="{}">{}</strong>',
            field.help_text,
            field.id_for_label,
            words["file"],
            _("“%(file)s” is still chosen.") % words,
            _("Choose “%(file)s” again: it was not saved, because something else has to be mended first.") % words,
        )
