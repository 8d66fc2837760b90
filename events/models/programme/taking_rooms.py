"""Where a session is: in one room, in several, or in all of them."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext

from .places import PlaceInOrder, Room


class TakesRooms:
    """What follows from the rooms of a session; see there what its fields mean."""

    if TYPE_CHECKING:
        pk: int | None
        conference: Any
        room: Room | None
        room_id: int | None
        in_all_rooms: bool
        further_rooms: Any

    @cached_property
    def further_room_list(self) -> list[Room]:
        """Return the rooms besides the first; a form sets those that it is to have."""
        return [further.room for further in self.further_rooms.all()] if self.pk else []

    @cached_property
    def further_room_names(self) -> list[str]:
        """Return the names of the rooms besides the first; the queryset's ``with_rooms`` brings them along."""
        return [room.name for room in self.further_room_list]

    @cached_property
    def further_room_keys(self) -> list[int]:
        """Return the keys of the rooms besides the first; the queryset's ``with_room_keys`` brings them along."""
        return [room.pk for room in self.further_room_list]

    @property
    def room_names(self) -> str:
        """Where it is, as in "Room 1, Room 2"; empty if nowhere."""
        if self.in_all_rooms and not self.room_id:
            return gettext("All rooms")
        return ", ".join(dict.fromkeys([*([self.room.name] if self.room else []), *self.further_room_names]))

    @property
    def rooms_to_go_to(self) -> list[Room]:
        """Those of its rooms in which people are; of a plenary only the one that it names."""
        return list(dict.fromkeys([*([self.room] if self.room else []), *self.further_room_list]))

    @property
    def taken_rooms(self) -> list[Room]:
        """All rooms that it takes, the first one first. Of a plenary it asks for the conference's rooms."""
        others = self.conference.rooms.all() if self.in_all_rooms else ()
        return list(dict.fromkeys([*self.rooms_to_go_to, *others]))

    @property
    def place_in_order(self) -> "PlaceInOrder":
        """What sessions at one time are sorted by: the order of rooms; first what has none."""
        return self.room.place_in_order if self.room else (-1, [])
