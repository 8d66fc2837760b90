"""What is wrong in a form that was sent, and where: for the list above the form, whose links lead there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.utils.text import capfirst


@dataclass(frozen=True)
class Problem:
    """A message about ``place`` (the name of a field and its kind of row); ``element`` is the id of what is there."""

    place: str
    message: str
    element: str = ""


def problems(form: BaseForm, formsets: Iterable[Any]) -> list[Problem]:
    """Return what is wrong in a form and its rows, but not in those that are to be deleted."""
    found = list(_of_form(form, "", ""))
    for formset in formsets:
        kind = str(capfirst(formset.model._meta.verbose_name))
        found += [Problem(kind, str(message), f"{formset.prefix}-group") for message in formset.non_form_errors()]
        for number, row in enumerate(formset.forms):
            if not (formset.can_delete and row.errors and formset._should_delete_form(row)):
                found += _of_form(row, kind, f"{formset.prefix}-{number}")
    return found


def _of_form(form: BaseForm, kind: str, element: str) -> Iterator[Problem]:
    for name, messages in form.errors.items():
        label = str(capfirst(form[name].label)) if name in form.fields else ""
        for message in messages:
            yield Problem(
                ", ".join(filter(None, [kind, label])),
                str(message),
                form[name].auto_id if name in form.fields else element,
            )
