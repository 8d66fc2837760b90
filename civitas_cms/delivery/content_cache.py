"""A cache in the process's memory for what public pages need again and again, such as menus or numbers of the site.

What is kept holds until a change touches what it was made of (see ``content_keys``), or the clock alone changes what
visitors see; then it is found anew, within a second on every worker. What this process itself saves it sees at once.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from .content_keys import note_keys, reading
from .content_version import Basis, ContentVersion, poller
from .shared_values import take_or_make

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class ContentCache:
    """At most ``maxsize`` values by their keys, those not asked for the longest go first.

    Nothing is kept without a page cache (``PAGE_CACHE_SIZE``), as in development; in a transaction, which may have
    changed what others do not see yet; and while the database does not answer.
    """

    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        self._kept: OrderedDict[Hashable, tuple[Any, Basis, frozenset[str]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """Return the value, or None."""
        content_version = self._content_version()
        with self._lock:
            entry = self._kept.get(key)
            if entry is None or not entry[1].holds_in(content_version):
                return None
            self._kept.move_to_end(key)
        value, _basis, keys = entry
        note_keys(keys)
        return value

    @contextmanager
    def making(self) -> Iterator[Callable[[Hashable, Any], None]]:
        """Give a function that keeps a value for a key; what the value is made of is read within."""
        content_version = self._content_version()
        made: dict[Hashable, Any] = {}
        with reading() as noted:
            yield made.__setitem__
        if content_version is not None:
            self._keep(made, content_version, noted.keys)

    def get_or_make(
        self,
        keys: Collection[Hashable],
        make: Callable[[Collection[Hashable]], Mapping[Hashable, Any]],
        shared: Collection[Hashable] = (),
    ) -> dict[Hashable, Any]:
        """Return the values by their ``keys``; ``make`` makes those that are not kept, of their keys, all at once.

        The ``shared`` ones are made by one worker for all, as ``shared_values`` says: both keys and values are JSON.
        """
        values = {key: value for key in keys if (value := self.get(key)) is not None}
        content_version = self._content_version()
        if content_version is not None and (by_one := [key for key in keys if key in shared and key not in values]):
            values |= self._take_or_make(by_one, make, content_version)
        if missing := [key for key in keys if key not in values]:
            with self.making() as keep:
                for key, value in make(missing).items():
                    values[key] = value
                    keep(key, value)
        return values

    def _take_or_make(
        self,
        keys: Collection[Hashable],
        make: Callable[[Collection[Hashable]], Mapping[Hashable, Any]],
        content_version: ContentVersion,
    ) -> dict[Hashable, Any]:
        named = {json.dumps(key): key for key in keys}

        def make_named(names: Collection[str]) -> dict[str, Any]:
            made = make([named[name] for name in names])
            return {name: made[named[name]] for name in names}

        values = {}
        for name, found in take_or_make(named, make_named, content_version).items():
            values[named[name]] = found.value
            self._keep({named[name]: found.value}, content_version, found.keys)
        return values

    def _keep(self, made: dict[Hashable, Any], content_version: ContentVersion, keys: frozenset[str]) -> None:
        with self._lock:
            for key, value in made.items():
                self._kept[key] = value, Basis(content_version, keys), keys
                self._kept.move_to_end(key)
            while len(self._kept) > self.maxsize:
                self._kept.popitem(last=False)

    @staticmethod
    def _content_version() -> ContentVersion | None:
        return None if not settings.PAGE_CACHE_SIZE or connection.in_atomic_block else poller.current()


def content_cache(
    maxsize: int = 1, *, is_shared: bool = False
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Like ``functools.lru_cache``, but what ``maxsize`` calls have returned is forgotten when its content changes.

    For functions that ask the database, and whose arguments are few and can be hashed. What they return is shared by
    all requests: nobody may change it, and it must be complete, lists instead of querysets, and not None.
    If it ``is_shared``, one worker calls the function for all (see ``shared_values``); arguments and results are JSON.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        cache = ContentCache(maxsize)

        @wraps(function)
        def cached(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            key = f"{function.__module__}.{function.__qualname__}", args, tuple(sorted(kwargs.items()))
            values = cache.get_or_make(
                [key], lambda _keys: {key: function(*args, **kwargs)}, [key] if is_shared else []
            )
            found: Result = values[key]
            return found

        return cached

    return decorate
