"""When renditions are made, by whom, and what it costs."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Lock
from unittest import mock, skipUnless

import pillow_heif
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from PIL import Image

from civitas_cms.library import renditions
from civitas_cms.library.files import RENDITIONS_FOLDER
from civitas_cms.library.models import Picture
from civitas_cms.library.renditions import RENDITIONS, SHAPES, Rendition, Renditions
from civitas_cms.library.storage import WholeFilesStorage
from civitas_cms.library.uploads import LARGEST_SIDE
from tests.factories import PictureFactory, shown_picture

NEWSROOM = Rendition(SHAPES["landscape"], 320, None)
SMALL = Rendition(SHAPES["square"], 96, "webp")


class OwnMediaMixin:
    """A media folder of its own for each test."""

    def setUp(self):
        super().setUp()
        self.media = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.media)
        self.enterContext(override_settings(MEDIA_ROOT=str(self.media)))

    def made(self):
        """Return the names of all files in the folder of renditions, as addresses end."""
        return {
            str(path.relative_to(self.media)) for path in (self.media / RENDITIONS_FOLDER).rglob("*") if path.is_file()
        }

    def get(self, picture, rendition):
        return self.client.get(f"/media/{picture.renditions.name(rendition)}")


class OnDemandTests(OwnMediaMixin, TestCase):
    def test_an_upload_makes_two_and_the_rest_follow_when_they_are_asked_for(self):
        picture = shown_picture()
        self.assertEqual(len(self.made()), 2)
        self.assertIn(picture.renditions.name(NEWSROOM), self.made())
        for rendition in RENDITIONS:
            response = self.get(picture, rendition)
            self.assertEqual(response.status_code, 200)
            self.assertIn("immutable", response["Cache-Control"])
            self.assertEqual(response["Content-Security-Policy"], "default-src 'none'; sandbox")
        self.assertEqual(self.made(), {picture.renditions.name(rendition) for rendition in RENDITIONS})

    def test_what_was_made_is_served_from_then_on(self):
        picture = shown_picture()
        first = self.get(picture, SMALL)
        self.assertEqual(first["Content-Type"], "image/webp")
        picture.image.storage.delete(picture.image.name)
        again = self.get(picture, SMALL)
        self.assertEqual(b"".join(again.streaming_content), first.content)
        self.assertEqual(again["Content-Type"], "image/webp")

    def test_nothing_is_made_for_names_that_no_picture_has(self):
        picture = shown_picture()
        name = picture.renditions.name(SMALL)
        before = self.made()
        self.assertTrue(name.endswith("/square-96-0.5x0.5-srgb.webp"))
        for unknown in (
            name.replace("square-96", "square-97"),
            name.replace("square-96", "circle-96"),
            name.replace("square-96", "square"),
            name.replace(".webp", ".gif"),
            name.replace(".webp", ".png"),
            name.replace(f"{RENDITIONS_FOLDER}/{picture.pk}/", f"{RENDITIONS_FOLDER}/{picture.pk + 1}/"),
            name.replace(f"{RENDITIONS_FOLDER}/{picture.pk}/", f"{RENDITIONS_FOLDER}/{'9' * 18}/"),
            name.replace(f"{RENDITIONS_FOLDER}/{picture.pk}/", f"{RENDITIONS_FOLDER}/{'9' * 30}/"),
            name.replace(f"{RENDITIONS_FOLDER}/{picture.pk}/", f"{RENDITIONS_FOLDER}/../"),
            f"{RENDITIONS_FOLDER}/{picture.pk}",
            f"{RENDITIONS_FOLDER}/{picture.pk}/",
            f"{RENDITIONS_FOLDER}/{picture.pk}/.",
            f"{name}/{name}/",
            f"{name}.12345678",
        ):
            with self.subTest(unknown):
                self.assertEqual(self.client.get(f"/media/{unknown}").status_code, 404)
        self.assertEqual(self.made(), before)
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/media/pictures/2024/01/unknown.jpg")
        self.assertEqual(len([query for query in queries if 'FROM "library_picture"' in query["sql"]]), 1)

    def test_a_former_focal_point_or_file_leads_to_todays(self):
        picture = shown_picture(image_ppoi="0.1x0.2")
        former = picture.renditions
        picture.image_ppoi = "0.9x0.2"
        picture.image = PictureFactory.build().image
        picture.save()
        response = self.client.get(f"/media/{former.name(SMALL)}")
        self.assertRedirects(response, f"/media/{picture.renditions.name(SMALL)}")
        self.assertEqual(response["Cache-Control"], "no-cache")

    def test_a_new_focal_point_makes_only_those_anew_that_are_cut(self):
        picture = shown_picture()
        for rendition in RENDITIONS:
            self.get(picture, rendition)
        before = self.made()
        picture.image_ppoi = "0.1x0.9"
        picture.save()
        for rendition in RENDITIONS:
            self.get(picture, rendition)
        cut = {picture.renditions.name(rendition) for rendition in RENDITIONS if rendition.shape.ratio}
        self.assertEqual(self.made() - before, cut)

    def test_senseless_focal_points_mean_the_middle(self):
        for stored in ("", "middle", "1x", "2x0.5", "-1x0", "nanxnan", "0.5x0.5x0.5"):
            with self.subTest(stored):
                self.assertEqual(Picture(image_ppoi=stored).focal_point, (0.5, 0.5))

    def test_where_nothing_can_be_kept_they_are_served_all_the_same(self):
        picture = shown_picture()
        shutil.rmtree(self.media / RENDITIONS_FOLDER)
        (self.media / RENDITIONS_FOLDER).touch()  # a file stands where the folder should be
        with self.assertLogs("civitas_cms.library.renditions", "WARNING"):
            response = self.get(picture, SMALL)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(Image.open(io.BytesIO(response.content)).format, "WEBP")
        with self.assertLogs("civitas_cms.library.renditions", "WARNING"):
            picture = shown_picture()  # nor does an upload fail
        self.assertEqual(self.client.get(picture.image.url).status_code, 200)

    def test_a_picture_whose_file_is_gone_or_damaged_has_none(self):
        gone, damaged = shown_picture(), shown_picture()
        gone.image.storage.delete(gone.image.name)
        (self.media / damaged.image.name).write_bytes(b"\xff\xd8\xff\xe0 no picture")
        for picture in (gone, damaged):
            with self.assertLogs("civitas_cms.library.views", "WARNING"):
                self.assertEqual(self.get(picture, SMALL).status_code, 404)

    def test_whoever_would_wait_too_long_gets_the_original(self):
        picture = shown_picture()
        self.enterContext(mock.patch.object(renditions, "MAX_WAIT_SECONDS", 0))
        with renditions._one_at_a_time:
            response = self.get(picture, SMALL)
        self.assertRedirects(response, picture.image.url)
        self.assertEqual(self.get(picture, SMALL).status_code, 200)


class WatchedStorage(WholeFilesStorage):
    """Counts how often the original is opened, and how many at the same time."""

    def __init__(self):
        super().__init__()
        self.lock, self.opened, self.open_now, self.most_open = Lock(), 0, 0, 0
        self.asked = Event()
        self.go_on = Event()

    def _open(self, name, mode="rb"):
        file = super()._open(name, mode)
        if name.startswith("pictures/"):
            with self.lock:
                self.opened += 1
                self.open_now += 1
                self.most_open = max(self.most_open, self.open_now)
            self.asked.set()
            self.go_on.wait(timeout=60)
            close = file.close

            def closing():
                with self.lock:
                    self.open_now -= 1
                close()

            file.close = closing
        return file


class TogetherTests(OwnMediaMixin, SimpleTestCase):
    """Many visitors who come at the same moment."""

    def setUp(self):
        super().setUp()
        watched = {"default": {"BACKEND": f"{__name__}.{WatchedStorage.__name__}"}}
        self.enterContext(override_settings(STORAGES=settings.STORAGES | watched))
        self.enterContext(mock.patch.object(renditions, "MAX_WAIT_SECONDS", 60))
        content = io.BytesIO()
        Image.new("RGB", (600, 400), "teal").save(content, "JPEG")
        self.of_pictures = []
        for key in range(4):
            name = default_storage.save(f"pictures/{key}.jpg", ContentFile(content.getvalue()))
            self.of_pictures.append(Renditions(key, name, (0.5, 0.5), 600, 400))

    def ask(self, wanted):
        """Return what all get who ask for a rendition of the ``wanted`` at the same time."""
        together = Barrier(len(wanted) + 1)

        def visit(of_picture):
            together.wait(timeout=60)
            return of_picture.provide(SMALL)

        with ThreadPoolExecutor(len(wanted)) as threads:
            visits = [threads.submit(visit, of_picture) for of_picture in wanted]
            together.wait(timeout=60)
            self.assertTrue(default_storage.asked.wait(timeout=60))
            default_storage.go_on.set()
            return [visit.result(timeout=60) for visit in visits]

    def test_one_is_made_for_all_who_ask_for_the_same(self):
        found = self.ask(self.of_pictures[:1] * 8)
        self.assertEqual(len(set(found)), 1)
        self.assertEqual(default_storage.opened, 1)
        self.assertEqual(self.made(), {self.of_pictures[0].name(SMALL)})  # and nothing unfinished is left

    def test_one_picture_at_a_time_is_opened(self):
        self.ask(self.of_pictures)
        self.assertEqual((default_storage.opened, default_storage.most_open), (4, 1))
        self.assertEqual(len(self.made()), 4)


@skipUnless(Path("/proc/self/status").exists(), "Only Linux tells what a process used at the most.")
class MemoryTests(SimpleTestCase):
    """The largest pictures that are accepted, each in a process of its own."""

    SCRIPT = """
