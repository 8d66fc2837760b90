"""From a file to a programme: what becomes of it, and what stays."""

from datetime import UTC, datetime, time
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import Revision, State
from civitas_cms.search.models import IndexEntry
from events.exchange.applying import NotPossible, apply
from events.exchange.plan import Action, WhatIsGone
from events.exchange.steps import Step
from events.models import Conference, EventStatus, Session, Speaker
from tests.factories import AppearanceFactory, DayFactory, OrganisationFactory, SessionFactory, SpeakerFactory

from .support import FILES, draft, file, planned, superuser, take_in

TABLE = "ID;Datum;Beginn;Ende;Titel;Raum;Vortragende\n"
MORNING = "a;27.10.2040;9:00;10:00;Morning;Barn;Iris Molen\n"
NOON = "b;27.10.2040;12:00;13:00;Noon;Barn;Mo\n"


def actions(plan, kind="session"):
    return {line.name: line.action for line in plan.lines if line.kind == kind}


class ImportTests(TestCase):
    def test_a_schedule_comes_in_with_all_that_it_says(self):
        conference = draft()
        take_in(file("night.xml"), conference)
        session = conference.sessions.get(title__startswith="Wheels")
        self.assertEqual(session.subtitle, "A subtitle")
        self.assertEqual((session.starts_at, session.ends_at), (time(10), time(11, 30)))
        self.assertEqual((session.languages, session.licence, session.no_recording), ("de, en", "CC BY 4.0", True))
        self.assertEqual(session.abstract, "<p>One line<br>and the next, 3 &lt; 5.</p><p>HTML</p>")
        self.assertEqual((session.room.name, session.track.colour), ("Barn 2", "#00aa88"))
        self.assertEqual([link.url for link in session.links.all()], ["https://mill.example/notes"])
        self.assertEqual([person.speaker.name for person in session.appearances.all()], ["Mo", "Iris van den Molen"])
        self.assertEqual(Speaker.objects.get(source_id="6").family_name, "van den Molen")

    def test_a_night_belongs_to_the_day_before_and_hours_that_come_twice_are_told_apart(self):
        conference = draft()
        take_in(file("night.xml"), conference)
        first, second = conference.sessions.filter(title__contains="quarter").order_by("period")
        self.assertEqual({first.day.date.day, second.day.date.day}, {27})
        self.assertEqual(first.period.lower, datetime(2040, 10, 28, 0, 15, tzinfo=UTC))
        self.assertEqual((first.period.upper, second.period.lower), (datetime(2040, 10, 28, 1, 15, tzinfo=UTC),) * 2)
        self.assertEqual(second.period.upper, datetime(2040, 10, 28, 1, 30, tzinfo=UTC))
        for session in (first, second):
            session.refresh_from_db()
            session.full_clean(exclude=["slug"])
            self.assertEqual(session.starts.astimezone(UTC), session.period.lower.astimezone(UTC))
            self.assertEqual(session.ends.astimezone(UTC), session.period.upper.astimezone(UTC))
        day = dict(Conference.objects.with_programme().get(pk=conference.pk).programme)[first.day]
        self.assertEqual([session.pk for session in day[-2:]], [first.pk, second.pk])

    def test_what_lasts_for_days_is_a_session_on_each(self):
        conference = draft()
        take_in(file("night.xml"), conference)
        parts = conference.sessions.filter(title="Building a mill").order_by("period")
        self.assertEqual([part.day.date.day for part in parts], [28, 29])
        self.assertEqual(parts[0].period.upper, parts[1].period.lower)
        conference.refresh_from_db()
        self.assertEqual(conference.ends_on.day, 29)

    def test_the_same_file_again_changes_nothing(self):
        for name in ("night.xml",):
            conference, by = draft(), superuser()
            take_in(file(name), conference, by)
            again = planned(file(name), conference)
            self.assertEqual(again.changing_lines, [])
            revisions = Revision.objects.count()
            apply(again, by)
            self.assertEqual(Revision.objects.count(), revisions)

    def test_moved_sessions_move_and_keep_their_addresses(self):
        conference = draft()
        take_in(TABLE + MORNING + NOON, conference)
        before = conference.sessions.get(title="Morning")
        changed = TABLE + MORNING.replace("9:00;10:00", "14:00;15:00").replace("Barn", "Yard") + NOON
        result = take_in(changed, conference)
        self.assertEqual(actions(result), {"Morning": Action.MOVED, "Noon": Action.UNCHANGED})
        moved = conference.sessions.get(title="Morning")
        self.assertEqual(
            (moved.pk, moved.slug, moved.starts_at, moved.room.name), (before.pk, before.slug, time(14), "Yard")
        )

    def test_two_sessions_change_places(self):
        conference = draft()
        take_in(TABLE + MORNING + NOON, conference)
        swapped = TABLE + MORNING.replace("9:00;10:00", "12:00;13:00") + NOON.replace("12:00;13:00", "9:00;10:00")
        self.assertEqual(take_in(swapped, conference).problems, [])
        self.assertEqual(conference.sessions.get(title="Noon").starts_at, time(9))

    def test_a_table_without_identifiers_finds_its_sessions_by_their_titles(self):
        conference = draft()
        text = "Date,Start,End,Title\n2040-10-27,9:00,10:00,Lunch\n2040-10-28,9:00,10:00,Lunch\n"
        text += "2040-10-28,11:00,12:00,Talk\n"
        take_in(text, conference)
        result = take_in(text.replace("11:00,12:00", "12:00,12:30"), conference)
        self.assertEqual([line.name for line in result.changing_lines], ["Talk"])
        self.assertEqual(conference.sessions.count(), 3)

    def test_what_the_file_leaves_empty_stays_as_it_is(self):
        conference = draft()
        take_in(TABLE + MORNING, conference)
        conference.sessions.update(abstract="<p>Ours</p>", kind=Session.Kind.PANEL)
        moderator = AppearanceFactory(session=conference.sessions.get(), role="moderator")
        result = take_in(TABLE + MORNING.replace("Iris Molen", ""), conference)
        self.assertTrue(result.changes_nothing)
        take_in(TABLE + MORNING.replace("Iris Molen", "Ada Mill"), conference)
        session = conference.sessions.get()
        self.assertEqual((session.abstract, session.kind), ("<p>Ours</p>", "panel"))
        self.assertEqual(
            {str(each.speaker) for each in session.appearances.all()}, {"Ada Mill", str(moderator.speaker)}
        )

    def test_a_taken_room_is_told_and_the_session_comes_in_without_it(self):
        conference = draft()
        text = TABLE + MORNING + MORNING.replace("a;", "c;").replace("Morning", "Other")
        result = take_in(text, conference)
        self.assertIn("row 3: Barn is taken then by “Morning”", str(result.problems[0]))
        self.assertIsNone(conference.sessions.get(title="Other").room)
        self.assertTrue(planned(text, conference).changes_nothing)

    def test_errors_are_told_with_row_and_column_and_nothing_comes_in(self):
        conference = draft(starts_on="2040-03-24", ends_on="2040-03-25")
        conference.refresh_from_db()
        text = TABLE + MORNING.replace("27.10", "24.03") + NOON.replace("27.10", "25.03").replace("12:00", "02:30")
        text += NOON.replace("27.10.", "31.02.")
        plan = planned(text, conference)
        self.assertEqual(
            [str(error) for error in plan.errors],
            [
                "row 3, column “Beginn”: Clocks go forward then: 25 March 2040 has no 02:30 in Europe/Berlin.",
                "row 4, column “Datum”: There is no date “31.02.2040”.",
            ],
        )
        with self.assertRaises(NotPossible):
            apply(plan, superuser())
        self.assertFalse(conference.sessions.exists())
        apply(plan, superuser(), skip_errors=True)
        self.assertEqual(conference.sessions.get().title, "Morning")

    def test_a_public_conference_changes_in_its_working_copy(self):
        conference = draft(state=State.PUBLISHED)
        session = SessionFactory(day=DayFactory(conference=conference), title="Old", source="x", source_id="1")
        by = superuser()
        result = take_in(TABLE + MORNING, conference, by)
        self.assertEqual(result.target.working_copy_of_id, conference.pk)
        self.assertEqual(list(conference.sessions.all()), [session])
        self.assertEqual(result.target.sessions.count(), 2)
        self.assertTrue(planned(TABLE + MORNING, conference).changes_nothing)

    def test_a_plan_that_is_outdated_is_not_carried_out(self):
        conference = draft()
        plan = planned(TABLE + MORNING, conference)
        take_in(TABLE + MORNING, conference)
        with self.assertRaises(NotPossible):
            apply(plan, superuser())

    def test_an_import_says_how_far_it_is_and_leaves_nothing_if_it_breaks_off(self):
        conference, told = draft(), []

        def break_off(step, done, total):
            told.append((step, done, total))
            if step == Step.FINISHING:
                raise InterruptedError

        with self.assertRaises(InterruptedError):
            apply(planned(TABLE + MORNING + NOON, conference), superuser(), report=break_off)
        self.assertIn((Step.CHECKING, 2, 2), told)
        self.assertEqual(told[-3:], [(Step.WRITING, 0, 2), (Step.WRITING, 2, 2), (Step.FINISHING, 0, 0)])
        left = conference.sessions.exists() or conference.rooms.exists() or Speaker.objects.exists()
        self.assertFalse(left or Revision.objects.exists())

    def test_what_is_gone_from_the_source_is_told_and_stays_unless_chosen_otherwise(self):
        conference = draft()
        take_in(TABLE + MORNING + NOON, conference)
        self.assertEqual(actions(planned(TABLE + MORNING, conference))["Noon"], Action.GONE)
        take_in(TABLE + MORNING, conference)
        self.assertEqual(conference.sessions.get(title="Noon").status, EventStatus.AS_PLANNED)
        apply(planned(TABLE + MORNING, conference, what_is_gone=WhatIsGone.CANCEL), superuser())
        self.assertEqual(conference.sessions.get(title="Noon").status, EventStatus.CANCELLED)
        apply(planned(TABLE + MORNING, conference, what_is_gone=WhatIsGone.DELETE), superuser())
        self.assertFalse(conference.sessions.filter(title="Noon").exists())

    def test_what_comes_in_is_found(self):
        conference = draft()
        take_in(TABLE + MORNING, conference)
        self.assertTrue(IndexEntry.objects.filter(title="Morning").exists())
        self.assertTrue(IndexEntry.objects.filter(title="Iris Molen").exists())

    def test_queries_do_not_grow_with_the_programme(self):
        conference = draft()
        counts = []
        for number in (3, 30):
            rows = "".join(
                f"x{number}-{n};27.10.2040;{n % 24}:00;{n % 24}:30;Session {n};;Person {n}\n" for n in range(number)
            )
            plan = planned(TABLE + rows, conference)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                apply(plan, superuser())
            counts.append(len(queries))
        self.assertLessEqual(counts[1], counts[0] + 15)


