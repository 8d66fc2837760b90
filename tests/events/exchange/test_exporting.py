"""What goes out comes in again as it was, and other programs can read it."""

import json
from datetime import time
from xml.etree.ElementTree import fromstring

from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from civitas_cms.publishing.models import State
from events.exchange.applying import apply
from events.exchange.entries import Programme
from events.exchange.reading import Frame
from events.exchange.schedules import schedule_json, schedule_xml
from events.exchange.table_files import as_csv, as_xlsx, people_table, sessions_table
from events.models import Appearance, Conference, Session, SessionItem, SessionLink
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    FurtherRoomFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SessionItemFactory,
    SpeakerFactory,
    TrackFactory,
)

from .support import BERLIN, FIRST, LAST, draft, planned, read, superuser


def absolute(path):
    return f"https://site.example{path}"


def exports(conference):
    """Return all forms in which a programme goes out and comes in, by their names."""
    conference = Conference.objects.for_export().get(pk=conference.pk)
    return {
        "schedule.json": schedule_json(conference, absolute),
        "schedule.xml": schedule_xml(conference, absolute),
        "sessions.csv": as_csv(sessions_table(conference)),
        "sessions.xlsx": as_xlsx({"Sessions": sessions_table(conference), "People": people_table(conference)}),
    }


def content(programme: Programme):
    """Return what a programme says, without what is only true of the file."""
    return sorted(
        (
            (
                *(
                    each.title,
                    each.day,
                    each.start.timestamp(),
                    each.end.timestamp(),
                    each.subtitle,
                    each.kind,
                    each.room,
                    each.further_rooms,
                    each.in_all_rooms,
                ),
                *(each.track, each.languages, each.abstract, each.no_recording, each.licence, each.slug),
                tuple(link.url for link in each.links),
                tuple((person.name, person.organisation) for person in each.people),
                tuple(
                    (
                        item.title,
                        item.abstract,
                        item.starts_after,
                        item.minutes,
                        tuple(each.name for each in item.people),
                    )
                    for item in each.items or ()
                ),
            )
            for each in programme.sessions
        ),
        key=repr,
    )


WORDS = st.lists(
    st.sampled_from(["Wheels", "=", "turning,", "“slow”", "&", "<fast>", "in", "the", "mill:", "+1", "naïve", "Ωμέγα"]),
    min_size=1,
    max_size=6,
)
NAMES = st.sampled_from(["Iris van den Molen", "Mo", "Ada Mill", "Zoë Ångström-Lee", "José da Silva", "Ana Twin"])
SESSIONS = st.fixed_dictionaries(
    {
        "title": WORDS.map(" ".join).map(str.strip),
        "subtitle": st.sampled_from(["", "=SUM(A1)", "A subtitle"]),
        "kind": st.sampled_from(Session.Kind.values),
        "day": st.integers(0, 1),
        "start": st.integers(0, 24 * 12 - 1),
        "minutes": st.integers(1, 24 * 12),
        "starts_next_day": st.booleans(),
        "languages": st.sampled_from(["", "en", "de, en"]),
        "abstract": st.sampled_from(
            ["", "<p>One</p><p>two <strong>three</strong></p>", "<ul><li><p>a &lt; b</p></li></ul>"]
        ),
        "no_recording": st.booleans(),
        "licence": st.sampled_from(["", "CC BY 4.0"]),
        "track": st.integers(-1, 1),
        "people": st.lists(
            st.tuples(NAMES, st.sampled_from(Appearance.Role.values)), max_size=3, unique_by=lambda one: one[0]
        ),
        "takes": st.sampled_from(["a room", "two rooms", "all rooms"]),
        "items": st.lists(
            st.fixed_dictionaries(
                {
                    "title": st.sampled_from(["Poster, 1", "=Poster (2)", "Talk; three"]),
                    "abstract": st.sampled_from(["", "<p>On <em>mills</em></p>"]),
                    "starts_after": st.sampled_from([None, 0, 15]),
                    "minutes": st.sampled_from([None, 5, 90]),
                    "people": st.lists(NAMES, max_size=2, unique=True),
                }
            ),
            max_size=2,
            unique_by=lambda item: item["title"],
        ),
        "links": st.lists(st.sampled_from(["https://mill.example/a", "https://mill.example/b?c=d&e=f"]), unique=True),
    }
)


