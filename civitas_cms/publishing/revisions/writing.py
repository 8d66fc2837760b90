"""Writing a snapshot to an item: its words, its parts and its relations become what the snapshot says."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models
from django.db.models import Model
from django.utils.translation import gettext as _
from sortedm2m.fields import SortedManyToManyField

from civitas_cms.delivery.queries.json_prefetch import prefetch_in_one_query
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import Publishable, successors, uniqueness_besides
from civitas_cms.publishing.rich_text import RichTextField, plain_text

from .many_rows import delete_rows, write_relations, write_rows, written
from .snapshots import (
    Key,
    Keys,
    Node,
    Snapshot,
    content_fields,
    content_relations,
    free_identities,
    is_tags,
    nodes,
    part_lookups,
    part_models,
    parts_of,
)


@dataclass
class WriteResult:
    """What came of it.

    ``created`` has, by model and by the key (as text) of each row that was made for a new part, the part's key in the
    item that it comes from. ``lost`` says in sentences what could not be written, because it is no longer there.
    """

    created: Keys = field(default_factory=lambda: defaultdict(dict))
    lost: list[str] = field(default_factory=list)


def write_snapshot(snapshot: Snapshot, item: Publishable, as_found: Publishable | None = None) -> WriteResult:
    """Make the content of ``item`` that of ``snapshot``, in one transaction.

    ``as_found`` is the item as ``snapshots.snapshot_of_row`` has read it since it was locked, with its parts.

    The item may be a new one. Parts that it has are changed in place, so that their URLs stay; parts that it had
    once get their old keys back; those with keys like ``"new-7"`` are made new (see ``snapshots.rekeyed``); and what
    the snapshot does not have is deleted. Rows are written as they were: what ``save`` would fill in, it does not.
    """
    with unit_of_work(), _rules_checked_at_the_end(type(item)):
        return _Writer(snapshot, item).write(as_found)


@contextmanager
def _rules_checked_at_the_end(model: type[Model]) -> Iterator[None]:
    """Check deferrable rules only when all is written, so that two rows can change places."""
    rules = {
        connection.ops.quote_name(rule.name)
        for part in part_models(model)
        for rule in part._meta.constraints
        if isinstance(rule, models.UniqueConstraint | ExclusionConstraint) and rule.deferrable  # type: ignore[union-attr] # the stubs do not know that of ExclusionConstraint
    }
    if not rules:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {', '.join(sorted(rules))} DEFERRED")
        yield
        cursor.execute(f"SET CONSTRAINTS {', '.join(sorted(rules))} IMMEDIATE")


@dataclass
class _Batch:
    """Parts of one kind that are written together; ``written`` are all, with what the snapshot has of each."""

    written: list[tuple[Node, Any]] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    old_paths: dict[int, str] = field(default_factory=dict)
    #: What may be there once only: names of fields, with the values that a row has.
    once: set[tuple[Any, ...]] = field(default_factory=set)


class _Writer:
    def __init__(self, snapshot: Snapshot, item: Publishable) -> None:
        self.snapshot, self.item, self.result = snapshot, item, WriteResult()
        self.parts = part_models(type(item))
        #: By part model: the key of each row by its key in the snapshot.
        self.keys: dict[type[Model], dict[Key, int]] = defaultdict(dict)
        #: By model, the key of the row that there is by each key that the snapshot has: mostly the same.
        self.others = {model: _existing(model, keys) for model, keys in self._references()}
        #: The models of which rows were merged since: two that the snapshot tells apart may be one by now.
        self.merged = {
            model for model, keys in self.others.items() if any(here != there for here, there in keys.items())
        }
        #: What the snapshot does not have: for each relation to parts, in the order in which these are written.
        self.superfluous: list[list[Model]] = []
        #: The parts that are there, by what they belong to and the name of the relation.
        self.present: dict[tuple[Model, str], list[Any]] = {}

    def write(self, as_found: Publishable | None) -> WriteResult:
        node = self.snapshot["content"]
        if not self.item._state.adding:
            self._note_present(as_found or self._read_present())
        self._assign(node, self.item, "")
        # Not the model's own ``save``, which may fill in something: the row is to be as it was.
        OwnsAddress.save(self.item, stored=as_found)
        self._write_relations(node, self.item)
        self._write_parts(type(self.item), [(node, self.item)])
        for rows in reversed(self.superfluous):  # sessions before the rooms that they were in
            delete_rows(rows, have_parts=True)
        return self.result

    def _read_present(self) -> Publishable:
        """Read the item with all parts that it has."""
        item = copy(self.item)
        vars(item).pop("_prefetched_objects_cache", None)
        if lookups := part_lookups(type(item)):
            prefetch_in_one_query([item], *lookups)
        return item

    def _note_present(self, item: Publishable) -> None:
        """Note which parts belong to what."""
        waiting: list[tuple[Any, Any]] = [(self.item, item)]
        while waiting:
            owner, row = waiting.pop()
            for name in parts_of(type(row)):
                self.present[owner, name] = parts = list(getattr(row, name).all())
                waiting += [(part, part) for part in parts]

    def _references(self) -> list[tuple[type[Model], set[int]]]:
        """Return the keys of all rows that the snapshot refers to and that are not parts of it, by model."""
        references: dict[type[Model], set[int]] = defaultdict(set)
        for model, node in nodes(self.snapshot):
            for name, value in node["fields"].items():
                related = _field(model, name) and _field(model, name).related_model
                if related and related not in self.parts and value is not None:
                    references[related].add(value)
            for name, values in node["relations"].items():
                if _field(model, name) and not is_tags(_field(model, name)):
                    references[_field(model, name).related_model] |= set(values)
        return sorted(references.items(), key=lambda reference: reference[0]._meta.label)

    def _write_parts(self, model: type[Model], owners: list[tuple[Node, Any]]) -> None:
        """Write the parts of ``owners``: pairs of what the snapshot has and the row that was made of it."""
        for name, (part, link) in parts_of(model).items():
            present = {row.pk: row for _node, owner in owners for row in self.present.get((owner, name), ())}
            wanted = [(node, owner) for owner_node, owner in owners for node in owner_node["parts"].get(name, [])]
            former = {node["key"] for node, _owner in wanted} - present.keys()
            free = self._free_keys(part, former)
            identities = free_identities(self.snapshot, part, free)
            batch = _Batch()
            for node, owner in wanted:
                key = node["key"]
                row = present.get(key) or _new_row(part, key if key in free else None, identities)
                if self._take(batch, node, row, link, owner):
                    present.pop(key, None)
            write_rows(part, batch.new, batch.changed, batch.fields, batch.old_paths)
            for node, row in batch.written:
                self.keys[part][node["key"]] = row.pk
                if isinstance(node["key"], str):
                    original = int(node["key"].removeprefix("new-"))
                    self.result.created[part._meta.label_lower][str(row.pk)] = original
            self._write_relations_of_parts(part, batch)
            self.superfluous.append(list(present.values()))
            self._write_parts(part, batch.written)

    def _take(self, batch: "_Batch", node: Node, row: Any, link: str, owner: Model) -> bool:
        """Put into ``batch`` what ``node`` says of ``row``, a part of ``owner``; tell whether that is possible."""
        is_new = row._state.adding
        is_moved = getattr(row, f"{link}_id") != owner.pk
        setattr(row, link, owner)
        old_path = (
            row.get_absolute_url()
            if isinstance(row, OwnsAddress) and not is_new and not is_moved and row.has_been_public()
            else ""
        )
        changed = self._assign(node, row, link)
        if changed is None or self._is_double(batch, row):
            return False
        batch.written.append((node, row))
        if is_new:
            batch.new.append(row)
        elif changed or is_moved:
            batch.changed.append(row)
            batch.fields |= {*changed, link} if is_moved else changed
            batch.old_paths |= {row.pk: old_path} if old_path else {}
        return True

    def _is_double(self, batch: "_Batch", row: Model) -> bool:
        """Tell whether ``row`` says what another of ``batch`` says already, since who they name became one."""
        found = set()
        for model_field in row._meta.concrete_fields if self.merged else ():
            if model_field.related_model in self.merged:
                for names in uniqueness_besides(model_field):
                    attributes = (row._meta.get_field(name).attname for name in (model_field.name, *names))  # type: ignore[union-attr] # columns
                    found.add((model_field.name, *names, *(getattr(row, name) for name in attributes)))
        is_double = not found.isdisjoint(batch.once)
        batch.once |= found
        return is_double

    def _free_keys(self, model: type[Model], keys: set[Key]) -> set[int]:
        """Return those of ``keys`` that no row has: a part that was deleted gets its key, and so its URL, back."""
        former = {key for key in keys if isinstance(key, int)}
        taken = model._base_manager.filter(pk__in=former).values_list("pk", flat=True) if former else ()
        return former - set(taken)

    def _assign(self, node: Node, row: Model, link: str) -> set[str] | None:
        """Let ``row`` have the fields of ``node``; return the names of those that differed, None if that cannot be."""
        changed = set()
        for model_field in _content_fields(type(row), link):
            if model_field.name not in node["fields"]:
                continue  # it is younger than the snapshot
            value = node["fields"][model_field.name]
            if model_field.is_relation and value is not None:
                value = self._reference(model_field, value, node, row)
                if value is None and not model_field.blank:
                    return None
            elif isinstance(value, str):
                value = model_field.to_python(value)
            if getattr(row, model_field.attname) != value:
                setattr(row, model_field.attname, value)
                changed.add(model_field.name)
        return changed

    def _reference(self, model_field: Any, key: Key, node: Node, row: Model) -> int | None:
        """Return the key of the row that the snapshot knows as ``key``; None, and report it, if it is gone."""
        related = model_field.related_model
        known = self.keys[related].get(key) if related in self.parts else self.others[related].get(int(key))
        if known is None:
            self._report(node, row, model_field, key)
        return known

    def _write_relations(self, node: Node, row: Model) -> None:
        for model_field in content_relations(type(row)):
            name = model_field.name
            if name not in node["relations"]:
                continue
            manager, values = getattr(row, name), node["relations"][name]
            if is_tags(model_field):
                if sorted(manager.names()) != values:
                    manager.set(values)
                continue
            there = self._related(model_field, node, row)
            present = list(manager.values_list("pk", flat=True)) if not row._state.adding else []
            if present != there and (_is_sorted(model_field) or set(present) != set(there)):
                manager.set(there)

    def _write_relations_of_parts(self, part: type[Model], batch: "_Batch") -> None:
        new = {row.pk for row in batch.new}
        for model_field in content_relations(part):
            having = [(node, row) for node, row in batch.written if model_field.name in node["relations"]]
            if is_tags(model_field):
                for node, row in having:
                    self._write_relations(node, row)
                continue
            wanted = {row.pk: self._related(model_field, node, row) for node, row in having}
            differing = write_relations(model_field, wanted, is_sorted=_is_sorted(model_field), new=new)
            if rows := [row for _node, row in having if row.pk in differing]:
                written.send(part, rows=rows)

    def _related(self, model_field: "models.ManyToManyField[Any, Any]", node: Node, row: Model) -> list[int]:
        """Return the keys of the rows to which ``node`` is related, of those that are there; report others."""
        values, others = node["relations"][model_field.name], self.others[model_field.related_model]
        for key in values:
            if key not in others:
                self._report(node, row, model_field, key)
        return list(dict.fromkeys(others[key] for key in values if key in others))

    def _report(self, node: Node, row: Model, model_field: Any, key: Key) -> None:
        names = self.snapshot["names"]
        name = names.get(model_field.related_model._meta.label_lower, {}).get(str(key), f"#{key}")
        gone = {"kind": model_field.related_model._meta.verbose_name, "name": name}
        if not isinstance(model_field, models.ForeignKey) or model_field.blank:
            where = {"field": model_field.verbose_name, "part": _called(node, row, names)}
            message = _("The %(kind)s “%(name)s” no longer exists, so it is missing here: %(field)s, %(part)s.")
            self.result.lost.append(message % (gone | where))
            return
        part = {"part": _called(node, row, names), "words": " · ".join(_words(node, row)) or "–"}
        message = _("The %(kind)s “%(name)s” no longer exists, so this was left out: %(part)s. Its words: %(words)s")
        self.result.lost.append(message % (gone | part))


def _new_row(model: type[Model], key: int | None, identities: dict[int, str]) -> Model:
    """Return a row with this ``key``, None for a key of its own; what was there once is still the same thing."""
    return model(pk=key, uuid=identities[key]) if key in identities else model(pk=key)


def _is_sorted(model_field: "models.ManyToManyField[Any, Any]") -> bool:
    return isinstance(model_field, SortedManyToManyField) and bool(model_field.sorted)


def _existing(model: type[Model], keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the rows that there are of ``keys`` of ``model``, by these: of what has gone, what it is now.

    Nobody deletes these rows meanwhile.
    """
    there = {key: key for key in _locked(model, keys)}
    if gone := set(keys) - there.keys():
        now = successors(model, gone)
        locked = _locked(model, now.values()) if now else set()
        there |= {key: kept for key, kept in now.items() if kept in locked}
    return there


def _locked(model: type[Model], keys: Collection[int]) -> set[int]:
    return set(
        model._base_manager.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@cache
def _fields(model: type[Model]) -> dict[str, Any]:
    return {model_field.name: model_field for model_field in model._meta.get_fields()}


def _field(model: type[Model], name: str) -> Any:
    """Return the field of ``model``, or None if it has been removed since the snapshot was taken."""
    return _fields(model).get(name)


#: As it says, but asked once for each row.
_content_fields = cache(content_fields)


def _called(node: Node, row: Model, names: dict[str, dict[str, str]]) -> str:
    """Return what kind of part it is and how it was called."""
    name = names.get(row._meta.label_lower, {}).get(str(node.get("key")), "") if "key" in node else str(row)
    return f"{row._meta.verbose_name} “{name}”"


def _words(node: Node, row: Model) -> Iterator[str]:
    """Return what people have written in a part."""
    for name, value in node["fields"].items():
        model_field = _field(type(row), name)
        is_text = isinstance(model_field, (models.CharField, models.TextField)) and not model_field.choices
        if is_text and value and name not in ("region", "slug"):
            yield plain_text(value) if isinstance(model_field, RichTextField) else value
