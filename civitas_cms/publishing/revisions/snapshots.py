"""What an item is made of, as data that JSON can keep: to look back at it, to compare it, and to write it anew.

A snapshot is a dictionary:

``model``, ``key``
    which item it is of;
``content``
    its fields, its many-to-many relations (keys in their order; tags by name) and its *parts*: rows of other models
    that belong to it, each with its ``key`` and again fields, relations and parts;
``life``
    what is not its content: URL, state, times. Nothing is ever restored from it but a deleted item's URL;
``working_copy``
    for a working copy, the item that it changes and how their parts correspond (see ``working_copies.py``);
``names``
    how everything was called that it refers to, and its parts themselves, for people to read;
``identities``
    by model and key, the UUID of the item and of each part that has one: what is brought back is still the same thing.

A model says which parts belong to it with ``snapshot_parts()``, the names of the relations that lead to them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Model
from sortedm2m.fields import SortedManyToManyField
from taggit.managers import TaggableManager

from civitas_cms.delivery.queries.json_prefetch import prefetch_in_one_query
from civitas_cms.publishing.contracts import Snapshotted
from civitas_cms.publishing.models import Identified, Publishable

#: Fields of a Publishable that are its life, not its content.
LIFECYCLE_FIELDS = ("slug", "state", "publish_at", "expire_at")

#: As described above.
Snapshot: TypeAlias = dict[str, Any]
#: What a snapshot has of the item or of a part: its ``fields``, ``relations`` and ``parts``, and a part's ``key``.
Node: TypeAlias = dict[str, Any]
#: A number, or in a snapshot that is ``rekeyed`` a text such as "new-7".
Key: TypeAlias = int | str
#: By model ("articles.quote"), the key of a part elsewhere by its key (as text) here.
Keys: TypeAlias = dict[str, dict[str, int]]


def snapshot_of(item: Publishable) -> Snapshot:
    """Return what ``item`` is like in the database now, in two queries."""
    return snapshot_of_row(type(item)._base_manager.get(pk=item.pk))


def snapshot_of_row(row: Publishable) -> Snapshot:
    """Return what ``row`` is like, which was read just now, in one query; afterwards it has its parts with it."""
    model = type(row)
    reader = _Reader()
    (content,) = reader.read(model, [row])
    del content["key"]
    working_copy = row.working_copy_of_id and {
        "of": row.working_copy_of_id,
        "keys": row.working_copy_keys,
        "basis": row.working_copy_basis_id,
    }
    return {
        "model": model._meta.label_lower,
        "key": row.pk,
        "content": content,
        "life": {name: stored_value(model._meta.get_field(name), row) for name in LIFECYCLE_FIELDS},
        "working_copy": working_copy,
        "names": reader.names,
        "identities": reader.identities,
    }


def updated(
    snapshot: Snapshot,
    item: Publishable,
    relations: Iterable[str],
    parts: dict[str, list[Model]],
    gone: dict[str, set[int]],
) -> Snapshot:
    """Return ``snapshot``, which is one of ``item``, with what is known to have changed since; it is changed in place.

    That are the item's fields, those of its many-to-many ``relations`` that are named, and by the name of their
    relation the ``parts`` that were written and the keys of those ``gone``. A whole snapshot takes a query for each
    kind of part and relation.
    """
    reader = _Reader(snapshot["names"], snapshot.setdefault("identities", {}))
    content = snapshot["content"]
    reader.read_row(item, content, content_fields(type(item)), [type(item)._meta.get_field(name) for name in relations])
    snapshot["life"] = {name: stored_value(type(item)._meta.get_field(name), item) for name in LIFECYCLE_FIELDS}
    for name, (part, link) in parts_of(type(item)).items():
        rows = parts.get(name, [])
        if changed := {row.pk for row in rows} | gone.get(name, set()):
            present = [node for node in content["parts"].get(name, []) if node["key"] not in changed]
            content["parts"][name] = _in_order(part, present + reader.read(part, rows, link))
    return snapshot


def _in_order(model: type[Model], found: list[Node]) -> list[Node]:
    """Return the nodes of rows of ``model`` in the order in which ``_Reader`` finds them."""
    names = [name for name in model._meta.ordering or () if isinstance(name, str)]
    return sorted(
        found, key=lambda node: (*(node["fields"][name] for name in names if name in node["fields"]), node["key"])
    )


def is_same(one: Snapshot, other: Snapshot) -> bool:
    """Tell whether two snapshots of one item have the same content and life, whatever others are called by now."""
    return bool(one["content"] == other["content"] and one["life"] == other["life"])


def parts_of(model: type[Model]) -> dict[str, tuple[type[Model], str]]:
    """Return the relations to the parts of ``model``'s rows, each with their model and their field that links back."""
    names = model.snapshot_parts() if issubclass(model, Snapshotted) else ()
    relations: dict[str, Any] = {name: model._meta.get_field(name) for name in names}
    return {name: (relation.related_model, relation.field.name) for name, relation in relations.items()}


