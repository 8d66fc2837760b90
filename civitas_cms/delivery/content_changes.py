"""Which changes in the database may show on public pages, and which of them: each note names the keys that it touches.

What keys mean stands in ``content_keys``; who reads the notes, in ``content_version``. Triggers write them, not signals
of Django: they also notice ``update()``, bulk inserts and work done in psql. Rows that visitors see neither before nor
after a change, such as a draft that saves itself while somebody writes, leave no note: no page has to be rendered anew
for them.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from .contracts import HasUnlistedFields, MayBeHidden, NeverOnPages

#: Packages of others whose tables hold content, as those of our own do, but for models that are ``NeverOnPages``.
OTHER_CONTENT_PACKAGES = {"taggit"}

#: The rows before and after, as triggers for whole statements name them; each kind of statement has its own trigger.
TRANSITION_TABLES = {
    "INSERT": "NEW TABLE AS rows_after",
    "UPDATE": "OLD TABLE AS rows_before NEW TABLE AS rows_after",
    "DELETE": "OLD TABLE AS rows_before",
    "TRUNCATE": "",
}

#: The functions of our triggers, and those of former releases.
TRIGGER_FUNCTIONS = ["note_touched_content", "note_content_change", "note_visible_change"]


def project_packages() -> set[str]:
    """Return the names of the packages of our own apps: those that stand beside ``manage.py``."""
    names = {configuration.name.partition(".")[0] for configuration in apps.get_app_configs()}
    return {name for name in names if (settings.BASE_DIR / name).is_dir()}


def content_models() -> dict[str, type[models.Model]]:
    """Return the models whose rows may show on public pages, by the names of their tables."""
    packages = project_packages() | OTHER_CONTENT_PACKAGES
    return {
        model._meta.db_table: model
        for configuration in apps.get_app_configs()
        if configuration.name.partition(".")[0] in packages
        for model in configuration.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not issubclass(model, NeverOnPages)
    }


def hidden_rows(model: type[models.Model]) -> Q | None:
    """Return the condition that visitors see nothing of a row of ``model``, whatever the clock says; None: they may.

    The table of a relation, which Django has made, is as hidden as the rows that have the relation.
    """
    if issubclass(model, MayBeHidden):
        return model.hidden_rows()
    owner: Any = model._meta.auto_created or object
    if issubclass(owner, MayBeHidden):
        foreign_key = next(field for field in model._meta.fields if field.related_model is owner)
        condition: Q = owner.hidden_rows(f"{foreign_key.name}__")
        return condition
    return None


def install_triggers(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Let every table of content note its changes. Called after each migration; does nothing where all is in place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('note_touched_content') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return  # migrated back
        existing = set(connection.introspection.table_names(cursor))
        wanted = {
            (table, name): statement
            for table, model in content_models().items()
            if table in existing
            for name, statement in _triggers(model, connection)
        }
        # Each has the statement that made it as its comment.
        cursor.execute(
            "SELECT relname, tgname, obj_description(pg_trigger.oid, 'pg_trigger')"
            " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgfoid IN (SELECT to_regproc(name) FROM unnest(%s) AS name)",
            [TRIGGER_FUNCTIONS],
        )
        found = {(table, name): statement for table, name, statement in cursor.fetchall()}
        for table, name in sorted(found.keys() | wanted.keys()):
            statement = wanted.get((table, name))
            if statement == found.get((table, name), ""):
                continue
            on_table = f"{name} ON {connection.ops.quote_name(table)}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {on_table}")
            if statement:
                cursor.execute(statement)
                cursor.execute(f"COMMENT ON TRIGGER {on_table} IS %s", [statement])


def _triggers(model: type[models.Model], connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Yield the triggers of a table: their names, each with the statement that makes it."""
    table = connection.ops.quote_name(model._meta.db_table)
    condition = hidden_rows(model)
    selection = "" if condition is None else _selection_of_hidden(model, condition, connection)
    with connection.cursor() as cursor:
        arguments = cursor.mogrify("%s, %s", [selection, json.dumps(_description(model))]).decode()
    for event, transition_tables in TRANSITION_TABLES.items():
        name = f"note_touched_{event.lower()}"
        referencing = f" REFERENCING {transition_tables}" if transition_tables else ""
        yield (
            name,
            f"CREATE TRIGGER {name} AFTER {event} ON {table}{referencing}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION note_touched_content({arguments})",
        )


def _description(model: type[models.Model]) -> dict[str, Any]:
    """Return what the trigger has to know of a table: see the migration that makes its function."""
    from django.contrib.contenttypes.fields import GenericForeignKey  # noqa: PLC0415 - models are loaded only now

    content = content_models()
    generic = [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]
    return {
        "key": _column(model._meta.pk),
        "references": {
            _column(field): field.related_model._meta.db_table
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model._meta.db_table in content
        },
        "generic": {
            _column(model._meta.get_field(field.ct_field)): _column(model._meta.get_field(field.fk_field))
            for field in generic
        },
        "between": bool(model._meta.auto_created or generic),
        "unlisted": sorted(unlisted_columns(model)),
    }


def unlisted_columns(model: type[models.Model]) -> set[str]:
    """Return the columns of which only rows that show them know: see ``HasUnlistedFields``."""
    if not issubclass(model, HasUnlistedFields):
        return set()
    return {_column(model._meta.get_field(name)) for name in model.unlisted_fields}


def _column(field: Any) -> str:
    return str(field.column)


def _selection_of_hidden(model: type[models.Model], condition: Q, connection: BaseDatabaseWrapper) -> str:
    """Return the statement that selects those of ``changed_rows`` that are hidden.

    It locks the rows that they are hidden with: who publishes these waits, and is seen, or waited for.
    """
    query = model._base_manager.using(connection.alias).filter(condition).order_by().values("pk").query
    statement, parameters = query.get_compiler(connection=connection).as_sql()
    table = connection.ops.quote_name(model._meta.db_table)
    _columns, _from, rest = statement.partition(f" FROM {table}")
    statement = f"SELECT FROM changed_rows AS {table}{rest}"
    if joined := [connection.ops.quote_name(alias) for alias in query.alias_map if alias != model._meta.db_table]:
        statement += f" FOR SHARE OF {', '.join(joined)}"
    with connection.cursor() as cursor:
        as_text: str = cursor.mogrify(statement, parameters).decode()
    return as_text
