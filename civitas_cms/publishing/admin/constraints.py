"""Checking the database's constraints in forms."""

from django.forms import ModelForm


class ConstraintForm(ModelForm):
    """A form that decides which constraints it checks.

    Django checks a constraint only if all its fields are in the form. ``known_fields`` names fields that are not in the
    form but have their value all the same; ``left_to_formset`` those whose constraints the formset checks itself,
    because only it knows all rows as they will be.
    """

    known_fields = frozenset()
    left_to_formset = frozenset()

    def _get_validation_exclusions(self):
        return (super()._get_validation_exclusions() | self.left_to_formset) - self.known_fields
