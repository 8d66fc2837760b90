"""What delivery, which knows no content, asks of what is delivered: whoever answers says so by name and with types."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Protocol, TypeAlias, cast, runtime_checkable

from django.db.models import Model, Q
from typing_extensions import override

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


class MayBeHidden:
    """A model of which visitors never see some rows, such as drafts: changes of these renew no page."""

    @classmethod
    def hidden_rows(cls, prefix: str = "") -> Q:
        """Return the condition that visitors see nothing of a row, neither now nor by the clock alone later.

        It asks columns of the row, and of rows that it cannot be without. ``prefix`` leads to the row from another
        model's query, as in ``"conference__"``.
        """
        raise NotImplementedError


class HiddenWith(MayBeHidden):
    """A model whose rows are hidden with the row that a foreign key leads to, which they cannot be without."""

    #: The name of that foreign key.
    hidden_with: ClassVar[str]

    @classmethod
    @override
    def hidden_rows(cls, prefix: str = "") -> Q:
        owner = cast(type[Model], cls)._meta.get_field(cls.hidden_with).related_model
        return cast(type[MayBeHidden], owner).hidden_rows(f"{prefix}{cls.hidden_with}__")


class HasUnlistedFields:
    """A model with fields that pages show, but by which hardly a list chooses or sorts its rows.

    Their change renews the pages that show the row, and no list that has it neither before nor after. No page gets
    wrong by a field too many: a query that does choose by one is found by its SQL, and knows of every change.
    """

    unlisted_fields: ClassVar[Collection[str]] = ()


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
