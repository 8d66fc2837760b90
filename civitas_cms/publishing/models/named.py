"""What visitors see only while something public names it: people, and partners that no editor has released yet.

When that is, the database keeps beside each row (``naming.py``), so that lists need not look through all that names it.
"""

import re
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime, HasVisibility
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.publishing.contracts import Periods

Thing = TypeVar("Thing", bound="Named")
#: One of them, as PostgreSQL writes it: ``["2024-01-01 00:00:00+00",)``.
PERIOD = re.compile(r'\["?([^",]+)"?,"?([^",)]*)"?\)')


class PeriodsField(models.Field):  # type: ignore[type-arg] # at runtime it takes none
    """Periods, as PostgreSQL's ``tstzmultirange`` keeps them."""

    @override
    def db_type(self, connection: Any) -> str:
        return "tstzmultirange"

    def from_db_value(self, value: str | None, *_: Any) -> Periods | None:
        """Return the periods that PostgreSQL has written."""
        if value is None:
            return None
        instants = [[end and datetime.fromisoformat(end) for end in period] for period in PERIOD.findall(value)]
        return tuple((start, end or None) for start, end in instants)

    @override
    def get_prep_value(self, value: Periods | None) -> str | None:
        if value is None:
            return None
        periods = (f"[{start.isoformat()},{end.isoformat() if end else ''})" for start, end in value)
        return f"{{{','.join(periods)}}}"


@PeriodsField.register_lookup
class Contains(models.Lookup):
    """Whether an instant lies in one of the periods."""

    lookup_name = "at"
    prepare_rhs = False

    @override
    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    @override
    def as_sql(self, compiler: Any, connection: Any) -> Any:
        periods, its_values = self.process_lhs(compiler, connection)
        instant, values = self.process_rhs(compiler, connection)
        return f"{periods} @> {instant}::timestamptz", (*its_values, *values)


class NamedQuerySet(PrefetchingQuerySet[Thing]):
    """Questions asked of what is named."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return what visitors may see at the moment ``at``."""
        # The first condition is that of indexes of lists.
        return self.filter(~Q(public_periods=()), public_periods__at=at or timezone.now())


class Named(HasVisibility, models.Model):
    """A model whose rows visitors see only while something public names them."""

    #: The field of text that hides a row from visitors, whatever names it, unless it is empty; none by default.
    hidden_by: ClassVar[str] = ""

    public_periods = PeriodsField(default=tuple, db_default=(), editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        at = at or timezone.now()
        return any(start <= at and (end is None or at < end) for start, end in self.public_periods)

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        at = at or timezone.now()
        return any(start <= at for start, _end in self.public_periods)

    @property
    def visible_periods(self) -> Periods | None:
        """When visitors see it; None: always."""
        return self.public_periods  # type: ignore[no-any-return]


class ReleasedQuerySet(NamedQuerySet[Thing]):
    """Questions asked of what editors release."""

    @override
    def public(self, at: AwareDatetime | None = None) -> Self:
        return self.filter(Q(is_released=True) | Q(public_periods__at=at or timezone.now()))


class Released(Named):
    """A model whose rows visitors see once an editor has released them; before, while something public names them."""

    is_released = models.BooleanField(
        _("released"),
        default=True,
        db_default=True,
        help_text=_("Visitors can see it. Without, they see it only while something public names it."),
    )

    objects = ReleasedQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar

    class Meta:
        abstract = True

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        return self.is_released or super().is_public(at)

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        return self.is_released or super().has_been_public(at)

    @property
    @override
    def visible_periods(self) -> Periods | None:
        return None if self.is_released else super().visible_periods