def part_models(model: type[Model]) -> set[type[Model]]:
    """Return the models of all parts of ``model``'s rows, and of the parts' parts."""
    direct = {part for part, _link in parts_of(model).values()}
    return direct.union(*(part_models(part) for part in direct))


@cache
def part_lookups(model: type[Model]) -> tuple[str, ...]:
    """Return the lookups from ``model`` to its parts, and to the parts' parts."""
    parts = parts_of(model).items()
    return tuple(
        lookup
        for name, (part, _link) in parts
        for lookup in (name, *(f"{name}__{deeper}" for deeper in part_lookups(part)))
    )


def content_fields(model: type[Model], link: str = "") -> "list[models.Field[Any, Any]]":
    """Return the fields of ``model`` that are content, but not the many-to-many ones.

    ``link`` is the field with which a part leads back to what it belongs to; an item itself has none, but a life.
    """
    others = {link} if link else LIFECYCLE_FIELDS
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in others
    ]


def content_relations(model: type[Model]) -> "list[models.ManyToManyField[Any, Any]]":
    """Return the many-to-many fields of ``model`` that are content, tags among them; not those that are parts."""
    return [
        field
        for field in model._meta.many_to_many
        if isinstance(field, TaggableManager)
        or ((through := field.remote_field.through) and through._meta.auto_created)
    ]


def is_tags(field: "models.Field[Any, Any]") -> bool:
    """Tell whether ``field`` has tags, which snapshots know by their names."""
    return isinstance(field, TaggableManager)


def rekeyed(snapshot: Snapshot, keys: Keys) -> Snapshot:
    """Return ``snapshot`` as one of another item, whose parts have the ``keys`` there.

    A part that ``keys`` does not know is new there: its key becomes ``"new-7"``. And the other way round, so that
    translating there and back again gives the same snapshot.
    """
    snapshot = deepcopy(snapshot)
    root = apps.get_model(snapshot["model"])
    labels = {model._meta.label_lower for model in part_models(root)}

    def translated(label: str, key: Key) -> Key:
        if (known := keys.get(label, {}).get(str(key))) is not None:
            return known
        return int(key.removeprefix("new-")) if isinstance(key, str) else f"new-{key}"

    for model, node in nodes(snapshot):
        if "key" in node:
            node["key"] = translated(model._meta.label_lower, node["key"])
        for field in model._meta.concrete_fields:
            label = field.related_model and field.related_model._meta.label_lower
            if label in labels and node["fields"].get(field.name) is not None:
                node["fields"][field.name] = translated(label, node["fields"][field.name])
    for about in (snapshot["names"], snapshot.get("identities", {})):
        for label in labels & about.keys():
            about[label] = {str(translated(label, _as_key(key))): value for key, value in about[label].items()}
    return snapshot


def nodes(snapshot: Snapshot) -> Iterator[tuple[type[Model], Node]]:
    """Walk through the content of ``snapshot``: the item, then its parts, each as its model and its data."""
    waiting: list[tuple[type[Model], Node]] = [(apps.get_model(snapshot["model"]), snapshot["content"])]
    while waiting:
        model, node = waiting.pop()
        yield model, node
        for name, (part, _link) in parts_of(model).items():
            waiting += [(part, child) for child in node["parts"].get(name, [])]


def free_identity(snapshot: Snapshot, model: type[Model], key: int | None) -> str | None:
    """Return the UUID that the row with this ``key`` had when ``snapshot`` was taken, if no row has it now."""
    return None if key is None else free_identities(snapshot, model, {key}).get(key)


def free_identities(snapshot: Snapshot, model: type[Model], keys: Iterable[int]) -> dict[int, str]:
    """Return, by their ``keys``, the UUIDs that rows had when ``snapshot`` was taken, if no row has them now."""
    known = snapshot.get("identities", {}).get(model._meta.label_lower, {})
    identities = {key: known[str(key)] for key in keys if str(key) in known}
    if not identities:
        return {}
    taken = set(model._base_manager.filter(uuid__in=identities.values()).values_list("uuid", flat=True))
    return {key: identity for key, identity in identities.items() if UUID(identity) not in taken}


