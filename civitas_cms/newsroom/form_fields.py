"""The fields of forms in the newsroom, as admins and their inlines make them."""

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from .autocompletes import (
    BulkAutocompleteSelect,
    BulkAutocompleteSelectMultiple,
    bulk_widget,
    for_options,
    option_label,
)

#: The browser's own widgets for dates and times work on phones and with assistive technology.
FORMFIELD_OVERRIDES = {
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    },
    models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})},
}


def autocomplete_options(admin: BaseModelAdmin, db_field: models.Field, request: HttpRequest) -> dict:
    """Return the options that give an autocomplete of ``admin`` our widget; none for other fields."""
    if db_field.name not in admin.get_autocomplete_fields(request):
        return {}
    select = BulkAutocompleteSelectMultiple if db_field.many_to_many else BulkAutocompleteSelect
    return {"widget": select(db_field, admin.admin_site)}


def finish_form_field(formfield: forms.Field | None) -> forms.Field | None:
    """Return ``formfield`` without what does harm.

    No browser cuts a text that is too long. There is no button that would delete a picture or a person for the whole
    site, not only take it out of this form. Choosers say which is which of those with one name.
    """
    replace_maxlength(formfield)
    if isinstance(formfield, forms.ModelChoiceField) and bulk_widget(formfield):
        formfield.label_from_instance = option_label
        formfield.queryset = for_options(formfield.queryset)
    if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
        formfield.widget.can_delete_related = False
    return formfield


def replace_maxlength(formfield: forms.Field | None) -> None:
    """Let ``formfield`` take any text, which a script counts, and its validator judges.

    With the attribute ``maxlength`` browsers cut what is pasted, without a word.
    """
    attributes = getattr(getattr(formfield, "widget", None), "attrs", {})
    limit = attributes.pop("maxlength", None)
    if limit:
        attributes["data-longest"] = limit
