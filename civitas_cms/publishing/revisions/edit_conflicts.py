"""Two people have changed one item at the same time: what differs, who has changed it, and bringing both together."""

from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .comparison import FieldChange, PartChange, Status, compare
from .snapshots import LIFECYCLE_FIELDS, Node, Snapshot, nodes, parts_of
from .text_diff import Line, side_by_side, value_line
from .three_way_merge import ORDER_PLACE, Merged, Side, changed_by, merge, place


@dataclass
class Difference:
    """Something to choose between the two versions. In ``changes``, theirs is the old version and mine the new one.

    ``by`` is who has changed it, None if both have; ``chosen`` is what is taken, None if that has to be decided.
    ``absent_in`` is the version that does not have the part.
    """

    place: str
    heading: str
    by: Side | None
    changes: list[FieldChange] = field(default_factory=list)
    absent_in: Side | None = None
    chosen: Side | None = None


@dataclass
class EditConflict:
    """Three snapshots of one item: what both began with, what I have typed, and what is saved now."""

    base: Snapshot
    mine: Snapshot
    theirs: Snapshot

    @property
    def is_harmless(self) -> bool:
        """Whether saving mine would undo nothing of theirs."""
        return all(difference.by == Side.MINE for difference in self.differences)

    @cached_property
    def differences(self) -> list[Difference]:
        """What is different, in the order of the form, and for the time being what only one has changed chosen."""
        comparison = compare(self.theirs, self.mine)
        found = [self._field(change) for change in comparison.fields if change.name not in self._decided_by_steps]
        for group in comparison.groups:
            if any(part.is_moved for part in group.parts):
                order = FieldChange(_("Order"), *side_by_side(_order(self.theirs), _order(self.mine)))
                found.append(self._difference(ORDER_PLACE, _("Order of the blocks"), [order]))
            for part in group.parts:
                found += self._part(part)
        return found

    def choose(self, choices: dict[str, Side]) -> None:
        """Take over what somebody has chosen, by place."""
        for difference in self.differences:
            difference.chosen = choices.get(difference.place, difference.chosen)

    @property
    def undecided(self) -> list[Difference]:
        """What nobody has decided yet."""
        return [difference for difference in self.differences if difference.chosen is None]

    def result(self) -> Snapshot:
        """Return the snapshot with what is chosen; where nothing is, mine."""
        choices = {difference.place: difference.chosen for difference in self.differences if difference.chosen}
        merged = merge(self.base, self.mine, self.theirs, choices).snapshot
        life = dict(self.theirs["life"])
        for name in life:
            if name not in self._decided_by_steps and choices.get(name) == Side.MINE:
                life[name] = self.mine["life"][name]
        return merged | {"life": life}

    @cached_property
    def _merged(self) -> Merged:
        return merge(self.base, self.mine, self.theirs)

    @property
    def _decided_by_steps(self) -> set[str]:
        return _decided_by_steps(self.base, self.theirs)

    def _field(self, change: FieldChange) -> Difference:
        if change.name in LIFECYCLE_FIELDS:
            values = (version["life"][change.name] for version in (self.base, self.mine, self.theirs))
            by = changed_by(*values)
            return Difference(change.name, change.label, by, [change], chosen=by)
        return self._difference(place("", None, change.name), change.label, [change])

    def _part(self, part: PartChange, within: str = "") -> list[Difference]:
        """Return the differences in a part; one that only one version has is taken or left as a whole."""
        heading = " · ".join(filter(None, [within, f"{capfirst(part.kind)} “{part.name}”"]))
        where = place(part.model, part.key)
        if part.status in (Status.ADDED, Status.REMOVED):
            absent_in = Side.THEIRS if part.status == Status.ADDED else Side.MINE
            changes = [*part.fields, *(change for nested in part.parts for change in nested.fields)]
            return [self._difference(where, heading, changes, absent_in=absent_in)]
        found = [
            self._difference(place(part.model, part.key, change.name), f"{heading} · {change.label}", [change])
            for change in part.fields
        ]
        return found + [difference for nested in part.parts for difference in self._part(nested, heading)]

    def _difference(
        self, where: str, heading: str, changes: list[FieldChange], absent_in: Side | None = None
    ) -> Difference:
        by = self._merged.sides.get(where)
        return Difference(where, heading, by, changes, absent_in, chosen=by)


def with_deleted(present: Snapshot, base: Snapshot, sent: set[tuple[str, int]]) -> Snapshot | None:
    """Return ``present`` with those parts of ``base`` that are deleted meanwhile and that a form has ``sent``.

    ``sent`` are pairs of a relation's name and a part's key. Returns None if there are none.
    """
    is_any = False

    def restored(now: Node, before: Node) -> Node:
        nonlocal is_any
        parts = {}
        for name, nodes_now in now["parts"].items():
            earlier = {node["key"]: node for node in before["parts"].get(name, [])}
            there = {node["key"] for node in nodes_now}
            parts[name] = [
                restored(node, earlier[node["key"]]) if node["key"] in earlier else node for node in nodes_now
            ]
            missing = [node for key, node in earlier.items() if key not in there and (name, key) in sent]
            is_any = is_any or bool(missing)
            parts[name] += missing
        return now | {"parts": parts}

    content = restored(present["content"], base["content"])
    return present | {"content": content} if is_any else None


def without_added(typed: Snapshot, theirs: Snapshot, base: Snapshot, covered: set[tuple[str, int]]) -> Snapshot:
    """Return ``typed`` without the parts that came from ``theirs``: the form is about them, but has not seen them.

    ``covered`` are the parts that the form is about, as pairs of a model's label and a part's key.
    """
    known, present = (
        {(model._meta.label_lower, node["key"]) for model, node in nodes(snapshot) if "key" in node}
        for snapshot in (base, theirs)
    )
    unseen = (covered & present) - known

    def stripped(model: type[Model], node: Node) -> Node:
        parts = {
            name: [
                stripped(part, child)
                for child in node["parts"].get(name, [])
                if (part._meta.label_lower, child["key"]) not in unseen
            ]
            for name, (part, _link) in parts_of(model).items()
        }
        return node | {"parts": parts}

    return typed | {"content": stripped(apps.get_model(typed["model"]), typed["content"])} if unseen else typed


def is_untouched(base: Snapshot, theirs: Snapshot) -> bool:
    """Tell whether nobody has changed anything that forms save; steps may have been taken."""
    names = set(LIFECYCLE_FIELDS) - _decided_by_steps(base, theirs)
    return base["content"] == theirs["content"] and all(base["life"][name] == theirs["life"][name] for name in names)


def _decided_by_steps(base: Snapshot, theirs: Snapshot) -> set[str]:
    """Return what steps decide, not forms: the state, and the time of publication if a step was taken meanwhile."""
    is_step_taken = base["life"]["state"] != theirs["life"]["state"]
    return {"state", "publish_at"} if is_step_taken else {"state"}


def _order(snapshot: Snapshot) -> list[Line]:
    """Return the names of the blocks in their order."""
    blocks = [
        (node["fields"]["region"], node["fields"]["ordering"], model._meta.label_lower, node["key"])
        for model, node in nodes(snapshot)
        if {"region", "ordering"} <= node["fields"].keys()
    ]
    blocks.sort(key=lambda block: block[:2])
    names = (snapshot["names"].get(label, {}).get(str(key), "") for *_place, label, key in blocks)
    return [line for name in names for line in value_line(name)]
