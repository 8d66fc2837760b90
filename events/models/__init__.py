"""Conferences, their programmes, the people in them, and the partners behind them."""

from .conference import Conference
from .partners import Organisation, PartnerRole, Project
from .parts import ConferenceOrganisation, ConferenceProject
from .people import Speaker
from .programme import Appearance, Day, Room, Session, Track
from .status import EventStatus

__all__ = [
    "Appearance",
    "Conference",
    "ConferenceOrganisation",
    "ConferenceProject",
    "Day",
    "EventStatus",
    "Organisation",
    "PartnerRole",
    "Project",
    "Room",
    "Session",
    "Speaker",
    "Track",
]
