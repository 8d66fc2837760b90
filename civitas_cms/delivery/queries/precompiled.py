"""Queries whose SQL is put together once: where a page asks the same each time, that takes longer than to answer it."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

#: What stands for a value while the SQL is put together: values that no query has of its own, each a different one.
STAND_INS = {
    int: lambda number: 31_013 + number,  # fits into every integer column
    str: lambda number: f"stand-in-{number}",
    datetime: lambda number: datetime(1583, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
}


class prepared:  # noqa: N801 - a decorator
    """Make of a function that returns a queryset one that returns a list of its rows.

    The function is called once in each process, with stand-ins; from then on its arguments are put into the same SQL.
    They are numbers, texts or instants (aware), never None, and go into the queryset as they are: the function must not
    choose by them, or calculate with them. Slices have to be constant.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.plan = None
        update_wrapper(self, build)

    def __call__(self, *values: int | str | datetime) -> list:
        """Ask the database, with these values."""
        plan, compiler, sql, parameters = self.plan = self.plan or self._prepare(values)
        parameters = tuple([values[item.number] if isinstance(item, _Place) else item for item in parameters])
        compiler = copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        compiler.as_sql = lambda *args, **kwargs: (sql, parameters)
        queryset = object.__new__(type(plan))  # Django's own ways to copy it would evaluate or prepare it anew
        vars(queryset).update(vars(plan))
        queryset._query = SimpleNamespace(get_compiler=lambda *args, **kwargs: compiler)
        return list(queryset)

    def _prepare(self, values):
        stand_ins = [STAND_INS[type(value)](number) for number, value in enumerate(values)]
        queryset = self.build(*stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if missing := [value for value in stand_ins if value not in parameters]:
            raise ValueError(f"{self.__name__} does not put {missing} into its query as they are.")
        places = [_Place(stand_ins.index(item)) if item in stand_ins else item for item in parameters]
        return queryset, compiler, sql, places


class _Place:
    """Where the argument with this number goes."""

    def __init__(self, number):
        self.number = number
