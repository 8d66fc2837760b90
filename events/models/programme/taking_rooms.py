"""Where a session is: in one room, in several, or in all of them."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext

from .places import PlaceInOrder, Room


class TakesRooms:
    """What follows from the rooms of a session; see there what its fields mean."""

    if TYPE_CHECKING:
        conference: Any
        room: Room | None
        room_id: int | None
        in_all_rooms: bool
        further_rooms: Any

    @cached_property
    def further_room_names(self) -> list[str]:
        """Return the names of the rooms besides the first; the queryset's ``with_rooms`` brings them along."""
        return [further.room.name for further in self.further_rooms.all()]

    @property
    def room_names(self) -> str:
        """Where it is, as in "Room 1, Room 2"; empty if nowhere."""
        if self.in_all_rooms and not self.room_id:
            return gettext("All rooms")
        return ", ".join([*([self.room.name] if self.room else []), *self.further_room_names])

    @property
    def rooms(self) -> list[Room]:
        """All rooms that it takes, the first one first. Of a plenary it asks for the conference's rooms."""
        others = self.conference.rooms.all() if self.in_all_rooms else [each.room for each in self.further_rooms.all()]
        return list(dict.fromkeys([*([self.room] if self.room else []), *others]))

    @property
    def place_in_order(self) -> "PlaceInOrder":
        """What sessions at one time are sorted by: the order of rooms; first what has none."""
        return self.room.place_in_order if self.room else (-1, [])
