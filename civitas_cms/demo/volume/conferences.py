"""Generated conferences with their programmes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify
from tqdm import tqdm

from civitas_cms.publishing.models import State
from events.models import (
    Appearance,
    Conference,
    ConferenceOrganisation,
    ConferenceProject,
    Day,
    EventStatus,
    PartnerRole,
    Room,
    Session,
    Track,
)

from .language import PREFIX, Writer, address, in_batches, spread, vocabulary
from .partners import Partners

FIRST_DAY = date(2015, 1, 13)  # a Tuesday: three days from it, or from the day after, are within the week
LAST_DAY = date(2028, 11, 28)
BATCH = 50  # conferences to insert at once

# A full day: start, minutes, and what happens. "parallel" is a session in each room.
TIMETABLE = [
    (time(8, 30), 30, "Registration and coffee"),
    (time(9, 0), 60, "plenary"),
    (time(10, 0), 30, "Coffee break"),
    (time(10, 30), 75, "parallel"),
    (time(11, 45), 60, "parallel"),
    (time(12, 45), 60, "Lunch"),
    (time(13, 45), 75, "parallel"),
    (time(15, 0), 30, "Tea break"),
    (time(15, 30), 75, "parallel"),
    (time(16, 45), 45, "plenary"),
]
PARALLEL_KINDS = [Session.Kind.TALK, Session.Kind.PANEL, Session.Kind.WORKSHOP, Session.Kind.WORLD_CAFE]
PARTNER_ROLES = [PartnerRole.ORGANISER, PartnerRole.HOST, PartnerRole.PARTNER, PartnerRole.FUNDER]
STATUS_NOTES = {
    EventStatus.CANCELLED: "We are sorry: the event does not take place.",
    EventStatus.POSTPONED: "A new date will be given here.",
    EventStatus.FULL: "All places are taken. The plenary sessions are streamed.",
}


@dataclass
class Rows:
    """The rows of a batch of conferences, in the order in which they can be inserted."""

    conferences: list[Conference] = field(default_factory=list)
    organisations: list[ConferenceOrganisation] = field(default_factory=list)
    projects: list[ConferenceProject] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)

    def insert(self) -> None:
        """Insert all rows; those that refer to others of the batch learn their keys on the way."""
        for rows in vars(self).values():
            if rows:
                type(rows[0]).objects.bulk_create(rows)


def enlarge_conferences(count: int, partners: Partners) -> None:
    """Generate conferences until there are ``count`` generated ones."""
    existing = Conference.objects.filter(slug__startswith=PREFIX).values_list("slug", flat=True)
    numbers = {int(slug.removeprefix(PREFIX)[:5]) for slug in existing}
    missing = [number for number in range(1, count + 1) if number not in numbers]
    with tqdm(total=len(missing), desc="Conferences", unit="conference", disable=None) as progress:
        for batch in in_batches(missing, BATCH):
            rows = Rows()
            for number in batch:
                ConferenceMaker(number, partners, rows).make()
            rows.insert()
            progress.update(len(batch))


class ConferenceMaker:
    """Makes the conference with a number, always the same one, and adds its rows to ``rows``."""

    def __init__(self, number: int, partners: Partners, rows: Rows):
        self.number = number
        self.partners = partners
        self.rows = rows
        self.random = Random(f"conference {number}")  # noqa: S311 - nothing here is secret
        weeks = round(spread(number) * (LAST_DAY - FIRST_DAY).days / 7)
        self.starts_on = FIRST_DAY + timedelta(weeks=weeks, days=self.random.randint(0, 1))
        self.city, self.country, self.timezone = self.random.choice(vocabulary()["cities"])
        self.writer = Writer(self.random, city=self.city, year=self.starts_on.year)
        self.slugs = set()

    def make(self) -> None:
        """Make the conference with all that belongs to it."""
        self.conference = conference = self._conference()
        self.rows.conferences.append(conference)
        self._add_partners()
        names = self.random.sample(self.writer.rules["room"], self.random.randint(2, 4))
        if conference.format == Conference.Format.ONLINE:
            names = ["Online"]
        rooms = [Room(conference=conference, name=name, order=order) for order, name in enumerate(names, start=1)]
        names = self.random.sample(self.writer.rules["track"], self.random.randint(0, 3))
        tracks = [Track(conference=conference, name=name, order=order) for order, name in enumerate(names, start=1)]
        self.rows.rooms += rooms
        self.rows.tracks += tracks
        for number in range((conference.ends_on - conference.starts_on).days + 1):
            day = Day(
                conference=conference,
                date=conference.starts_on + timedelta(days=number),
                title=self.writer.write("conference_theme"),
            )
            self.rows.days.append(day)
            self._add_sessions(day, rooms, tracks)

    def _conference(self):
        random, write = self.random, self.writer.write
        kind = random.choices(Conference.Kind.values, weights=[8, 4, 5, 5, 3, 3, 1])[0]
        online = kind == Conference.Kind.WEBINAR
        title = write("webinar_title" if online else "conference_title")
        ends_on = self.starts_on + timedelta(days=0 if online else random.randint(0, 2))
        registers = random.random() < 0.7
        slug = address(self.number, title)
        status = random.choices(EventStatus.values, weights=[40, 1, 1, 1])[0]
        return Conference(
            title=title,
            slug=slug,
            summary=write("conference_summary"),
            kind=kind,
            tagline=write("conference_theme"),
            description=f"<p>{write('conference_summary')}</p><h2>{write('conference_theme')}</h2>"
            f"<p>{' '.join(self.writer.write_several('abstract', 2))}</p>"
            "<p><em>This event is invented for the demonstration.</em></p>",
            lead_picture=random.choice(self.partners.pictures),
            starts_on=self.starts_on,
            ends_on=ends_on,
            timezone=ZoneInfo(self.timezone),
            format=Conference.Format.ONLINE if online else random.choice(["on_site", "on_site", "hybrid"]),
            status=status,
            status_note=STATUS_NOTES.get(status, ""),
            venue_name="" if online else write("venue"),
            city="" if online else self.city,
            country="" if online else self.country,
            registration_url=f"https://register.civitas.example/{slug}" if registers else "",
            registration_closes_on=self.starts_on - timedelta(days=14) if registers else None,
            contact_email="contact@civitas.example",
            **_publication(self.number, self.starts_on),
        )

    def _add_partners(self):
        organisations = self.random.sample(self.partners.organisations, self.random.randint(1, 4))
        for order, (organisation, role) in enumerate(zip(organisations, PARTNER_ROLES, strict=False), start=1):
            self.rows.organisations.append(
                ConferenceOrganisation(conference=self.conference, organisation=organisation, role=role, order=order)
            )
        for order, project in enumerate(self.random.sample(self.partners.projects, self.random.randint(0, 3)), start=1):
            self.rows.projects.append(
                ConferenceProject(
                    conference=self.conference, project=project, role=PartnerRole.PARTICIPANT, order=order
                )
            )

    def _add_sessions(self, day, rooms, tracks):
        remaining = self.random.randint(4, 6 if len(rooms) == 1 else 14)
        for starts_at, minutes, what in TIMETABLE:
            ends_at = (datetime.combine(day.date, starts_at) + timedelta(minutes=minutes)).time()
            speakers = iter(self.random.sample(self.partners.people, 20))  # each in one room at a time
            for place in rooms if what == "parallel" else rooms[:1]:
                if not remaining:
                    return
                remaining -= 1
                session = self._session(day, what, place, tracks)
                session.starts_at, session.ends_at = starts_at, ends_at
                self.rows.sessions.append(session)
                if not session.is_break:
                    self._add_appearances(session, speakers)

    def _session(self, day, what, room, tracks):
        if what not in ("plenary", "parallel"):
            kind, title, track = Session.Kind.BREAK, what, None
        else:
            plenary = what == "plenary"
            kind = Session.Kind.PLENARY if plenary else self.random.choice(PARALLEL_KINDS)
            title = self.writer.write("session_title")
            track = self.random.choice(tracks) if tracks and not plenary else None
            # A session is about a subject of its own.
            self.writer = Writer(self.random, city=self.city, year=self.starts_on.year)
        return Session(
            conference=self.conference,
            day=day,
            title=title,
            slug=self._free_slug(title),
            kind=kind,
            room=None if kind == Session.Kind.BREAK else room,
            track=track,
            abstract="" if kind == Session.Kind.BREAK else f"<p>{self.writer.write('abstract')}</p>",
        )

    def _free_slug(self, title):
        slug = candidate = slugify(title)
        number = 1
        while candidate in self.slugs:
            number += 1
            candidate = f"{slug}-{number}"
        self.slugs.add(candidate)
        return candidate

    def _add_appearances(self, session, speakers: Iterator):
        roles = [Appearance.Role.SPEAKER] * self.random.randint(1, 2)
        if session.kind == Session.Kind.PANEL:
            roles = [Appearance.Role.MODERATOR, *[Appearance.Role.PANELLIST] * self.random.randint(2, 3)]
        for order, role in enumerate(roles, start=1):
            speaker = next(speakers)
            position, organisation = speaker.position, speaker.organisation_id
            if self.starts_on.year < 2020:  # most people do something else today
                position = self.random.choice(vocabulary()["positions"])
                organisation = self.random.choice(self.partners.organisations).pk
            self.rows.appearances.append(
                Appearance(
                    session=session,
                    speaker=speaker,
                    role=role,
                    order=order,
                    position_then=position,
                    organisation_then_id=organisation,
                )
            )


def _publication(number, starts_on):
    """Return state and times: nearly all are public, a few are in each of the other states."""
    now = timezone.now()
    announced = min(datetime.combine(starts_on - timedelta(days=150), time(9), tzinfo=ZoneInfo("Europe/Brussels")), now)
    unusual = {
        7: {"state": State.DRAFT},
        17: {"state": State.IN_REVIEW},
        27: {"state": State.ARCHIVED, "publish_at": announced},
        37: {"state": State.PUBLISHED, "publish_at": now + timedelta(days=20)},
        47: {"state": State.PUBLISHED, "publish_at": announced - timedelta(days=60), "expire_at": announced},
    }
    return unusual.get(number % 50, {"state": State.PUBLISHED, "publish_at": announced})
