"""Rooms and tracks: what the sessions of a conference share."""

import re
from typing import TypeAlias

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import HiddenWith, NeverOnPages
from civitas_cms.postgresql.folding import folded_index
from civitas_cms.publishing.contracts import PartOfItem
from civitas_cms.publishing.models import Identified
from civitas_cms.publishing.plain_text import LineField

from ..conference import Conference

#: An order, and the parts of a name: whether each is a number, and what it is.
PlaceInOrder: TypeAlias = tuple[int, list[tuple[bool, int | str]]]


class PlaceInConference(PartOfItem, models.Model):
    """Something named that sessions of one conference share."""

    name = LineField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    publishable = "conference"

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Room(PlaceInConference, Identified):
    """A room at the venue, or an online one."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="rooms"
    )
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("How many people it has room for.")
    )
    floor = LineField(
        _("floor"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("As in “second floor, east wing”."),
    )
    access_note = LineField(
        _("note on access"),
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=_("Steps, lifts, induction loops: what somebody should know who wants to get there and take part."),
    )

    class Meta(PlaceInConference.Meta):
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [folded_index("name", name="room_by_folded_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_room_per_name",
                deferrable=models.Deferrable.IMMEDIATE,  # so that rooms can change names
                violation_error_message=_("The conference already has a room with this name."),
            )
        ]

    @property
    def place_in_order(self) -> "PlaceInOrder":
        """What rooms are sorted by: their order, then their names, "Room 2" before "Room 10"."""
        parts = re.split(r"(\d+)", self.name.casefold())
        return (self.order, [(part.isdigit(), int(part) if part.isdigit() else part) for part in parts])


class FurtherRoom(HiddenWith, models.Model):
    """A room that a session takes besides its first."""

    hidden_with = "session"

    session = models.ForeignKey(
        "events.Session", verbose_name=_("session"), on_delete=models.CASCADE, related_name="further_rooms"
    )
    room = models.ForeignKey(
        Room, verbose_name=_("room"), on_delete=models.RESTRICT, related_name="sessions_besides_others"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    class Meta:
        verbose_name = _("further room")
        verbose_name_plural = _("further rooms")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "room"],
                name="further_room_once",
                deferrable=models.Deferrable.IMMEDIATE,  # so that rooms can change places
            )
        ]

    def __str__(self) -> str:
        return str(self.room)


class RoomUse(NeverOnPages, models.Model):
    """That a session takes a room from one instant to another: its first, a further one, or one of all.

    The database keeps these rows, by triggers on sessions and rooms, and nobody else writes them. It refuses two at one
    time as soon as it would refuse two sessions whose first room is the same, also to a release that knows only that:
    whoever defers the constraint ``one_session_at_a_time_in_a_room`` defers a trigger of this name that asks for the
    check. The keys are those of a ``Session``, a ``Room`` and their ``Conference``.
    """

    session_key = models.BigIntegerField()
    room_key = models.BigIntegerField()
    conference_key = models.BigIntegerField()
    period = DateTimeRangeField()
    takes_place = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_key", "room_key"], name="one_use_of_a_room_by_a_session"),
            ExclusionConstraint(
                name="one_use_of_a_room_at_a_time",
                expressions=[("room_key", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(takes_place=True),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]


class Track(PlaceInConference):
    """A thread of sessions for one audience or subject."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="tracks"
    )
    colour = LineField(
        _("colour"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"\A#[0-9A-Fa-f]{6}\Z", _("A colour is written as in #0b6e4f."))],
        help_text=_("As in #0b6e4f."),
    )

    class Meta(PlaceInConference.Meta):
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        indexes = [folded_index("name", name="track_by_folded_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_track_per_name",
                deferrable=models.Deferrable.IMMEDIATE,  # so that tracks can change names
                violation_error_message=_("The conference already has a track with this name."),
            )
        ]
