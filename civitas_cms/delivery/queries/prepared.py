"""Statements that PostgreSQL reads and plans once for each connection: for a page of ours, that is most of its work.

Not in a transaction, which a fault would end; nor where connections are closed after each request. A pooler that gives
each transaction another connection does not know what was prepared: the first fault of that kind is noted, and from
then on this process asks as it would without. Where that is known beforehand, ``PREPARED_STATEMENTS`` says so.
"""

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from hashlib import blake2s
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import Error, NotSupportedError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper

from civitas_cms.delivery.content_keys import Statements, note_statement, statements

logger = logging.getLogger(__name__)

Rows: TypeAlias = list[tuple[Any, ...]]
TYPES = {int: "bigint", str: "text", datetime: "timestamptz", list: "bigint[]"}
PLACEHOLDER = re.compile(r"%[s%]")
#: What PostgreSQL says of a statement that it does not know.
INVALID_STATEMENT_NAME = "26000"
#: The names of what has been prepared, by the driver's connections.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_is_given_up = False


class Statement:
    """A query with values that are other ones each time, and constants, which the planner may rely on.

    ``sql`` has the driver's placeholders; ``values`` has for each of them the number of the value, or None where it
    stands for the constant in ``constants``. ``types``: of the values; lists are of integers.
    """

    def __init__(self, sql: str, types: Sequence[type], values: Sequence[int | None], constants: Sequence[Any]):
        self.sql = sql
        self.types = [TYPES[each] for each in types]
        self.values = values
        self.constants = constants

    def fetch(self, *values: Any) -> Rows:
        """Return the rows for these values."""
        note_statement(self.sql)
        with statements(Statements.ARE_NOTED):
            return self._fetch(values)

    def _fetch(self, values: Sequence[Any]) -> Rows:
        if _may_prepare():
            try:
                return self._execute(values)
            except Error as error:
                if not _is_of_preparing(error):
                    raise
                _give_up(error)
        given = zip(self.values, self.constants, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [constant if number is None else values[number] for number, constant in given])
            rows: Rows = cursor.fetchall()
        return rows

    @cached_property
    def name(self) -> str:
        """The same for the same statement, and no other."""
        return f"civitas_{blake2s(repr((self.sql, self.values, self.constants)).encode()).hexdigest()[:32]}"

    def _execute(self, values: Sequence[Any]) -> Rows:
        with connection.cursor() as cursor:
            known = _prepared.get(connection.connection)
            if known is None:
                # Else a plan is made for each of the first values, and again whenever one of these might be better.
                cursor.execute("SET plan_cache_mode = force_generic_plan")
                known = _prepared[connection.connection] = set()
            if self.name not in known:
                cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self._prepared_sql(cursor)}")
                known.add(self.name)
            cursor.execute(f"EXECUTE {self.name} ({', '.join(['%s'] * len(values))})", values)
            rows: Rows = cursor.fetchall()
        return rows

    def _prepared_sql(self, cursor: CursorWrapper) -> str:
        given = iter(zip(self.values, self.constants, strict=True))

        def replace(placeholder: re.Match[str]) -> str:
            if placeholder[0] == "%%":
                return "%"
            number, constant = next(given)
            if number is not None:
                return f"${number + 1}"
            literal: str = cursor.mogrify("%s", [constant]).decode()
            return literal

        return PLACEHOLDER.sub(replace, self.sql)


def _may_prepare() -> bool:
    is_kept: bool = connection.settings_dict["CONN_MAX_AGE"] != 0
    return settings.PREPARED_STATEMENTS and is_kept and not _is_given_up and not connection.in_atomic_block


def _is_of_preparing(error: Error) -> bool:
    """Tell whether it may be no fault of the query: it is not known, known already, or its tables have changed."""
    is_unknown = getattr(error.__cause__, "pgcode", None) == INVALID_STATEMENT_NAME
    return is_unknown or isinstance(error, (ProgrammingError, NotSupportedError))


def _give_up(error: Error) -> None:
    global _is_given_up  # noqa: PLW0603 - what this process has learnt
    _is_given_up = True
    logger.warning("Statements are no longer prepared; behind a pooler, set PREPARED_STATEMENTS=false: %s", error)
