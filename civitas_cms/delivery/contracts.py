"""What delivery, which knows no content, asks of what is delivered: whoever answers says so by name and with types."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

#: An instant: a datetime with its zone. The moment ``at`` which something is asked is now if it is None.
AwareDatetime: TypeAlias = datetime


class HasVisibility:
    """A model whose rows visitors may see or not: from the beginning and for good, unless it says otherwise."""

    def is_public(self, at: AwareDatetime | None = None) -> bool:
        """Tell whether visitors see it at the moment ``at``."""
        return True

    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        """Tell whether visitors see it at the moment ``at``, or could before."""
        return self.is_public(at)


class NeverOnPages:
    """A model without influence on public pages, such as a lock that editors hold."""


@runtime_checkable
class ChangesByClock(Protocol):
    """A manager of a model of which the clock alone changes what visitors see."""

    def next_change(self, after: AwareDatetime) -> AwareDatetime | None:
        """Return the first instant after ``after`` at which that happens, or None."""


@runtime_checkable
class DeclaresParameters(Protocol):
    """A view, function or class, that answers everybody alike: the page cache keeps what it answers.

    ``query_parameters`` are those that it understands, the only ones that it is shown.
    """

    query_parameters: Collection[str]
