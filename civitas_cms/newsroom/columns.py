"""The form of what is written, in two columns: the text as it will read, and a panel with what is about it."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten
from django.utils.text import slugify

#: The class of a fieldset that stands in the panel; with “collapse” it is folded at first.
IN_PANEL = "in-panel"


@dataclass(frozen=True)
class Section:
    """Fields in the panel. Below its ``name`` they fold; ``key`` is by what browsers remember whether they do."""

    name: str
    fieldset: Any
    is_open: bool

    @property
    def key(self) -> str:
        """Return a name for scripts."""
        return slugify(self.name, allow_unicode=True)


def columns(form: AdminForm, panel: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """Return what the template of two columns shows of ``form`` and of features.

    ``panel`` has the templates of their sections, each with its order.
    """
    fieldsets = list(form)
    templates = sorted(panel, key=lambda section: section[0])
    return {
        "text_fieldsets": [fieldset for fieldset in fieldsets if not _is_in_panel(fieldset)],
        "panel_fieldsets": [_section(fieldset) for fieldset in fieldsets if _is_in_panel(fieldset)],
        "panel_above_fields": [template for order, template in templates if order < 0],
        "panel_below_fields": [template for order, template in templates if order >= 0],
    }


def _is_in_panel(fieldset: Any) -> bool:
    return IN_PANEL in fieldset.classes.split()


def _section(fieldset: Any) -> Section:
    nameless = copy(fieldset)  # its name stands in the summary
    nameless.name = None
    has_errors = any(name in fieldset.form.errors for name in flatten(fieldset.fields))
    return Section(str(fieldset.name or ""), nameless, has_errors or "collapse" not in fieldset.classes.split())
