"""A cache in the process's memory for what public pages need again and again, such as menus or numbers of the site.

What is kept holds for one version of the content (see ``content_version``). After every committed change of content,
and every instant at which the clock alone changes what visitors see, it is found anew, within a second on every worker.
What this process itself saves it sees at once.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from .content_version import ContentVersion, poller

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def content_cache(maxsize: int = 1) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Like ``functools.lru_cache``, but what ``maxsize`` calls have returned is forgotten when the content changes.

    For functions that ask the database, and whose arguments are few and can be hashed. What they return is shared by
    all requests: nobody may change it, and it must be complete, lists instead of querysets.

    Nothing is kept without a page cache (``PAGE_CACHE_SIZE``), as in development; in a transaction, which may have
    changed what others do not see yet; and while the database does not answer.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @lru_cache(maxsize)
        def of_version(content_version: ContentVersion, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            return function(*args, **kwargs)

        @wraps(function)
        def cached(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            if not settings.PAGE_CACHE_SIZE or connection.in_atomic_block:
                return function(*args, **kwargs)
            content_version = poller.current()
            if content_version is None:
                return function(*args, **kwargs)
            return of_version(content_version, *args, **kwargs)  # type: ignore[arg-type] # they can be hashed

        return cached

    return decorate
