"""A field with choices whose label is found quickly."""

from functools import cache

from django.db import models
from django.utils.translation import get_language


class ChoiceField(models.CharField):
    """A text of at most 20 characters out of ``choices``; in migrations Django's own ``CharField``.

    Its ``get_…_display`` looks the label up, translated once. Django's own prepares all choices anew each time, which
    means to translate each of them several times, for every card of a list.
    """

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{"max_length": 20} | options)

    def contribute_to_class(self, cls, name, **options):
        """Give the model the method that says the label."""
        super().contribute_to_class(cls, name, **options)
        labels = dict(self.flatchoices)

        @cache
        def labels_in(language):
            return {value: str(label) for value, label in labels.items()}

        def display(item):
            value = getattr(item, name)
            return labels_in(get_language()).get(value, str(value))

        setattr(cls, f"get_{name}_display", display)

    def deconstruct(self):
        """Return what migrations write."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
