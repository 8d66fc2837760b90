"""Comparing two snapshots of an item, field by field and part by part, in an editor's words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.rich_text import RichTextField

from .snapshots import LIFECYCLE_FIELDS, Key, Node, Snapshot, content_fields, content_relations, is_tags, parts_of
from .text_diff import DiffLine, Line, plain_lines, rich_lines, side_by_side, value_line

#: How things are called, by the label of their model and by their key as text.
Names: TypeAlias = dict[str, dict[str, str]]
#: A part: its model, the field that links back to what it belongs to, and its data.
Part: TypeAlias = tuple[type[models.Model], str, Node]

#: Where a block stands: shown as "moved", not as a field.
PLACE = ("region", "ordering")


class Status(StrEnum):
    """What has become of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"


@dataclass
class FieldChange:
    """A field with its two versions; both are lists of lines, empty for an empty field."""

    label: str
    old: list[DiffLine]
    new: list[DiffLine]
    name: str = ""


@dataclass
class PartChange:
    """A part: what kind it is, how it is called, what has become of it, and the differences."""

    kind: str
    name: str
    status: Status
    is_moved: bool = False
    key: Key = 0
    model: str = ""
    fields: list[FieldChange] = field(default_factory=list)
    parts: list["PartChange"] = field(default_factory=list)

    @property
    def says(self) -> str:
        """What has become of it, in a word or two."""
        words = {
            Status.ADDED: _("added"),
            Status.REMOVED: _("removed"),
            Status.CHANGED: _("changed and moved") if self.is_moved else _("changed"),
            Status.MOVED: _("moved"),
            Status.SAME: _("unchanged"),
        }
        return words[self.status]


@dataclass
class Group:
    """Parts that are shown together, in their order: the blocks of a body, the sessions of a conference."""

    title: str
    parts: list[PartChange]

    def stretches(self) -> Iterator[tuple[PartChange | None, list[PartChange]]]:
        """Return the parts that differ, each alone, and between them those that do not, together after None."""
        unchanged: list[PartChange] = []
        for part in self.parts:
            if part.status == Status.SAME:
                unchanged.append(part)
                continue
            if unchanged:
                yield None, unchanged
                unchanged = []
            yield part, []
        if unchanged:
            yield None, unchanged


@dataclass
class Comparison:
    """What is different. Fields that are the same are left out; parts that are the same are there, without content."""

    fields: list[FieldChange]
    groups: list[Group]

    @property
    def changed_parts(self) -> list[PartChange]:
        """The parts that differ."""
        return [part for group in self.groups for part in group.parts if part.status != Status.SAME]

    def __bool__(self) -> bool:
        return bool(self.fields or self.changed_parts)

    def in_words(self) -> list[str]:
        """Name what is different, each in a few words: "Title", "quote “We walked” added"."""
        parts = [
            _("%(kind)s “%(name)s” %(status)s") % {"kind": part.kind, "name": part.name, "status": part.says}
            for part in self.changed_parts
        ]
        return [*(change.label for change in self.fields), *parts]


def compare(old: Snapshot, new: Snapshot, *, with_life: bool = True) -> Comparison:
    """Return what is different between two snapshots of one item (see ``snapshots.rekeyed`` for working copies).

    ``with_life`` says whether to compare URL, state and times too.
    """
    comparer = _Comparer(old["names"], new["names"])
    model = apps.get_model(new["model"])
    fields = comparer.fields(model, "", old["content"], new["content"])
    if with_life:
        life = ({"fields": snapshot["life"], "relations": {}} for snapshot in (old, new))
        fields += comparer.compare_fields([model._meta.get_field(name) for name in LIFECYCLE_FIELDS], *life)
    return Comparison(fields, comparer.groups(model, old["content"], new["content"]))


