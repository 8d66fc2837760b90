"""How the database knows when something public names a row of a ``Named`` model: by triggers.

What names it is found in the models: every row with a foreign key to it that belongs to something published, however
many steps away (a person appears in a session of a conference). So a kind of block that is added later counts too,
and so do changes past Django's ``save``, and those of a former release.

A row works out its periods whenever it is updated. So whoever publishes, changes or deletes what names it need only
touch it. As that locks it first, and then looks, of two who do so at once the later one sees what the earlier one did.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import CASCADE, ForeignKey, ManyToOneRel

from .named import Named, Released
from .publishable import Publishable
from .schedule import State

PREFIX = "named_"  # of all functions and triggers here


@dataclass(frozen=True)
class Way:
    """From ``holder``, whose foreign key ``names`` is to a row of ``named``, to what is published, by ``path``."""

    named: type[Named]
    names: "ForeignKey[Any, Any]"
    path: tuple["ForeignKey[Any, Any]", ...]

    @property
    def holder(self) -> type[models.Model]:
        """The model whose rows name something."""
        return self.names.model

    @property
    def item(self) -> type[models.Model]:
        """The model of what is published."""
        return self.path[-1].related_model if self.path else self.holder

    @property
    def columns(self) -> str:
        """What of a row of ``holder`` decides which item names what."""
        others = [self.path[0].column] if self.path else ["id", "state", "publish_at", "expire_at"]
        return ", ".join([self.names.column, *others])

    def rows(self, holders: str = "") -> str:
        """Return the FROM clause, in which ``item`` is the item and ``holder`` what names; ``holders`` are its rows."""
        alias, tables = "holder", f"{holders or self.holder._meta.db_table} AS holder"
        for number, field in enumerate(self.path, start=1):
            following = "item" if number == len(self.path) else f"step{number}"
            tables += (
                f" JOIN {field.related_model._meta.db_table} AS {following} ON {following}.id = {alias}.{field.column}"
            )
            alias = following
        return tables if self.path else tables.replace(" AS holder", " AS item")

    @property
    def key(self) -> str:
        """The expression for the primary key of what is named."""
        return f"{'holder' if self.path else 'item'}.{self.names.column}"


@cache
def named_models() -> list[type[Named]]:
    """Return the models of what is named."""
    return [model for model in apps.get_models() if issubclass(model, Named)]


@cache
def ways() -> list[Way]:
    """Return all ways in which something published names something."""
    return [
        Way(model, relation.field, tuple(path))
        for model in named_models()
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel)
        if (path := path_to_item(relation.related_model, model)) is not None
    ]


def path_to_item(model: type[models.Model], besides: type[models.Model]) -> "list[ForeignKey[Any, Any]] | None":
    """Return the foreign keys from a row to the item that it belongs to, and is deleted with; None if to none."""
    if issubclass(model, Publishable):
        return []
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or field.remote_field.on_delete is not CASCADE:
            continue
        owner = field.related_model
        if owner not in (model, besides) and (path := path_to_item(owner, besides)) is not None:
            return [field, *path]
    return None


PERIODS_FUNCTION = """
BEGIN
    NEW.public_periods := '{{}}';
    IF TG_OP = 'UPDATE'{unless} THEN
        SELECT coalesce(range_agg(period), '{{}}') INTO NEW.public_periods FROM ({periods}) AS named_when;
    END IF;
    RETURN NEW;
END
"""
HOLDER_FUNCTION = """
DECLARE
    keys bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        keys := ARRAY(SELECT {key} FROM {inserted} WHERE item.state = '{published}');
    ELSIF TG_OP = 'DELETE' THEN
        keys := ARRAY(SELECT {key} FROM {deleted} WHERE item.state = '{published}');
    ELSE
        keys := ARRAY(SELECT {key} FROM {updated} WHERE item.state = '{published}');
    END IF;
    {touch}
    RETURN NULL;
END
"""
ITEM_FUNCTION = """
DECLARE
    keys bigint[];
    items bigint[] := ARRAY(SELECT id FROM ({updated}) AS item WHERE state = '{published}');
BEGIN
    IF items <> '{{}}' THEN
        {touches}
    END IF;
    RETURN NULL;
END
"""
# In the order of their keys, against deadlocks; and with a lock that lets others refer to them.
TOUCH = """
    IF keys <> '{{}}' THEN
        PERFORM FROM {table} WHERE id = ANY(keys){unless_released} ORDER BY id FOR NO KEY UPDATE;
        UPDATE {table} SET public_periods = '{{}}' WHERE id = ANY(keys){unless_released};
    END IF;