def make(conference, described):
    """Make the sessions that are described, each in a room of its own, so that they never clash."""
    days = [DayFactory(conference=conference, date=date) for date in (FIRST, LAST)]
    tracks = TrackFactory.create_batch(2, conference=conference)
    names = ["Iris|van den Molen", "|Mo", "Ada|Mill", "Zoë|Ångström-Lee", "José|da Silva", "Ana|Twin"]
    board = OrganisationFactory(name="Water Board (North)")
    speakers = {}
    for name in names:
        given, family = name.split("|")
        speakers[f"{given} {family}".strip()] = SpeakerFactory(given_name=given, family_name=family)
    for number, description in enumerate(described):
        each = dict(description)
        people, links, track = each.pop("people"), each.pop("links"), each.pop("track")
        takes, items = each.pop("takes"), each.pop("items")
        has_room = bool(number % 3) or takes != "a room"
        start, minutes, day = 5 * each.pop("start"), 5 * each.pop("minutes"), each.pop("day")
        if each["starts_next_day"]:
            start %= 6 * 60
        if day == 1 or each["starts_next_day"]:
            start, minutes = (
                max(start, 180),
                min(minutes, 600),
            )  # after the hour that comes twice, which has a test of its own
        end = (start + minutes) % (24 * 60)
        session = SessionFactory(
            day=days[day],
            room=RoomFactory(conference=conference, name=f"Room {number}") if has_room else None,
            in_all_rooms=takes == "all rooms" and len(described) == 1,
            track=tracks[track] if track >= 0 else None,
            starts_at=time(*divmod(start, 60)),
            ends_at=time(*divmod(end, 60)),
            ends_next_day=end <= start,
            slug=f"session-{number}",
            **each,
        )
        for order, (name, role) in enumerate(people):
            organisation = board if name == "Ada Mill" else None
            AppearanceFactory(
                session=session, speaker=speakers[name], role=role, order=order, organisation_then=organisation
            )
        take_part(session, takes == "two rooms", items, speakers)
        for order, url in enumerate(links):
            SessionLink.objects.create(session=session, url=url, order=order)


def take_part(session, has_two_rooms, items, speakers):
    """Give a session two further rooms, and the items that are described."""
    if has_two_rooms:
        for name in (f"Annexe {session.slug}, left", f"Annexe {session.slug}; right"):
            FurtherRoomFactory(session=session, room=RoomFactory(conference=session.conference, name=name))
    for order, item in enumerate(items):
        authors = item.pop("people")
        made = SessionItemFactory(session=session, order=order, **item)
        for place, name in enumerate(authors):
            AppearanceFactory(session=session, item=made, speaker=speakers[name], order=place)


def items_of(conference):
    """Return the items in a conference, with who is in them."""
    items = SessionItem.objects.filter(conference=conference).order_by("session__slug", "order")
    return items.values_list(
        "session__slug", "title", "abstract", "starts_after", "minutes", "appearances__speaker__slug"
    )


class IdentityTests(PropertyTestCase):
    @settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(SESSIONS, min_size=1, max_size=3))
    def test_what_goes_out_comes_in_as_it_was(self, described):
        conference = draft()
        make(conference, described)
        for name, exported in exports(conference).items():
            again = planned(exported, conference, name)
            self.assertEqual(again.changing_lines, [], name)
            self.assertEqual(again.errors, [], name)
            other = draft()
            apply(planned(exported, other, name), superuser())
            there = read(exports(other)[name], name, Frame.of(other))
            self.assertEqual(content(there), content(read(exported, name, Frame.of(conference))), name)
            if name != "schedule.xml":  # whose schema has no place for items
                self.assertEqual([*items_of(other)], [*items_of(conference)], name)


