"""Pictures in the library, and the renditions in which visitors see them."""

import io
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from PIL import Image

from civitas_cms.library.elements import picture_element
from civitas_cms.library.models import Picture
from civitas_cms.library.renditions import MODERN_FORMATS, RENDITIONS, SHAPES
from civitas_cms.library.uploads import prepare_picture
from tests.factories import DocumentFactory, DownloadFactory, PictureFactory, shown_picture

RED, BLUE = (255, 0, 0), (0, 0, 255)
VISITOR = Client()


def photo(width, height, kind="JPEG", **options):
    """Return a prepared upload whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height))
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return prepare_picture(ContentFile(stream.getvalue(), name=f"photo.{kind.lower()}"))


def addresses_of(picture):
    """Return the addresses of all renditions of ``picture``."""
    return [picture.renditions.url(shape.name, width, file_format) for shape, width, file_format in RENDITIONS]


def open_rendition(address):
    """Return the picture that visitors get at ``address``."""
    response = VISITOR.get(address)
    content = b"".join(response) if response.streaming else response.content
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


class ColourTests(TestCase):
    def test_a_picture_knows_its_average_colour(self):
        picture = PictureFactory(image=photo(400, 200))
        red, green, blue = bytes.fromhex(picture.colour.removeprefix("#"))
        self.assertAlmostEqual(red, 128, delta=4)
        self.assertAlmostEqual(green, 0, delta=4)
        self.assertAlmostEqual(blue, 128, delta=4)
        self.assertIn(f'data-colour="{picture.colour}"', picture_element(picture))

    def test_a_new_file_brings_a_new_colour(self):
        picture = PictureFactory(image=photo(400, 200))
        stream = io.BytesIO()
        Image.new("RGB", (400, 200), BLUE).save(stream, "PNG")
        picture.image = prepare_picture(ContentFile(stream.getvalue(), name="blue.png"))
        picture.save()
        self.assertEqual(picture.colour, "#0000ff")

    def test_nothing_shines_through_a_transparent_logo(self):
        stream = io.BytesIO()
        Image.new("RGBA", (400, 200), (255, 0, 0, 10)).save(stream, "PNG")
        picture = PictureFactory(image=prepare_picture(ContentFile(stream.getvalue(), name="logo.png")))
        self.assertEqual(picture.colour, "")
        self.assertNotIn("data-colour", picture_element(picture))


class RenditionsTests(TestCase):
    def assert_colour(self, picture, colour):
        for x in (0.1, 0.9):
            pixel = picture.convert("RGB").getpixel((int(x * picture.width), picture.height // 2))
            for seen, wanted in zip(pixel, colour, strict=True):
                self.assertAlmostEqual(seen, wanted, delta=20)

    def test_there_is_one_in_every_size_shape_and_format_once_a_picture_is_saved(self):
        for kind in ("JPEG", "PNG"):
            picture = shown_picture(image=photo(700, 500, kind))
            for shape in SHAPES.values():
                for width in shape.widths:
                    for file_format in (*MODERN_FORMATS, None):
                        address = picture.renditions.url(shape.name, width, file_format)
                        with self.subTest(address, kind=kind):
                            rendition = open_rendition(address)
                            self.assertEqual(rendition.format, file_format.upper() if file_format else kind)
                            ratio = shape.ratio or 7 / 5
                            largest = 500 if shape.name == "square" else 700
                            self.assertEqual(rendition.width, min(width, largest))
                            self.assertAlmostEqual(rendition.height, rendition.width / ratio, delta=1)

    def test_a_small_picture_is_never_made_larger(self):
        picture = shown_picture(image=photo(40, 30))
        for address in addresses_of(picture):
            with self.subTest(address):
                rendition = open_rendition(address)
                self.assertLessEqual(rendition.width, 40)
                self.assertLessEqual(rendition.height, 30)

    def test_even_the_smallest_picture_has_renditions(self):
        for size in [(1, 1), (600, 1), (1, 600)]:
            with self.subTest(size):
                picture = shown_picture(image=photo(*size))
                for address in addresses_of(picture):
                    open_rendition(address)

    def test_they_keep_the_focal_point_in_view(self):
        for focal_point, colour in [("0x0.5", RED), ("0.2x0.5", RED), ("0.8x0.5", BLUE), ("1x1", BLUE)]:
            picture = shown_picture(image=photo(480, 160), image_ppoi=focal_point)
            for file_format in (*MODERN_FORMATS, None):
                for shape, width in [("square", 96), ("landscape", 320)]:
                    with self.subTest(focal_point, file_format=file_format, shape=shape):
                        self.assert_colour(open_rendition(picture.renditions.url(shape, width, file_format)), colour)

    def test_moving_the_focal_point_makes_new_ones_at_new_addresses(self):
        picture = shown_picture(image=photo(480, 160), image_ppoi="0x0.5")
        before = picture.url("square", 96)
        self.assert_colour(open_rendition(before), RED)
        picture = Picture.objects.get(pk=picture.pk)
        picture.image_ppoi = "1x0.5"
        picture.save()
        self.assertNotEqual(picture.url("square", 96), before)  # browsers keep the old one for good
        self.assert_colour(open_rendition(before), RED)
        self.assert_colour(open_rendition(picture.url("square", 96)), BLUE)

    def test_transparent_parts_stay_transparent(self):
        stream = io.BytesIO()
        Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(stream, "PNG")
        picture = shown_picture(image=prepare_picture(ContentFile(stream.getvalue(), name="logo.png")))
        for address in addresses_of(picture):
            with self.subTest(address):
                self.assertEqual(open_rendition(address).convert("RGBA").getpixel((5, 5))[3], 0)

    def test_what_a_page_offers_browsers_is_true(self):
        for size in [(40, 30), (320, 500), (480, 320), (701, 500), (1700, 300)]:
            picture = shown_picture(image=photo(*size), image_ppoi="0.4x0.3")
            for shape in SHAPES:
                width, height = picture.renditions.dimensions(shape)
                sources = picture.renditions.sources(shape)
                self.assertEqual([source["type"] for source in sources], ["image/avif", "image/webp", ""])
                for source in sources:
                    with self.subTest(size=size, shape=shape, type=source["type"]):
                        offers = [offer.split(" ") for offer in source["srcset"].split(", ")]
                        renditions = [open_rendition(address) for address, _width in offers]
                        said = [int(width.removesuffix("w")) for _address, width in offers]
                        self.assertEqual([rendition.width for rendition in renditions], said)
                        self.assertEqual(said, sorted(set(said)))
                        self.assertEqual(said[-1], width)
                        self.assertEqual(renditions[-1].size, (width, height))

    def test_every_rendition_has_an_address_of_its_own(self):
        picture = shown_picture(image=photo(40, 30))
        addresses = set(addresses_of(picture))
        self.assertEqual(len(addresses), len(RENDITIONS))
        extensions = {PurePosixPath(address).suffix for address in addresses}
        self.assertEqual(extensions, {".avif", ".webp", ".jpeg"})


class AlternativeTextTests(TestCase):
    def test_a_picture_is_described_or_decorative(self):
        for text in ("", "   "):
            with self.subTest(text), self.assertRaises(ValidationError) as refusal:
                PictureFactory.build(alternative_text=text).full_clean()
            self.assertEqual(
                refusal.exception.message_dict["alternative_text"],
                ["Describe the picture in a sentence, or mark it as decorative."],
            )
        PictureFactory.build(alternative_text="", is_decorative=True).full_clean()

    def test_the_database_asks_for_it_too(self):
        PictureFactory()
        name = "picture_has_alternative_text_or_is_decorative"
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            Picture.objects.update(alternative_text="")
        Picture.objects.update(alternative_text="", is_decorative=True)


class FilesTests(TestCase):
    def test_a_document_remembers_its_size_and_kind(self):
        document = DocumentFactory(file=ContentFile(b"x" * 1234, name="paper.docx"))
        document.refresh_from_db()
        self.assertEqual((document.size, document.kind), (1234, "DOCX"))

    def test_visitors_get_files_that_cannot_act_as_pages(self):
        document = DownloadFactory().document
        response = self.client.get(document.file.url)
        self.assertEqual(b"".join(response.streaming_content), document.file.read())
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertEqual(response["Content-Security-Policy"], "default-src 'none'; sandbox")
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertIn("immutable", response["Cache-Control"])

    def test_files_outside_of_the_library_stay_hidden(self):
        paths = ["nothing.pdf", "/etc/passwd", "", "../manage.py", "%2e%2e/manage.py", "..%2fmanage.py"]
        for path in paths:
            with self.subTest(path):
                self.assertEqual(self.client.get(f"{settings.MEDIA_URL}{path}").status_code, 404)
