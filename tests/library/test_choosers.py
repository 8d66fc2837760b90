"""The dialog in which pictures and documents are chosen and uploaded."""

import io
import re
from hashlib import sha256

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from PIL import Image

from civitas_cms.library.models import Document, Picture
from civitas_cms.library.uses import numbers_of_uses
from civitas_cms.publishing.models import State
from civitas_cms.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR
from tests.factories import (
    PDF,
    ArticleFactory,
    DocumentFactory,
    DownloadFactory,
    GalleryFactory,
    PageGalleryFactory,
    PictureFactory,
    RichTextFactory,
    UserFactory,
    staff,
)

PICTURES, DOCUMENTS = "/admin/library/picture/", "/admin/library/document/"
TITLE = re.compile(r'class="option-title">(.*?)<')


def photo(colour="teal", size=(90, 60), name="market-square.jpg"):
    """Return a new upload of a picture in one ``colour``."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


class ChooserTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person = staff(CONTRIBUTOR)

    def setUp(self):
        self.client.force_login(self.person)

    def titles(self, url=PICTURES, **parameters):
        """Return the titles of the options for ``parameters``, in their order."""
        response = self.client.get(f"{url}options/", parameters)
        self.assertEqual(response.status_code, 200)
        self.next = response.json()["next"]
        return TITLE.findall(response.json()["options"])

    def upload(self, url=PICTURES, **values):
        values = {"title": "Market square", "alternative_text": "A tram stops at the market"} | values
        return self.client.post(f"{url}upload/", {"image_ppoi": "0.5x0.5"} | values)


class ChoosingTests(ChooserTestCase):
    def test_the_newest_come_first_and_more_on_demand(self):
        for number in range(30):
            PictureFactory(title=f"Number {number}")
        first = self.titles()
        self.assertEqual(first[:2], ["Number 29", "Number 28"])
        self.assertEqual(len(first), 24)
        self.assertEqual(self.titles(start=self.next), [f"Number {number}" for number in range(5, -1, -1)])
        self.assertIsNone(self.next)

    def test_they_are_found_by_folded_words(self):
        PictureFactory(title="Ozoliņa on the Ænes square")
        PictureFactory(title="Another")
        self.assertEqual(self.titles(q="ozolina aenes"), ["Ozoliņa on the Ænes square"])
        self.assertEqual(self.titles(q="nothing like it"), [])

    def test_they_are_filtered_by_shape_and_by_who_uploaded_them(self):
        PictureFactory(title="Wide", image__width=40, image__height=30)
        PictureFactory(title="High", image__width=30, image__height=40)
        PictureFactory(title="Square", image__width=30, image__height=30)
        self.upload(image=photo(), title="Mine")
        for shape, titles in {"landscape": ["Mine", "Wide"], "portrait": ["High"], "square": ["Square"]}.items():
            self.assertEqual(self.titles(shape=shape), titles)
        self.assertEqual(self.titles(mine="1"), ["Mine"])
        self.assertEqual(len(self.titles(shape="none of ours", start="x", mine="")), 4)

    def test_the_dialog_says_how_often_each_is_used(self):
        picture = PictureFactory(title="<b>Tram</b>")
        ArticleFactory(lead_picture=picture)
        GalleryFactory(pictures=[picture])
        PageGalleryFactory(pictures=[picture, PictureFactory()])
        response = self.client.get(f"{PICTURES}choose/")
        self.assertContains(response, "used 3 times")
        self.assertContains(response, "&lt;b&gt;Tram")
        self.assertNotContains(response, "<b>Tram")
        document = DownloadFactory().document
        self.assertEqual(numbers_of_uses(Document, [document.pk]), {document.pk: 1})
        self.assertContains(self.client.get(f"{DOCUMENTS}choose/"), "used once")
        RichTextFactory(text=f'<p><a href="{document.file.url}">Programme</a></p>')
        self.assertEqual(numbers_of_uses(Document, [document.pk]), {document.pk: 2})
        self.assertEqual(numbers_of_uses(Picture, []), {})

    def test_the_queries_do_not_grow_with_what_there_is(self):
        PictureFactory()
        self.client.get(f"{PICTURES}choose/")
        with CaptureQueriesContext(connection) as few:
            self.client.get(f"{PICTURES}choose/", {"mine": "1", "q": "picture"})
        for picture in PictureFactory.create_batch(20):
            ArticleFactory(lead_picture=picture)
        with self.assertNumQueries(len(few)):
            self.client.get(f"{PICTURES}choose/", {"mine": "1", "q": "picture"})
        self.assertLessEqual(len(few), 8)

    def test_who_may_not_see_the_library_gets_nothing(self):
        self.client.force_login(UserFactory(is_staff=True))
        for word in ("choose", "options", "known"):
            self.assertEqual(self.client.get(f"{PICTURES}{word}/").status_code, 403)
        self.assertEqual(self.upload(image=photo()).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(f"{PICTURES}options/").status_code, 302)
        self.assertEqual(Picture.objects.count(), 0)

    def test_who_may_not_add_pictures_is_not_offered_to(self):
        self.client.force_login(self.person)
        self.assertContains(self.client.get(f"{PICTURES}choose/"), "Upload from this device")
        viewer = UserFactory(is_staff=True)
        viewer.user_permissions.set(self.person.groups.get().permissions.filter(codename="view_picture"))
        self.client.force_login(viewer)
        self.assertNotContains(self.client.get(f"{PICTURES}choose/"), "Upload from this device")
        self.assertEqual(self.upload(image=photo()).status_code, 403)


class UploadTests(ChooserTestCase):
    def test_a_picture_is_kept_with_what_is_said_of_it(self):
        response = self.upload(image=photo(), credit="A. Photographer", image_ppoi="0.2x0.75")
        picture = Picture.objects.get()
        self.assertEqual(response.json()["id"], str(picture.pk))
        self.assertEqual(TITLE.findall(response.json()["option"]), ["Market square"])
        self.assertEqual((picture.credit, picture.focal_point), ("A. Photographer", (0.2, 0.75)))
        self.assertTrue(LogEntry.objects.filter(user=self.person, action_flag=ADDITION, object_id=picture.pk).exists())

    def test_what_is_wrong_stands_beside_it_and_nothing_is_kept(self):
        for values, field in (
            ({"image": photo(), "alternative_text": ""}, "alternative_text"),
            ({"image": photo(), "title": ""}, "title"),
            ({"image": SimpleUploadedFile("program.jpg", b"<svg><script>")}, "image"),
            ({}, "image"),
        ):
            with self.subTest(field):
                response = self.upload(**values)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(list(response.json()["errors"]), [field])
        self.assertEqual(Picture.objects.count(), 0)

    def test_a_decorative_picture_needs_no_alternative_text(self):
        self.assertEqual(self.upload(image=photo(), alternative_text="", is_decorative="on").status_code, 200)

    def test_the_same_file_is_recognised_before_and_after_it_is_sent(self):
        known = self.upload(image=photo()).json()
        checksum = sha256(photo().read()).hexdigest()
        answer = self.client.get(f"{PICTURES}known/", {"checksum": [checksum, "", "0" * 64]}).json()
        self.assertEqual({key: row["id"] for key, row in answer.items()}, {checksum: known["id"]})
        response = self.upload(image=photo(), title="Once more")
        self.assertEqual((response.status_code, response.json()["id"]), (409, known["id"]))
        self.assertIn("“Market square”", response.json()["words"])
        self.assertEqual(Picture.objects.count(), 1)
        self.assertEqual(self.upload(image=photo(), again="1").status_code, 200)
        self.assertEqual(self.upload(image=photo("red")).status_code, 200)
        self.assertEqual(Picture.objects.count(), 3)

    def test_documents_are_recognised_too(self):
        for status in (200, 409):
            file = SimpleUploadedFile("Programme.pdf", PDF, "application/pdf")
            self.assertEqual(self.upload(DOCUMENTS, file=file, title="Programme").status_code, status)
        self.assertEqual(self.titles(DOCUMENTS), ["Programme"])
        self.assertEqual(self.titles(DOCUMENTS, mine="1"), ["Programme"])

    def test_a_new_file_has_a_new_checksum(self):
        document = DocumentFactory()
        former = document.checksum
        document.title = "Another name"
        document.save()
        self.assertEqual(document.checksum, former)
        document.file = ContentFile(b"City,Trams\n", name="trams.csv")
        document.save()
        document.refresh_from_db()
        self.assertEqual(document.checksum, sha256(b"City,Trams\n").hexdigest())


class FieldTests(ChooserTestCase):
    def test_a_field_has_no_links_to_windows_and_no_list_of_titles(self):
        article = ArticleFactory(state=State.DRAFT)
        PictureFactory(title="Not chosen")
        response = self.client.get(f"/admin/articles/article/{article.pk}/change/")
        self.assertContains(response, 'class="chooser" data-url="/admin/library/picture/"')
        self.assertNotContains(response, "add_id_lead_picture")
        self.assertNotContains(response, "Not chosen")

    def test_the_form_of_a_picture_says_where_a_new_file_would_be_seen(self):
        self.client.force_login(staff(EDITOR))
        picture = PictureFactory()
        url = f"{PICTURES}{picture.pk}/change/"
        self.assertNotContains(self.client.get(url), "takes its place here")
        article = ArticleFactory(title="A <report>", lead_picture=picture)
        response = self.client.get(url)
        self.assertContains(response, f'<a href="/admin/articles/article/{article.pk}/change/">A &lt;report&gt;</a>')
        self.assertContains(response, "takes its place here")
        self.assertNotContains(response, "Currently")

    def test_administrators_who_only_look_at_articles_see_the_picture_by_name(self):
        self.client.force_login(staff(ADMINISTRATOR))
        article = ArticleFactory(lead_picture=PictureFactory(title="Chosen"))
        response = self.client.get(f"/admin/articles/article/{article.pk}/change/")
        self.assertContains(response, "Chosen")
        self.assertNotContains(response, 'class="chooser"')
