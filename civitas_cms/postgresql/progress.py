"""How far a long piece of work is, for others to ask while its transaction is still open.

It stands in the name that the connection gives itself, which PostgreSQL shows at once to all other connections
(``pg_stat_activity``), whatever becomes of the transaction. So it needs no table and no connection of its own, every
machine finds it, and nothing of it is left by work that fails or by a process that dies.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from django.db import Error, connection

#: Whoever looks sees no more than this, and each report costs a statement.
SECONDS_BETWEEN_REPORTS = 0.25

#: Says at which step the work is, how much of the step is done, and of how much (0 if that is not known).
Report = Callable[[str, int, int], None]


class Progress(NamedTuple):
    """How far something is: a step, a word without spaces, with how much of how much is done in it."""

    step: str
    done: int
    total: int


def unreported(step: str, done: int, total: int) -> None:
    """Tell nobody: the ``Report`` of work that nobody waits for."""


@contextmanager
def reporting(key: UUID | None) -> Iterator[Report]:
    """Give the block what it reports with; ``progress_of`` finds that by the ``key`` until the block ends.

    Without a key nobody is told. A step's name has at most 9 ASCII letters: PostgreSQL keeps 63 bytes.
    """
    if key is None:
        yield unreported
        return
    last_step, last_time = "", 0.0

    def report(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time
        if step == last_step and monotonic() - last_time < SECONDS_BETWEEN_REPORTS:
            return
        last_step, last_time = step, monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [f"{key.hex} {step} {done}/{total}"])

    try:
        yield report
    finally:
        with suppress(Error), connection.cursor() as cursor:  # a lost connection has taken its name with it
            cursor.execute("RESET application_name")


def progress_of(key: UUID) -> Progress | None:
    """Return how far the work is that reports with the ``key``; None if there is none (any more)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND starts_with(application_name, %s)",
            [f"{key.hex} "],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    _key, step, numbers = row[0].split()
    done, total = map(int, numbers.split("/"))
    return Progress(step, done, total)
