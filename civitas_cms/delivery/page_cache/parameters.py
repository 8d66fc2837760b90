"""Which part of a query makes a page another one: the parameters that its view declares."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.urls import Resolver404, resolve

from civitas_cms.delivery.contracts import DeclaresParameters


def declared_parameters(path: str) -> frozenset[str] | None:
    """Return the query parameters that the view at ``path`` understands, or None if what it answers is never kept.

    ``path`` is PATH_INFO as WSGI has it.
    """
    try:
        view = resolve(get_path_info({"PATH_INFO": path})).func
    except Resolver404:
        return None
    for declaring in (view, getattr(view, "view_class", None)):  # the class of which Django has made the function
        if isinstance(declaring, DeclaresParameters):
            return frozenset(declaring.query_parameters)
    return None


@lru_cache(maxsize=1_024)  # reading one takes longer than all the rest of an answer from memory
def canonical_query(query: str, parameters: frozenset[str]) -> str:
    """Return the ``parameters`` out of ``query``, sorted by name: as in ``only_declared_parameters``."""
    if not any(name in query for name in parameters) and "%" not in query:
        return ""
    return only_declared_parameters(QueryDict(query.encode("latin-1", "replace")), parameters).urlencode()


def only_declared_parameters(values: Mapping[str, str], parameters: Iterable[str]) -> QueryDict:
    """Return a QueryDict with the ``parameters`` out of another that say something, sorted by name.

    Of several values of one it has the last, as views read it: what makes no difference to a page makes no other page.
    """
    chosen = QueryDict(mutable=True)
    for name in sorted(parameters):
        if value := values.get(name):
            chosen[name] = value
    return chosen
