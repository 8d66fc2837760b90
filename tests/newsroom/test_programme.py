"""Editing a programme: conferences with their days, and days with their sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

from django.db import connection
from django.db.models.signals import pre_save
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civitas_cms.publishing.revisions.working_copies import make_working_copy
from events.models import Appearance, Day, Session
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase


def day_address(day):
    return reverse("admin:events_day_change", args=[day.pk])


class ConferenceFormTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.conference = ConferenceFactory(starts_on=date(2025, 6, 26), ends_on=date(2025, 6, 27))
        self.first = DayFactory(conference=self.conference, date=date(2025, 6, 26))
        self.second = DayFactory(conference=self.conference, date=date(2025, 6, 27))
        self.address = reverse("admin:events_conference_change", args=[self.conference.pk])

    def dates(self):
        return list(Day.objects.values_list("date", flat=True))

    def test_moving_a_conference_moves_its_days(self):
        fields = self.form_fields(self.address)
        self.save(self.address, fields, starts_on="2025-07-03", ends_on="2025-07-04")
        self.assertEqual(self.dates(), [date(2025, 7, 3), date(2025, 7, 4)])

    def test_moving_a_conference_by_a_day_moves_days_over_one_another(self):
        fields = self.form_fields(self.address)
        self.save(self.address, fields, starts_on="2025-06-27", ends_on="2025-06-28")
        self.assertEqual(self.dates(), [date(2025, 6, 27), date(2025, 6, 28)])

    def test_a_date_that_the_editor_changes_is_taken_as_it_is(self):
        fields = self.form_fields(self.address)
        self.save(self.address, fields, starts_on="2025-07-03", ends_on="2025-07-05", **{"days-1-date": "2025-07-05"})
        self.assertEqual(self.dates(), [date(2025, 7, 3), date(2025, 7, 5)])

    def test_what_is_wrong_is_said_beside_the_field(self):
        first_day = {"starts_on": "2027-04-28", "ends_on": "2027-04-27"}
        for changes, field in ((first_day, "ends_on"), ({"latitude": "45.8"}, "longitude")):
            with self.subTest(field):
                form = self.save(self.address, self.form_fields(self.address), **changes).context["adminform"].form
                self.assertEqual(list(form.errors), [field])

    def test_shortening_a_conference_below_its_days_is_refused_beside_the_day(self):
        fields = self.form_fields(self.address)
        response = self.save(self.address, fields, ends_on="2025-06-26", title="A new title")
        self.assertContains(response, "The conference takes place from 26 June 2025 to 26 June 2025")
        self.assertContains(response, "A new title</textarea>")
        self.conference.refresh_from_db()
        self.assertEqual(self.conference.ends_on, date(2025, 6, 27))

    def test_two_days_on_one_date_are_refused(self):
        fields = self.form_fields(self.address)
        response = self.save(self.address, fields, **{"days-1-date": "2025-06-26"})
        self.assertContains(response, "Another day of the conference has this date.")
        self.assertEqual(self.dates(), [date(2025, 6, 26), date(2025, 6, 27)])

    def test_a_day_of_a_new_conference_must_lie_within_it(self):
        address = reverse("admin:events_conference_add")
        fields = self.form_fields(address)
        new_day = {"days-TOTAL_FORMS": "1", "days-0-date": "2025-09-01", "days-0-title": "", "days-0-audience": ""}
        dates = {"starts_on": "2025-08-01", "ends_on": "2025-08-02"}
        response = self.save(address, fields, title="New", slug="new", **dates, **new_day)
        self.assertContains(response, "this date is outside")

    def test_a_day_with_sessions_is_not_deleted_in_passing(self):
        SessionFactory(day=self.second)
        fields = self.form_fields(self.address)
        response = self.save(self.address, fields, ends_on="2025-06-26", **{"days-1-DELETE": "on"})
        self.assertContains(response, "has sessions. Delete them, or the day")
        self.assertEqual(len(self.dates()), 2)

    def test_a_day_without_sessions_is_deleted(self):
        fields = self.form_fields(self.address)
        self.save(self.address, fields, ends_on="2025-06-26", **{"days-1-DELETE": "on"})
        self.assertEqual(self.dates(), [date(2025, 6, 26)])

    def test_each_day_leads_to_its_sessions(self):
        SessionFactory(day=self.second)
        response = self.client.get(self.address)
        self.assertContains(response, day_address(self.second))
        self.assertContains(response, "1 session<")


class DayFormTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.conference = ConferenceFactory(timezone="Pacific/Auckland")
        self.day = DayFactory(conference=self.conference)
        self.hall = RoomFactory(conference=self.conference, name="Hall")
        self.studio = RoomFactory(conference=self.conference, name="Studio")
        options = {"day": self.day, "starts_at": time(9), "ends_at": time(10)}
        self.opening = SessionFactory(title="Opening", room=self.hall, **options)
        self.debate = SessionFactory(title="Debate", room=self.studio, **options)
        self.address = day_address(self.day)

    def prefix(self, fields, session):
        """Return the prefix of the session's fields in the form."""
        values = {name: value for name, value in fields.items() if name.endswith("-id")}
        return next(name.removesuffix("id") for name, value in values.items() if value == [str(session.pk)])

    def form(self):
        fields = self.form_fields(self.address)
        return fields, self.prefix(fields, self.opening), self.prefix(fields, self.debate)

    def test_times_are_shown_and_saved_as_local_to_the_conference(self):
        fields, opening, _debate = self.form()
        self.assertEqual(fields[f"{opening}starts_at"], ["09:00"])
        self.assertContains(self.client.get(self.address), "Pacific/Auckland")
        self.save(self.address, fields, **{f"{opening}starts_at": "09:30"})
        self.opening.refresh_from_db()
        self.assertEqual(self.opening.starts_at, time(9, 30))
        self.assertEqual(self.opening.starts.utcoffset(), self.opening.starts.tzinfo.utcoffset(self.opening.starts))
        self.assertEqual(self.opening.starts.tzinfo.key, "Pacific/Auckland")

    def test_two_sessions_in_one_room_at_one_time_are_refused_beside_the_room(self):
        fields, _opening, debate = self.form()
        changes = {f"{debate}room": str(self.hall.pk), f"{debate}title": "A longer debate"}
        response = self.save(self.address, fields, **changes)
        self.assertContains(response, "Hall is taken at that time by “Opening”.")
        self.assertContains(response, "A longer debate")
        self.debate.refresh_from_db()
        self.assertEqual(self.debate.room, self.studio)

    def test_two_sessions_can_change_rooms(self):
        fields, opening, debate = self.form()
        self.save(self.address, fields, **{f"{opening}room": self.studio.pk, f"{debate}room": self.hall.pk})
        self.opening.refresh_from_db()
        self.debate.refresh_from_db()
        self.assertEqual((self.opening.room, self.debate.room), (self.studio, self.hall))

    def test_a_session_cannot_end_before_it_starts(self):
        fields, opening, _debate = self.form()
        response = self.save(self.address, fields, **{f"{opening}ends_at": "08:00"})
        self.assertContains(response, "say so with the tick box")

    def test_a_session_may_end_after_midnight(self):
        fields, opening, _debate = self.form()
        night = {f"{opening}starts_at": "22:00", f"{opening}ends_at": "01:00", f"{opening}ends_next_day": "on"}
        self.save(self.address, fields, **night)
        self.opening.refresh_from_db()
        self.assertEqual((self.opening.ends - self.opening.starts).total_seconds(), 3 * 60 * 60)

    def test_new_sessions_get_addresses_of_their_own(self):
        fields, _opening, _debate = self.form()
        fields["sessions-TOTAL_FORMS"] = ["4"]
        for number in (2, 3):
            fields |= {
                f"sessions-{number}-title": "Coffee",
                f"sessions-{number}-kind": "break",
                f"sessions-{number}-status": "as_planned",
                f"sessions-{number}-starts_at": f"{8 + number}:00",
                f"sessions-{number}-ends_at": f"{8 + number}:30",
            }
        self.save(self.address, fields)
        slugs = Session.objects.filter(title="Coffee").values_list("slug", flat=True)
        self.assertEqual(sorted(slugs), ["coffee", "coffee-2"])

    def test_speakers_are_saved_in_the_order_in_which_they_were_chosen(self):
        ana, ben = SpeakerFactory(position="Mayor"), SpeakerFactory()
        fields, opening, _debate = self.form()
        self.save(self.address, fields, **{f"{opening}speaking": [ben.pk, ana.pk]})
        self.assertEqual([a.speaker for a in self.opening.appearances.all()], [ben, ana])
        self.assertEqual(self.opening.appearances.get(speaker=ana).position_then, "Mayor")

    def test_a_speaker_who_stays_keeps_the_position_of_then(self):
        ana, ben = SpeakerFactory(position="Mayor"), SpeakerFactory()
        AppearanceFactory(session=self.opening, speaker=ana, position_then="Councillor")
        AppearanceFactory(session=self.opening, speaker=ben, role=Appearance.Role.PANELLIST)
        fields, opening, _debate = self.form()
        self.assertEqual(fields[f"{opening}speaking"], [str(ana.pk)])
        self.save(self.address, fields, **{f"{opening}speaking": [ana.pk, ben.pk]})
        self.assertEqual(self.opening.appearances.get(speaker=ana).position_then, "Councillor")
        self.assertEqual(self.opening.appearances.filter(speaker=ben).count(), 2)

    def test_a_speaker_in_two_places_at_once_is_a_warning(self):
        ana = SpeakerFactory(given_name="Ana", family_name="Kovač")
        AppearanceFactory(session=self.opening, speaker=ana)
        fields, _opening, debate = self.form()
        response = self.save(self.address, fields, **{f"{debate}speaking": [ana.pk]})
        warnings = [message for message in self.messages(response) if "two places at once" in message]
        self.assertEqual(len(warnings), 1)
        self.assertIn("Ana Kovač", warnings[0])
        self.assertEqual(self.debate.appearances.count(), 1)

    def test_the_other_place_may_be_another_conference_in_another_time_zone(self):
        ana = SpeakerFactory()
        # 9:00 in Auckland (UTC+12 in June) is 23:00 of the day before in Brussels (UTC+2).
        brussels = ConferenceFactory(timezone="Europe/Brussels", starts_on=self.day.date - timedelta(days=1))
        night = SessionFactory(
            day=DayFactory(conference=brussels),
            title="Night shift",
            starts_at=time(22),
            ends_at=time(23, 30),
        )
        AppearanceFactory(session=night, speaker=ana)
        fields, opening, _debate = self.form()
        response = self.save(self.address, fields, **{f"{opening}speaking": [ana.pk]})
        self.assertIn("Night shift", " ".join(self.messages(response)))

    def test_only_rooms_and_tracks_of_the_conference_are_offered(self):
        RoomFactory(name="A room elsewhere")
        TrackFactory(name="A track elsewhere")
        response = self.client.get(self.address)
        self.assertContains(response, "Studio")
        self.assertNotContains(response, "elsewhere")


class SessionFormTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.session = SessionFactory(title="Opening", room=None)
        self.address = reverse("admin:events_session_change", args=[self.session.pk])

    def test_a_room_that_is_taken_is_refused_and_what_was_typed_is_kept(self):
        hall = RoomFactory(conference=self.session.conference)
        SessionFactory(day=self.session.day, room=hall)
        response = self.save(self.address, self.form_fields(self.address), room=hall.pk, title="Opening words")
        self.assertContains(response, "Another session is in this room at that time.")
        self.assertContains(response, "Opening words")

    def test_an_address_that_another_session_has_is_refused(self):
        SessionFactory(day=self.session.day, slug="taken")
        response = self.save(self.address, self.form_fields(self.address), slug="taken")
        self.assertContains(response, "Another session of this conference already has this address.")

    def test_an_appearance_is_filled_in_from_the_speaker(self):
        mayor = SpeakerFactory(position="Mayor", organisation=OrganisationFactory())
        fields = self.form_fields(self.address) | {
            "appearances-TOTAL_FORMS": "1",
            "appearances-0-speaker": mayor.pk,
            "appearances-0-role": "panellist",
            "appearances-0-order": "0",
        }
        self.save(self.address, fields)
        appearance = self.session.appearances.get()
        self.assertEqual((appearance.position_then, appearance.organisation_then), ("Mayor", mayor.organisation))


