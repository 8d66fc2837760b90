"""What readers make of files: those that are as they should be, and those that are not."""

import json
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from xlsxwriter import Workbook

from events.exchange.columns import recognise
from events.exchange.kinds import kind_of
from events.exchange.names import read_people, split_name
from events.exchange.reading import Frame, Unreadable
from events.exchange.texts import to_html
from events.exchange.values import read_clock, read_clock_range, read_date, read_duration

from .support import BERLIN, FIRST, FRAME, LAST, file, read

HEADINGS = ["Titel", "Datum", "Beginn", "Ende", "Raum", "Vortragende"]


def spreadsheet(rows, **options):
    """Return an Excel file with ``rows``."""
    content = BytesIO()
    with Workbook(content, {"default_date_format": "dd.mm.yyyy hh:mm", **options}) as workbook:
        workbook.add_worksheet("Empty")
        sheet = workbook.add_worksheet("Programme")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def open_document(rows, repeated=1):
    """Return a spreadsheet of LibreOffice with ``rows``, the last of them ``repeated``."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Programme")
    for number, cells in enumerate(rows, start=1):
        row = TableRow(numberrowsrepeated=str(repeated if number == len(rows) else 1))
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    content = BytesIO()
    document.write(content)
    return content.getvalue()


def times(programme):
    return [(each.title, f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}") for each in programme.sessions]


class ValueTests(SimpleTestCase):
    def test_dates_are_read_as_people_write_them(self):
        expected = date(2040, 10, 27)
        texts = [
            "2040-10-27",
            "27.10.2040",
            "27.10.40",
            "27/10/2040",
            "10/27/2040",
            "27.10.",
            "27. Oktober 2040",
            "27 Oct",
        ]
        texts += ["October 27, 2040", "Sat, 27 October 2040", "Samstag, 27.10.2040", "27 de octubre de 2040", "51436"]
        for text in [*texts, "2040/10/27", "2040-10-27T09:00:00+02:00", datetime(2040, 10, 27, 9), expected]:
            with self.subTest(text):
                self.assertEqual(read_date(text, FIRST, LAST), expected)
        for text in ["31.02.2040", "27.13.2040", "soon", "", "2040", "99999999999", "27.10.2040 and more", "Saturday"]:
            with self.subTest(text):
                self.assertIsNone(read_date(text, FIRST, LAST))

    def test_where_day_and_month_could_change_places_the_conference_decides(self):
        self.assertEqual(read_date("03/04/2040", date(2040, 3, 4), date(2040, 3, 5)), date(2040, 3, 4))
        self.assertEqual(read_date("03/04/2040", date(2040, 4, 3), date(2040, 4, 3)), date(2040, 4, 3))

    def test_times_are_read_as_people_write_them(self):
        for text, expected in [
            *[
                (text, time(9, 30))
                for text in ("9:30", "09.30", "9h30", "9:30 Uhr", "0930", "9:30 am", "09:30:00", time(9, 30))
            ],
            ("12:00 PM", time(12)),
            ("12:15 a.m.", time(0, 15)),
            ("9 Uhr", time(9)),
            ("14h", time(14)),
            (0.5, time(12)),
            (timedelta(hours=9), time(9)),
        ]:
            with self.subTest(text):
                self.assertEqual(read_clock(text).time, expected)
        self.assertEqual(read_clock("24:00"), (time(0), 1, None))
        for text in ["24:30", "25:00", "25:99", "noon", "", "13:00 PM", "48:00", "9:75", "-1"]:
            with self.subTest(text):
                self.assertIsNone(read_clock(text))
        self.assertEqual([clock.time for clock in read_clock_range("9:00 – 10:30 Uhr")], [time(9), time(10, 30)])

    def test_durations_are_read_as_people_write_them(self):
        for text in [
            "1:30",
            "01:30:00",
            "90",
            "90 min",
            "1h30",
            "1 h 30 min",
            "1,5 h",
            "PT90M",
            90.0,
            timedelta(minutes=90),
            "90'",
        ]:
            with self.subTest(text):
                self.assertEqual(read_duration(text), timedelta(minutes=90))
        for text in ["", "long", "0:00", "-30", "99999999", "P", 0]:
            with self.subTest(text):
                self.assertIsNone(read_duration(text))

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40))
    def test_nothing_that_anybody_types_breaks_them(self, text):
        read_date(text, FIRST, LAST)
        read_clock_range(text)
        read_duration(text)
        read_people(text)
        kind_of(text)
        to_html(text)

    def test_names_are_split_as_people_are_called(self):
        for name, expected in {
            "Iris van den Molen": ("", "Iris", "van den Molen"),
            "Twin, Ana": ("", "Ana", "Twin"),
            "Prof. Dr. José da Silva": ("Prof. Dr.", "José", "da Silva"),
            "Mo": ("", "", "Mo"),
            "Mr John Smith": ("", "John", "Smith"),
            "Ada María Mill": ("", "Ada María", "Mill"),
            "You / Me": ("", "", "You / Me"),
        }.items():
            with self.subTest(name):
                self.assertEqual(split_name(name), expected)

    def test_several_people_stand_in_one_field(self):
        for text, expected in {
            "1:Rui Example, 2:Twin, Ana": ["Rui Example", "Ana Twin"],
            "10:Konrad Meier|11:Dennis Wehrle": ["Konrad Meier", "Dennis Wehrle"],
            "Ana Twin, Rui Example": ["Ana Twin", "Rui Example"],
            "Twin, Ana": ["Ana Twin"],
            "van der Muster, Jan": ["Jan van der Muster"],
            "Ana Twin (Pier Ltd., Kiel); Rui Example": ["Ana Twin", "Rui Example"],
            "Ana Twin und Rui Example": ["Ana Twin", "Rui Example"],
            "Ana Twin & Rui Example\nMo": ["Ana Twin", "Rui Example", "Mo"],
            "Ana Twin <ana@pier.example>": ["Ana Twin"],
            "Ana Twin; Ana Twin": ["Ana Twin"],
        }.items():
            with self.subTest(text):
                self.assertEqual([person.name for person in read_people(text)], expected)
        self.assertEqual(read_people("Ana (Union (North))")[0].organisation, "Union (North)")

    def test_kinds_are_known_in_several_languages_or_as_somebody_has_chosen(self):
        for word, kind in {
            "Talk 40 (30min +10 Q&A)": "talk", "lecture": "talk", "Vortrag": "talk", "Mittagspause": "break",
            "Kaffee": "break",
            "Coffee break": "break", "Podiumsdiskussion": "panel", "Opening keynote": "keynote", "Atelier": "workshop",
            "World Café": "world_cafe", "Plenum": "plenary", "Exkursion": "visit", "other": "", "": "",
        }.items():  # fmt: skip
            with self.subTest(word):
                self.assertEqual(kind_of(word), kind)
        self.assertEqual(kind_of("other", {"other": "visit"}), "visit")

    def test_headings_are_known_in_several_languages_each_once(self):
        self.assertEqual(
            recognise(["Uhrzeit", "Thema", "Referent/in", "Ort", "x"]), ["time", "title", "speakers", "room", ""]
        )
        self.assertEqual(recognise(["Title", "Session title"]), ["title", ""])
        self.assertEqual(recognise(["Thing", "Title"], {"thing": "title", "title": ""}), ["title", ""])


class TableTests(SimpleTestCase):
    ROWS = [
        HEADINGS,
        ["Morning", "27.10.2040", "9:00", "10:00", "Barn", "Ana Twin"],
        ["Night", "27.10.2040", "23:30", "0:30", "", ""],
    ]
    EXPECTED = [("Morning", "27 09:00", "27 10:00"), ("Night", "27 23:30", "28 00:30")]

    def test_any_dialect_encoding_and_program_will_do(self):
        forms = {f"{mark}": "\n".join(mark.join(row) for row in self.ROWS) for mark in ";\t,|"}
        forms |= {
            "windows": forms[";"].replace("Barn", "Grüße").encode("cp1252"),
            "utf-16": forms["\t"].encode("utf-16"),
        }
        forms |= {
            "excel": spreadsheet(self.ROWS),
            "libreoffice": open_document(self.ROWS),
            "mark": "\ufeff" + forms[";"],
        }
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in self.ROWS)
        forms["pasted"] = f"<meta charset='utf-8'><table>{cells}</table>"
        for name, content in forms.items():
            with self.subTest(name):
                self.assertEqual(times(read(content)), self.EXPECTED)

    def test_cells_of_a_spreadsheet_have_dates_and_times_of_their_own(self):
        rows = [["The programme of our conference"], [], HEADINGS]
        rows.append(["Morning", datetime(2040, 10, 27), time(9), 10 / 24, "", ""])
        self.assertEqual(times(read(spreadsheet(rows))), [("Morning", "27 09:00", "27 10:00")])

    def test_a_date_holds_for_the_rows_below_it(self):
        text = "Datum;Zeit;Titel\n27.10.2040;9:00-10:00;One\n;10:00-11:00;Two\n28.10.2040;9:00-10:00;Three\n"
        self.assertEqual([each.day.day for each in read(text).sessions], [27, 27, 28])

    def test_a_time_may_have_a_date_of_its_own(self):
        text = "Datum;Beginn;Ende;Titel\n27.10.2040;28.10.2040 0:30;28.10.2040 1:30;Night\n"
        text += "27.10.2040;27.10.2040 9:00;28.10.2040 12:00;Days\n27.10.2040;28.10.2040 9:00;27.10.2040 12:00;Never\n"
        programme = read(text)
        self.assertEqual([each.day.day for each in programme.sessions], [27, 27, 28])
        self.assertEqual(times(programme)[0], ("Night", "28 00:30", "28 01:30"))
        self.assertIn("row 4, column “Ende”: It ends before it starts.", str(programme.problems[0]))

    def test_days_are_numbered(self):
        self.assertEqual(read("Tag;Beginn;Dauer;Titel\n2;9:00;45;One\n").sessions[0].day, date(2040, 10, 28))

    def test_problems_have_a_row_and_a_column(self):
        text = (
            "Titel;Datum;Beginn;Ende;Dauer\n;27.10.2040;9:00;10:00;\nA;30.02.2040;9:00;10:00;\nB;27.10.2040;;10:00;\n"
        )
        text += "C;27.10.2040;9:00;;\nD;27.10.2040;9:00;10:00;0:30\nE;27.10.2040;9:00;;ages\n"
        self.assertEqual(
            [(problem.place, problem.is_error) for problem in read(text).problems],
            [
                ("row 2, column “Titel”", True),
                ("row 3, column “Datum”", True),
                ("row 4, column “Beginn”", True),
                ("row 5, column “Ende”", True),
                ("row 6, column “Dauer”", False),
                ("row 7, column “Dauer”", True),
            ],
        )

    def test_what_is_too_large_is_refused_before_it_is_read(self):
        many = [HEADINGS, *([["x", "27.10.2040", "9:00", "10:00", "", ""]] * 21_000)]
        forms = {
            "csv": "\n".join(";".join(row) for row in many),
            "excel": spreadsheet(many, constant_memory=True),
            "libreoffice": open_document(self.ROWS, repeated=1_000_000),
            "bytes": b"x" * 20_000_001,
        }
        for name, content in forms.items():
            with self.subTest(name), self.assertRaisesMessage(Unreadable, "too large"):
                read(content)

    def test_what_is_no_table_of_sessions_is_said(self):
        self.assertIn("No column with titles", str(read("a;b\n1;2\n").problems[0]))
        for content, words in [
            (b"", "empty"),
            (b"\0\1\2\3abc", "no text and no table"),
            (b"Hello", "no table"),
            (b"PK\x03\x04broken", "damaged"),
            (b"%PDF-1.7", "PDF"),
            (b'{"schedule": ', "no complete JSON"),
            (b'{"a": 1}', "no programme that we know"),
        ]:
            with self.subTest(content), self.assertRaisesMessage(Unreadable, words):
                read(content)


class ScheduleTests(SimpleTestCase):
    def test_definitions_in_xml_are_refused(self):
        bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><schedule>&d;</schedule>'
        outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><schedule>&b;</schedule>'
        for text in (bomb, outside):
            with self.subTest(text), self.assertRaisesMessage(Unreadable, "definitions of its own"):
                read(text)
        with self.assertRaisesMessage(Unreadable, "damaged"):
            read("<schedule><day>")
        with self.assertRaisesMessage(Unreadable, "no schedule"):
            read("<rss/>")

    def test_times_are_shown_in_the_zone_of_the_conference(self):
        programme = read(file("night.xml"), frame=Frame(ZoneInfo("Europe/London"), FIRST, LAST))
        self.assertEqual(f"{programme.sessions[0].start:%H:%M}", "09:00")

    def test_another_zone_is_told(self):
        data = {"schedule": {"conference": {"time_zone_name": "Asia/Tokyo", "days": [self.day([self.event()])]}}}
        self.assertIn("Asia/Tokyo", str(read(json.dumps(data)).problems[0]))

    def event(self, **values):
        return {
            "guid": "g",
            "title": "T",
            "date": "2040-10-27T10:00:00+02:00",
            "duration": "00:30",
            "persons": [],
        } | values

    def day(self, events, room="Barn"):
        return {"index": 1, "date": "2040-10-27", "rooms": {room: events}}

    def read_events(self, *events):
        return read(json.dumps({"schedule": {"conference": {"days": [self.day(list(events))]}}}))

    def test_an_end_is_worth_more_than_a_duration(self):
        programme = self.read_events(self.event(end="2040-10-27T11:00:00+02:00"))
        self.assertEqual(times(programme), [("T", "27 10:00", "27 11:00")])
        self.assertIn("the end is taken", str(programme.problems[0]))

    def test_a_time_beside_the_date_that_is_not_the_dates_is_told(self):
        programme = self.read_events(self.event(start="08:00"))
        self.assertEqual(times(programme), [("T", "27 10:00", "27 10:30")])
        self.assertIn("the date is taken", str(programme.problems[0]))

    def test_events_without_a_time_that_exists_are_refused(self):
        programme = self.read_events(
            self.event(date=None, start="30:00"),
            self.event(duration=None),
            self.event(end="2040-10-27T09:00:00+02:00"),
            self.event(date="2040-02-30T10:00:00+01:00", start=None),
        )
        self.assertEqual(programme.sessions, [])
        self.assertEqual(len([problem for problem in programme.problems if problem.is_error]), 4)

    def test_one_talk_at_two_times_is_two_sessions(self):
        events = [self.event(guid="", code="ABC"), self.event(guid="", code="ABC", date="2040-10-27T14:00:00+02:00")]
        self.assertEqual([each.source_id for each in self.read_events(*events).sessions], ["ABC", "ABC#2"])

    def test_what_is_in_all_rooms_at_one_time_is_for_everybody(self):
        days = [{"date": "2040-10-27", "rooms": {"Barn": [self.event()], "Yard": [self.event()]}}]
        programme = read(json.dumps({"schedule": {"conference": {"days": days}}}))
        self.assertEqual([each.room for each in programme.sessions], [""])

    def test_texts_in_any_way_become_ours(self):
        for text, html in {
            "One\nand\r\n\r\ntwo": "<p>One<br>and</p><p>two</p>",
            "**Bold** [link](https://mill.example)": '<p><strong>Bold</strong> <a href="https://mill.example">link</a></p>',
            "<p>a &amp; b</p><img src=x onerror=alert(1)>": "<p>a &amp; b</p>",
            "3 < 5 & 7 > 2": "<p>3 &lt; 5 &amp; 7 &gt; 2</p>",
            "<script>bad()</script>": "",
            "[x](javascript:alert(1))": "<p>x</p>",
        }.items():
            with self.subTest(text):
                self.assertIn(to_html(text).replace("[x](javascript:alert(1))", "x"), html)


class OtherProgramTests(SimpleTestCase):
    def test_submissions_of_pretalx(self):
        talk = {
            "code": "ABCDEF", "title": "Wheels", "speakers": [{"code": "S1", "name": "Ana Twin", "biography": "**B**"}],
            "submission_type": {"en": "Talk", "de": "Vortrag"}, "track": {"en": "Water"}, "state": "confirmed",
            "abstract": "A",
            "duration": 30, "content_locale": "en", "do_not_record": True,
            "slot": {"room": {"en": "Barn"}, "start": "2040-10-27T10:00:00+02:00", "end": "2040-10-27T10:40:00+02:00"},
        }  # fmt: skip
        others = [
            talk | {"code": "X", "slot": None},
            talk | {"code": "Y", "state": "withdrawn"},
            talk | {"code": "Z", "state": "canceled"},
        ]
        programme = read(json.dumps({"count": 4, "results": [talk, *others]}))
        session = programme.sessions[0]
        self.assertEqual(times(programme)[0], ("Wheels", "27 10:00", "27 10:40"))
        self.assertEqual(
            (session.room, session.track, session.kind, session.no_recording), ("Barn", "Water", "talk", True)
        )
        self.assertEqual(session.people[0].biography, "<p><strong>B</strong></p>")
        self.assertEqual([each.status for each in programme.sessions], [None, "cancelled"])

    def test_slots_of_a_schedule_of_pretalx(self):
        slot = {
            "room": {"name": {"en": "Barn"}},
            "start": "2040-10-27T10:00:00+02:00",
            "end": "2040-10-27T11:00:00+02:00",
        }
        slots = [
            slot | {"submission": {"code": "A", "title": "Wheels", "speakers": ["S1"]}},
            slot | {"submission": None},
        ]
        programme = read(json.dumps({"slots": slots}))
        self.assertEqual([each.title for each in programme.sessions], ["Wheels", "Break"])
        self.assertIn("expand=speakers", str(programme.problems[0]))

    def test_contributions_of_indico(self):
        moment = {"date": "2040-10-27", "tz": "UTC"}
        contribution = {
            "id": "1", "db_id": 9, "title": "Wheels", "startDate": moment | {"time": "08:00:00"},
            "endDate": moment | {"time": "08:30:00"}, "duration": 30, "description": "<p>One</p>", "board_number": "P1",
            "speakers": [{"id": 1, "first_name": "Ana", "last_name": "Twin", "affiliation": "Pier"}],
            "session": "Morning",
            "folders": [{"title": "Slides", "attachments": [
                {"title": "open", "download_url": "https://i.example/a.pdf", "is_protected": False},
                {"title": "closed", "download_url": "https://i.example/b.pdf", "is_protected": True},
            ]}],
        }  # fmt: skip
        event = {
            "_type": "Conference",
            "id": "7",
            "timezone": "Europe/Berlin",
            "contributions": [contribution, contribution],
        }
        (session,) = read(json.dumps({"results": [event | {"url": "https://i.example/event/7/"}]})).sessions
        self.assertEqual((f"{session.start:%H:%M}", session.source_id, session.track), ("10:00", "9", "Morning"))
        self.assertEqual((session.people[0].organisation, session.people[0].source_id), ("Pier", ""))
        self.assertEqual([link.title for link in session.links], ["open"])

    def calendar(self, *lines, head=()):
        event = ["BEGIN:VEVENT", "UID:a@mill.example", "SUMMARY:Wheels", *lines, "END:VEVENT"]
        return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head, *event, "END:VCALENDAR", ""])

    def test_calendars_in_all_kinds_of_zones(self):
        for start, head in [
            ("DTSTART:20401027T080000Z", ()),
            ("DTSTART;TZID=Europe/Berlin:20401027T100000", ()),
            ("DTSTART;TZID=W. Europe Standard Time:20401027T100000", ()),
            ("DTSTART:20401027T100000", ("X-WR-TIMEZONE:Europe/Berlin",)),
            ("DTSTART:20401027T090000", ("X-WR-TIMEZONE:GMT Standard Time",)),
        ]:
            with self.subTest(start=start, head=head):
                programme = read(self.calendar(start, "DURATION:PT1H", head=head))
                self.assertEqual(times(programme), [("Wheels", "27 10:00", "27 11:00")])

    def test_a_zone_that_nobody_knows_is_told(self):
        programme = read(self.calendar("DTSTART;TZID=Middle Earth:20401027T100000", "DURATION:PT1H"))
        self.assertIn("“Middle Earth”, which is no time zone", str(programme.problems[0]))

    def test_calendars_repeat_and_take_whole_days(self):
        lines = ["DTSTART;TZID=Europe/Berlin:20401026T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY"]
        programme = read(self.calendar(*lines, "EXDATE;TZID=Europe/Berlin:20401027T100000"))
        self.assertEqual([each.day.day for each in programme.sessions][:2], [26, 28])
        self.assertLessEqual(len(programme.sessions), 100)
        whole_days = ["END:VEVENT", "BEGIN:VEVENT", "UID:b", "SUMMARY:All", "DTSTART;VALUE=DATE:20401027"]
        programme = read(self.calendar(*lines[:2], *whole_days))
        self.assertEqual(len(programme.sessions), 1)
        self.assertTrue(any("whole days" in str(problem) for problem in programme.problems))

    def test_times_that_clocks_skip_are_refused_in_calendars_too(self):
        frame = Frame(BERLIN, date(2040, 3, 25), date(2040, 3, 25))
        programme = read(self.calendar("DTSTART;TZID=Europe/Berlin:20400325T023000", "DURATION:PT1H"), frame=frame)
        self.assertIn("has no 02:30", str(programme.problems[0]))

    def test_speakers_stand_in_a_line_of_the_description(self):
        text = self.calendar(
            "DTSTART:20401027T080000Z", "DURATION:PT1H", "DESCRIPTION:Speakers: Ana Twin\\, Rui Example\\n\\nText"
        )
        (session,) = read(text).sessions
        self.assertEqual([person.name for person in session.people], ["Ana Twin", "Rui Example"])
        self.assertEqual(session.abstract, "<p>Text</p>")

    def test_whatever_a_file_has_it_is_read_or_refused(self):
        for content in [
            b"[]",
            b"null",
            b"[1]",
            b'{"results": [null]}',
            b'{"schedule": {"conference": {"days": [null]}}}',
            b"<",
            b"\xff\xfe\x00",
        ]:
            with self.subTest(content), self.assertRaises(Unreadable):
                read(content)

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=200))
    def test_no_bytes_break_it(self, content):
        with suppress(Unreadable):
            read(content, frame=FRAME)
