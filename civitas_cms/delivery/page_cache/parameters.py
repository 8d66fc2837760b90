"""Which part of a query makes a page another one: the parameters that its view declares."""

from functools import lru_cache

from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.urls import Resolver404, resolve


def declared_parameters(path):
    """Return the query parameters that the view at ``path`` understands, or None if what it answers is never kept.

    ``path`` is PATH_INFO as WSGI has it.
    """
    try:
        view = resolve(get_path_info({"PATH_INFO": path})).func
    except Resolver404:
        return None
    declared = getattr(view, "query_parameters", None)
    if declared is None:
        declared = getattr(getattr(view, "view_class", None), "query_parameters", None)
    return None if declared is None else frozenset(declared)


@lru_cache(maxsize=1_024)  # reading one takes longer than all the rest of an answer from memory
def canonical_query(query, parameters):
    """Return the ``parameters`` (a frozenset) out of ``query``, sorted by name: as in ``only_declared_parameters``."""
    if not any(name in query for name in parameters) and "%" not in query:
        return ""
    return only_declared_parameters(QueryDict(query.encode("latin-1", "replace")), parameters).urlencode()


def only_declared_parameters(values, parameters):
    """Return a QueryDict with the ``parameters`` out of another that say something, sorted by name.

    Of several values of one it has the last, as views read it: what makes no difference to a page makes no other page.
    """
    chosen = QueryDict(mutable=True)
    for name in sorted(parameters):
        if value := values.get(name):
            chosen[name] = value
    return chosen
