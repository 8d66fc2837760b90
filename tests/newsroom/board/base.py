"""A conference whose programme is arranged, as the board asks for it."""

import json
from datetime import time

from django.test import TestCase

from civitas_cms.publishing.models import State
from civitas_cms.roles import PROGRAMME_MANAGER
from events.models import Appearance, Room, Session, Speaker
from tests.factories import ConferenceFactory, DayFactory, RoomFactory, SessionFactory, TrackFactory, staff
from tests.newsroom.base import url_of


def place_of(session, **changes):
    """Return where ``session`` is, as the board sends it, with ``changes``."""
    start = session.starts_at.hour * 60 + session.starts_at.minute + 1440 * session.starts_next_day
    end = session.ends_at.hour * 60 + session.ends_at.minute
    end += 1440 * (session.starts_next_day + session.ends_next_day)
    place = {"day": session.day_id, "start": start, "end": end, "room": session.room_id}
    return place | {"is_placed": not session.is_unplaced} | changes


def fill(conference, number=400):
    """Give a conference of two days and at least one room ``number`` sessions in twenty rooms, each with somebody."""
    days = list(conference.days.all())
    missing = 20 - conference.rooms.count()
    Room.objects.bulk_create(Room(conference=conference, name=f"Room {place}", order=place) for place in range(missing))
    rooms, track = list(conference.rooms.all()), TrackFactory(conference=conference, colour="#0b6e4f")
    people = Speaker.objects.bulk_create(Speaker(family_name=f"Person {n}", slug=f"person-{n}") for n in range(40))
    sessions = Session.objects.bulk_create(
        Session(
            conference=conference,
            day=days[place % 2],
            room=rooms[place // 2 % 20],
            track=track,
            title=f"Session {place} about how towns made room for people who walk",
            slug=f"of-many-{place}",
            starts_at=time(8 + place // 40),
            ends_at=time(8 + place // 40, 50),
            abstract="<p>" + "How a town has done it. " * 20 + "</p>",
        )
        for place in range(number)
    )
    Appearance.objects.bulk_create(
        Appearance(session=session, speaker=people[place % 40]) for place, session in enumerate(sessions)
    )


class BoardTestCase(TestCase):
    """A draft of a conference of two days and two rooms; ``self.client`` is signed in as its programme manager."""

    @classmethod
    def setUpTestData(cls):
        cls.manager = staff(PROGRAMME_MANAGER)
        cls.conference = ConferenceFactory(state=State.DRAFT, publish_at=None)
        cls.day = DayFactory(conference=cls.conference)
        cls.second_day = DayFactory(conference=cls.conference, date=cls.conference.ends_on)
        cls.hall = RoomFactory(conference=cls.conference, name="Hall")
        cls.attic = RoomFactory(conference=cls.conference, name="Attic")

    def setUp(self):
        self.client.force_login(self.manager)

    def session(self, title="Trams", start=9, end=10, room=None, **values):
        return SessionFactory(
            day=values.pop("day", self.day), title=title, starts_at=time(start), ends_at=time(end), room=room, **values
        )

    def do(self, status=200, client=None, **operation):
        """Do an operation, and return the answer."""
        response = (client or self.client).post(
            url_of(self.conference, "board_do"), json.dumps(operation), content_type="application/json"
        )
        self.assertEqual(response.status_code, status, response.text[:500])
        return response.json() if status in (200, 409) else response

    def move(self, session, status=200, seen=None, **changes):
        before = seen or place_of(session)
        moves = [{"session": session.pk, "before": before, "after": before | changes}]
        return self.do(status, action="move", moves=moves)

    def undo(self, answer, status=200):
        return self.do(status, **answer["inverse"])
