"""What lists and choosers of the newsroom find: words are folded, as in the search for visitors."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from civitas_cms.publishing.contracts import Searchable

MAX_SEARCH_LENGTH = 200  # characters that are looked for


def matching(rows: QuerySet[Any], text: str, fields: list[str]) -> QuerySet[Any]:
    """Return those of ``rows`` that have all words of ``text``: in the index of the search, if their model is in it.

    Else each in one of the ``fields`` (lookups), also in the middle of words. Fields are asked one by one, because an
    index helps with that.
    """
    model, text = rows.model, text[:MAX_SEARCH_LENGTH]
    if issubclass(model, Searchable) and text.strip():
        entries = apps.get_model("search.IndexEntry").objects.matching(model, text)  # which a room above keeps
        return rows.filter(pk__in=entries.values("object_id"))
    for word in text.split():
        everything = model._base_manager.order_by().values("pk")
        first, *others = (everything.filter((f"{field}__contains_folded", word)) for field in fields)
        rows = rows.filter(pk__in=first.union(*others) if others else first)
    return rows
