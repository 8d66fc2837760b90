"""Django's autocomplete fields, made to ask the database once for a whole formset and to keep the order of choices."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.forms import BaseInlineFormSet
from django.utils.functional import cached_property


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {}  # shared by all copies of the widget, one for each form of a formset

    def choose_from(self, objects):
        """Remember ``objects``, so that rendering needs no query for them."""
        self.known.update({str(instance.pk): instance for instance in objects})

    def optgroups(self, name, value, attr=None):
        """Return the chosen options, in the order in which they were chosen."""
        choices = self.choices
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


class BulkFormSet(BaseInlineFormSet):
    """An inline formset that fetches what its autocompletes have chosen with one query per field, not per row."""

    @cached_property
    def forms(self):
        """The forms, whose widgets know the chosen objects."""
        forms = [self._construct_form(index) for index in range(self.total_form_count())]
        names = [name for name in forms[0].fields if _bulk_widget(forms[0], name)] if len(forms) > 1 else []
        for name in names:
            chosen = {key for form in forms for key in _chosen_keys(form, name)}
            if chosen:
                field = forms[0].fields[name]
                _bulk_widget(forms[0], name).choose_from(field.queryset.filter(pk__in=chosen))
        return forms


def _bulk_widget(form, name):
    widget = form.fields[name].widget
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    return widget if isinstance(widget, _BulkMixin) else None


def _chosen_keys(form, name):
    value = form.fields[name].prepare_value(form[name].value())
    values = value if isinstance(value, (list, tuple)) else [value]
    return {str(key) for key in values if str(key).isdigit()}
