"""Who gets a file: visitors what something public shows, the newsroom all, share links what they show."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, TestCase
from django.utils import timezone

from civitas_cms.library.files import is_unguessable
from civitas_cms.library.models import Document, Picture
from civitas_cms.publishing.models import State
from civitas_cms.publishing.previews.sharing import make_share_link, revoke
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.factories import (
    PDF,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    DocumentFactory,
    DownloadFactory,
    FooterBadgeFactory,
    GalleryFactory,
    OrganisationFactory,
    PageFactory,
    PagePictureFactory,
    PictureFactory,
    ProjectFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
    staff,
)

FOR_GOOD = "public, max-age=31536000, immutable"
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def addresses(row):
    """Return the addresses of the files of a picture or document."""
    if isinstance(row, Document):
        return [row.file.url]
    return [row.image.url, row.url("landscape", 320), row.url("square", 96)]


class MediaTestCase(TestCase):
    def assert_public(self, row):
        for address in addresses(row):
            response = self.client.get(address)
            self.assertEqual((response.status_code, response["Cache-Control"]), (200, FOR_GOOD), address)

    def assert_hidden(self, row):
        for address in addresses(row):
            response = self.client.get(address)
            self.assertEqual(response.status_code, 404, address)
            self.assertEqual(response["Cache-Control"], "no-store", address)


class PublicTests(MediaTestCase):
    def test_what_nothing_shows_is_nobodys_but_the_newsrooms(self):
        for row in (PictureFactory(), DocumentFactory()):
            self.assert_hidden(row)
            for user in (staff(CONTRIBUTOR), staff(EDITOR)):
                newsroom = Client()
                newsroom.force_login(user)
                for address in addresses(row):
                    response = newsroom.get(address)
                    self.assertEqual(
                        (response.status_code, response["Cache-Control"]), (200, "private, no-store"), address
                    )

    def test_an_account_without_the_newsroom_sees_no_more_than_others(self):
        picture = PictureFactory()
        for user in (UserFactory(), staff(EDITOR, is_active=False)):
            self.client.force_login(user)
            self.assert_hidden(picture)

    def test_a_picture_is_public_wherever_something_public_shows_it(self):
        for make in (
            lambda picture: ArticleFactory(lead_picture=picture),
            lambda picture: ArticlePictureFactory(picture=picture),
            lambda picture: GalleryFactory(pictures=[picture]),
            lambda picture: PagePictureFactory(picture=picture),
            lambda picture: ConferenceFactory(lead_picture=picture),
            lambda picture: FooterBadgeFactory(picture=picture),
            lambda picture: ArticleFactory(authors=[SpeakerFactory(portrait=picture)]),
            lambda picture: ArticleFactory(author_organisation=OrganisationFactory(logo=picture)),
            lambda picture: ArticleFactory(projects=[ProjectFactory(logo=picture)]),
        ):
            picture = PictureFactory()
            self.assert_hidden(picture)
            make(picture)
            self.assert_public(picture)

    def test_it_is_hidden_while_all_that_shows_it_is(self):
        for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
            picture, document = PictureFactory(), DocumentFactory()
            article = ArticleFactory(state=state, lead_picture=picture)
            ArticlePictureFactory(picture=picture, parent=article)
            GalleryFactory(pictures=[picture], parent=article)
            PagePictureFactory(picture=picture, parent=PageFactory(state=state))
            conference = ConferenceFactory(state=state, lead_picture=picture)
            DownloadFactory(document=document, parent=article)
            SessionFactory(day__conference=conference, materials=[document])
            with self.subTest(state):
                self.assert_hidden(picture)
                self.assert_hidden(document)
                article.state = State.PUBLISHED
                article.save()
                self.assert_public(picture)
                self.assert_public(document)

    def test_a_document_is_public_with_what_offers_it(self):
        document = DocumentFactory()
        self.assert_hidden(document)
        SessionFactory(materials=[document])
        self.assert_public(document)

    def test_schedule_and_expiry_follow_the_clock(self):
        picture = PictureFactory()
        ArticleFactory(lead_picture=picture, publish_at=NOW, expire_at=NOW + timedelta(hours=1))
        for at, is_public in [(-1, False), (0, True), (3599, True), (3600, False)]:
            with self.subTest(at), time_machine.travel(NOW + timedelta(seconds=at), tick=False):
                (self.assert_public if is_public else self.assert_hidden)(picture)

    def test_nothing_in_the_folder_is_served_that_no_row_has(self):
        name = default_storage.save("share/article-1/card.jpg", ContentFile(b"x"))
        for path in (name, "pictures/2024/01/none.jpg", "pictures", "a\0b", "\0", "x" * 5000, "documents/%00"):
            self.client.force_login(staff(EDITOR))
            self.assertEqual(self.client.get(f"/media/{path}").status_code, 404, path[:50])

    def test_no_way_leads_from_a_public_picture_to_a_hidden_file(self):
        public, hidden = PictureFactory(), PictureFactory()
        FooterBadgeFactory(picture=public)
        folder = public.renditions.folder
        up = "../" * (folder.count("/") + 1)
        for path in (f"{folder}/{up}{hidden.image.name}", f"{folder}/../../{hidden.image.name}", f"{folder}/.."):
            self.assertIn(self.client.get(f"/media/{path}").status_code, (302, 404), path)

    def test_one_or_two_questions_for_each_file_however_many_show_it(self):
        picture, document = PictureFactory(), DocumentFactory()
        for _ in range(2):
            for _number in range(5):
                DownloadFactory(parent=ArticleFactory(lead_picture=picture), document=document)
            # The address of a rendition says of which picture it is.
            for address, number in [(picture.url("square", 96), 1), (picture.image.url, 2), (document.file.url, 2)]:
                self.client.get(address)
                with self.assertNumQueries(number):
                    self.assertEqual(self.client.get(address).status_code, 200)

    def test_names_cannot_be_guessed_and_files_are_saved_under_those_that_they_came_with(self):
        one, other = (DocumentFactory(file=ContentFile(b"%PDF-1.4", name="programme.pdf")) for _ in range(2))
        self.assertNotEqual(one.file.name, other.file.name)
        for row in (one, other):
            self.assertTrue(is_unguessable(row.file.name))
            self.assertTrue(row.file.name.endswith("/programme.pdf"))
        self.assertTrue(is_unguessable(PictureFactory().image.name))
        for name in ("pictures/2024/01/tram.jpg", "documents/2024/01/programme_aB3dE6g.pdf"):
            self.assertFalse(is_unguessable(name))

    def test_what_was_uploaded_before_names_could_not_be_guessed_works_and_is_asked_for_again(self):
        picture = PictureFactory()
        FooterBadgeFactory(picture=picture)
        name = "pictures/2024/01/tram.jpg"
        default_storage.save(name, picture.image)
        Picture.objects.filter(pk=picture.pk).update(image=name)
        for address in addresses(Picture.objects.get(pk=picture.pk)):
            response = self.client.get(address)
            self.assertEqual((response.status_code, response["Cache-Control"]), (200, "public, max-age=3600"))


class LinkedTests(MediaTestCase):
    def test_a_document_is_public_while_a_public_text_leads_to_it(self):
        document = DocumentFactory()
        other = DocumentFactory()
        text = RichTextFactory(parent__state=State.DRAFT, text=f'<p><a href="{document.file.url}">Programme</a></p>')
        self.assertEqual(self.client.get(document.file.url).status_code, 404)
        text.parent.state = State.PUBLISHED
        text.parent.save()
        self.assertEqual(self.client.get(document.file.url).status_code, 200)
        self.assertEqual(self.client.get(other.file.url).status_code, 404)
        text.text = f"<p>{document.file.name}</p>"
        text.save()
        self.assertEqual(self.client.get(document.file.url).status_code, 404)

    def test_so_it_is_in_the_text_of_somebody_who_is_public(self):
        document = DocumentFactory(file=ContentFile(PDF, name="Übersicht.pdf"))
        speaker = SpeakerFactory(biography=f'<p><a href="{document.file.url}">Life</a></p>')
        self.assertEqual(self.client.get(document.file.url).status_code, 404)
        ArticleFactory(authors=[speaker])
        self.assertEqual(self.client.get(document.file.url).status_code, 200)


class SharedTests(MediaTestCase):
    def setUp(self):
        self.editor = staff(EDITOR)
        self.picture, self.document, self.other = PictureFactory(), DocumentFactory(), PictureFactory()
        self.draft = ArticleFactory(state=State.DRAFT, lead_picture=self.picture)
        DownloadFactory(document=self.document, parent=self.draft)
        self.link = make_share_link(self.draft, self.editor)

    def files_of_page(self):
        page = self.client.get(self.link.get_absolute_url()).content.decode()
        return {unescape(url) for url in re.findall(r"/media/[^\s\"'<>,\\]+", page)}

    def test_who_has_a_share_link_sees_the_files_of_its_page(self):
        files = self.files_of_page()
        self.assertTrue(any(self.document.file.name in url for url in files))
        self.assertGreater(len(files), 5)
        for url in files:
            response = self.client.get(url)
            self.assertEqual((response.status_code, response["Cache-Control"]), (200, "private, no-store"), url)

    def test_and_nothing_else(self):
        url = next(url for url in self.files_of_page() if self.document.file.name in url)
        signature = url.partition("?")[2]
        for address in (*addresses(self.other), *addresses(self.picture)):
            self.assertEqual(self.client.get(f"{address}?{signature}").status_code, 404)
        self.assertEqual(self.client.get(self.document.file.url).status_code, 404)
        for wrong in ("shared=", "shared=1-x", f"shared={'9' * 30}-x", f"{signature}x", f"shared={self.link.pk}"):
            self.assertEqual(self.client.get(f"{self.document.file.url}?{wrong}").status_code, 404)
        self.assertNotIn(self.link.signature, "".join(self.files_of_page()))

    def test_for_no_longer_than_the_link_is_valid(self):
        files = self.files_of_page()
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            self.assertEqual({self.client.get(url).status_code for url in files}, {404})
        revoke(self.link, self.editor)
        self.assertEqual({self.client.get(url).status_code for url in files}, {404})

    def test_a_former_focal_point_leads_them_to_todays(self):
        url = next(url for url in self.files_of_page() if "landscape-320" in url)
        default_storage.delete(self.picture.renditions.name(self.picture.renditions.find(url.partition("?")[0])))
        Picture.objects.filter(pk=self.picture.pk).update(image_ppoi="0.1x0.1")
        response = self.client.get(url)
        self.assertEqual((response.status_code, response["Cache-Control"]), (302, "private, no-store"))
        self.assertEqual(self.client.get(response["Location"]).status_code, 200)

    def test_once_it_is_public_its_files_are_as_public_as_others(self):
        files = self.files_of_page()
        self.draft.state = State.PUBLISHED
        self.draft.save()
        for url in files:
            self.assertEqual(self.client.get(url)["Cache-Control"], FOR_GOOD)
