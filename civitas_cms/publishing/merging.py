"""Bringing together two changed versions of an item that have one beginning in common, field by field, part by part."""

from copy import deepcopy
from dataclasses import dataclass, field

from django.apps import apps

from .snapshots import parts_of


@dataclass
class Merged:
    """The common version.

    ``conflicts`` names where both had changed the same, as pairs of a model's label and a part's key; the item itself
    has the key None. There, the first of the two versions won.
    """

    snapshot: dict
    conflicts: list[tuple[str, int | str | None]] = field(default_factory=list)


def merge(base: dict, mine: dict, theirs: dict) -> Merged:
    """Return ``mine`` with what ``theirs`` has changed of ``base``; all three are snapshots of one item.

    What only one of them has changed, added or deleted, is so in the result. Where both have changed the same field,
    and not to the same, mine stays; and what one has deleted and the other changed, is kept as it was changed.
    """
    merger = _Merger()
    model = apps.get_model(mine["model"])
    names = deepcopy(theirs["names"])
    for label, called in mine["names"].items():
        names.setdefault(label, {}).update(called)
    content = merger.node(model, base["content"], mine["content"], theirs["content"])
    return Merged(mine | {"content": content, "names": names}, merger.conflicts)


class _Merger:
    def __init__(self):
        self.conflicts = []

    def node(self, model, base, mine, theirs):
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

    def value(self, base, mine, theirs, where):
        if mine in (base, theirs):
            return deepcopy(theirs)
        if theirs != base:
            model, key, name = where
            if name != "ordering" and (model._meta.label_lower, key) not in self.conflicts:
                self.conflicts.append((model._meta.label_lower, key))
        return deepcopy(mine)

    def parts(self, model, base, mine, theirs):
        before, ours, others = ({node["key"]: node for node in version} for version in (base, mine, theirs))
        result = []
        for key in dict.fromkeys([*ours, *others]):
            if key in ours and key in others:
                result.append(self.node(model, before.get(key, ours[key]), ours[key], others[key]))
                continue
            present = ours.get(key) or others[key]
            if key not in before:
                result.append(deepcopy(present))
            elif present != before[key]:  # deleted by one, changed by the other
                result.append(deepcopy(present))
                self.conflicts.append((model._meta.label_lower, key))
        return result
