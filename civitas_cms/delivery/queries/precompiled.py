"""Queries whose SQL is put together once: where a page asks the same each time, that takes longer than to answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

from civitas_cms.delivery.content_keys import Statements, note_rows, statements

from .json_prefetch import PrefetchingQuerySet
from .prepared import Statement

Item = TypeVar("Item", bound=Model)
Value: TypeAlias = int | str | datetime
Row: TypeAlias = Sequence[Any]

#: What stands for a value while the SQL is put together: values that no query has of its own, each a different one.
STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda number: 31_013 + number,  # fits into every integer column
    str: lambda number: f"stand-in-{number}",
    datetime: lambda number: datetime(1583, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
}


def precompiled(build: Callable[..., QuerySet[Item]]) -> Callable[..., list[Item]]:
    """Make of a function that returns a queryset of model instances one that returns a list of them.

    The function is called once in each process, with stand-ins; from then on its arguments are put into the same SQL.
    They are numbers, texts or instants (aware), never None, and go into the queryset as they are: the function must not
    choose by them, or calculate with them. Slices have to be constant.
    """
    compiled: Compiled[Item] | None = None

    @wraps(build)
    def ask(*values: Value) -> list[Item]:
        nonlocal compiled
        compiled = compiled or _compile(build, values)
        return compiled.ask(values)

    return ask


@dataclass(frozen=True)
class Compiled(Generic[Item]):
    """A query whose SQL is put together."""

    statement: Statement
    read: Callable[[Sequence[Row]], list[Item]]  # makes model instances of rows

    def ask(self, values: Sequence[Value]) -> list[Item]:
        """Ask the database, with these values as the arguments."""
        with statements(Statements.ROWS_ARE_NOTED):
            rows = self.statement.fetch(*values)
        return self.read(rows)


def _compile(build: Callable[..., QuerySet[Item]], values: Sequence[Value]) -> Compiled[Item]:
    stand_ins = [STAND_INS[type(value)](number) for number, value in enumerate(values)]
    queryset = build(*stand_ins)
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    if missing := [value for value in stand_ins if value not in parameters]:
        raise ValueError(f"{build.__name__} does not put {missing} into its query as they are.")
    numbers = [stand_ins.index(item) if item in stand_ins else None for item in parameters]
    types = [type(value) for value in stand_ins]
    return Compiled(Statement(sql, types, numbers, parameters), _reader(queryset, compiler))


def _reader(queryset: QuerySet[Item], compiler: SQLCompiler) -> Callable[[Sequence[Row]], list[Item]]:
    """Return what makes of rows what the queryset would make of them."""
    converters = compiler.get_converters([column for column, *_ in compiler.select]).items()
    read_row = _row_reader(compiler.klass_info, compiler.select)
    annotations = compiler.annotation_col_map.items()
    lookups = queryset._prefetch_related_lookups  # type: ignore[attr-defined] # the stubs do not know it

    def read(found: Sequence[Row]) -> list[Item]:
        rows = [list(row) for row in found]
        for position, (functions, expression) in converters:
            for row in rows:
                for function in functions:
                    row[position] = function(row[position], expression, connection)
        items = [read_row(row) for row in rows]
        for name, position in annotations:
            for item, row in zip(items, rows, strict=True):
                setattr(item, name, row[position])
        note_rows(items)
        prefetch_related_objects(items, *lookups)
        if isinstance(queryset, PrefetchingQuerySet):
            queryset.bring_along(items)
        return items

    return read


def _row_reader(info: Mapping[str, Any], select: Sequence[tuple[Any, ...]]) -> Callable[[Row], Any]:
    """Return what makes of a row a model instance, with those that ``select_related`` names; None where there is none.

    ``info`` is Django's description of where in a row they are.
    """
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1]
    names = [column.target.attname for column, *_ in select[first : last + 1]]
    key = first + names.index(model._meta.pk.attname)
    related = [
        (each["local_setter"], each["remote_setter"], _row_reader(each, select))
        for each in info.get("related_klass_infos", ())
    ]

    def read(row: Row) -> Model | None:
        if row[key] is None:
            return None
        item: Model = model.from_db(DEFAULT_DB_ALIAS, names, row[first : last + 1])
        for remember, remember_back, read_other in related:
            other = read_other(row)
            remember(item, other)
            if other is not None:
                remember_back(other, item)
        return item

    return read
