"""Bringing together two changed versions of an item that have one beginning in common, field by field, part by part."""

from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model

from .snapshots import Key, Node, Snapshot, parts_of

#: Where blocks stand: chosen for all of them together.
ORDER_PLACE = "order"
_FIELDS_OF_ORDER = ("region", "ordering")


class Side(StrEnum):
    """One of the two versions that are brought together."""

    MINE = "mine"
    THEIRS = "theirs"

    @property
    def other(self) -> "Side":
        """The other one."""
        return Side.THEIRS if self == Side.MINE else Side.MINE


@dataclass
class Merged:
    """The common version.

    ``conflicts`` names where both had changed the same, as pairs of a model's label and a part's key; the item itself
    has the key None. There, the first of the two versions won. ``sides`` says, for each place (see ``place``) where the
    two differ, which of them has changed it; None if both have.
    """

    snapshot: Snapshot
    conflicts: list[tuple[str, Key | None]] = field(default_factory=list)
    sides: dict[str, Side | None] = field(default_factory=dict)


def place(label: str, key: Key | None, name: str = "") -> str:
    """Return what stands for a field of the item (``key`` None), for a field of a part, or without ``name`` for a part.

    ``label`` is the model's label, as "articles.quote".
    """
    if name in _FIELDS_OF_ORDER:
        return ORDER_PLACE
    return name if key is None else "-".join(filter(None, (label, str(key), name)))


def merge(base: Snapshot, mine: Snapshot, theirs: Snapshot, choices: dict[str, Side] | None = None) -> Merged:
    """Return ``mine`` with what ``theirs`` has changed of ``base``; all three are snapshots of one item.

    ``choices`` says, by place, which version to take. Without a choice, what only one of them has changed, added or
    deleted, is so in the result. Where both have changed the same field, and not to the same, mine stays; and what one
    has deleted and the other changed, is kept as it was changed.
    """
    merger = _Merger(choices or {})
    model = apps.get_model(mine["model"])
    names = deepcopy(theirs["names"])
    for label, called in mine["names"].items():
        names.setdefault(label, {}).update(called)
    content = merger.node(model, base["content"], mine["content"], theirs["content"])
    return Merged(mine | {"content": content, "names": names}, merger.conflicts, merger.sides)


def changed_by(base: object, mine: object, theirs: object) -> Side | None:
    """Return which of two values that differ is not the ``base``; None if neither is."""
    return Side.THEIRS if mine == base else Side.MINE if theirs == base else None


class _Merger:
    def __init__(self, choices: dict[str, Side]) -> None:
        self.choices = choices
        self.conflicts: list[tuple[str, Key | None]] = []
        self.sides: dict[str, Side | None] = {}

    def node(self, model: type[Model], base: Node, mine: Node, theirs: Node) -> Node:
        result = {name: value for name, value in mine.items() if name == "key"}
        for group in ("fields", "relations"):
            result[group] = {
                name: self.value(base[group].get(name), value, theirs[group].get(name), (model, mine.get("key"), name))
                for name, value in mine[group].items()
            }
        result["parts"] = {
            name: self.parts(part, *(version["parts"].get(name, []) for version in (base, mine, theirs)))
            for name, (part, _link) in parts_of(model).items()
        }
        return result

    def value(self, base: Any, mine: Any, theirs: Any, where: tuple[type[Model], Key | None, str]) -> Any:
        if mine == theirs:
            return deepcopy(mine)
        model, key, name = where
        side = changed_by(base, mine, theirs)
        if side is None and name != "ordering":
            self.note_conflict(model, key)
        chosen = self.chosen(place(model._meta.label_lower, key, name), side) or Side.MINE
        return deepcopy(theirs if chosen == Side.THEIRS else mine)

    def parts(self, model: type[Model], base: list[Node], mine: list[Node], theirs: list[Node]) -> list[Node]:
        before, ours, others = ({node["key"]: node for node in version} for version in (base, mine, theirs))
        result = []
        for key in dict.fromkeys([*ours, *others]):
            if key in ours and key in others:
                result.append(self.node(model, before.get(key, ours[key]), ours[key], others[key]))
                continue
            owner, present = (Side.MINE, ours[key]) if key in ours else (Side.THEIRS, others[key])
            if key not in before:
                side = owner
            elif present == before[key]:
                side = owner.other
            else:  # deleted by one, changed by the other
                side = None
                self.note_conflict(model, key)
            if (self.chosen(place(model._meta.label_lower, key), side) or owner) == owner:
                result.append(deepcopy(present))
        return result

    def chosen(self, where: str, side: Side | None) -> Side | None:
        """Note which ``side`` has changed something, and return the one that was chosen, or else that one."""
        self.sides[where] = side if self.sides.setdefault(where, side) == side else None
        return self.choices.get(where, side)

    def note_conflict(self, model: type[Model], key: Key | None) -> None:
        if (model._meta.label_lower, key) not in self.conflicts:
            self.conflicts.append((model._meta.label_lower, key))
