"""What may be uploaded, and what becomes of it."""

import io
import struct
import zipfile
import zlib
from itertools import product

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from django.test import SimpleTestCase, TestCase, override_settings
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from civitas_cms.library.models import Picture
from civitas_cms.library.uploads import prepare_picture, validate_document
from tests.factories import PDF

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
SECRET = b"N 51 3 16 W 3 43 18, by A. Photographer"
TRANSPOSE = Image.Transpose
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'


def corners(size=(40, 30)):
    """Return a picture that has another colour in each corner."""
    picture = Image.new("RGB", size, WHITE)
    half = (size[0] // 2, size[1] // 2)
    for (x, y), colour in zip(product((0, 1), repeat=2), (RED, GREEN, BLUE, WHITE), strict=True):
        picture.paste(colour, (x * half[0], y * half[1], (x + 1) * half[0], (y + 1) * half[1]))
    return picture


def content(picture, kind, **options):
    """Return ``picture`` as the bytes of a file of ``kind``."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def prepared(data, name="photo.jpg"):
    """Return the file that is kept of the upload ``data``."""
    return prepare_picture(ContentFile(data, name=name))


def png_that_claims(width, height):
    """Return a small PNG whose header claims a size that would fill the memory."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class RefusedPicturesTests(SimpleTestCase):
    def assert_refuses(self, code, data, name="photo.jpg"):
        with self.assertRaises(ValidationError) as refusal:
            prepared(data, name)
        self.assertEqual(refusal.exception.code, code)

    def test_what_is_no_picture_whatever_its_name_says(self):
        for data in [b"Just words.", PDF, b"MZ\x90\0", b"\0" * 100, b"<html><body>Hello</body></html>"]:
            with self.subTest(data[:10]):
                self.assert_refuses("no_picture", data)

    def test_kinds_of_picture_that_we_do_not_take(self):
        for kind in ("BMP", "ICO", "PPM", "JPEG2000"):
            with self.subTest(kind):
                self.assert_refuses("no_picture", content(corners(), kind), f"photo.{kind.lower()}")
                self.assert_refuses("no_picture", content(corners(), kind), "photo.jpg")

    def test_pictures_that_were_cut_off(self):
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            whole = content(corners((200, 150)), kind)
            for kept in (0.7, 0.8, 0.95):
                with self.subTest(kind, kept=kept):
                    self.assert_refuses("damaged", whole[: int(len(whole) * kept)])

    def test_a_small_file_that_would_fill_the_memory(self):
        for size in [(50_000, 50_000), (2**31 - 1, 1), (15_000, 10_000)]:
            with self.subTest(size):
                self.assert_refuses("too_many_pixels", png_that_claims(*size), "photo.png")

    @override_settings(MAX_PICTURE_PIXELS=40 * 30)
    def test_more_pixels_than_are_allowed(self):
        prepared(content(corners((40, 30)), "JPEG"))
        self.assert_refuses("too_many_pixels", content(corners((41, 30)), "JPEG"))

    def test_a_jpeg_that_has_to_be_collected_as_a_whole_may_have_fewer(self):
        in_one = content(corners((40, 30)), "JPEG")
        scan = in_one.index(b"\xff\xda")
        color_by_colour = in_one[: scan + 4] + b"\1" + in_one[scan + 5 :]
        with override_settings(MAX_PICTURE_PIXELS=40 * 30):
            prepared(in_one)
            self.assert_refuses("too_many_pixels", color_by_colour)
            self.assert_refuses("too_many_pixels", content(corners((40, 30)), "JPEG", progressive=True))

    def test_files_that_are_too_large(self):
        data = content(corners(), "JPEG")
        with override_settings(MAX_PICTURE_SIZE=len(data)):
            prepared(data)
        with override_settings(MAX_PICTURE_SIZE=len(data) - 1):
            self.assert_refuses("too_large", data)

    def test_empty_files(self):
        self.assert_refuses("empty", b"")

    def test_svg_drawings_however_they_begin(self):
        script = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
        for beginning in [
            b"",
            b'<?xml version="1.0"?>\n',
            b"\xef\xbb\xbf",
            b"\xef\xbb\xbf<?xml version='1.0'?>",
            b"\n ",
        ]:
            for drawing in (SVG, script, SVG.upper()):
                with self.subTest(beginning + drawing):
                    self.assert_refuses("svg", beginning + drawing, "drawing.svg")
                    self.assert_refuses("svg", beginning + drawing, "photo.png")

    def test_the_editor_is_told_beside_the_field(self):
        form = self.form(b"Just words.")
        self.assertEqual(list(form.errors), ["image"])
        self.assertIn("This is not a picture that we can use.", form.errors["image"][0])

    def form(self, data):
        values = {"title": "Photo", "alternative_text": "A tram", "image_ppoi": "0.5x0.5"}
        files = {"image": SimpleUploadedFile("photo.jpg", data, "image/jpeg")}
        return modelform_factory(Picture, fields=["title", "image", "alternative_text"])(values, files)


class KeptPicturesTests(SimpleTestCase):
    def assert_looks_like(self, file, expected):
        with Image.open(file) as picture:
            self.assertEqual(picture.size, expected.size)
            for x, y in product((0.2, 0.8), repeat=2):
                spot = int(x * expected.width), int(y * expected.height)
                for seen, wanted in zip(picture.convert("RGB").getpixel(spot), expected.getpixel(spot), strict=True):
                    self.assertAlmostEqual(seen, wanted, delta=12, msg=f"at {spot}")

    def test_every_kind_of_picture_becomes_a_jpeg_or_a_png(self):
        kinds = [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG"), ("AVIF", "JPEG")]
        for uploaded, kept in kinds:
            with self.subTest(uploaded):
                options = {"quality": 95} if uploaded != "PNG" else {}
                file = prepared(content(corners((80, 60)), uploaded, **options), f"my photo.{uploaded.lower()}")
                self.assertEqual(Image.open(file).format, kept)
                self.assertEqual(file.name, "my photo.png" if kept == "PNG" else "my photo.jpg")
                self.assert_looks_like(file, corners((80, 60)))

    def test_a_wrong_name_does_not_matter(self):
        file = prepared(content(corners(), "PNG"), "photo.jpg")
        self.assertEqual(file.name, "photo.png")

    def test_transparent_parts_stay_transparent(self):
        picture = Image.new("RGBA", (40, 30), (*RED, 0))
        picture.paste((*RED, 255), (0, 0, 20, 30))
        for kind in ("PNG", "WEBP", "AVIF"):
            with self.subTest(kind):
                kept = Image.open(prepared(content(picture, kind)))
                self.assertEqual(kept.format, "PNG")
                self.assertGreater(kept.getpixel((5, 15))[3], 250)
                self.assertLess(kept.getpixel((35, 15))[3], 5)

    def test_a_transparent_colour_of_a_palette_stays_transparent(self):
        picture = Image.new("P", (40, 30), 1)
        picture.putpalette([*RED, *BLUE])
        picture.paste(0, (0, 0, 20, 30))
        kept = Image.open(prepared(content(picture, "PNG", transparency=1)))
        self.assertEqual(kept.getpixel((5, 15)), (*RED, 255))
        self.assertEqual(kept.getpixel((35, 15))[3], 0)

    def test_a_picture_for_print_becomes_one_for_screens(self):
        picture = Image.new("CMYK", (40, 30), (0, 255, 255, 0))
        file = prepared(content(picture, "JPEG", icc_profile=b"about inks"))
        kept = Image.open(file)
        self.assertEqual(kept.mode, "RGB")
        self.assertNotIn("icc_profile", kept.info)
        self.assert_looks_like(file, Image.new("RGB", (40, 30), RED))

    def test_grey_pictures_keep_their_brightness(self):
        cases = {
            "8 bits": content(Image.new("L", (40, 30), 128), "PNG"),
            "16 bits": content(Image.new("I;16", (40, 30), 128 * 256), "PNG"),
            "JPEG": content(Image.new("L", (40, 30), 128), "JPEG"),
        }
        for what, data in cases.items():
            with self.subTest(what):
                self.assert_looks_like(prepared(data), Image.new("RGB", (40, 30), (128, 128, 128)))

    def test_the_main_picture_of_several_in_one_file_is_kept(self):
        """Phones add a second picture for depth or brightness."""
        depth = Image.new("RGB", (40, 30))
        file = prepared(content(corners((80, 60)), "MPO", save_all=True, append_images=[depth], quality=95))
        self.assertEqual(Image.open(file).format, "JPEG")
        self.assert_looks_like(file, corners((80, 60)))

    def test_pictures_are_kept_upright_however_the_camera_was_held(self):
        held = {  # what the camera did to an upright picture, by the EXIF standard's number for it
            1: None,
            2: TRANSPOSE.FLIP_LEFT_RIGHT,
            3: TRANSPOSE.ROTATE_180,
            4: TRANSPOSE.FLIP_TOP_BOTTOM,
            5: TRANSPOSE.TRANSPOSE,
            6: TRANSPOSE.ROTATE_90,
            7: TRANSPOSE.TRANSVERSE,
            8: TRANSPOSE.ROTATE_270,
        }
        upright = corners((80, 60))
        for orientation, change in held.items():
            for kind in ("JPEG", "PNG", "WEBP"):
                with self.subTest(orientation=orientation, kind=kind):
                    exif = Image.Exif()
                    exif[0x0112] = orientation
                    taken = upright if change is None else upright.transpose(change)
                    options = {"quality": 95, "exif": exif} if kind != "PNG" else {"exif": exif}
                    self.assert_looks_like(prepared(content(taken, kind, **options)), upright)

    def test_nothing_tells_where_and_by_whom_a_picture_was_taken(self):
        exif = Image.Exif()
        exif[0x010E] = SECRET.decode()  # description
        exif.get_ifd(0x8825)[1] = "N"  # the GPS block
        exif.get_ifd(0x8825)[29] = SECRET.decode()
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            with self.subTest(kind):
                uploaded = content(corners(), kind, exif=exif, xmp=SECRET)
                self.assertIn(SECRET, uploaded)
                kept = prepared(uploaded).read()
                for trace in (SECRET, b"Exif", b"eXIf", b"adobe", b"tEXt", b"iTXt"):
                    self.assertNotIn(trace, kept)
                self.assertFalse(Image.open(io.BytesIO(kept)).getexif())

    def test_words_in_a_picture_are_removed(self):
        words = PngInfo()
        words.add_text("Author", SECRET.decode())
        self.assertNotIn(SECRET, prepared(content(corners(), "PNG", pnginfo=words)).read())
        self.assertNotIn(SECRET, prepared(content(corners(), "JPEG", comment=SECRET)).read())

    def test_nothing_hides_behind_a_picture(self):
        for kind in ("JPEG", "PNG"):
            with self.subTest(kind):
                kept = prepared(content(corners(), kind) + b"<script>alert(1)</script>").read()
                self.assertNotIn(b"script", kept)


class PictureFormTests(TestCase):
    def test_an_upload_becomes_a_prepared_picture_in_the_library(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        data = content(corners((40, 30)), "WEBP", exif=exif)
        form = modelform_factory(Picture, fields=["title", "image", "alternative_text"])(
            {"title": "Photo", "alternative_text": "A tram"},
            {"image": SimpleUploadedFile("photo.webp", data, "image/webp")},
        )
        picture = form.save()
        self.assertEqual((picture.image_width, picture.image_height), (30, 40))
        with picture.image.open() as file:
            self.assertEqual(Image.open(file).format, "JPEG")


def archive(*names):
    """Return a zip archive with files of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, f"{name}\n" * 100)
    return stream.getvalue()


def open_document(kind):
    """Return a document as LibreOffice writes it: its type comes first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", "<office:document-content/>")
    return stream.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600  # Office before 2007, and today's when it is encrypted
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 200


class DocumentsTests(SimpleTestCase):
    def test_documents_are_accepted(self):
        for name, data in {
            "programme.pdf": PDF,
            "marked.pdf": b"\xef\xbb\xbf" + PDF,
            "mailed.pdf": b"Content-Type: application/pdf\r\n\r\n" + PDF,
            "late.pdf": b"\n" * (1024 - len(b"%PDF-")) + PDF,
            "PROGRAMME.PDF": PDF,
            "paper.docx": DOCX,
            "table.xlsx": archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
            "slides.pptx": archive("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"),
            "paper.odt": open_document("text"),
            "table.ods": open_document("spreadsheet"),
            "slides.odp": open_document("presentation"),
            "photos.zip": archive("one.jpg", "two.jpg"),
            "people.csv": b"name;city\r\nAna;Ghent\r\n",
            "people.utf-8.csv": "name;city\r\nÉmile;Liège\r\n".encode("utf-8-sig"),
            "notes.txt": b"5 < 6\n",
        }.items():
            with self.subTest(name):
                file = ContentFile(data, name=name)
                validate_document(file)
                self.assertEqual(file.read(), data)  # and the file can be read from its beginning

    def test_everything_else_is_refused(self):
        for name, data, code in [
            ("program.exe", EXE, "unknown_kind"),
            ("page.html", HTML, "unknown_kind"),
            ("drawing.svg", SVG, "unknown_kind"),
            ("macros.docm", DOCX, "unknown_kind"),
            ("photo.jpg", b"\xff\xd8\xff\xe0", "unknown_kind"),
            ("programme.pdf.exe", PDF, "unknown_kind"),
            ("programme", PDF, "unknown_kind"),
            (".pdf", PDF, "unknown_kind"),
            ("programme.pdf", EXE, "content_mismatch"),
            ("programme.pdf", HTML, "content_mismatch"),
            ("programme.pdf", DOCX, "content_mismatch"),
            ("programme.pdf", SVG, "content_mismatch"),
            ("paper.docx", PDF, "content_mismatch"),
            ("paper.docx", EXE, "content_mismatch"),
            ("photos.zip", HTML, "content_mismatch"),
            ("people.csv", EXE, "content_mismatch"),
            ("people.csv", HTML, "content_mismatch"),
            ("notes.txt", b"  \n<HTML><body>", "content_mismatch"),
            ("notes.txt", SVG, "content_mismatch"),
            ("notes.txt", "\ufeff".encode() + HTML, "content_mismatch"),
            ("notes.txt", b'<?xml version="1.0"?>' + SVG, "content_mismatch"),
            ("programme.pdf", b"\n" * 1024 + PDF, "content_mismatch"),
            ("paper.docx", OLE, "content_mismatch"),
            ("people.csv", "Πόλη\t3\n".encode("utf-16"), "not_utf_8"),
            ("people.csv", "Πόλη\t3\n".encode("utf-16-le"), "not_utf_8"),
            ("people.csv", "Πόλη\t3\n".encode("utf-16-be"), "not_utf_8"),
            ("people.csv", "city\t3\n".encode("utf-32"), "not_utf_8"),
            ("people.csv", "Émile;Liège\n".encode("cp1252"), "not_utf_8"),
            ("notes.txt", b"a" * 100_000 + b"\xe9", "not_utf_8"),
            ("notes.txt", "Γεια".encode("iso-8859-7"), "not_utf_8"),
            ("programme.pdf", b"", "empty"),
        ]:
            with self.subTest(name=name, data=data[:20]):
                with self.assertRaises(ValidationError) as refusal:
                    validate_document(ContentFile(data, name=name))
                self.assertEqual(refusal.exception.code, code)

    def test_the_reason_is_the_right_one(self):
        for name, data, word in [
            ("people.csv", "Πόλη".encode("utf-16"), "UTF-8"),
            ("paper.docx", OLE, "password"),
            ("paper.docx", EXE, "not what its name says"),
        ]:
            with self.subTest(name), self.assertRaises(ValidationError) as refusal:
                validate_document(ContentFile(data, name=name))
            self.assertIn(word, refusal.exception.messages[0])

    def test_files_that_are_too_large_are_refused(self):
        with override_settings(MAX_DOCUMENT_SIZE=len(PDF)):
            validate_document(ContentFile(PDF, name="programme.pdf"))
        with override_settings(MAX_DOCUMENT_SIZE=len(PDF) - 1), self.assertRaises(ValidationError) as refusal:
            validate_document(ContentFile(PDF, name="programme.pdf"))
        self.assertEqual(refusal.exception.code, "too_large")
