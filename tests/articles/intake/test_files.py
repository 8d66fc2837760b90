"""Files: each kind is read alike, and what cannot be read is said in words, whatever it is."""

import time
import tracemalloc
import zipfile
from email.message import EmailMessage
from io import BytesIO
from itertools import product

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.intake.files import (
    MAX_ARCHIVE_FILES,
    MAX_CHARACTERS,
    MAX_FILE_BYTES,
    MAX_XML_BYTES,
    Unreadable,
    read_bytes,
)

from .base import file_of as text
from .base import quotes_of, understood, understood_file
from .files import RELATIONSHIPS, archive, open_document, rich_text_format, word, word_of

PARAGRAPHS = [
    "Trams for Turku",
    "For two days, forty towns met in Turku and compared notes about their streets.",
    "“We need trams & buses – now,” said Anna Berg, Mayor of Turku.",
    "Then everybody went home by tram, and nobody was late for dinner.",
]
QUOTES = [("Anna Berg", "We need trams & buses – now")]
HTML = "<h1>{}</h1><p>{}</p><p>{}</p><p>{}</p>".format(*(part.replace("&", "&amp;") for part in PARAGRAPHS))
MAIL = """Subject: Trams for Turku
From: a@example.org
Content-Type: {}; charset=utf-8
Content-Transfer-Encoding: 8bit

{}"""
TEMPLATE = f'''<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r" Type="x/attachedTemplate"
Target="http://localhost:9/" TargetMode="External"/></Relationships>'''


