from typing import Any, TypeVar

from django.db.models import ManyToManyField, Model

_To = TypeVar("_To", bound=Model)
_Through = TypeVar("_Through", bound=Model)

class SortedManyToManyField(ManyToManyField[_To, _Through]):
    sorted: bool
    def __init__(
        self, to: type[_To] | str, sorted: bool = True, base_class: type | None = None, **kwargs: Any
    ) -> None: ...
