"""Dates that can be meant: a slip of the keyboard, or a year that stands for "no end", is not.

Every calculation with what lies between has room on both sides, in every time zone.
"""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

FIRST_DATE, LAST_DATE = date(1990, 1, 1), date(2100, 12, 31)
FIRST_INSTANT, LAST_INSTANT = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)
MESSAGE = _("Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.")


def validate_plausible_date(value: date) -> None:
    """Raise ValidationError for a date, or an aware datetime, that lies outside of 1990 to 2100."""
    first, last = (FIRST_INSTANT, LAST_INSTANT) if isinstance(value, datetime) else (FIRST_DATE, LAST_DATE)
    if not first <= value <= last:
        raise ValidationError(MESSAGE, code="implausible_date")


def plausible_dates(name: str, *fields: str) -> CheckConstraint:
    """Return the constraint ``name`` that the date ``fields`` lie within 1990 to 2100, or are empty."""
    return _within(name, fields, FIRST_DATE, LAST_DATE)


def plausible_instants(name: str, *fields: str) -> CheckConstraint:
    """Return the constraint ``name`` that the datetime ``fields`` lie within 1990 to 2100, or are empty."""
    return _within(name, fields, FIRST_INSTANT, LAST_INSTANT)


def _within(name: str, fields: tuple[str, ...], first: date, last: date) -> CheckConstraint:
    condition = Q(*((f"{field}__range", (first, last)) for field in fields))  # a check that is NULL is kept
    return CheckConstraint(condition=condition, name=name, violation_error_message=MESSAGE)