class FormatTests(SimpleTestCase):
    def test_the_same_text_is_understood_alike_in_each_kind_of_file(self):
        plain = "\n\n".join(PARAGRAPHS)
        files = {
            "text.docx": word(PARAGRAPHS, styles=["Title"]),
            "text.odt": open_document(PARAGRAPHS),
            "text.rtf": rich_text_format(PARAGRAPHS),
            "text.html": HTML.encode(),
            "text.txt": plain.encode(),
            "text.md": f"# {plain}".encode(),
            "mail.eml": MAIL.format("text/plain", "\n\n".join(PARAGRAPHS[1:])).encode(),
            "page.eml": MAIL.format("text/html", HTML).encode(),
        }
        for name, content in files.items():
            with self.subTest(name):
                found = understood(content, name=name)
                self.assertEqual(found.title, PARAGRAPHS[0])
                self.assertEqual(quotes_of(found), QUOTES)
                texts = [block["html"] for block in found.blocks if block["kind"] == "text"]
                self.assertEqual(texts, [f"<p>{PARAGRAPHS[1]}</p>", f"<p>{PARAGRAPHS[3]}</p>"])

    def test_a_pull_quote_of_word_with_a_name_below_is_a_quote(self):
        paragraphs = [PARAGRAPHS[0], PARAGRAPHS[1], "Nobody missed the cars.", "— Anna Berg, Mayor of Turku"]
        found = understood(word(paragraphs, styles=["Title", "Normal", "Quote"]), name="a.docx")
        self.assertEqual(quotes_of(found), [("Anna Berg", "Nobody missed the cars.")])

    def test_text_in_an_old_character_set_is_read(self):
        greek = "Η πόλη που μας αρέσει είναι αυτή και την αγαπάμε για τα νερά της."
        for name in ("utf-8", "utf-16", "cp1253"):
            self.assertIn(greek, read_bytes(greek.encode(name), "text.txt").html)

    def test_a_page_of_the_web_gives_its_article_with_pictures_and_videos(self):
        found = understood_file(text("web_page"))
        kinds = [block["kind"] for block in found.blocks]
        self.assertEqual(found.pictures[0]["alternative_text"], "A white van in a lane")
        self.assertEqual(found.pictures[0]["caption"], "An electric van in the Parijsstraat. Photo: Karel Rondou")
        self.assertEqual(kinds.count("video"), 1)
        self.assertEqual([left["text"] for left in found.left_out if "menu" in left["reason"]], ["Home News"])
        self.assertTrue(found.strapline.startswith("Since March, delivery vans in Leuven"))

    def test_a_table_becomes_a_block(self):
        table = next(block for block in understood_file(text("report")).blocks if block["kind"] == "table")
        self.assertEqual(table["rows"][0], ["City", "Streets closed", "Schools"])

    def test_what_an_e_mail_replies_to_and_its_signature_are_left_out(self):
        body = "\n\n".join(PARAGRAPHS[1:]) + "\n\n-- \nAnna\n\nOn Monday, 3 June 2024, Ben wrote:\n> Is it ready?\n"
        found = understood(MAIL.format("text/plain", body).encode(), name="mail.eml")
        self.assertEqual(
            len([left for left in found.left_out if "e-mail" in left["reason"] or "signature" in left["reason"]]), 2
        )

    def test_macros_and_templates_elsewhere_are_named_and_nothing_is_fetched(self):
        found = understood(
            word(PARAGRAPHS, **{"word/vbaProject.bin": b"x", "word/_rels/settings.xml.rels": TEMPLATE}),
            name="text.docx",
        )
        left_out = " ".join(left["text"] for left in found.left_out)
        self.assertIn("macros, which were not run", left_out)
        self.assertIn("a template elsewhere, which was not fetched", left_out)

    def test_what_is_attached_to_an_e_mail_is_named_and_not_read(self):
        message = EmailMessage()
        message["Subject"] = PARAGRAPHS[0]
        message.set_content("\n\n".join(PARAGRAPHS[1:]))
        for name in ("figures.xlsx", "virus.exe"):
            message.add_attachment(b"PK\x03\x04", maintype="application", subtype="octet-stream", filename=name)
        found = understood(message.as_bytes(), name="mail.eml")
        self.assertEqual(quotes_of(found), QUOTES)
        self.assertIn("attached: figures.xlsx, virus.exe", [left["text"] for left in found.left_out])

    def test_nothing_of_a_page_runs_or_is_fetched(self):
        found = understood(
            f"<h1>{PARAGRAPHS[0]}</h1><svg onload=steal()></svg><iframe src=//evil.example></iframe><style>@import "
            "'//evil.example';</style><meta http-equiv=refresh content='0;//evil.example'><p style=\"background:url("
            f'//evil.example)">{PARAGRAPHS[1]}<img src=x onerror=steal()></p>',
            name="x.html",
        )
        for word_ in ("steal", "evil", "style", "onerror"):
            self.assertNotIn(word_, str(found))

    def test_scripts_are_not_in_what_is_made(self):
        found = understood(
            '<p onclick="x()">Hello <script>steal()</script><a href="javascript:x()">there</a></p>', name="x.html"
        )
        self.assertNotIn("steal", str(found))
        self.assertNotIn("javascript", str(found))


