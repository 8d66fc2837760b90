"""Parts of files, for players, readers of PDF, and downloads that go on where they stopped (RFC 9110, section 14)."""

import tempfile
from pathlib import Path

from django.test import RequestFactory, SimpleTestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civitas_cms.delivery.sent_files import send_file

CONTENT = bytes(range(200))
POSITION = st.integers(0, 250)
quick = settings(max_examples=60, deadline=None, derandomize=True)


class RangesTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.file = Path(cls.folder.name) / "file.pdf"
        cls.file.write_bytes(CONTENT)

    def ask(self, method="GET", path=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        response = send_file(RequestFactory().generic(method, "/", headers=names), path or self.file, "application/pdf")
        body = b"".join(response) if response.streaming else response.content
        return response, body

    def test_the_whole_file_says_that_parts_can_be_had(self):
        response, body = self.ask()
        self.assertEqual((response.status_code, body), (200, CONTENT))
        self.assertEqual(response["Accept-Ranges"], "bytes")
        self.assertEqual(response["Content-Length"], "200")
        self.assertEqual(response["Content-Type"], "application/pdf")

    @quick
    @given(POSITION, POSITION | st.none())
    @example(0, 0)
    @example(199, 199)
    @example(200, None)
    def test_from_one_place_to_another(self, first, last):
        response, body = self.ask(Range=f"bytes={first}-{'' if last is None else last}")
        if last is not None and last < first:
            self.assertEqual((response.status_code, body), (200, CONTENT))
        elif first >= len(CONTENT):
            self.assertEqual((response.status_code, body), (416, b""))
            self.assertEqual(response["Content-Range"], "bytes */200")
        else:
            wanted = CONTENT[first : None if last is None else last + 1]
            self.assertEqual((response.status_code, body), (206, wanted))
            self.assertEqual(response["Content-Range"], f"bytes {first}-{first + len(wanted) - 1}/200")
            self.assertEqual(response["Content-Length"], str(len(wanted)))
            self.assertEqual(response["Content-Type"], "application/pdf")

    @quick
    @given(st.integers(0, 250))
    @example(0)
    @example(1)
    def test_so_many_bytes_at_the_end(self, number):
        response, body = self.ask(Range=f"bytes=-{number}")
        if number == 0:
            self.assertEqual((response.status_code, response["Content-Range"]), (416, "bytes */200"))
        else:
            self.assertEqual((response.status_code, body), (206, CONTENT[-number:]))

    def test_what_makes_no_sense_or_is_of_several_parts_gets_the_whole(self):
        for value in (
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=1",
            "bytes=--1",
            "bytes=1-2-3",
            "bytes=0-1,3-4",
            "bytes=-1,0-0",
            "lines=0-1",
            "bytes=١-٢",
            "bytes 0-1",
            "bytes=+1-2",
            "bytes=0-" + "9" * 5000,
        ):
            with self.subTest(value):
                response, body = self.ask(Range=value)
                self.assertEqual((response.status_code, body), (200, CONTENT))

    def test_the_unit_in_capitals_and_space_around_are_understood(self):
        for value in ("Bytes=0-1", "bytes= 0-1", "bytes=0-1 "):
            with self.subTest(value):
                self.assertEqual(self.ask(Range=value)[1], CONTENT[:2])

    def test_a_part_of_a_former_file_is_never_mixed_with_todays(self):
        whole, _body = self.ask()
        for condition, status in [
            (whole["ETag"], 206),
            (whole["Last-Modified"], 206),
            ('"another"', 200),
            (f"W/{whole['ETag']}", 200),
            ("Thu, 01 Jan 1970 00:00:01 GMT", 200),
            ("nonsense", 200),
        ]:
            with self.subTest(condition):
                response, body = self.ask(Range="bytes=0-1", If_Range=condition)
                self.assertEqual((response.status_code, body), (status, CONTENT[:2] if status == 206 else CONTENT))

    def test_who_has_it_already_gets_nothing_again(self):
        whole, _body = self.ask()
        for headers in ({"If_None_Match": whole["ETag"]}, {"If_Modified_Since": whole["Last-Modified"]}):
            with self.subTest(headers):
                response, body = self.ask(Range="bytes=0-1", **headers)
                self.assertEqual((response.status_code, body), (304, b""))
                self.assertEqual(response["ETag"], whole["ETag"])

    def test_head_tells_about_the_whole_file(self):
        response, body = self.ask("HEAD", Range="bytes=0-1")
        self.assertEqual((response.status_code, response["Content-Length"], body), (200, "200", b""))
        self.assertEqual(response["Accept-Ranges"], "bytes")

    def test_an_empty_file_has_no_parts(self):
        empty = Path(self.folder.name) / "empty.txt"
        empty.touch()
        self.assertEqual(self.ask(path=empty, Range="bytes=0-0")[0].status_code, 416)
        self.assertEqual(self.ask(path=empty)[0]["Content-Length"], "0")