import io, re, sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.core.files.base import ContentFile
from PIL import Image
from civitas_cms.library.pixels import opened
from civitas_cms.library.renditions import MADE_AT_ONCE, Renditions
from civitas_cms.library.uploads import prepare_picture

def upload(name):
    with open(name, "rb") as file:
        return prepare_picture(ContentFile(file.read(), name=name))

with ThreadPoolExecutor() as threads:
    kept, *_others = threads.map(upload, sys.argv[1:])
size = Image.open(kept).size
of_picture = Renditions(1, kept.name, (0.5, 0.5), *size)
of_picture.make(opened(kept, of_picture.longest_side(MADE_AT_ONCE)), MADE_AT_ONCE)
# Not getrusage(): it counts what the parent process used before it started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) // 1024)
"""

    def test_none_takes_more_than_400_megabytes(self):
        side = int(settings.MAX_PICTURE_PIXELS**0.5)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        one_strip = {278: side}  # its rows, which are decoded at once
        for name, mode, kind, share, options in [
            ("flat.png", "RGB", "PNG", 1, {}),
            ("transparent.png", "RGBA", "PNG", 1, {}),
            ("just not halved.png", "RGBA", "PNG", (1.499 * LARGEST_SIDE / side) ** 2, {}),
            ("progressive.jpg", "CMYK", "JPEG", 5 / 9, {"progressive": True, "subsampling": 0}),
            ("transparent.webp", "RGBA", "WEBP", 5 / 21, {"method": 0}),
            ("transparent.avif", "RGBA", "AVIF", 5 / 17, {"speed": 10}),
            ("phone.heic", "RGB", "HEIF", 5 / 11, {"chroma": 444}),
            ("scan.tiff", "RGBA", "TIFF", 5 / 13, {"compression": "tiff_deflate", "tiffinfo": one_strip}),
            ("palette.gif", "P", "GIF", 1, {}),
        ]:
            with self.subTest(name):
                size = int(side * share**0.5)
                picture = Image.new(mode, (size, size), "teal" if mode != "P" else 1)
                if kind == "HEIF":
                    pillow_heif.from_pillow(picture).save(folder / name, **options)
                else:
                    picture.save(folder / name, kind, **options)
                self.assertLess(self.megabytes(folder / name), 400)
        with self.subTest("two editors at the same moment"):
            self.assertLess(self.megabytes(folder / "flat.png", folder / "flat.png"), 450)

    def megabytes(self, *files):
        """Return how much memory a process needs for uploads of ``files``, all at once."""
        output = subprocess.run(
            [sys.executable, "-c", self.SCRIPT, *files],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"DEBUG": "true", "DJANGO_SETTINGS_MODULE": "civitas_cms.settings"},
        ).stdout
        return int(output)