class _Comparer:
    def __init__(self, old_names: Names, new_names: Names) -> None:
        self.old_names, self.new_names = old_names, new_names

    def groups(self, model: type[models.Model], old: Node, new: Node) -> list[Group]:
        """Return the parts of one item: blocks of all kinds in one group, other kinds in one each."""
        body: list[list[list[Part]]] = []
        groups: list[Group] = []
        for name, (part, link) in parts_of(model).items():
            nodes = [[(part, link, node) for node in version["parts"].get(name, [])] for version in (old, new)]
            if all(place in {field.name for field in part._meta.fields} for place in PLACE):
                body.append(nodes)
            else:
                title = capfirst(str(part._meta.verbose_name_plural))
                groups.append(Group(title, self.parts(*nodes, in_order=False)))
        if body:
            versions = [[found for nodes in body for found in nodes[index]] for index in (0, 1)]
            for version in versions:
                version.sort(key=lambda found: [found[2]["fields"][place] for place in PLACE])
            groups.insert(0, Group(_("Body"), self.parts(*versions, in_order=True)))
        return [group for group in groups if group.parts]

    def parts(self, old: list[Part], new: list[Part], *, in_order: bool) -> list[PartChange]:
        """Return the parts of both versions, what was removed where it was; ``in_order`` if their order is content."""
        before = {(part, node["key"]): (part, link, node) for part, link, node in old}
        after = {(part, node["key"]): (part, link, node) for part, link, node in new}
        moved = _moved([key for key in before if key in after], [key for key in after if key in before])
        order = list(after)
        for index, key in enumerate(before):
            if key not in after:
                earlier = list(before)[index - 1] if index else None
                order.insert(order.index(earlier) + 1 if earlier in order else 0, key)
        return [self.part(before.get(key), after.get(key), is_moved=in_order and key in moved) for key in order]

    def part(self, old: Part | None, new: Part | None, *, is_moved: bool) -> PartChange:
        present = new or old
        assert present is not None  # it is in one of the versions
        part, link, node = present
        names = self.new_names if new else self.old_names
        change = PartChange(
            kind=str(part._meta.verbose_name),
            name=names.get(part._meta.label_lower, {}).get(str(node["key"]), ""),
            key=node["key"],
            model=part._meta.label_lower,
            is_moved=is_moved,
            status=Status.ADDED if not old else Status.REMOVED if not new else Status.SAME,
        )
        if old and new and old[2] == new[2] and not is_moved:
            return change
        empty: Node = {"fields": {}, "relations": {}, "parts": {}}
        versions = [version[2] if version else empty for version in (old, new)]
        change.fields = self.fields(part, link, *versions)
        change.parts = [
            nested for group in self.groups(part, *versions) for nested in group.parts if nested.status != Status.SAME
        ]
        if change.status == Status.SAME:
            if change.fields or change.parts:
                change.status = Status.CHANGED
            elif is_moved:
                change.status = Status.MOVED
        return change

    def fields(self, model: type[models.Model], link: str, old: Node, new: Node) -> list[FieldChange]:
        fields = [found for found in content_fields(model, link) if found.name not in PLACE]
        return self.compare_fields([*fields, *content_relations(model)], old, new)

    def compare_fields(self, fields: Iterable[Any], old: Node, new: Node) -> list[FieldChange]:
        changes = []
        for found in fields:
            group = "relations" if found.many_to_many else "fields"
            before, after = old[group].get(found.name), new[group].get(found.name)
            if before != after:
                lines = _lines(found, before, self.old_names), _lines(found, after, self.new_names)
                if any(lines):
                    changes.append(FieldChange(capfirst(str(found.verbose_name)), *side_by_side(*lines), found.name))
        return changes


def _moved(old: Sequence[Any], new: Sequence[Any]) -> set[Any]:
    """Return those that have changed their place among the others: as few as possible."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    stayed = {key for block in matcher.get_matching_blocks() for key in new[block.b : block.b + block.size]}
    return set(new) - stayed


def _lines(field: Any, value: Any, names: Names) -> list[Line]:
    """Return a stored ``value`` as people read it."""
    if value in (None, "", []):
        return []
    if field.many_to_many:
        called = value if is_tags(field) else _called(field, value, names)
        return [line for name in called for line in value_line(name)]
    if field.is_relation:
        return value_line(*_called(field, [value], names))
    if isinstance(field, RichTextField):
        return rich_lines(value)
    is_text = isinstance(field, models.TextField) or type(field) in (models.CharField, LineField)
    if is_text and not field.choices:
        return plain_lines(value)
    return value_line(_in_words(field, value))


def _called(field: Any, keys: Iterable[Any], names: Names) -> list[str]:
    known = names.get(field.related_model._meta.label_lower, {})
    return [known.get(str(key), f"#{key}") for key in keys]


def _in_words(field: Any, value: Any) -> str:
    """Return a single value in words: what a choice is called, yes or no, a date as people write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {str(choice): str(label) for choice, label in field.flatchoices} if field.choices else {}
    if str(value) in labels:
        return labels[str(value)]
    value = field.to_python(value)
    match field:
        case models.DateTimeField():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case models.DateField():
            return date_format(value)
        case models.TimeField():
            return time_format(value)
    return str(value)
