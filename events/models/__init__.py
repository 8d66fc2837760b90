"""Conferences, their programmes, the people in them, and the partners behind them."""

from .changes import ProgrammeChange
from .conference import Conference
from .importing import ImportMapping, ReceivedProgramme
from .partners import Organisation, PartnerRole, Project
from .parts import ConferenceOrganisation, ConferenceProject
from .people import Speaker
from .programme import Appearance, Day, FurtherRoom, Room, RoomUse, Session, SessionItem, SessionLink, Track
from .status import EventStatus

__all__ = [
    "Appearance",
    "Conference",
    "ConferenceOrganisation",
    "ConferenceProject",
    "Day",
    "EventStatus",
    "FurtherRoom",
    "ImportMapping",
    "Organisation",
    "PartnerRole",
    "ProgrammeChange",
    "Project",
    "ReceivedProgramme",
    "Room",
    "RoomUse",
    "Session",
    "SessionItem",
    "SessionLink",
    "Speaker",
    "Track",
]
