"""What stands on the board: days, rooms, and a card for each session with what an editor should look at."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import connection
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from events.models import Appearance, Conference, Day, Room, Session, Speaker, Track

from .places import MINUTES_A_DAY, Place, clock

MINUTES_TO_CHANGE_ROOMS = 5
EARLIEST_START = 6 * 60  # minutes after midnight; what begins before belongs to the night
MAX_PEOPLE_ON_CARD = 4
#: Kinds of session in which nobody need be named.
WITHOUT_SPEAKERS = {
    Session.Kind.BREAK,
    Session.Kind.NETWORKING,
    Session.Kind.VISIT,
    Session.Kind.CEREMONY,
    Session.Kind.WORLD_CAFE,
}
_FIELDS = [
    *("title", "kind", "status", "day_id", "room_id", "track_id", "conference_id", "is_unplaced", "in_all_rooms"),
    *("starts_at", "ends_at", "starts_next_day", "ends_next_day"),
]
#: What has changed since a cursor: an identifier of a transaction, before which all is known. Rows written by it or by
#: later ones are changed, and some may come twice; what is gone shows in the number and the sum of the keys.
_CHANGED = f"""
    SELECT (pg_snapshot_xmin(pg_current_snapshot())::xid)::text, count(*), coalesce(sum(session.id), 0),
        array_remove(array_agg(CASE WHEN age(session.xmin) <= age(%(cursor)s::xid) OR EXISTS (
            SELECT FROM {Appearance._meta.db_table} AS appearance
            WHERE appearance.session_id = session.id AND age(appearance.xmin) <= age(%(cursor)s::xid)
        ) THEN session.id END), NULL)
    FROM {Session._meta.db_table} AS session WHERE conference_id = %(conference)s
