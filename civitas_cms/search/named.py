"""The index follows, by triggers, when what is public while something names it is: whatever changes that, and how."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from civitas_cms.publishing.contracts import Searchable
from civitas_cms.publishing.models import Named, Released
from civitas_cms.publishing.models.naming import install_functions

from .models import IndexEntry

PREFIX = "found_"  # of all functions and triggers here
ENTRIES = IndexEntry._meta.db_table
UPDATE = """
    UPDATE {entries} AS entry SET public_periods = {periods}
    FROM django_content_type AS kind{named}
    WHERE kind.app_label = '{app}' AND kind.model = '{model}' AND entry.content_type_id = kind.id
        AND entry.object_id = new.id AND entry.public_periods IS DISTINCT FROM {periods};
"""


def follow_named(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Install the triggers, and bring the index in step. Called after each migration."""
    needed = {(model._meta.db_table, "public_periods") for model in _models()} | {(ENTRIES, "public_periods")}
    with connections[using].cursor() as cursor:
        if install_functions(cursor, PREFIX, _functions(), needed):
            for model in _models():
                cursor.execute(_update(model, f", {model._meta.db_table} AS new"))


def _models() -> list[type[Named]]:
    return [model for model in apps.get_models() if issubclass(model, Named) and issubclass(model, Searchable)]


def _functions() -> Iterator[tuple[str, str, list[str]]]:
    for model in _models():
        table = model._meta.db_table
        trigger = f"AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)"
        yield f"{PREFIX}{table}", f"BEGIN {_update(model)} RETURN NULL; END", [trigger]


def _update(model: type[Named], named: str = "") -> str:
    """Return the statement that writes the periods of ``new`` to its entry; ``named``: where that comes from."""
    return UPDATE.format(
        entries=ENTRIES,
        periods="CASE WHEN NOT new.is_released THEN new.public_periods END"
        if issubclass(model, Released)
        else "new.public_periods",
        named=named,
        app=model._meta.app_label,
        model=model._meta.model_name,
    )
