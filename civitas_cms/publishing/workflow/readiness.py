"""Whether an item is fit to be published: small checks that the rooms above register for their models.

    @check(Article)
    def has_a_summary(article):
        if not article.summary:
            yield error(_("It has no summary."), field="summary")

An error must be mended before the item can be published; advice may be followed. Neither ever hinders saving.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from django.db import models

from civitas_cms.publishing.models import Publishable


@dataclass(frozen=True)
class Finding:
    """What a check has found, and where it can be mended: in a ``field`` of the form, or in a saved ``block``."""

    message: str
    field: str = ""
    block: models.Model | None = None
    is_error: bool = False

    @property
    def block_set(self) -> str:
        """The name of the set of blocks in the form that has the block; empty without one."""
        relation = self.block and self.block._meta.get_field("parent").remote_field
        return (isinstance(relation, models.ManyToOneRel) and relation.get_accessor_name()) or ""


def error(message: str, field: str = "", block: models.Model | None = None) -> Finding:
    """Return a finding that must be mended before the item can be published."""
    return Finding(message, field, block, is_error=True)


def advice(message: str, field: str = "", block: models.Model | None = None) -> Finding:
    """Return a finding that had better be mended."""
    return Finding(message, field, block)


Item = TypeVar("Item", bound=Publishable)
Check: TypeAlias = Callable[[Item], Iterable[Finding]]
_checks: dict[type[Publishable], list[Check[Any]]] = defaultdict(list)


def check(*models: type[Item]) -> Callable[[Check[Item]], Check[Item]]:
    """Register a check for items of the ``models`` and those that inherit from them.

    It gets an item as it is saved, and yields its findings. Its queries must not grow with the item's content.
    """

    def register(function: Check[Item]) -> Check[Item]:
        for model in models:
            _checks[model].append(function)
        return function

    return register


def findings(item: Publishable) -> list[Finding]:
    """Return what all checks find in the saved ``item``, errors first."""
    checks = (function for model in reversed(type(item).__mro__) for function in _checks.get(model, ()))
    found = [finding for function in checks for finding in function(item)]
    return sorted(found, key=lambda finding: not finding.is_error)