class SomebodyElseSavesFirstTests(TransactionTestCase):
    """What the database refuses although the form was in order, because somebody else saved in between."""

    def setUp(self):
        self.editor = AdminTestCase()
        self.editor.client = self.client
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))

    def test_the_second_to_take_a_room_is_told_so_and_keeps_what_was_typed(self):
        hall = RoomFactory(name="Hall")
        day = DayFactory(conference=hall.conference)
        session = SessionFactory(day=day, title="Opening", room=None)
        address = reverse("admin:events_session_change", args=[session.pk])
        fields = self.editor.form_fields(address)

        def take_the_room(**kwargs):
            pre_save.disconnect(take_the_room, sender=Session)
            with ThreadPoolExecutor(1) as somebody_else:
                somebody_else.submit(self.save_and_hang_up, day=day, title="Keynote", room=hall).result()

        pre_save.connect(take_the_room, sender=Session)
        response = self.editor.save(address, fields, room=hall.pk, title="Opening words")

        self.assertContains(response, "Another session is in this room at that time.")
        self.assertContains(response, "Opening words")

    def save_and_hang_up(self, **fields):
        SessionFactory(**fields)
        connection.close()


class PageCostTests(AdminTestCase):
    """The number of queries of an editor's page does not grow with what is on it."""

    def count(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

    def fill_day(self, day, sessions):
        for number in range(sessions):
            session = SessionFactory(day=day, starts_at=time(number % 23), ends_at=time(number % 23, 30))
            for role in (Appearance.Role.SPEAKER, Appearance.Role.MODERATOR, Appearance.Role.PANELLIST):
                AppearanceFactory(session=session, role=role, speaker__organisation=OrganisationFactory())

    def test_a_day_with_many_sessions(self):
        day = DayFactory()
        self.fill_day(day, 2)
        few = self.count(day_address(day))
        self.fill_day(day, 20)
        self.assertEqual(self.count(day_address(day)), few)

    def test_a_session_with_many_people(self):
        session = SessionFactory()
        address = reverse("admin:events_session_change", args=[session.pk])
        AppearanceFactory.create_batch(2, session=session, organisation_then=OrganisationFactory())
        few = self.count(address)
        AppearanceFactory.create_batch(20, session=session, organisation_then=OrganisationFactory())
        self.assertEqual(self.count(address), few)


class WayAroundTests(AdminTestCase):
    """From a conference to its days and sessions, and back."""

    def save_and_leave(self, address):
        return self.client.post(address, self.form_fields(address) | {"_save": "1"})

    def test_whoever_saves_a_day_is_back_at_the_conference_and_from_a_session_at_its_day(self):
        session = SessionFactory()
        conference = reverse("admin:events_conference_change", args=[session.conference_id])
        day, address = day_address(session.day), reverse("admin:events_session_change", args=[session.pk])
        self.assertRedirects(self.save_and_leave(day), conference)
        self.assertRedirects(self.save_and_leave(address), day)
        searched = f"{address}?_changelist_filters=q%3Dopening"
        self.assertRedirects(self.save_and_leave(searched), f"{reverse('admin:events_session_changelist')}?q=opening")

    def test_it_is_said_whether_visitors_see_at_once_what_is_saved(self):
        session = SessionFactory()
        copy = make_working_copy(session.conference, self.administrator)
        for row in (session, session.day):
            address = reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])
            self.assertContains(self.client.get(address), "What you save is public at once.")
        page = self.client.get(day_address(copy.days.get()))
        self.assertNotContains(page, "What you save is public at once.")
        self.assertContains(page, "visitors see the live version of the conference")

    def test_the_history_is_that_of_the_whole_conference(self):
        session = SessionFactory()
        address = reverse("admin:events_session_history", args=[session.pk])
        history = reverse("admin:events_conference_history", args=[session.conference_id])
        self.assertRedirects(self.client.get(address), history)