class UnreadableTests(SimpleTestCase):
    def refusal(self, content, name):
        with self.assertRaises(Unreadable) as raised:
            read_bytes(content, name)
        return str(raised.exception)

    def test_each_file_that_is_no_text_is_refused_with_a_reason(self):
        whole = word(PARAGRAPHS)
        reasons = {
            (b"", "a.txt"): "empty",
            (b" \n\t", "a.txt"): "empty",
            (b"%PDF-1.7 ...", "a.docx"): "PDF",
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc"): "Word 97",
            (b"\x89PNG\r\n\x1a\n", "a.docx"): "picture",
            (bytes(range(256)) * 9, "a.txt"): "no text",
            (whole[:300], "a.docx"): "damaged",
            (archive({"a.txt": "hello"}), "a.docx"): "another program",
            (b"{\\rtf1 }", "a.rtf"): "no words",
            (b"<script>x</script>", "a.html"): "no words",
            (b"hello", "a.eml"): "no e-mail",
            (b"a" * (MAX_FILE_BYTES + 1), "a.txt"): "too large",
            (b"a b " * MAX_CHARACTERS, "a.txt"): "too large",
            (b"a\n" * 400_000, "a.txt"): "too large",
        }
        for (content, name), reason in reasons.items():
            with self.subTest(name, content=content[:20]):
                self.assertIn(reason, self.refusal(content, name))

    def test_an_archive_that_would_be_too_large_is_not_unpacked(self):
        began = time.process_time()
        bomb = word_of("<a>" + " " * (MAX_XML_BYTES + 1))
        self.assertLess(len(bomb), 100_000)
        self.assertIn("too large", self.refusal(bomb, "a.docx"))
        self.assertLess(time.process_time() - began, 5)

    def test_an_archive_that_lies_about_its_size_is_refused(self):
        bomb = bytearray(word_of("<a>" + " " * (MAX_XML_BYTES + 1)))
        directory = zipfile.ZipFile(BytesIO(bytes(bomb))).getinfo("word/document.xml")
        true, false = (number.to_bytes(4, "little") for number in (directory.file_size, 1000))
        self.assertIn("damaged", self.refusal(bytes(bomb).replace(true, false), "a.docx"))

    def test_an_archive_of_very_many_files_is_refused(self):
        files = {f"word/media/{number}.png": "" for number in range(MAX_ARCHIVE_FILES)}
        self.assertIn("too large", self.refusal(word(PARAGRAPHS, **files), "a.docx"))

    def test_an_e_mail_with_nothing_but_an_attachment_says_what_to_do(self):
        message = EmailMessage()
        message["Subject"] = "The text"
        message.add_attachment(word(PARAGRAPHS), maintype="application", subtype="octet-stream", filename="text.docx")
        self.assertIn("save the attachment", self.refusal(message.as_bytes(), "mail.eml"))

    def test_definitions_that_grow_are_not_read(self):
        self.assertIn("definitions", self.refusal(word_of('<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'), "a.docx"))

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(
        st.binary(max_size=200),
        st.sampled_from([b"", b"{\\rtf1 ", b"PK\x03\x04", b"<html>", b"Subject: x\n\n"]),
        st.sampled_from(["a.docx", "a.odt", "a.rtf", "a.html", "a.eml", "a.txt", ""]),
    )
    def test_whatever_the_bytes_are_it_is_a_text_or_refused(self, content, start, name):
        try:
            understood(start + content, name=name)
        except Unreadable as refusal:
            self.assertTrue(str(refusal))


class SizeTests(SimpleTestCase):
    def test_long_and_strange_texts_take_time_that_grows_with_their_length_only(self):
        strange = [
            "“" * 20_000 + "x",
            '" ' * 20_000 + "x",
            "'a " * 20_000,
            "Anna Berg, " * 5_000,
            "W" * 100_000,
            "a. " * 30_000,
        ]
        for content in strange:
            with self.subTest(content[:10]):
                began = time.process_time()
                understood(content)
                self.assertLess(time.process_time() - began, 10)

    def seconds_for(self, content):
        began = time.process_time()
        self.assertGreater(len(quotes_of(understood(content))), 10)
        return time.process_time() - began

    def test_four_times_as_long_a_text_takes_four_times_as_long(self):
        report = text("report").read_text("utf-8")
        names = ["".join(letters).capitalize() for letters in product("abcdefgh", repeat=4)]
        said = "“We need trams,” said {} Berg, Mayor of {}. “It is so,” the mayor said. Berg added: “And now.”"
        people = [said.format(name, name[::-1].capitalize()) for name in names]
        texts = {  # about 25 and 100 pages
            "many quotes": (report * 50, report * 200),
            "many people": ("\n\n".join(people[:700]), "\n\n".join(people[:2800])),
        }
        for kind, (short, long) in texts.items():
            with self.subTest(kind, pages=len(long) / 3000):
                self.seconds_for(short[:10_000])  # expressions are compiled, languages read
                seconds = self.seconds_for(long)
                self.assertLess(seconds, 7 * self.seconds_for(short))
                self.assertLess(seconds, 10)

    def test_a_text_of_thirty_pages_needs_little_memory(self):
        content = text("report").read_text("utf-8") * 60
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        understood(content)
        self.assertLess(tracemalloc.get_traced_memory()[1], 150 * len(content))
