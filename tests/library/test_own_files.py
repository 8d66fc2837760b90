"""Pictures and documents are their uploader's until something public of somebody else shows them."""

from civitas_cms.publishing.models import State
from civitas_cms.publishing.workflow.ownership import create_as
from civitas_cms.roles import CONTRIBUTOR, EDITOR, PROGRAMME_MANAGER
from tests.factories import (
    ArticleFactory,
    ArticlePictureFactory,
    DocumentFactory,
    DownloadFactory,
    FooterBadgeFactory,
    GalleryFactory,
    OrganisationFactory,
    PictureFactory,
    SpeakerFactory,
    staff,
)
from tests.newsroom.base import AdminTestCase, list_of, url_of


class OwnFilesTests(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mia = staff(CONTRIBUTOR)

    def own(self, factory):
        """Return one that Mia has added."""
        row = factory.build()
        create_as(self.mia, row)
        return row

    def may_change(self, row, by=None):
        """Tell whether the form can be saved."""
        self.client.force_login(by or self.mia)
        response = self.client.get(url_of(row))
        answer = self.client.post(url_of(row), self.fields_of(response) | {"title": "Corrected"})
        self.assertEqual(answer.status_code == 302, response.context["has_change_permission"])
        return answer.status_code == 302

    def delete(self, row, by=None):
        """Try to delete it; tell whether that was possible."""
        self.client.force_login(by or self.mia)
        self.client.post(url_of(row, "delete"), {"post": "yes"})
        return not type(row).objects.filter(pk=row.pk).exists()

    def test_who_has_added_one_changes_and_deletes_it_and_no_other_contributor_does(self):
        for factory in (PictureFactory, DocumentFactory):
            row = self.own(factory)
            self.assertFalse(self.may_change(row, staff(CONTRIBUTOR)))
            self.assertFalse(self.delete(row, staff(CONTRIBUTOR)))
            self.assertTrue(self.may_change(row))
            self.assertTrue(self.delete(row))

    def test_it_is_theirs_until_something_public_of_somebody_else_shows_it(self):
        for factory, show in (
            (PictureFactory, lambda row, article: ArticlePictureFactory(parent=article, picture=row)),
            (PictureFactory, lambda row, article: GalleryFactory(parent=article, pictures=[row])),
            (PictureFactory, lambda row, article: type(article).objects.filter(pk=article.pk).update(lead_picture=row)),
            (DocumentFactory, lambda row, article: DownloadFactory(parent=article, document=row)),
        ):
            row, article = self.own(factory), ArticleFactory(created_by=self.mia)
            show(row, article)
            self.assertTrue(self.may_change(row), "the article is theirs")
            self.assertFalse(self.delete(row), "something uses it")
            type(article).objects.filter(pk=article.pk).update(created_by=None)
            self.assertFalse(self.may_change(row))
            type(article).objects.filter(pk=article.pk).update(state=State.ARCHIVED)
            self.assertTrue(self.may_change(row))

    def test_a_picture_of_somebody_public_or_of_the_site_is_theirs_no_more(self):
        portrait, logo, badge = (self.own(PictureFactory) for _number in range(3))
        somebody = SpeakerFactory(portrait=portrait)
        self.assertTrue(self.may_change(portrait))
        ArticleFactory().authors.add(somebody)
        OrganisationFactory(logo=logo)
        FooterBadgeFactory(picture=badge)
        for picture in (portrait, logo, badge):
            self.assertFalse(self.may_change(picture))

    def test_a_programme_manager_deletes_what_they_have_added_only(self):
        paul = staff(PROGRAMME_MANAGER)
        others, own = self.own(PictureFactory), PictureFactory.build()
        create_as(paul, own)
        self.assertFalse(self.delete(others, paul))
        self.assertTrue(self.delete(own, paul))
        self.assertTrue(self.delete(others, staff(EDITOR)))

    def test_from_a_list_only_what_is_theirs_goes(self):
        own, other = self.own(PictureFactory), PictureFactory()
        self.client.force_login(self.mia)
        for chosen, left in (([own.pk, other.pk], 2), ([own.pk], 1)):
            data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
            self.client.post(list_of(own), data)
            self.assertEqual(type(own).objects.count(), left)
