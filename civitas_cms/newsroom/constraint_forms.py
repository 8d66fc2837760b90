"""Checking the database's constraints in forms."""

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Media, ModelChoiceField, ModelForm
from django.forms.models import InlineForeignKeyField, construct_instance

#: Form fields that look in the database for what was chosen, and the one for what a row belongs to.
FIELDS_THAT_FIND = (ModelChoiceField, InlineForeignKeyField)


class ConstraintForm(ModelForm):
    """A form that decides which constraints it checks, and says beside a field what is wrong.

    Django checks a constraint only if all its fields are in the form. ``known_fields`` names fields that are not in the
    form but have their value all the same; ``left_to_formset`` those whose constraints the formset checks itself,
    because only it knows all rows as they will be.
    """

    known_fields: frozenset[str] = frozenset()
    left_to_formset: frozenset[str] = frozenset()
    #: Whether the scripts and styles of its fields are not known already, from another row with the same fields.
    brings_media = True

    @property
    def media(self) -> Media:
        """Return the scripts and styles that the page needs for it."""
        return super().media if self.brings_media else Media()

    def _post_clean(self):
        """Check the row as Django does, but ask the database nothing that is known.

        What was chosen, its field has just found. And of a stored row that nobody has changed, the database has
        checked the rules already.
        """
        row, self.is_new = self.instance, self.instance._state.adding
        is_changed = self.is_new or self.changes_row()
        found = {name for name, field in self.fields.items() if isinstance(field, FIELDS_THAT_FIND)}
        if is_changed:
            self._check(partial(construct_instance, self, row, self._meta.fields, self._meta.exclude))
        exclude = self._get_validation_exclusions() | found
        self._check(partial(row.full_clean, exclude, validate_unique=False, validate_constraints=False))
        if is_changed:
            self._check(partial(row.validate_constraints, self._get_validation_exclusions()))
            if self._validate_unique:
                self.validate_unique()

    def changes_row(self):
        """Tell whether a stored row will not stay as it is: a form may change what nobody has typed."""
        return self.has_changed()

    def _save_m2m(self):
        """Save relations that are not as they were: to set one deletes its rows and inserts them anew."""
        for field in (*self.instance._meta.many_to_many, *self.instance._meta.private_fields):
            if field.name in self.cleaned_data and (self.is_new or field.name in self.changed_data):
                field.save_form_data(self.instance, self.cleaned_data[field.name])

    def _check(self, check):
        try:
            check()
        except ValidationError as error:
            self._update_errors(error)

    def _get_validation_exclusions(self):
        return (super()._get_validation_exclusions() | self.left_to_formset) - self.known_fields

    def _update_errors(self, errors):
        """Let what a constraint says stand beside the last of its fields, not far away at the top.

        What is said of a field that the form does not have, as in a list, stands there.
        """
        for name in errors.error_dict.keys() - self.fields.keys() - {NON_FIELD_ERRORS}:
            errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
        for error in errors.error_dict.pop(NON_FIELD_ERRORS, ()):
            errors.error_dict.setdefault(self._place_of(error), []).append(error)
        super()._update_errors(errors)

    def _place_of(self, error):
        """Return the name of the last field in the form that the constraint with the message ``error`` is about."""
        for constraint in self._meta.model._meta.constraints:
            if str(error.message) == str(constraint.get_violation_error_message()):
                condition = getattr(constraint, "condition", None)
                names = getattr(constraint, "fields", ()) or getattr(condition, "referenced_base_fields", ())
                return next((name for name in reversed(self.fields) if name in names), NON_FIELD_ERRORS)
        return NON_FIELD_ERRORS
