"""What lists and choosers of the newsroom find: words are folded, as in the search for visitors."""

from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model, QuerySet

from civitas_cms.publishing.contracts import Searchable

MAX_SEARCH_LENGTH = 200  # characters that are looked for
MAX_MATCHES = 1_000  # rows that a list or a chooser finds in the index of the search
MAX_NAMESAKES = 10  # whom choosers name


def matching(rows: QuerySet[Any], text: str, fields: list[str]) -> QuerySet[Any]:
    """Return those of ``rows`` that have all words of ``text``: in the index of the search, if their model is in it.

    Of very many, these are the newest thousand. Rows of other models have each word in one of the ``fields`` (lookups),
    also in the middle of words. Fields are asked one by one, because an index helps with that.
    """
    model, text = rows.model, text[:MAX_SEARCH_LENGTH]
    if issubclass(model, Searchable) and text.strip():
        entries = apps.get_model("search.IndexEntry").objects  # which a room above keeps
        return rows.filter(pk__in=entries.keys_matching(model, text, rows))
    for word in text.split():
        everything = model._base_manager.order_by().values("pk")
        first, *others = (everything.filter((f"{field}__contains_folded", word)) for field in fields)
        rows = rows.filter(pk__in=first.union(*others) if others else first)
    return rows


class Namesakes(NamedTuple):
    """Keys of rows that are called by a name, however it is written, and of others whose names are much like it."""

    same: list[int]
    similar: list[int]


def namesakes(model: type[Model], name: str) -> Namesakes:
    """Return those of ``model``, which is in the index of the search, that are called ``name`` or nearly so."""
    entries = apps.get_model("search.IndexEntry").objects.called_like(model, name)
    found = list(entries.values_list("object_id", "similarity")[:MAX_NAMESAKES])
    same = [key for key, similarity in found if similarity == 1]
    return Namesakes(same, [key for key, similarity in found if similarity < 1])
