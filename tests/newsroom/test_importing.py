"""Importing the programme of a conference in the newsroom."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civitas_cms.postgresql.progress import reporting
from civitas_cms.publishing.models import State
from events.exchange.steps import Step
from events.models import EventStatus, ImportMapping, ReceivedProgramme
from tests.events.exchange.support import draft, file
from tests.factories import DayFactory, SessionFactory, staff

TABLE = "ID;Datum;Beginn;Ende;Titel;Raum;Art\n"
MORNING = "a;27.10.2040;9:00;10:00;Morning;Barn;Sprechstunde\n"
NOON = "b;27.10.2040;12:00;13:00;Noon;Barn;Panel\n"


class ImportPageTests(TestCase):
    def setUp(self):
        self.client.force_login(staff("Programme manager"))
        self.conference = draft(title="Mills")

    def url(self, name="import", *arguments):
        return reverse(f"admin:events_conference_{name}", args=[self.conference.pk, *arguments])

    def send(self, content, name="table.csv"):
        content = content if isinstance(content, bytes) else content.encode()
        return self.client.post(self.url(), {"file": SimpleUploadedFile(name, content)}, follow=True)

    def apply(self, page, **values):
        return self.client.post(page.request["PATH_INFO"], {"seen": page.context["seen"]} | values, follow=True)

    def test_the_conference_leads_to_its_import(self):
        page = self.client.get(reverse("admin:events_conference_change", args=[self.conference.pk]))
        self.assertContains(page, f'href="{self.url()}"')

    def test_a_file_is_shown_as_what_would_become_of_it_and_one_button_imports_it(self):
        page = self.send(file("night.xml"), "night.xml")
        self.assertContains(page, "5 new")
        self.assertContains(page, "Iris van den Molen")
        self.assertFalse(self.conference.sessions.exists())
        page = self.apply(page)
        self.assertContains(page, "The programme is imported: 5 new.")
        self.assertEqual(self.conference.sessions.count(), 5)
        self.assertFalse(ReceivedProgramme.objects.exists())

    def test_a_table_is_pasted(self):
        text = (TABLE + NOON).replace(";", "\t")
        page = self.client.post(self.url(), {"text": text}, follow=True)
        self.apply(page)
        self.assertEqual(self.conference.sessions.get().title, "Noon")

    def test_columns_and_kinds_are_mapped_and_remembered(self):
        page = self.send((TABLE + MORNING).replace("Titel", "Punkt"))
        self.assertContains(page, "No column with titles was recognised")
        page = self.client.post(
            page.request["PATH_INFO"],
            {"mapping": "1", "heading-4": "Punkt", "column-4": "title", "column-9": "nonsense"},
            follow=True,
        )
        self.assertContains(page, "Kind “Sprechstunde”")
        page = self.client.post(
            page.request["PATH_INFO"], {"mapping": "1", "word-0": "Sprechstunde", "kind-0": "workshop"}, follow=True
        )
        self.assertNotContains(page, "Kind “Sprechstunde”")
        self.apply(page)
        self.assertEqual(self.conference.sessions.get().kind, "workshop")
        self.assertEqual(ImportMapping.objects.get().columns, {"punkt": "title"})
        again = self.send((TABLE + MORNING).replace("Titel", "Punkt"))
        self.assertContains(again, "there is nothing to import")

    def test_nothing_comes_in_while_something_cannot_unless_it_is_left_out(self):
        page = self.send(TABLE + MORNING + NOON.replace("12:00", "halb zwölf"))
        self.assertContains(page, "row 3, column “Beginn”: There is no time “halb zwölf”.")
        page = self.apply(page)
        self.assertContains(page, "nothing was imported")
        self.assertFalse(self.conference.sessions.exists())
        self.apply(page, skip_errors="on")
        self.assertEqual(self.conference.sessions.get().title, "Morning")

    def test_what_was_not_seen_is_not_imported(self):
        page = self.send(TABLE + MORNING)
        SessionFactory(day=DayFactory(conference=self.conference), title="Morning", source="x", source_id="y")
        page = self.apply(page)
        self.assertContains(page, "changed meanwhile")
        self.assertEqual(self.conference.sessions.count(), 1)

    def test_what_is_gone_is_cancelled_if_that_is_chosen(self):
        self.apply(self.send(TABLE + MORNING + NOON))
        page = self.send(TABLE + MORNING)
        self.assertContains(page, "Sessions that are gone from the source")
        self.apply(page, gone="cancel")
        self.assertEqual(self.conference.sessions.get(title="Noon").status, EventStatus.CANCELLED)

    def test_a_public_conference_gets_a_working_copy(self):
        self.conference.state = State.PUBLISHED
        self.conference.save()
        page = self.apply(self.send(TABLE + MORNING))
        self.assertContains(page, "changes of the working copy")
        self.assertFalse(self.conference.sessions.exists())

    def test_what_is_no_programme_gets_a_clear_word(self):
        for content, name, words in [
            (b"%PDF-1.7", "a.pdf", "This is a PDF"),
            (b"", "a.csv", "The submitted file is empty"),
            (b"<html><p>Hello</p></html>", "a.html", "This XML is no schedule"),
        ]:
            with self.subTest(name):
                self.assertContains(self.send(content, name), words)
        self.assertContains(self.client.post(self.url(), {}), "Choose a file, or paste a table")

    def test_a_file_that_somebody_else_sent_is_not_shown(self):
        address = self.send(TABLE + MORNING).request["PATH_INFO"]
        self.client.force_login(staff("Programme manager"))
        self.assertRedirects(self.client.get(address), self.url())

    def test_only_those_who_may_change_the_programme_import(self):
        for role, status in [("Contributor", 403), ("Administrator", 403), ("Editor", 200)]:
            with self.subTest(role):
                self.client.force_login(staff(role))
                self.assertEqual(self.client.get(self.url()).status_code, status)

    def test_a_programme_goes_out_in_each_form_a_draft_too(self):
        SessionFactory(day=DayFactory(conference=self.conference), title="Wheels")
        for name in ("schedule.xml", "schedule.json", "sessions.csv", "sessions.xlsx", "people.csv"):
            with self.subTest(name):
                answer = self.client.get(self.url("export", name))
                self.assertEqual(answer.status_code, 200)
                self.assertIn("attachment", answer["Content-Disposition"])
        self.assertEqual(self.client.get(self.url("export", "passwords.csv")).status_code, 404)

    def test_whoever_may_import_and_has_the_key_is_told_how_far_it_is(self):
        key = uuid4()
        with reporting(key) as report:
            report(Step.WRITING, 640, 2000)
            answer = self.client.get(self.url("import_progress", key)).json()
            self.assertEqual(answer["words"], "Importing: 640 of 2,000 sessions")
            self.assertEqual((answer["done"], answer["total"]), (640, 2000))
            self.assertEqual(self.client.get(self.url("import_progress", uuid4())).json(), {"words": ""})
            self.client.force_login(staff("Contributor"))
            self.assertEqual(self.client.get(self.url("import_progress", key)).status_code, 403)

    def test_the_script_is_told_where_to_go_and_the_page_there_says_what_was_done(self):
        page = self.send(TABLE + MORNING)
        values = {"seen": "something else"}
        refused = self.client.post(page.request["PATH_INFO"], values, headers={"X-Progress": uuid4().hex})
        self.assertContains(refused, "changed meanwhile")
        values = {"seen": page.context["seen"]}
        answer = self.client.post(page.request["PATH_INFO"], values, headers={"X-Progress": uuid4().hex})
        self.assertContains(self.client.get(answer.json()["location"]), "The programme is imported: 1 new.")
        self.assertEqual(self.conference.sessions.get().title, "Morning")

    def test_queries_do_not_grow_with_the_file(self):
        counts = []
        for number in (2, 40):
            rows = "".join(f"{n};27.10.2040;9:00;10:00;Session {n};Room {n};\n" for n in range(number))
            address = self.send(TABLE + rows).request["PATH_INFO"]
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address)
            counts.append(len(queries))
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 20)
