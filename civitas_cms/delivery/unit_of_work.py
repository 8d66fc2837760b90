"""Several changes that belong together: what follows from all of them is done once, in the same transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.db import transaction


class Participant(Protocol):
    """Collects what has to be done at the end of a unit of work."""

    def finish(self) -> None:
        """Do it; the transaction is still open."""


_participants: ContextVar[dict[Callable[[], Participant], Participant] | None] = ContextVar(
    "participants", default=None
)

_undo: ContextVar[list[Callable[[], None]] | None] = ContextVar("undo", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run the block in a transaction, at whose end those who take part do what they have collected.

    Units within a unit are one. If the block or a participant fails, nothing of it is kept.
    """
    if _participants.get() is not None:
        with _undoing():
            yield
        return
    with _undoing(), transaction.atomic():
        participants: dict[Callable[[], Participant], Participant] = {}
        token = _participants.set(participants)
        try:
            yield
            for participant in participants.values():
                participant.finish()
        finally:
            _participants.reset(token)


@contextmanager
def dry_run() -> Iterator[None]:
    """Run the block in a transaction, and then undo all that it has done; locks that were taken before it stay."""
    token = _participants.set({})  # what they collect in the block is dropped with it
    try:
        with _undoing(always=True), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _participants.reset(token)


def on_rollback(undo: Callable[[], None]) -> None:
    """Have ``undo`` called if the current unit of work, or dry run, is not kept: for what no transaction undoes.

    So it is where only a unit within that one fails. It must not ask the database, and not fail. Outside of a unit
    everything is kept.
    """
    if (registered := _undo.get()) is not None:
        registered.append(undo)


@contextmanager
def _undoing(*, always: bool = False) -> Iterator[None]:
    """Call what the block has registered with ``on_rollback`` if the block fails, or ``always``."""
    registered: list[Callable[[], None]] = []
    token = _undo.set(registered)
    is_kept = False
    try:
        yield
        is_kept = not always
    finally:
        _undo.reset(token)
        if not is_kept:
            for undo in reversed(registered):
                undo()
        elif (around := _undo.get()) is not None:
            around += registered


@contextmanager
def participant(make: Callable[[], Participant]) -> Iterator[Participant]:
    """Give the current unit's participant of the class ``make``, or outside of a unit one that is finished at once."""
    participants = _participants.get()
    if participants is not None:
        if make not in participants:
            participants[make] = make()
        yield participants[make]
        return
    alone = make()
    yield alone
    alone.finish()
