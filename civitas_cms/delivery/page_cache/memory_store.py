"""The pages in the memory of one process."""

import threading
from collections import OrderedDict
from typing import NamedTuple

from .page import Page

LARGEST_SHARE = 8  # a page larger than this part of the store would push too many others out
MADE_UP_SHARE = 4  # the part of the memory for URLs that visitors can make up without end


class Key(NamedTuple):
    """What tells one page from another. ``query`` is in canonical form."""

    secure: bool
    host: str
    path: str
    query: str


class PageStore:
    """Pages in memory, at most ``capacity`` bytes of them; those not asked for the longest go first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._pages: OrderedDict[Key, tuple[Page, int]] = OrderedDict()  # with the size that was counted for the page
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        """Return the page, or None."""
        with self._lock:
            entry = self._pages.get(key)
            if entry is None:
                return None
            self._pages.move_to_end(key)
            return entry[0]

    def put(self, key: Key, page: Page) -> None:
        """Keep the page."""
        with self._lock:
            self._remove(key)
            size = page.size
            if size > self.capacity / LARGEST_SHARE:
                return
            self._pages[key] = page, size
            self.size += size
            while self.size > self.capacity:
                self._remove(next(iter(self._pages)))

    def discard(self, key: Key) -> None:
        """Forget the page, if we have it."""
        with self._lock:
            self._remove(key)

    def _remove(self, key: Key) -> None:
        if entry := self._pages.pop(key, None):
            self.size -= entry[1]


class PageStores:
    """The site's own pages, and apart from them, in a smaller store, what visitors can make up without end.

    That is: what has a query (searches, filters), what is not there, and host names beyond those of the site. However
    much of it somebody asks for, the pages proper stay. ``capacity`` is in bytes, for both together.
    """

    def __init__(self, capacity: int) -> None:
        self.made_up = PageStore(capacity // MADE_UP_SHARE)
        self.own = PageStore(capacity - self.made_up.capacity)

    def __len__(self) -> int:
        return len(self.own) + len(self.made_up)

    @property
    def size(self) -> int:
        """How many bytes both take, about."""
        return self.own.size + self.made_up.size

    def get(self, key: Key) -> Page | None:
        """Return the page, or None."""
        return self.own.get(key) or self.made_up.get(key)

    def put(self, key: Key, page: Page, is_own: bool) -> None:
        """Keep the page among the site's own, or among the others."""
        here, there = (self.own, self.made_up) if is_own else (self.made_up, self.own)
        there.discard(key)
        here.put(key, page)

    def discard(self, key: Key) -> None:
        """Forget the page, if we have it."""
        self.own.discard(key)
        self.made_up.discard(key)