class PeopleTests(TestCase):
    def people(self, names, conference=None):
        conference = conference or draft()
        return take_in(TABLE + MORNING.replace("Iris Molen", names), conference)

    def test_somebody_who_is_here_is_not_doubled_and_that_is_told(self):
        iris = SpeakerFactory(given_name="Iris", family_name="Molen", position="Miller")
        result = self.people("IRIS  Mólen")
        self.assertEqual(Speaker.objects.get(), iris)
        self.assertEqual(result.lines[-1].note, "Taken for Iris Molen, Miller, who is here already.")

    def test_one_name_with_another_organisation_is_another_person_and_that_is_told(self):
        SpeakerFactory(given_name="Iris", family_name="Molen", organisation=OrganisationFactory(name="Water Board"))
        result = self.people("Iris Molen (Wind Office)")
        self.assertEqual(Speaker.objects.count(), 2)
        self.assertIn("Somebody else has this name", next(line.note for line in result.lines if line.kind == "person"))
        self.people("Iris Molen (Wind Office); Iris Molen (Water Board)")
        self.assertEqual(Speaker.objects.count(), 2)

    def test_two_of_one_name_who_are_here_are_not_guessed_between(self):
        SpeakerFactory.create_batch(2, given_name="Iris", family_name="Molen")
        self.people("Iris Molen")
        self.assertEqual(Speaker.objects.count(), 3)

    def test_somebody_named_more_and_less_exactly_in_one_file_is_one_person(self):
        text = TABLE + MORNING + NOON.replace("Mo", "1:Iris Molen (Mill)")
        take_in(text, draft())
        self.assertEqual([str(each) for each in Speaker.objects.all()], ["Iris Molen"])
        self.assertEqual(Speaker.objects.get().organisation.name, "Mill")
        text = (TABLE + MORNING + NOON).replace("Iris Molen", "Ada").replace("Mo\n", "Ada (Mill)\n")
        take_in(text, draft())
        self.assertEqual(Speaker.objects.filter(family_name="Ada").count(), 1)

    def test_somebody_in_two_places_at_once_is_told(self):
        text = TABLE + MORNING + MORNING.replace("a;", "b;").replace("Morning", "Other").replace("Barn", "Yard")
        (problem,) = take_in(text, draft()).problems
        self.assertEqual(str(problem), "Iris Molen is in two places at once: “Morning” and “Other”.")

    def test_numbers_of_people_in_two_tables_are_not_the_same_people(self):
        self.people("1:Iris Molen")
        self.people("1:Ada Mill")
        self.assertEqual({str(each) for each in Speaker.objects.all()}, {"Iris Molen", "Ada Mill"})

    def test_addresses_of_mailboxes_stay_out(self):
        self.people("Iris Molen <iris@mill.example>")
        self.assertEqual(Speaker.objects.get().name, "Iris Molen")


class CommandTests(TestCase):
    def run_command(self, *arguments, **options):
        out = StringIO()
        call_command("import_programme", *arguments, stdout=out, **options)
        return out.getvalue()

    def test_without_apply_it_only_says_what_would_become_of_the_file(self):
        conference, path = draft(), str(FILES / "night.xml")
        superuser()
        said = self.run_command(path, conference=conference.slug)
        self.assertIn("Sessions: 5 new. 0 errors.", said)
        self.assertFalse(conference.sessions.exists())
        self.assertIn("Imported.", self.run_command(path, conference=conference.slug, apply=True))
        self.assertEqual(conference.sessions.count(), 5)
        self.assertIn("nothing was changed", self.run_command(path, conference=conference.slug, apply=True))

    def test_what_cannot_be_done_is_said(self):
        cases = [
            ({"conference": "nowhere"}, "There is no conference “nowhere”"),
            ({"conference": draft().slug, "apply": True}, "There is no superuser"),
        ]
        for options, words in cases:
            with self.subTest(words), self.assertRaisesMessage(CommandError, words):
                self.run_command(str(FILES / "night.xml"), **options)