def inverse(keys: Keys) -> Keys:
    """Return ``keys`` the other way round."""
    return {label: {str(there): int(here) for here, there in pairs.items()} for label, pairs in keys.items()}


def _as_key(text: str) -> Key:
    return int(text) if text.isdigit() else text


def stored_value(field: Any, row: Model) -> Any:
    """Return the value of ``field`` as JSON keeps it."""
    if field.is_relation:
        return getattr(row, field.attname)
    value = field.value_from_object(row)
    return value if value is None or type(value) in (bool, int, str) else field.value_to_string(row)


class _Reader:
    """Reads rows with all that belongs to them in one query, and takes down what they are called."""

    def __init__(
        self, names: dict[str, dict[str, str]] | None = None, identities: dict[str, dict[str, str]] | None = None
    ) -> None:
        self.names = {} if names is None else names
        self.identities = {} if identities is None else identities
        self._parts: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._named: set[tuple[type[Model], int]] = set()

    def read(self, model: type[Model], rows: list[Model], link: str = "") -> list[Node]:
        """Return the data of ``rows``, all of ``model``; parts lead with the field ``link`` to what they belong to."""
        if lookups := _lookups(model, link):
            prefetch_in_one_query(rows, *lookups)
        return self._nodes(model, rows, link)

    def read_row(self, row: Any, node: Node, fields: Iterable[Any], relations: Sequence[Any]) -> None:
        """Put the ``fields`` and ``relations`` of ``row`` into its ``node``."""
        if relations:
            prefetch_in_one_query([row], *(field.name for field in relations))
        self._read_row(row, node, fields, relations)

    def _nodes(self, model: type[Model], rows: Iterable[Any], link: str) -> list[Node]:
        fields, relations, parts = content_fields(model, link), content_relations(model), parts_of(model)
        result = []
        for row in rows:
            node: Node = {"key": row.pk, "fields": {}, "relations": {}, "parts": {}}
            self._read_row(row, node, fields, relations)
            for name, (part, link_back) in parts.items():
                node["parts"][name] = self._nodes(part, getattr(row, name).all(), link_back)
            result.append(node)
        return result

    def _read_row(self, row: Any, node: Node, fields: Iterable[Any], relations: Iterable[Any]) -> None:
        for field in fields:
            node["fields"][field.name] = stored_value(field, row)
            if field.is_relation:
                self._name_reference(field, row)
        for field in relations:
            related = getattr(row, field.name).all()
            if is_tags(field):
                node["relations"][field.name] = sorted(tag.name for tag in related)
                continue
            keys = [other.pk for other in related]
            node["relations"][field.name] = keys if isinstance(field, SortedManyToManyField) else sorted(keys)
            for other in related:
                self._name(other)
        self._name(row)
        self._parts[type(row)][row.pk] = row
        if isinstance(row, Identified):
            self.identities.setdefault(row._meta.label_lower, {})[str(row.pk)] = str(row.uuid)

    def _name_reference(self, field: Any, row: Model) -> None:
        """Take down what ``row`` refers to is called; what was read before, or is known, need not be read again."""
        key = getattr(row, field.attname)
        if key is None:
            return
        if part := self._parts[field.related_model].get(key):
            field.set_cached_value(row, part)  # the row's name may have the other's in it
        is_named = str(key) in self.names.get(field.related_model._meta.label_lower, {})
        # Who refers to what has just been deleted is refused when the transaction ends.
        if (field.is_cached(row) or not is_named) and (referenced := getattr(row, field.name)):
            self._name(referenced)

    def _name(self, row: Model) -> None:
        if (type(row), row.pk) not in self._named:
            self._named.add((type(row), row.pk))
            self.names.setdefault(row._meta.label_lower, {})[str(row.pk)] = str(row)


@cache
def _lookups(model: type[Model], link: str, root: type[Model] | None = None) -> tuple[str, ...]:
    """Return the lookups from ``model`` to its parts and to all that it and they refer to.

    What lies beside it in the ``root`` is not brought along with each row that refers to it.
    """
    root = root or model
    fields = [field for field in content_fields(model, link) if field.is_relation]
    found = [field.name for field in fields if field.related_model not in part_models(root)]
    found += [field.name for field in content_relations(model)]
    for name, (part, link_back) in parts_of(model).items():
        found += [name, *(f"{name}__{lookup}" for lookup in _lookups(part, link_back, root))]
    return tuple(found)


def lock(rows: Iterable[Model]) -> None:
    """Wait until nobody else writes the ``rows``, and let nobody else write them until the transaction ends."""
    for row in sorted(rows, key=lambda row: (row._meta.label, row.pk)):
        found = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk)
        found.order_by().values_list("pk").first()
