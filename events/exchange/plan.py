"""What an import would do, line by line, for people to read before it is done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events.models import (
    Appearance,
    Conference,
    Day,
    FurtherRoom,
    Organisation,
    Room,
    Session,
    SessionItem,
    SessionLink,
    Speaker,
    Track,
)

from .entries import Problem, Programme


def label_of(model: Any, name: str) -> str:
    """Return what a field of ``model`` is called."""
    return str(model._meta.get_field(name).verbose_name)


class Action(TextChoices):
    """What becomes of something."""

    CREATED = "created", _("new")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    UNCHANGED = "unchanged", _("left alone")
    GONE = "gone", _("gone from the source")


KINDS = {
    "conference": _("conference"),
    "day": _("day"),
    "room": _("room"),
    "track": _("track"),
    "session": _("session"),
    "person": _("person"),
    "organisation": _("organisation"),
}


class WhatIsGone(TextChoices):
    """What becomes of sessions that the source had once and has no longer."""

    LEAVE = "leave", _("Leave them as they are")
    CANCEL = "cancel", _("Mark them as cancelled")
    DELETE = "delete", _("Delete them")


@dataclass(frozen=True)
class Change:
    """What a field says before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What becomes of one thing. ``kind`` is what it is, as in "session"; ``note`` says what else there is to know."""

    action: Action
    kind: str
    name: str
    changes: tuple[Change, ...] = ()
    note: str = ""

    @property
    def kind_label(self) -> str:
        """What people call the kind."""
        return str(KINDS[self.kind])


@dataclass
class PlannedSession:
    """A session as it would be: rows that are not saved yet, with what is to be done with those that belong to it."""

    session: Session
    changed_fields: list[str] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)
    dropped: list[Appearance] = field(default_factory=list)
    links: list[SessionLink] = field(default_factory=list)
    items: list[SessionItem] = field(default_factory=list)
    dropped_items: list[SessionItem] = field(default_factory=list)
    further_rooms: list[FurtherRoom] = field(default_factory=list)
    dropped_rooms: list[FurtherRoom] = field(default_factory=list)


@dataclass
class Plan:
    """What an import into ``conference`` would do, and the rows that it would write, none of them saved.

    ``target`` is what is changed: the conference itself, or its working copy.
    """

    conference: Conference
    target: Conference
    programme: Programme
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sessions: list[PlannedSession] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    gone: list[Session] = field(default_factory=list)
    what_is_gone: WhatIsGone = WhatIsGone.LEAVE
    dates: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """What cannot come in at all."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What comes in otherwise than it is in the source."""
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def changing_lines(self) -> list[Line]:
        """The lines of what would not stay as it is."""
        is_gone_changed = self.what_is_gone != WhatIsGone.LEAVE
        return [
            line
            for line in self.lines
            if line.action != Action.UNCHANGED and (line.action != Action.GONE or is_gone_changed)
        ]

    @property
    def changes_nothing(self) -> bool:
        """Whether all is as in the source already."""
        return not self.changing_lines

    def counts(self, kind: str) -> "Counter[Action]":
        """Return how many things of the ``kind`` there are, by what becomes of them."""
        return Counter(line.action for line in self.lines if line.kind == kind)

    def sorted_lines(self) -> Iterable[Line]:
        """Return the lines with what is changed first; what is left alone comes last."""
        return sorted(self.lines, key=lambda line: line.action == Action.UNCHANGED)
