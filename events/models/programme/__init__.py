"""The programme of a conference: its days, rooms, tracks and sessions, and who appears in them."""

from .appearances import Appearance
from .days import Day
from .items import SessionItem
from .links import SessionLink
from .places import FurtherRoom, Room, RoomUse, Track
from .sessions import RESERVED_SLUGS, Session

__all__ = [
    "RESERVED_SLUGS",
    "Appearance",
    "Day",
    "FurtherRoom",
    "Room",
    "RoomUse",
    "Session",
    "SessionItem",
    "SessionLink",
    "Track",
]
