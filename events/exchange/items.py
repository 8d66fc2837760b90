"""What a session would consist of, beside what it does."""

from typing import Any

from django.utils.translation import gettext as _

from civitas_cms.publishing.plain_text import clean_line
from events.models import SessionItem

from . import entries
from .appearances import plan_appearances
from .kinds import simple
from .people import People
from .plan import Change, PlannedSession


def plan_items(entry: entries.Session, planned: PlannedSession, people: People) -> list[Change]:
    """Plan the items of a session; return what changes. Where the source knows of none, all stay as they are.

    One is known by its title, or else, where as many are left on both sides, by its place among the others.
    """
    if not entry.items:
        return []
    present = list(planned.session.items.all()) if planned.session.pk else []
    found = _match(entry.items, present)
    planned.dropped_items = [item for item in present if item not in found.values()]
    before, changes = [item.title for item in present], []
    for order, wanted in enumerate(entry.items):
        item = found.get(order) or SessionItem(session=planned.session)
        values: dict[str, Any] = {"title": clean_line(wanted.title), "order": order}
        if wanted.abstract and (abstract := _clean_abstract(wanted.abstract)):
            values["abstract"] = abstract
        values |= {name: value for name in ("starts_after", "minutes") if (value := getattr(wanted, name)) is not None}
        changed = [name for name, value in values.items() if getattr(item, name) != value]
        for name in changed:
            setattr(item, name, values[name])
        if changed or item.pk is None:
            planned.items.append(item)
        if item.pk and changed and changed != ["title"]:
            changes.append(Change(_("item"), "", item.title))
        changes += plan_appearances(wanted.people, planned, people, item)
    after = [clean_line(wanted.title) for wanted in entry.items]
    if before != after:
        changes.append(Change(_("items"), ", ".join(before), ", ".join(after)))
    return changes if planned.session.pk else []


def _match(wanted: tuple[entries.Item, ...], present: list[SessionItem]) -> dict[int, SessionItem]:
    """Return by the places of the ``wanted`` items those that they are."""
    free = list(present)
    found: dict[int, SessionItem] = {}
    for order, each in enumerate(wanted):
        item = next((item for item in free if simple(item.title) == simple(each.title)), None)
        if item:
            free.remove(item)
            found[order] = item
    rest = [order for order in range(len(wanted)) if order not in found]
    if len(rest) == len(free):
        found |= dict(zip(rest, free, strict=True))
    return found


def _clean_abstract(html: str) -> str:
    field: Any = SessionItem._meta.get_field("abstract")
    cleaned: str = field.clean_text(html)
    return cleaned
