"""Pausing Python's search for cyclic garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Look for no cyclic garbage while the block runs, in any thread: for work that makes many objects and drops few.

    Each time that so many are there, Python looks through all of them, in vain: that was more than half of what
    publishing a large programme took. What nothing refers to is freed at once as always.
    """
    global _pauses  # noqa: PLW0603 - the collector is the process's, and so is the number of those who paused it
    with _lock:
        is_ours = _pauses > 0 or gc.isenabled()  # else whoever runs the process has switched it off
        _pauses += is_ours
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= is_ours
            if is_ours and not _pauses:
                gc.enable()
