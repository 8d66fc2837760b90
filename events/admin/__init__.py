"""Conferences, programmes, people and partners in the admin."""

from .conference import ConferenceAdmin
from .partners import OrganisationAdmin, ProjectAdmin
from .people import SpeakerAdmin
from .programme import DayAdmin, RoomAdmin, SessionAdmin, TrackAdmin

__all__ = [
    "ConferenceAdmin",
    "DayAdmin",
    "OrganisationAdmin",
    "ProjectAdmin",
    "RoomAdmin",
    "SessionAdmin",
    "SpeakerAdmin",
    "TrackAdmin",
]
