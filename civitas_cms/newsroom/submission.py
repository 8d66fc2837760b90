"""A form as it was sent: saving it, and sending all of it again."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.admin.options import InlineModelAdmin
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError, models
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DEFAULT_MAX_NUM
from django.http import HttpRequest, QueryDict

from civitas_cms.delivery.unit_of_work import unit_of_work

Result = TypeVar("Result")

#: The version of the item with which a form was opened.
VERSION_FIELD = "_version"
#: Of the fields that nobody types into, those that a form needs when it is sent again; others are buttons.
FIELDS_TO_SEND_AGAIN = {VERSION_FIELD, "_unsaved_key", "_popup", "_to_field"}


@dataclass
class Submission:
    """A form that was sent, with its formsets and their inlines, for an object that there was (``change``) or not."""

    form: ModelForm
    formsets: list[BaseInlineFormSet]
    inlines: list[InlineModelAdmin]
    change: bool

    @property
    def item(self) -> models.Model:
        """The object, once the form is cleaned as the form has it."""
        return self.form.instance


def retry_once(save: Callable[[], Result]) -> Result:
    """Return what ``save`` returns, in a unit of work; ask it once more if the database refuses what it does.

    Forms check the database's rules before they save. If the database still refuses, somebody else has saved something
    in between: asked again, the form finds it, says so beside the field, and keeps what was typed.
    """
    try:
        with unit_of_work():
            return save()
    except IntegrityError:
        with unit_of_work():
            return save()


def stored_rows_first(data: QueryDict, prefix: str) -> QueryDict:
    """Return the ``data`` of a form, in which the rows of the formset ``prefix`` that have keys come first.

    Django takes the first rows for those that are stored. Rows that were saved while somebody was writing stand where
    they were added.
    """
    present = {number: bool(data.get(f"{prefix}-{number}-id")) for number in range(_row_count(data, prefix))}
    stored = sum(present.values())
    order = sorted(present, key=lambda number: not present[number])
    if not stored or (order == sorted(present) and data.get(f"{prefix}-INITIAL_FORMS") == str(stored)):
        return data
    places = {str(number): str(place) for place, number in enumerate(order)}
    row_field = re.compile(rf"{re.escape(prefix)}-(?P<number>\d+)(?P<name>-\w+)")
    result = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        found = row_field.fullmatch(name)
        place = found and places.get(found["number"])
        result.setlist(f"{prefix}-{place}{found['name']}" if found and place else name, values)
    result[f"{prefix}-INITIAL_FORMS"] = str(stored)
    return result


def _row_count(data: QueryDict, prefix: str) -> int:
    count = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(count), DEFAULT_MAX_NUM) if count.isascii() and count.isdecimal() and len(count) < 9 else 0


def without_messages(request: HttpRequest) -> HttpRequest:
    """Return a copy of ``request`` for a dry run: what saving would say, nobody shall hear."""
    attempt = copy(request)
    attempt._messages = default_storage(attempt)  # type: ignore[attr-defined]
    return attempt


def fields_to_send_again(data: QueryDict) -> list[tuple[str, str]]:
    """Return the names and values that a form has sent, so that it can be shown again."""
    return [
        (name, value)
        for name, values in data.lists()
        if name != "csrfmiddlewaretoken" and (not name.startswith("_") or name in FIELDS_TO_SEND_AGAIN)
        for value in values
    ]
