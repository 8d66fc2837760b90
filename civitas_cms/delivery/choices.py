"""A field with choices whose label is found quickly."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import get_language
from typing_extensions import override

if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField


class ChoiceField(TextField):
    """A text of at most 20 characters out of ``choices``; in migrations Django's own ``CharField``.

    Its ``get_…_display`` looks the label up, translated once. Django's own prepares all choices anew each time, which
    means to translate each of them several times, for every card of a list.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max_length": 20} | options)

    @override
    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        labels = dict(self.flatchoices)

        @cache
        def labels_in(language: str | None) -> dict[Any, str]:
            return {value: str(label) for value, label in labels.items()}

        def display(item: models.Model) -> str:
            value = getattr(item, name)
            return labels_in(get_language()).get(value, str(value))

        setattr(cls, f"get_{name}_display", display)

    @override
    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
