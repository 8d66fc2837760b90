"""Files come and go with their rows: none is left behind, none is missing, whatever fails."""

import os
import resource
import shutil
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client, TestCase, override_settings
from PIL import Image

from articles.models import RichText
from civitas_cms.delivery.failures import NO_ROOM, READ_ONLY, FileNotKeptError
from civitas_cms.delivery.unit_of_work import dry_run, unit_of_work
from civitas_cms.library.files import is_unguessable
from civitas_cms.library.models import Document, Picture
from civitas_cms.library.renditions import MADE_AT_ONCE, RENDITIONS
from civitas_cms.library.uploads import prepare_picture
from civitas_cms.publishing.models import RevisionEvent, State
from civitas_cms.publishing.revisions.restoring import restore
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.roles import EDITOR
from tests.factories import (
    PDF,
    ArticleFactory,
    DocumentFactory,
    FooterBadgeFactory,
    PictureFactory,
    RichTextFactory,
    staff,
)
from tests.library.test_renditions import OwnMediaMixin


@contextmanager
def full_disk(room=10_000):
    """Let no file of this process become larger than ``room`` bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


class FilesTestCase(OwnMediaMixin, TestCase):
    def files(self):
        """Return the names of all files, and of folders in which there are none."""
        return {str(path.relative_to(self.media)) for path in self.media.rglob("*") if path.is_file()}

    def noise(self, side=300):
        """Return a picture whose file is large."""
        noise = Image.effect_noise((side, side), 90).convert("RGB")
        stream = BytesIO()
        noise.save(stream, "PNG")
        return ContentFile(stream.getvalue(), name="noise.png")


class DeletedTests(FilesTestCase):
    def test_a_deleted_picture_takes_all_its_files_with_it(self):
        picture, other = PictureFactory(), PictureFactory()
        self.assertEqual(len(self.files()), 2 * (1 + len(MADE_AT_ONCE)))
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertEqual(len(self.files()), 1 + len(MADE_AT_ONCE))
        self.assertIn(other.image.name, self.files())
        self.assertFalse((self.media / picture.image.name).parent.exists())

    def test_many_at_once_in_the_newsrooms_list(self):
        pictures, document = [PictureFactory() for _ in range(3)], DocumentFactory()
        client = Client()
        client.force_login(staff(EDITOR))
        for model, rows in (("picture", pictures), ("document", [document])):
            data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
            with self.captureOnCommitCallbacks(execute=True):
                response = client.post(f"/admin/library/{model}/", data)
            self.assertEqual(response.status_code, 302)
        self.assertEqual(self.files(), set())

    def test_a_replaced_file_goes_and_the_new_one_has_another_name(self):
        picture, document = PictureFactory(), DocumentFactory()
        FooterBadgeFactory(picture=picture)
        former = picture.renditions.name(RENDITIONS[0])
        self.client.get(f"/media/{former}")
        before = self.files()
        self.assertIn(former, before)
        with self.captureOnCommitCallbacks(execute=True):
            picture.image = PictureFactory.build().image
            picture.save()
            document.file = ContentFile(PDF, name="programme.pdf")
            document.save()
        self.assertEqual(self.files() & before, set())
        self.assertEqual(len(self.files()), 2 + len(MADE_AT_ONCE))
        self.assertRedirects(self.client.get(f"/media/{former}"), f"/media/{picture.renditions.name(RENDITIONS[0])}")

    def test_links_to_a_file_that_was_replaced_lead_to_the_new_one(self):
        document = DocumentFactory()
        RichTextFactory(text=f'<p><a href="{document.file.url}">The programme</a></p>')
        links = [document.file.url]
        for name in ("programme.pdf", "programme-2.pdf"):
            with self.captureOnCommitCallbacks(execute=True):
                document.file = ContentFile(PDF, name=name)
                document.save()
            self.assertTrue(is_unguessable(document.file.name))
            for link in links:
                self.assertRedirects(self.client.get(link), document.file.url)
            links.append(document.file.url)
        self.assertEqual(self.client.get(document.file.url).status_code, 200)
        of_nobody = links[0].replace("/documents/2", "/documents/3")
        self.assertEqual(self.client.get(of_nobody).status_code, 404)
        RichText.objects.all().delete()
        self.assertEqual(self.client.get(links[0]).status_code, 404)  # not public any more
        with self.captureOnCommitCallbacks(execute=True):
            document.delete()
        self.assertEqual(self.files(), set())
        self.assertEqual(self.client.get(links[0]).status_code, 404)

    def test_nothing_goes_before_it_is_certain(self):
        picture = PictureFactory()
        before = self.files()
        with self.captureOnCommitCallbacks(execute=True) as callbacks:
            with suppress(IntegrityError), transaction.atomic():
                picture.delete()
                raise IntegrityError
            with dry_run():
                Picture.objects.get().delete()
        self.assertEqual((callbacks, self.files()), ([], before))

    def test_a_file_that_another_row_has_too_stays(self):
        document = DocumentFactory()
        copy = Document.objects.create(title="Copy", file=document.file.name)
        with self.captureOnCommitCallbacks(execute=True):
            document.delete()
        self.assertEqual(self.files(), {copy.file.name})
        with self.captureOnCommitCallbacks(execute=True):
            copy.delete()
        self.assertEqual(self.files(), set())

    def test_saving_something_else_touches_no_file(self):
        picture = PictureFactory()
        before = self.files()
        with self.captureOnCommitCallbacks(execute=True):
            picture.title = "Another"
            picture.save()
            picture.save(update_fields=["title"])
        self.assertEqual(self.files(), before)

    def test_a_version_from_before_a_picture_was_deleted_is_restored_without_it(self):
        editor = staff(EDITOR)
        article = ArticleFactory(state=State.DRAFT, lead_picture=PictureFactory())
        revision = save_revision(article, editor, RevisionEvent.CHANGED)
        picture, article.lead_picture = article.lead_picture, None
        article.save()
        with self.captureOnCommitCallbacks(execute=True):
            picture.delete()
        self.assertEqual(self.files(), set())
        _item, written = restore(revision, article, editor)
        self.assertIn("no longer exists", written.lost[0])


class NotKeptTests(FilesTestCase):
    def setUp(self):
        super().setUp()
        self.editor = Client()
        self.editor.force_login(staff(EDITOR))

    def post(self, model, file, path="add/", **values):
        values = {"title": "Photo", "alternative_text": "A tram", "image_ppoi": "0.5x0.5", **values}
        field = "image" if model == "picture" else "file"
        return self.editor.post(f"/admin/library/{model}/{path}", {**values, field: file})

    def moving(self):
        """Return a file with two large pictures."""
        stream = BytesIO()
        first, second = Image.effect_noise((300, 300), 90), Image.effect_noise((300, 300), 90)
        first.save(stream, "GIF", save_all=True, append_images=[second])
        return stream.getvalue()

    def uploads(self):
        picture = self.noise()
        return [
            ("picture", SimpleUploadedFile("noise.png", picture.read(), "image/png")),
            ("picture", SimpleUploadedFile("moving.gif", self.moving(), "image/gif")),
            ("document", SimpleUploadedFile("paper.pdf", PDF + b"x" * 50_000, "application/pdf")),
        ]

    def assert_refused_beside_the_field(self, response, failure):
        self.assertEqual(response.status_code, 200)
        form = response.context["adminform"].form
        field = "image" if "image" in form.fields else "file"
        self.assertEqual(form.errors, {field: [str(failure.explanation)]})
        self.assertContains(response, 'value="Photo"')
        self.assertFalse(Picture.objects.exists() or Document.objects.exists())

    def test_where_the_disk_is_full_nothing_is_kept_and_the_editor_is_told_beside_the_field(self):
        for model, file in self.uploads():
            with self.subTest(file.name):
                with full_disk():
                    response = self.post(model, file)
                self.assert_refused_beside_the_field(response, NO_ROOM)
                self.assertEqual(list(self.media.rglob("*.*")), [])

    def test_where_there_is_no_room_to_take_in_an_upload_that_is_said_too(self):
        with full_disk(2_000_000), self.assertLogs("django.request", "ERROR"):
            self.editor.raise_request_exception = False
            response = self.post("document", SimpleUploadedFile("large.pdf", PDF + b"x" * 3_000_000))
        self.assertContains(response, NO_ROOM.heading, status_code=503)
        self.assertEqual(list(self.media.rglob("*.*")), [])

    def test_where_nothing_can_be_written_the_editor_is_told_beside_the_field(self):
        for model, file in self.uploads():
            with self.subTest(file.name), override_settings(MEDIA_ROOT="/sys/kernel"):
                self.assert_refused_beside_the_field(self.post(model, file), READ_ONLY)

    def test_a_file_that_cannot_be_replaced_stays(self):
        document = DocumentFactory()
        before = self.files()
        with full_disk(), self.captureOnCommitCallbacks(execute=True):
            response = self.post("document", self.uploads()[-1][1], f"{document.pk}/change/")
        self.assertEqual(response.context["adminform"].form.errors, {"file": [str(NO_ROOM.explanation)]})
        document.refresh_from_db()
        self.assertEqual((self.files(), document.title), (before, document.title))

    def test_where_the_row_is_refused_no_file_stays(self):
        file = PictureFactory.build().image
        for failing in (
            lambda: Picture(title="No text", image=file).save(),  # the database asks for an alternative text
            lambda: self.in_unit_that_fails(PictureFactory),
            lambda: self.in_unit_that_fails(DocumentFactory),
        ):
            with suppress(IntegrityError), transaction.atomic():
                failing()
            self.assertEqual(self.files(), set())

    def in_unit_that_fails(self, make):
        with unit_of_work():
            make()
            self.assertTrue(self.files())
            raise IntegrityError

    def test_one_that_is_refused_among_others_leaves_no_file(self):
        with unit_of_work():
            kept = PictureFactory()
            before = self.files()
            with suppress(IntegrityError), transaction.atomic():
                Picture(title="No text", image=PictureFactory.build().image).save()
        self.assertEqual(self.files(), before)
        self.assertIn(kept.image.name, before)

    def test_a_dry_run_leaves_no_file(self):
        with dry_run():
            PictureFactory()
            self.assertTrue(self.files())
        self.assertEqual(self.files(), set())

    def test_a_row_that_is_refused_when_it_is_replaced_keeps_its_file(self):
        picture = PictureFactory()
        before = self.files()
        with suppress(IntegrityError), transaction.atomic(), self.captureOnCommitCallbacks(execute=True):
            picture.image, picture.alternative_text = PictureFactory.build().image, ""
            picture.save()
        self.assertEqual(self.files(), before)

    def test_whoever_saves_by_a_script_is_told_too(self):
        with full_disk(), self.assertRaises(FileNotKeptError) as refusal:
            Document(title="Paper", file=ContentFile(PDF + b"x" * 50_000, name="paper.pdf")).save()
        self.assertEqual((refusal.exception.field, refusal.exception.failure), ("file", NO_ROOM))
        self.assertEqual(self.files(), set())

    def test_a_second_try_finds_the_upload_again(self):
        upload = TemporaryUploadedFile("paper.pdf", "application/pdf", len(PDF), None)
        self.addCleanup(upload.close)
        upload.write(PDF)
        upload.seek(0)
        for _ in range(2):
            name = default_storage.save("documents/paper.pdf", upload)
            self.assertEqual((self.media / name).read_bytes(), PDF)
            default_storage.delete(name)

    def test_renditions_that_find_no_room_are_shown_and_leave_nothing(self):
        picture = Picture(title="Photo", alternative_text="A tram", image=prepare_picture(self.noise(1000)))
        picture.save()
        FooterBadgeFactory(picture=picture)
        shutil.rmtree(self.media / "renditions")
        with full_disk(), self.assertLogs("civitas_cms.library.renditions", "WARNING"):
            response = self.client.get(picture.url("whole", 960))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.files(), {picture.image.name})


class ShareCardTests(FilesTestCase):
    def test_what_is_there_is_served_where_nothing_can_be_written_and_what_is_not_is_drawn(self):
        ArticleFactory(slug="report")
        there = self.client.get("/share/article/report.jpg")
        with full_disk(0):
            self.assertEqual(self.client.get("/share/article/report.jpg").content, there.content)
            ArticleFactory(slug="another")
            with self.assertLogs("civitas_cms.discovery.share_cards.views", "WARNING"):
                self.assertEqual(self.client.get("/share/article/another.jpg").status_code, 200)
        warned = self.assertLogs("civitas_cms.discovery.share_cards.views", "WARNING")
        with override_settings(MEDIA_ROOT="/sys/kernel"), warned:
            self.assertEqual(self.client.get("/share/article/report.jpg").content, there.content)

    def test_a_card_that_cannot_be_kept_leaves_the_former_one(self):
        article = ArticleFactory(slug="report")
        self.client.get("/share/article/report.jpg")
        before = self.files()
        article.title = "Another"
        article.save()
        with full_disk(0), self.assertLogs("civitas_cms.discovery.share_cards.views", "WARNING"):
            self.client.get("/share/article/report.jpg")
        self.assertEqual(self.files(), before)


class OrphansTests(FilesTestCase):
    def command(self, *arguments):
        output = StringIO()
        call_command("orphaned_files", *arguments, stdout=output)
        return output.getvalue().splitlines()

    def age(self):
        for path in self.media.rglob("*"):
            os.utime(path, (0, 0))

    def test_what_nothing_names_is_listed_and_deleted_only_if_asked_for(self):
        picture, document = PictureFactory(), DocumentFactory()
        kept = self.files()
        former = picture.renditions._replace(focal_point=(0.1, 0.1)).name(RENDITIONS[-1])
        orphans = {
            "pictures/2024/01/left.jpg",
            "documents/2024/01/left.pdf",
            f"{picture.image.name}.a1b2c3d4",
            f"renditions/{picture.pk + 1}/pictures/left.jpg/whole-480.avif",
            former,
            "__processed__/x/left.jpg",
        }
        for name in orphans:
            default_storage.save(name, ContentFile(b"left"))
        default_storage.save("share/site/card.jpg", ContentFile(b"card"))
        self.assertEqual(self.command(), ["0 files (0\xa0bytes) found; --delete deletes them."])  # all are young
        self.age()
        self.assertEqual(set(self.command()[:-1]), orphans)
        self.assertEqual(self.files(), kept | orphans | {"share/site/card.jpg"})
        self.assertIn("6 files", self.command("--delete")[-1])
        self.assertEqual(self.files(), kept | {"share/site/card.jpg"})
        self.assertIn(document.file.name, self.files())

    def test_files_that_can_be_guessed_are_given_other_names(self):
        picture, document = PictureFactory(), DocumentFactory()
        for row, name in ((picture, "pictures/2024/01/tram.jpg"), (document, "documents/2024/01/paper.pdf")):
            file = getattr(row, row.file_field)
            default_storage.save(name, ContentFile(file.read()))
            type(row).objects.filter(pk=row.pk).update(**{row.file_field: name})
        with self.captureOnCommitCallbacks(execute=True):
            call_command("rename_guessable_files", stdout=StringIO())
        picture.refresh_from_db()
        document.refresh_from_db()
        for name in (picture.image.name, document.file.name):
            self.assertTrue(is_unguessable(name) and default_storage.exists(name), name)
        self.assertTrue(picture.image.name.endswith("/tram.jpg"))
        self.assertFalse(default_storage.exists("pictures/2024/01/tram.jpg"))
        names = {picture.image.name, document.file.name}
        call_command("rename_guessable_files", stdout=StringIO())
        self.assertEqual({Picture.objects.get().image.name, Document.objects.get().file.name}, names)