"""


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _touch(model: type[Named]) -> str:
    return TOUCH.format(table=_table(model), unless_released=" AND NOT is_released" * issubclass(model, Released))


def _changed(columns: str) -> str:
    """Return what an UPDATE has changed of the columns: how it was, and how it is."""
    old, new = (f"SELECT {columns} FROM {rows}" for rows in ("old_rows", "new_rows"))
    return f"({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old})"


def _functions() -> Iterator[tuple[str, str, list[str]]]:
    """Return the bodies of all functions by their names, each with its triggers: events, transition tables, table."""
    period = "SELECT tstzrange(item.publish_at, item.expire_at) AS period FROM"
    for model in named_models():
        periods = " UNION ALL ".join(
            f"{period} {way.rows()} WHERE {way.key} = NEW.id AND item.state = '{State.PUBLISHED}'"
            for way in ways()
            if way.named is model
        )
        unless = " AND NOT NEW.is_released" * issubclass(model, Released)
        unless += f" AND NEW.{model.hidden_by} = ''" if model.hidden_by else ""
        body = PERIODS_FUNCTION.format(periods=periods, unless=unless)
        yield f"{PREFIX}{_table(model)}", body, [f"BEFORE INSERT OR UPDATE ON {_table(model)} FOR EACH ROW"]
    inserted = "AFTER INSERT ON {0} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
    deleted = "AFTER DELETE ON {0} REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"
    tables = "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    updated = f"AFTER UPDATE ON {{0}} {tables} FOR EACH STATEMENT"
    for way in ways():
        body = HOLDER_FUNCTION.format(
            key=way.key,
            inserted=way.rows("new_rows"),
            deleted=way.rows("old_rows"),
            updated=way.rows(f"({_changed(way.columns)})"),
            published=State.PUBLISHED,
            touch=_touch(way.named),
        )
        triggers = [trigger.format(_table(way.holder)) for trigger in (inserted, deleted, updated)]
        yield f"{PREFIX}{_table(way.holder)}_{way.names.column}", body, triggers
    for item in {way.item: None for way in ways()}:
        touches = "".join(
            f"keys := ARRAY(SELECT {way.key} FROM {way.rows()} WHERE item.id = ANY(items)); {_touch(way.named)}"
            for way in ways()
            if way.item is item and way.path
        )
        changed = _changed("id, state, publish_at, expire_at")
        body = ITEM_FUNCTION.format(updated=changed, published=State.PUBLISHED, touches=touches)
        yield f"{PREFIX}by_{_table(item)}", body, [updated.format(_table(item))]


def install_naming_triggers(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Let the database keep when something public names each row. Called after each migration.

    Does nothing where all is in place; after a change, all rows find out anew. Where migrations stop half-way, or go
    back, nothing is kept.
    """
    needed = {
        (_table(model), column)
        for way in ways()
        for model, column in [
            (way.named, "public_periods"),
            (way.holder, way.names.column),
            *((field.model, field.column) for field in way.path),
            (way.item, "expire_at"),
        ]
    } | {(_table(model), "is_released") for model in named_models() if issubclass(model, Released)}
    needed |= {(_table(model), model.hidden_by) for model in named_models() if model.hidden_by}
    with connections[using].cursor() as cursor:
        if install_functions(cursor, PREFIX, _functions(), needed):
            for model in named_models():
                cursor.execute(f"UPDATE {_table(model)} SET public_periods = '{{}}'")


def install_functions(
    cursor: Any, prefix: str, functions: Iterable[tuple[str, str, list[str]]], needed: set[tuple[str, str]]
) -> bool:
    """Create ``functions``, and forget others whose names begin with ``prefix``; tell whether any were created.

    Each has a name, a body and its triggers, as in "AFTER DELETE ON a_table FOR EACH ROW". Without the columns that are
    ``needed``, as pairs of a table and a column, there are none.
    """
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = ANY(%s)",
        [sorted({table for table, _column in needed})],
    )
    wanted = list(functions) if needed <= set(cursor.fetchall()) else []
    cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE starts_with(proname, %s)", [prefix])
    existing = dict(cursor.fetchall())
    if existing == {name: body for name, body, _triggers in wanted}:
        return False
    for name in existing:
        cursor.execute(f"DROP FUNCTION {name} CASCADE")
    for name, body, triggers in wanted:
        cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for trigger in triggers:
            event = trigger.split()[1].lower()
            cursor.execute(f"CREATE TRIGGER {name}_{event} {trigger} EXECUTE FUNCTION {name}()")
    return bool(wanted)
