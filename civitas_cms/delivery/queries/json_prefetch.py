"""What belongs to rows, fetched in one query: ``prefetch_related`` of Django asks once for each relation.

A page of ours shows a dozen relations, and putting together the SQL of a dozen queries takes more time than all else on
the page. Here PostgreSQL answers with one JSON document for each row, in which the related rows lie nested, and the SQL
is put together once in each process. The objects and what they remember come out as ``prefetch_related`` makes them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, Self, TypeAlias, TypeVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.fields import RangeField
from django.core.exceptions import FieldError
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import signals
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from typing_extensions import override

from civitas_cms.delivery.content_keys import Statements, note_rows, statements

from .prepared import Statement

#: Fields whose values look the same in JSON and in Python; others are read with their ``to_python``.
PLAIN = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.FileField)

#: By lookup, what each of the objects at its end has to pass.
Tests: TypeAlias = Mapping[str, Callable[[Any], bool]]
#: The objects that there are, by their model and primary key.
Made: TypeAlias = dict[tuple[type[models.Model], Any], models.Model]
Tree: TypeAlias = dict[str, "Tree"]
Item = TypeVar("Item", bound=models.Model)


def prefetch_in_one_query(objects: Iterable[models.Model], *lookups: str, only: Tests | None = None) -> None:
    """Do what ``django.db.models.prefetch_related_objects`` does, for saved objects of one model, in one query.

    The lookups may follow foreign keys in both directions, many-to-many relations forward, and tags. What has an order
    of its own (sorted relations) comes in it, all else in that of its model. ``only`` names, for a lookup to many, a
    test that each of them has to pass.
    """
    objects = list(objects)
    if not objects:
        return
    model = type(objects[0])
    statement, root = _plan(model, lookups)
    with statements(Statements.ROWS_ARE_FOLLOWED):
        found: dict[Any, str] = dict(statement.fetch([item.pk for item in objects]))
    made = {(model, item.pk): item for item in objects}
    tests = only or {}
    for item in objects:
        if item.pk in found:  # else it was deleted meanwhile
            root.fill(item, json.loads(found[item.pk]), made, tests)
    note_rows(made.values())


class PrefetchingQuerySet(models.QuerySet[Item]):
    """A queryset whose rows can bring along what belongs to them in one query.

    It notes its rows for whoever wants to know of which content something is made.
    """

    _together: tuple[str, ...] = ()
    _only: Tests | None = None

    def prefetch_together(self, *lookups: str, only: Tests | None = None) -> Self:
        """Return it so that its rows bring along ``lookups``; see ``prefetch_in_one_query``."""
        queryset = self.all()
        queryset._together = (*self._together, *lookups)
        queryset._only = {**(self._only or {}), **(only or {})}
        return queryset

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc] # the stubs do not know it
        clone._together, clone._only = self._together, self._only
        return clone

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        if is_new and issubclass(self._iterable_class, ModelIterable):
            with statements(Statements.ROWS_ARE_NOTED):
                self._result_cache = list(self._iterable_class(self))
            note_rows(self._result_cache)
        super()._fetch_all()
        if is_new and self._result_cache and issubclass(self._iterable_class, ModelIterable):
            self.bring_along(self._result_cache)

    def bring_along(self, objects: Iterable[models.Model]) -> None:
        """Fetch what ``prefetch_together`` named for these objects, which need not be rows of this queryset."""
        if self._together:
            prefetch_in_one_query(objects, *self._together, only=self._only)


@lru_cache(maxsize=256)
def _plan(model: type[models.Model], lookups: tuple[str, ...]) -> tuple[Statement, "_Node"]:
    """Return the query for the related rows of those whose primary keys it is given, and how to read the answer."""
    root = _Node(model, _tree(lookups))
    names = (f"t{number}" for number in count())
    name = next(names)
    values = root.branches_sql(name, names)
    key, table = _column(model._meta.pk), _quoted(model._meta.db_table)
    sql = f"SELECT {name}.{key}, {values}::text FROM {table} {name} WHERE {name}.{key} = ANY(%s)"
    return Statement(sql, [list], [0], [None]), root


def _tree(lookups: Iterable[str]) -> Tree:
    """Return lookups such as ``a__b`` and ``a__c`` as dictionaries within dictionaries."""
    tree: Tree = {}
    for lookup in lookups:
        branch = tree
        for part in lookup.split("__"):
            branch = branch.setdefault(part, {})
    return tree


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _column(field: Any) -> str:
    return _quoted(field.column)


class _Node:
    """Rows of a model, and the relations to follow from there."""

    def __init__(self, model: type[models.Model], tree: Tree, path: str = "") -> None:
        self.model = model
        fields = model._meta.concrete_fields
        self.columns = [_column(field) for field in fields]
        self.names = [field.attname for field in fields]
        self.key = fields.index(model._meta.pk)
        self.readers = [
            (position, reader) for position, field in enumerate(fields) if (reader := _reader(field)) is not None
        ]
        relations = {_name(field): field for field in model._meta.get_fields() if field.related_model}
        for name in tree.keys() - relations.keys():
            raise FieldError(f"{model.__name__} has no relation “{name}”.")
        self.branches = [_branch(relations[name], tree[name], f"{path}{name}") for name in tree]

    def sql(self, name: str, names: Iterator[str]) -> str:
        """Return the expression for one row, which the query calls ``name``, with its branches at the end."""
        columns = [f"{name}.{column}" for column in self.columns]
        return f"json_build_array({', '.join([*columns, self.branches_sql(name, names)])})"

    def branches_sql(self, name: str, names: Iterator[str]) -> str:
        """Return the expression for all that the branches lead to."""
        return f"json_build_array({', '.join(branch.sql(name, names) for branch in self.branches)})"

    def read(self, values: list[Any], made: Made, tests: Tests) -> models.Model:
        """Return the object for a row; the same for the same row, wherever it appears."""
        *values, branches = values
        identity = self.model, values[self.key]
        item = made.get(identity)
        if item is None:
            for position, reader in self.readers:
                if values[position] is not None:
                    values[position] = reader(values[position])
            item = made[identity] = self._make(values)
        if branches:
            self.fill(item, branches, made, tests)
        return item

    def _make(self, values: list[Any]) -> models.Model:
        """Return an object with these values.

        ``from_db`` does the same in four times the time: it announces the object, and looks at each field for a value,
        which all have one here.
        """
        if signals.pre_init.has_listeners(self.model) or signals.post_init.has_listeners(self.model):
            return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)
        item = self.model.__new__(self.model)
        item._state = ModelState()
        item._state.adding, item._state.db = False, DEFAULT_DB_ALIAS
        vars(item).update(zip(self.names, values, strict=True))
        return item

    def fill(self, item: models.Model, values: Iterable[Any], made: Made, tests: Tests) -> None:
        """Let an object remember what its branches lead to."""
        for branch, value in zip(self.branches, values, strict=True):
            branch.fill(item, value, made, tests)


@dataclass
class _ToOne:
    """A foreign key."""

    field: models.ForeignKey[Any, Any]
    node: _Node

    def sql(self, name: str, names: Iterator[str]) -> str:
        its = next(names)
        target = self.field.target_field
        return (
            f"(SELECT {self.node.sql(its, names)} FROM {_quoted(target.model._meta.db_table)} {its}"
            f" WHERE {its}.{_column(target)} = {name}.{_column(self.field)})"
        )

    def fill(self, item: models.Model, value: list[Any] | None, made: Made, tests: Tests) -> None:
        self.field.set_cached_value(item, self.node.read(value, made, tests) if value else None)


@dataclass
class _ToMany:
    """What a manager of an object gives: a foreign key backwards, a many-to-many relation, tags."""

    name: str
    path: str
    node: _Node

    def source(self, name: str, its: str, names: Iterator[str]) -> tuple[str, str]:
        """Return what to select from, where the query calls the rows ``its``, and their order."""
        raise NotImplementedError

    def sql(self, name: str, names: Iterator[str]) -> str:
        its = next(names)
        source, order = self.source(name, its, names)
        return f"(SELECT json_agg({self.node.sql(its, names)} ORDER BY {order}) FROM {source})"

    def fill(self, item: models.Model, value: list[Any] | None, made: Made, tests: Tests) -> None:
        self.remember(item, value, made, tests)

    def remember(self, item: models.Model, value: list[Any] | None, made: Made, tests: Tests) -> list[models.Model]:
        """Let ``item`` remember what its branch leads to, and return that."""
        found = [self.node.read(row, made, tests) for row in value or ()]
        if test := tests.get(self.path):
            found = [related for related in found if test(related)]
        queryset: Any = self.node.model._default_manager.get_queryset()
        queryset._result_cache = found
        queryset._prefetch_done = True
        # Who narrows it further, narrows what was found.
        queryset._deferred_filter = False, (), {"pk__in": [related.pk for related in found]}
        vars(item).setdefault("_prefetched_objects_cache", {})[self.name] = queryset
        return found


@dataclass
class _Backwards(_ToMany):
    """The rows whose foreign key leads here."""

    field: models.ForeignKey[Any, Any]

    @override
    def source(self, name: str, its: str, names: Iterator[str]) -> tuple[str, str]:
        table = _quoted(self.node.model._meta.db_table)
        target = _column(self.field.target_field)
        condition = f"{its}.{_column(self.field)} = {name}.{target}"
        return f"{table} {its} WHERE {condition}", _order(self.node.model, its)

    @override
    def fill(self, item: models.Model, value: list[Any] | None, made: Made, tests: Tests) -> None:
        for related in self.remember(item, value, made, tests):
            self.field.set_cached_value(related, item)


@dataclass
class _ManyToMany(_ToMany):
    """Rows at the other end of a table in between, in the order that it keeps, if it does."""

    field: "models.ManyToManyField[Any, Any]"

    @override
    def source(self, name: str, its: str, names: Iterator[str]) -> tuple[str, str]:
        through: Any = self.field.remote_field.through
        between = next(names)
        here, there = _quoted(self.field.m2m_column_name()), _quoted(self.field.m2m_reverse_name())
        conditions = f"{between}.{here} = {name}.{_column(self.field.model._meta.pk)}"
        for generic in through._meta.private_fields:
            if isinstance(generic, GenericForeignKey):
                content_type = _column(through._meta.get_field(generic.ct_field))
                conditions += f" AND {between}.{content_type} = {_content_type(self.field.model)}"
        sorted_by = getattr(through, "_sort_field_name", None)
        if not self.node.model._meta.ordering:
            sorted_by = sorted_by or through._meta.pk.column  # as they were chosen
        return (
            f"{_quoted(through._meta.db_table)} {between} JOIN {_quoted(self.node.model._meta.db_table)} {its}"
            f" ON {its}.{_column(self.node.model._meta.pk)} = {between}.{there} WHERE {conditions}",
            f"{between}.{_quoted(sorted_by)}" if sorted_by else _order(self.node.model, its),
        )


def _name(field: Any) -> str:
    """Return by which name lookups call a relation."""
    return str(field.get_accessor_name() if field.auto_created and not field.concrete else field.name)


def _branch(field: Any, tree: Tree, path: str) -> _ToOne | _ToMany:
    node = _Node(field.related_model, tree, f"{path}__")
    if field.many_to_one and field.concrete:
        return _ToOne(field, node)
    if field.one_to_many and field.auto_created:
        return _Backwards(_name(field), path, node, field.remote_field)
    if field.many_to_many and not field.auto_created:
        return _ManyToMany(field.name, path, node, field)
    raise FieldError(f"“{path}” is no relation that can be followed here.")


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """Return what makes a Python value of one that came as JSON, or None if it is one already."""
    if isinstance(field, models.JSONField):
        return None  # it lies in the document as it is
    if isinstance(field, RangeField):
        return lambda value: _range(field, value)
    if hasattr(field, "from_db_value"):
        return lambda value: field.from_db_value(value, None, connection)
    described = field.target_field if field.is_relation else field
    if isinstance(described, models.GeneratedField):
        described = described.output_field
    return None if isinstance(described, PLAIN) else described.to_python


def _range(field: Any, text: str) -> Any:
    """Return the range that PostgreSQL has written as ``["…","…")``, both ends of which are known."""
    if text == "empty":
        return field.range_type(empty=True)
    ends = (field.base_field.to_python(end.strip('"')) for end in text[1:-1].split(","))
    return field.range_type(*ends, bounds=text[0] + text[-1])


def _order(model: type[models.Model], name: str) -> str:
    """Return the order of the model's rows, which the query calls ``name``; by the primary key if it has none."""
    compiler = model._base_manager.order_by(*model._meta.ordering or (), "pk").query.get_compiler(connection=connection)
    _select, order, _group = compiler.pre_sql_setup()
    if len(compiler.query.alias_map) > 1 or any(parameters for _, (_, parameters, _) in order):
        raise FieldError(f"Rows of {model.__name__} cannot be put in order here.")
    table = _quoted(model._meta.db_table)
    return ", ".join(sql.replace(f"{table}.", f"{name}.") for _, (sql, _, _) in order)


def _content_type(model: type[models.Model]) -> str:
    """Return the expression for the primary key of the model's content type."""
    return (
        "(SELECT id FROM django_content_type"
        f" WHERE app_label = '{model._meta.app_label}' AND model = '{model._meta.model_name}')"
    )