class ExportTests(TestCase):
    def test_nights_and_hours_that_come_twice_go_out_and_come_in(self):
        conference = draft()
        day = DayFactory(conference=conference, date=FIRST)
        night = {"day": day, "starts_next_day": True, "starts_at": time(2, 15)}
        SessionFactory(title="First", ends_at=time(2, 15), end_fold=True, **night)
        SessionFactory(title="Second", start_fold=True, ends_at=time(3), **night)
        for name, exported in exports(conference).items():
            with self.subTest(name):
                self.assertEqual(planned(exported, conference, name).changing_lines, [])
                other = draft()
                apply(planned(exported, other, name), superuser())
                columns = (
                    "title",
                    "day__date",
                    "starts_at",
                    "ends_at",
                    "start_fold",
                    "end_fold",
                    "starts_next_day",
                    "period",
                )
                self.assertEqual(
                    list(other.sessions.order_by("title").values_list(*columns)),
                    list(conference.sessions.order_by("title").values_list(*columns)),
                )

    def test_a_copy_of_a_public_conference_is_recognised_by_the_identifiers_of_the_original(self):
        conference, by = draft(state=State.PUBLISHED), superuser()
        session = SessionFactory(day=DayFactory(conference=conference), title="Mill")
        exported = exports(conference)["schedule.json"]
        session.title = "Water mill"
        session.save()
        done = apply(planned(exported, conference), by)
        self.assertEqual([line.name for line in done.changing_lines], ["Mill"])
        self.assertEqual(planned(exported, conference).changing_lines, [])
        self.assertEqual(done.target.sessions.get().title, "Mill")

    def test_formulas_are_texts_in_tables(self):
        conference = draft()
        SessionFactory(day=DayFactory(conference=conference), title="=HYPERLINK(1)", subtitle="@a")
        exported = exports(conference)["sessions.csv"].decode("utf-8-sig")
        self.assertIn(",'=HYPERLINK(1),'@a,", exported)

    def test_materials_go_out_and_do_not_come_back_as_links(self):
        conference = draft()
        SessionFactory(day=DayFactory(conference=conference), materials=[DocumentFactory()])
        exported = exports(conference)["schedule.json"]
        (event,) = json.loads(exported)["schedule"]["conference"]["days"][0]["rooms"][""]
        self.assertTrue(event["attachments"][0]["url"].startswith("https://site.example/media/"))
        self.assertEqual(planned(exported, conference).changing_lines, [])


class AddressTests(TestCase):
    def setUp(self):
        self.conference = ConferenceFactory(slug="mills", starts_on=FIRST, ends_on=LAST, timezone=BERLIN)
        day = DayFactory(conference=self.conference)
        self.session = SessionFactory(
            day=day, title="Wheels", room=RoomFactory(conference=self.conference, name="Barn")
        )
        SessionFactory(day=day, title="Not at all", status="cancelled")

    def test_apps_read_what_is_public_and_ask_again_only_for_what_has_changed(self):
        for name in ("schedule.json", "schedule.xml"):
            with self.subTest(name):
                answer = self.client.get(f"/events/mills/{name}")
                self.assertContains(answer, "Wheels")
                self.assertNotContains(answer, "Not at all")
                again = self.client.get(f"/events/mills/{name}", headers={"if-none-match": answer["ETag"]})
                self.assertEqual(again.status_code, 304)
        Conference.objects.update(state=State.DRAFT)
        self.assertEqual(self.client.get("/events/mills/schedule.json").status_code, 404)

    def test_the_xml_has_what_the_public_schema_asks_for(self):
        root = fromstring(self.client.get("/events/mills/schedule.xml").content)
        self.assertEqual([child.tag for child in root][:3], ["generator", "version", "conference"])
        event = root.find("day/room/event")
        needed = {"room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track"}
        self.assertLessEqual(needed, {child.tag for child in event})
        self.assertEqual(event.get("guid"), str(self.session.identity))
        self.assertRegex(event.findtext("date"), r"[+-]\d\d:\d\d$")
        self.assertEqual(event.findtext("duration"), "01:00")

    def test_the_json_has_what_the_public_schema_asks_for(self):
        conference = self.client.get("/events/mills/schedule.json").json()["schedule"]["conference"]
        self.assertLessEqual(
            {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"}, set(conference)
        )
        (event,) = conference["days"][0]["rooms"]["Barn"]
        needed = [
            "abstract",
            "answers",
            "attachments",
            "date",
            "description",
            "do_not_record",
            "duration",
            "guid",
            "id",
            "language",
            "links",
            "persons",
        ]
        self.assertLessEqual(
            {*needed, "recording_license", "room", "slug", "start", "subtitle", "title", "track", "type"}, set(event)
        )
        self.assertEqual((event["date"], event["duration"]), (self.session.starts.isoformat(), "01:00"))
