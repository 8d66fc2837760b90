"""Of which content something is made: the *keys* of what was read for it.

A page is kept with its keys; a change names the keys that it touches (``content_changes``); a page is rendered anew
when one of its own is touched. Of a table ``articles_article`` there are three sorts:

- ``articles_article:7``: the row with the primary key 7, and which rows lead to it;
- ``articles_article:list``: which rows there are, and all their columns by which lists choose and sort them;
- ``articles_article:any``: anything in the table.

Nobody has to declare what a page shows: every statement that is sent to the database while it is rendered is looked
at. Whose rows it does not follow one by one depends on the table, ``any`` if it names an unlisted column (see
``HasUnlistedFields``) and otherwise ``list``. That is always right, because what a statement returns changes only
if rows come or go in the tables that it names, or the columns that it names change. Our own querysets know more:

- A queryset of model instances notes each of its rows; what it merely selects of them needs no other key. Which rows
  they are depends on the rest of the statement.
- A query that only follows relations from row to row (``json_prefetch``) depends on these rows alone: each leads to
  others by its own columns, or is led to by rows which touch it when they begin or cease to do so.

Everything has the key ``site``: what cannot be told more closely touches it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

from .content_changes import content_models, unlisted_columns

SITE = "site"
MAX_ROWS = 50  # of one table: what shows more of them is rendered anew when any of its rows changes

STRING_LITERAL = re.compile(r"'(?:[^']|'')*'")
WORD = re.compile(r"\w+")
PLAIN_COLUMN = re.compile(r'"\w+"\."\w+"( AS "col\d+")?')  # so Django calls columns of SELECTs that are united
QUALIFIED_COLUMN = re.compile(r'"?(\w+)"?\."(\w+)"')
ALIAS = re.compile(r'"(\w+)" "?(\w+)"?')
COUNT_OF_ROWS = re.compile(r"count\(\*\)", re.IGNORECASE)
#: A join with the row that a foreign key leads to: the names of its table and alias, the foreign key, the primary key.
JOIN = re.compile(r'(?:INNER|LEFT OUTER) JOIN "(\w+)" (?:(T\d+) )?ON \(("\w+"\."\w+") = "(\w+)"\."(\w+)"\)')


class Statements(Enum):
    """What is known of the statements that are being sent."""

    UNKNOWN = "unknown"
    ROWS_ARE_NOTED = "whose rows become model instances, each of which is noted"
    ROWS_ARE_FOLLOWED = "that follow relations, from and to rows each of which is noted"
    ARE_NOTED = "by whoever sends them, under another name: see ``note_statement``"


class Reading:
    """The keys of what has been read; ``SITE``, which all have, is left out."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._rows: dict[str, set[Any]] = {}
        self.statements = Statements.UNKNOWN

    @property
    def keys(self) -> frozenset[str]:
        """Return all of them, as few as may be."""
        keys = set(self._keys)
        for table, rows in self._rows.items():
            if len(rows) > MAX_ROWS:
                keys.add(f"{table}:any")
            elif f"{table}:any" not in keys:
                keys.update(f"{table}:{key}" for key in rows)
        return frozenset(key for key in keys if not (key.endswith(":list") and f"{key[:-5]}:any" in keys))

    def add(self, keys: Iterable[str]) -> None:
        """Add the keys of what was read before, and is used again."""
        self._keys.update(keys)

    def add_row(self, row: models.Model) -> None:
        """Add the row, and those that were selected together with it."""
        table = row._meta.db_table
        if table not in _columns():
            return
        self._rows.setdefault(table, set()).add(row.pk)
        for related in row._state.fields_cache.values():
            # What leads back has been added already.
            if isinstance(related, models.Model) and related.pk not in self._rows.get(related._meta.db_table, ()):
                self.add_row(related)


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Note the keys of what is read within, by this thread; what is around notes them too."""
    outer, inner = _reading.get(), Reading()
    token = _reading.set(inner)
    try:
        if outer is None:
            with connection.execute_wrapper(_note_statement):
                yield inner
        else:
            yield inner
    finally:
        _reading.reset(token)
        if outer is not None:
            outer.add(inner.keys)


def note_keys(keys: Iterable[str]) -> None:
    """Note that what has these keys is used."""
    if noted := _reading.get():
        noted.add(keys)


def note_rows(rows: Iterable[models.Model]) -> None:
    """Note each of the rows."""
    if noted := _reading.get():
        for row in rows:
            noted.add_row(row)


@contextmanager
def statements(known: Statements) -> Iterator[None]:
    """Say what is known of the statements within: whoever does notes the rows that they return."""
    noted = _reading.get()
    if noted is None:
        yield
        return
    around, noted.statements = noted.statements, known
    try:
        yield
    finally:
        noted.statements = around


def note_statement(sql: str) -> None:
    """Note what depends on a statement, of which that which is sent does not say what it is."""
    noted = _reading.get()
    if noted is not None and noted.statements is not Statements.ROWS_ARE_FOLLOWED:
        noted.add(keys_of_statement(sql, noted.statements is Statements.ROWS_ARE_NOTED))


def _note_statement(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
    noted = _reading.get()
    if noted is not None and noted.statements is not Statements.ARE_NOTED:
        note_statement(str(sql))
    return execute(sql, parameters, many, context)


@lru_cache(maxsize=4_000)
def keys_of_statement(sql: str, rows_are_noted: bool = False) -> frozenset[str]:
    """Return the keys on which depends what ``sql`` returns, beside the rows themselves if ``rows_are_noted``."""
    sql = STRING_LITERAL.sub("''", sql)
    if rows_are_noted:
        sql = _without_what_rows_tell(sql)
    takes_all_columns = "*" in COUNT_OF_ROWS.sub("", sql)
    tables = _columns().keys() & set(WORD.findall(sql))
    aliases = {alias: table for table, alias in ALIAS.findall(sql) if table in tables} | {name: name for name in tables}
    named: dict[str, set[str]] = {table: set() for table in tables}
    anybodys = set(WORD.findall(QUALIFIED_COLUMN.sub("", sql)))
    for name, column in QUALIFIED_COLUMN.findall(sql):
        named.get(aliases.get(name, ""), anybodys).add(column)
    return frozenset(
        f"{table}:any" if takes_all_columns or (columns | anybodys) & _columns()[table] else f"{table}:list"
        for table, columns in named.items()
    )


def _without_what_rows_tell(sql: str) -> str:
    """Return the statement without plain columns that it selects, and rows that it joins only to select them.

    Of several SELECTs that are united, each in parentheses, that holds for each.
    """
    if not sql.startswith("(SELECT "):
        return _of_one_select(sql)
    parts, depth, begin = [], 0, 0
    for found in re.finditer(r"[()]", sql):
        depth += 1 if found[0] == "(" else -1
        if depth == 1 and found[0] == "(":
            begin = found.end()
        elif depth == 0:
            parts.append(_of_one_select(sql[begin : found.start()]))
            begin = found.end()
    return " ".join([*parts, sql[begin:]])


def _of_one_select(sql: str) -> str:
    select, separator, rest = _split_at_from(sql)
    selected = [item for item in _split_at_commas(select) if not PLAIN_COLUMN.fullmatch(item)]
    keys, foreign_keys = _columns_of_relations()
    while True:
        for join in JOIN.finditer(rest):
            table, alias, foreign_key, left, column = join.groups()
            name = alias or table
            without = f"{rest[: join.start()]}{foreign_key}{rest[join.end() :]}"
            is_to_one = left == name and column == keys.get(table) and foreign_key.split('"')[-2] in foreign_keys
            if is_to_one and f'"{name}"' not in without and not any(f'"{name}"' in item for item in selected):
                rest = without
                break
        else:
            return ", ".join(selected) + separator + rest


def _split_at_from(sql: str) -> tuple[str, str, str]:
    """Return what stands before and after the FROM of the outermost SELECT, and that between them."""
    if not sql.startswith("SELECT "):
        return "", "", sql
    depth = 0
    for found in re.finditer(r"[()]| FROM ", sql):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0] == " FROM ":
            return sql[len("SELECT ") : found.start()].removeprefix("DISTINCT "), found[0], sql[found.end() :]
    return "", "", sql


def _split_at_commas(select: str) -> list[str]:
    items, depth, begin = [], 0, 0
    for found in re.finditer(r"[(),]", select):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0] == ",":
            items.append(select[begin : found.start()].strip())
            begin = found.end()
    return [*items, select[begin:].strip()]


@cache
def _columns() -> dict[str, frozenset[str]]:
    """Return the tables of content, each with its unlisted columns."""
    return {table: frozenset(unlisted_columns(model)) for table, model in content_models().items()}


@cache
def _columns_of_relations() -> tuple[dict[str, str], set[str]]:
    """Return the tables of content, each with the column of its primary key, and all columns that are foreign keys.

    A primary key that is itself a foreign key is left out: who is joined by it may not be there.
    """
    found = content_models()
    keys = {table: str(model._meta.pk.column) for table, model in found.items() if not model._meta.pk.is_relation}
    fields = (field for model in found.values() for field in model._meta.concrete_fields)
    return keys, {str(field.column) for field in fields if field.is_relation}