"""  # noqa: S608 - the names of tables of ours


@dataclass
class Card:
    """A session on the board. ``marks`` are sentences about what an editor should look at."""

    session: Session
    place: Place
    people: list[Speaker] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def time(self) -> str:
        """When it is, or how long, while it waits for its place."""
        return self.place.times if self.place.is_placed else _("%(minutes)s min") % {"minutes": self.place.length}

    @property
    def names(self) -> str:
        """Who is in it, for one line."""
        names = ", ".join(person.name for person in self.people[:MAX_PEOPLE_ON_CARD])
        rest = len(self.people) - MAX_PEOPLE_ON_CARD
        return _("%(names)s and %(rest)s more") % {"names": names, "rest": rest} if rest > 0 else names

    @property
    def attributes(self) -> str:
        """What its element says to scripts and style sheets."""
        session, place = self.session, self.place
        classes = {"board-card": True, "board-off": not session.takes_place, "board-marked": self.marks}
        return flatatt(
            {
                "class": " ".join(name for name, is_so in classes.items() if is_so),
                "data-session": session.pk,
                "data-day": place.day,
                "data-start": place.start,
                "data-end": place.end,
                "data-room": place.room,
                "data-track": session.track_id,
                "data-break": session.is_break,
                "data-unplaced": not place.is_placed,
                "data-also": "all" if session.in_all_rooms else " ".join(map(str, session.further_room_keys)) or None,
            }
        )

    def html(self) -> str:
        """Return it as the page has it."""
        return render_to_string("admin/programme/board/card.html", {"card": self})


@dataclass
class Column:
    """A room on a day (None: no room) with its cards in their order."""

    room: Room | None
    cards: list[Card]


@dataclass
class BoardDay:
    """A day with a column for each room; the first is for what is in none."""

    day: Day
    columns: list[Column]


@dataclass
class Board:
    """The programme of a conference."""

    conference: Conference
    days: list[Day]
    rooms: list[Room]
    tracks: list[Track]
    cards: list[Card]

    @classmethod
    def of(cls, conference: Conference) -> "Board":
        """Return the board of ``conference``."""
        days, rooms, tracks = conference.days.all(), conference.rooms.all(), conference.tracks.all()
        return cls(conference, list(days), list(rooms), list(tracks), cards_of(conference))

    def board_days(self) -> list[BoardDay]:
        """Return the days with what is on them."""
        columns: dict[tuple[int, int | None], list[Card]] = defaultdict(list)
        for card in sorted(self.cards, key=lambda card: (card.place.start, card.place.end, card.session.pk)):
            if card.place.is_placed:
                columns[card.place.day, card.place.room].append(card)
        rooms = [None, *self.rooms]
        return [
            BoardDay(day, [Column(room, columns[day.pk, room.pk if room else None]) for room in rooms])
            for day in self.days
        ]

    @property
    def unplaced(self) -> list[Card]:
        """What waits for its place, by title."""
        waiting = (card for card in self.cards if not card.place.is_placed)
        return sorted(waiting, key=lambda card: card.session.title.casefold())


def cards_of(conference: Conference) -> list[Card]:
    """Return a card for each session of ``conference``, in two queries."""
    sessions = Session.objects.filter(conference=conference).with_room_keys().only(*_FIELDS).order_by("pk")
    cards = {session.pk: Card(session, Place.of(session)) for session in sessions}
    appearances = (
        Appearance.objects.filter(session__conference=conference)
        .select_related("speaker")
        .only("session_id", "order", "speaker__given_name", "speaker__family_name")
        .order_by("order", "pk")
    )
    for appearance in appearances:
        card = cards.get(appearance.session_id)
        if card and appearance.speaker not in card.people:
            card.people.append(appearance.speaker)
    _mark(cards.values())
    return list(cards.values())


# Marks --------------------------------------------------------------------------------------------------------------


def _mark(cards: Iterable[Card]) -> None:
    """Find what an editor should look at. What does not take place, or waits for its place, is left alone."""
    placed = [card for card in cards if card.place.is_placed and card.session.takes_place]
    for card in placed:
        if not card.people and card.session.kind not in WITHOUT_SPEAKERS:
            card.marks.append(_("Nobody is named in it."))
        if card.place.room is None and not (card.session.is_break or card.session.in_all_rooms):
            card.marks.append(_("It has no room."))
        if card.place.start < EARLIEST_START:
            card.marks.append(_("It begins before six: after midnight it would belong to the evening before."))
        elif card.place.start >= MINUTES_A_DAY + EARLIEST_START:
            card.marks.append(_("It lies outside of its day: move it to the next one."))
    _mark_people(placed)


def _mark_people(placed: Iterable[Card]) -> None:
    """Find who is in two places at once, or has no time to get from one room to the other."""
    cards_of_person: dict[Speaker, list[Card]] = defaultdict(list)
    for card in placed:
        for person in card.people:
            cards_of_person[person].append(card)
    for person, cards in cards_of_person.items():
        days = defaultdict(list)
        for card in cards:
            days[card.place.day].append(card)
        for of_day in days.values():
            of_day.sort(key=lambda card: (card.place.start, card.place.end))
            longest = of_day[0]
            for earlier, later in pairwise(of_day):
                if longest.place.end < earlier.place.end:
                    longest = earlier
                _mark_pair(person, longest, later)


def _mark_pair(person: Speaker, earlier: Card, later: Card) -> None:
    gap = later.place.start - earlier.place.end
    if gap < 0:
        text = _("%(person)s is in two places at once: also in “%(other)s”, %(times)s.")
    elif gap < MINUTES_TO_CHANGE_ROOMS and later.place.room != earlier.place.room:
        text = _("%(person)s has no time to change rooms: also in “%(other)s”, %(times)s.")
    else:
        return
    for card, other in ((earlier, later), (later, earlier)):
        card.marks.append(text % {"person": person.name, "other": other.session.title, "times": other.place.times})


# Following changes --------------------------------------------------------------------------------------------------


def changed_since(conference: Conference, cursor: str) -> tuple[str, int, int, list[int]]:
    """Return the cursor for the next time, the number and the sum of the keys of all sessions, and the changed keys.

    An empty ``cursor`` changes nothing: it is the beginning. In one query.
    """
    with connection.cursor() as database:
        database.execute(_CHANGED, {"cursor": cursor or "0", "conference": conference.pk})
        following, number, total, keys = database.fetchone()
    return following, number, int(total), (keys or []) if cursor else []


def rendered(conference: Conference, keys: Collection[int]) -> dict[str, Any]:
    """Return the cards with these ``keys`` as the page has them, and the marks of all that have any."""
    cards = cards_of(conference)
    return {
        "cards": {card.session.pk: card.html() for card in cards if card.session.pk in keys},
        "marks": {card.session.pk: card.marks for card in cards if card.marks},
    }


def day_span(cards: Iterable[Card]) -> tuple[int, int]:
    """Return the first and the last minute that the board shows of its days."""
    placed = [card.place for card in cards if card.place.is_placed]
    first = min([8 * 60, *(place.start for place in placed)]) // 60 * 60
    last = -(-max([18 * 60, *(place.end for place in placed)]) // 60) * 60
    return max(0, first - 60), min(2 * MINUTES_A_DAY, last + 60)


def hours(span: tuple[int, int]) -> list[tuple[int, str]]:
    """Return the hours of ``span``: minutes, and what clocks show."""
    return [(minute, clock(minute)) for minute in range(span[0], span[1], 60)]
