"""Django's autocomplete fields, made to ask the database once for a whole formset and to keep the order of choices.

They say which is which of those with one name.
"""

from typing import Any, ClassVar

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField
from django.utils.functional import cached_property

from civitas_cms.publishing.contracts import HasNamesakes

MAX_KEY = 2**63 - 1  # of a bigint


def is_key(value: object) -> bool:
    """Tell whether ``value`` can be a primary key as text. Others find nothing, and Django fails with them."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_KEY


def option_label(row: Model) -> str:
    """Return what choosers call ``row``: its name, and what tells it from others of that name."""
    distinction = row.distinction() if isinstance(row, HasNamesakes) else ""
    return f"{row} ({distinction})" if distinction else str(row)


def for_options(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return ``rows`` with what ``option_label`` needs of each."""
    related = rows.model.distinguished_by if issubclass(rows.model, HasNamesakes) else ()
    return rows.select_related(*related) if related else rows


class _ChosenObjects:
    """A queryset's stand-in that has the chosen objects already: all that Django's widget asks of it."""

    def __init__(self, objects):
        self.objects = objects

    def using(self, alias):
        return self

    def filter(self, **conditions):
        (primary_keys,) = conditions.values()
        return [self.objects[key] for key in self.objects if key in primary_keys]


class _BulkMixin:
    """Look chosen objects up among those that ``choose_from`` was given, if it was; else in the database."""

    #: Whether rows are added and looked at in a dialog, and not in windows behind links beside the field.
    has_dialog = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {}  # shared by all copies of the widget, one for each form of a formset

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Say where what is not there yet is created, if it can be where it is named."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        admin = self.admin_site._registry.get(self.field.remote_field.model)
        url = admin.create_url if admin else ""
        return attrs | ({"data-create-url": url} if url else {})

    def choose_from(self, objects):
        """Remember ``objects``, so that rendering needs no query for them."""
        self.known.update({str(instance.pk): instance for instance in objects})

    def value_from_datadict(self, data, files, name):
        """Return what was chosen, each once; keys as we write them, whatever zeros somebody has put before them."""
        value = super().value_from_datadict(data, files, name)
        values = [str(int(key)) if is_key(key) else key for key in (value if isinstance(value, list) else [value])]
        return list(dict.fromkeys(values)) if isinstance(value, list) else values[0]

    def optgroups(self, name, value, attr=None):
        """Return the chosen options, in the order in which they were chosen; what cannot be a key is none."""
        choices, value = self.choices, [key for key in value if not key or is_key(key)]
        if all(str(key) in self.known or not key for key in value):
            self.choices = _choices_among(choices, self.known)
        try:
            groups = super().optgroups(name, value, attr)
        finally:
            self.choices = choices
        position = {str(key): index for index, key in enumerate(value)}
        for _label, options, _index in groups:
            options.sort(key=lambda option: position.get(str(option["value"]), -1))
        return groups


def _choices_among(choices, known):
    """Return a copy of a field's choices whose queryset is what we know."""
    copy = type(choices).__new__(type(choices))
    copy.field, copy.queryset = choices.field, _ChosenObjects(known)
    return copy


class BulkAutocompleteSelect(_BulkMixin, AutocompleteSelect):
    """An autocomplete for one object."""


class BulkAutocompleteSelectMultiple(_BulkMixin, AutocompleteSelectMultiple):
    """An autocomplete for several objects in the order in which they are chosen."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Leave out the button that removes all of them at once: each has its own, and one slip would remove many."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class BulkChoiceField(ModelChoiceField):
    """A field that chooses one, and need not look for what its widget knows already."""

    def to_python(self, value):
        """Return the object that was chosen."""
        widget = bulk_widget(self)
        return (widget and widget.known.get(str(value))) or super().to_python(value)


class HasDialog:
    """The admin of a model whose rows are chosen in a dialog of their own, not in an autocomplete."""

    #: The widgets of fields that choose one of them, and several.
    dialog_widgets: "ClassVar[tuple[type[BulkAutocompleteSelect], type[BulkAutocompleteSelectMultiple]]]"


class _KeyField(ModelChoiceField):
    """The hidden key of a row. Django asks the database for each, though the formset has them all."""

    def __init__(self, row, field):
        super().__init__(field.queryset, initial=field.initial, required=field.required, widget=field.widget)
        self.row = row

    def to_python(self, value):
        """Return the row that is known, or look for another that somebody has sent."""
        return self.row if str(value) == str(self.row.pk) else super().to_python(value)


class BulkFormSet(BaseInlineFormSet):
    """An inline formset that asks the database once per field, not once per row, for what its fields offer or show.

    A row that somebody else has deleted since the form was opened is saved as a new one: what stands in it is not lost.
    """

    def _construct_form(self, index, **kwargs):
        form = super()._construct_form(index, **kwargs)
        setattr(form.instance, self.fk.name, self.instance)  # no query for each row that asks what it belongs to
        form.brings_media = index == 0  # to compare the same lists for each row takes long
        if self._was_deleted_meanwhile(form, index):
            # The key that was sent leads nowhere any more; without it, the row is a new one.
            form.fields[self._pk_field.name].disabled = True
            form.fields[self._pk_field.name].required = False
        return form

    def add_fields(self, form, index):
        """Add the fields of the formset itself; the key of the row that a form was made for needs no query."""
        super().add_fields(form, index)
        field = form.fields.get(self._pk_field.name)
        if isinstance(field, ModelChoiceField) and form.instance.pk:
            form.fields[self._pk_field.name] = _KeyField(form.instance, field)

    def save_new_objects(self, commit=True):
        """Save new rows, and those that were deleted meanwhile."""
        saved = super().save_new_objects(commit)
        for index, form in enumerate(self.initial_forms):
            if self._was_deleted_meanwhile(form, index) and form not in self.deleted_forms:
                saved.append(self.save_new(form, commit=commit))
        return saved

    def _was_deleted_meanwhile(self, form, index):
        return self.is_bound and index < self.initial_form_count() and form.instance._state.adding

    @cached_property
    def empty_form(self):
        """Return the form of a row to come, made once: a page asks several times for it."""
        return super().empty_form

    @cached_property
    def forms(self):
        """Return the forms, whose fields share what was fetched for all of them."""
        forms = super().forms
        for name, field in forms[0].fields.items() if len(forms) > 1 else []:
            if widget := bulk_widget(field):
                chosen = {key for form in forms for key in _chosen_keys(form, name)}
                if chosen:
                    widget.choose_from(field.queryset.filter(pk__in=chosen))
            elif isinstance(field, ModelChoiceField) and not field.widget.is_hidden:
                choices = list(field.choices)
                for form in forms:
                    form.fields[name].widget.choices = choices
        return forms


def bulk_widget(field: Any) -> "_BulkMixin | None":
    """Return the widget of ``field`` (a form's), if it is one of ours."""
    widget = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    return widget if isinstance(widget, _BulkMixin) else None


def _chosen_keys(form, name):
    value = form.fields[name].prepare_value(form[name].value())
    values = value if isinstance(value, (list, tuple)) else [value]
    return {str(key) for key in values if is_key(key)}
