"""Where something is used: all of it, in pages, and honest about what one may not see."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceProjectFactory,
    DocumentFactory,
    DownloadFactory,
    FooterBadgeFactory,
    OrganisationFactory,
    PageGalleryFactory,
    PagePictureFactory,
    PartnerProjectsFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    TagFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, list_of, url_of


class UsageTests(AdminTestCase):
    def page(self, row, **data):
        return self.client.get(url_of(row, "usage"), data)

    def places(self, row):
        return [(place["kind"], place["name"].split(" (")[0]) for place in self.page(row).context["places"]]

    def test_a_picture_is_used_by_articles_pages_galleries_people_and_the_site(self):
        picture = PictureFactory()
        ArticleFactory(title="Lead", lead_picture=picture)
        PagePictureFactory(picture=picture, parent__title="Block")
        PageGalleryFactory(pictures=[picture, PictureFactory()], parent__title="Gallery")
        SpeakerFactory(given_name="Ana", family_name="Kovač", portrait=picture)
        FooterBadgeFactory(picture=picture)
        ArticleFactory(title="Another picture", lead_picture=PictureFactory())
        expected = [
            ("Article", "Lead"),
            ("Page", "Block"),
            ("Page", "Gallery"),
            ("Site settings", "Site settings"),
            ("Speaker", "Ana Kovač"),
        ]
        self.assertEqual(sorted(self.places(picture)), expected)
        self.assertContains(self.page(picture), "It is used in 5 places.")

    def test_a_document_is_used_where_texts_lead_to_it(self):
        document = DocumentFactory()
        link = f'<p><a href="{document.file.url}">The programme</a></p>'
        article = RichTextFactory(text=link * 2, parent__title="Linked").parent
        SpeakerFactory(given_name="Ana", family_name="Kovač", biography=link)
        DownloadFactory(document=document, parent__title="Offered")
        RichTextFactory(text=f'<p><a href="{DocumentFactory().file.url}">Another</a></p>')
        places = [("Article", "Linked"), ("Article", "Offered"), ("Speaker", "Ana Kovač")]
        self.assertEqual(sorted(self.places(document)), places)
        response = self.client.get(url_of(document, "delete"))
        self.assertContains(response, "cannot be deleted")
        self.assertContains(response, f'<a href="{url_of(article)}">{article}</a>')
        self.assertContains(self.client.get(url_of(document)), "A new file takes its place here, too")

    def test_something_that_uses_it_several_times_is_named_once(self):
        person = SpeakerFactory()
        article = ArticleFactory(title="Report", authors=[person])
        QuoteFactory(parent=article, speaker=person)
        QuoteFactory(parent=article, speaker=person)
        session = AppearanceFactory(speaker=person, session__title="Opening").session
        self.assertEqual({name for _kind, name in self.places(person)}, {"Report", session.title})
        self.assertContains(self.page(person), "2 places")

    def test_documents_organisations_projects_and_tags_have_such_a_page(self):
        document, organisation, project, tag = DocumentFactory(), OrganisationFactory(), ProjectFactory(), TagFactory()
        article = ArticleFactory(title="Report", author_organisation=organisation, projects=[project])
        article.tags.add(tag)
        DownloadFactory(parent=article, document=document)
        for row in (document, organisation, project, tag):
            with self.subTest(row):
                self.assertEqual(self.places(row), [("Article", "Report")])
                self.assertContains(self.client.get(url_of(row)), f'href="{url_of(row, "usage")}"')
                self.assertContains(self.client.get(list_of(row)), f'href="{url_of(row, "usage")}"')

    def test_conferences_and_blocks_name_their_projects(self):
        project = ProjectFactory()
        ConferenceProjectFactory(project=project, conference=ConferenceFactory(title="Forum"))
        block = PartnerProjectsFactory(parent__title="Report")
        block.projects.add(project)
        self.assertEqual({name for _kind, name in self.places(project)}, {"Forum", "Report"})

    def test_the_page_that_refuses_to_delete_leads_to_all_places(self):
        picture = PictureFactory()
        for _time in range(25):
            ArticleFactory(lead_picture=picture)
        page = self.client.get(url_of(picture, "delete"))
        self.assertContains(page, f'<a href="{url_of(picture, "usage")}">and 5 more</a>', html=True)

    def test_what_is_used_nowhere_says_so(self):
        self.assertContains(self.page(PictureFactory()), "It is used nowhere.")

    def test_drafts_and_unpublished_changes_are_named_as_such(self):
        picture = PictureFactory()
        article = ArticleFactory(title="Live", lead_picture=picture)
        make_working_copy(article, self.administrator)
        ArticleFactory(title="Draft", lead_picture=picture, state=State.DRAFT, publish_at=None)
        page = self.page(picture)
        self.assertContains(page, "<span>Unpublished changes</span>", html=True)
        self.assertContains(page, "<span>Draft</span>", html=True)

    def test_what_one_may_not_see_is_counted_and_not_named(self):
        picture = PictureFactory()
        ArticleFactory(title="An article", lead_picture=picture)
        ConferenceFactory(title="A conference", lead_picture=picture)
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_picture", "view_article"]))
        self.client.force_login(user)
        page = self.page(picture)
        self.assertContains(page, "An article")
        self.assertNotContains(page, "A conference")
        self.assertContains(page, "One more place is of a kind that you may not see.")

    def test_who_may_not_see_the_picture_learns_nothing(self):
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.page(PictureFactory()).status_code, 403)

    def test_many_places_stand_on_several_pages_and_cost_no_more_queries(self):
        picture, counts = PictureFactory(), []
        for number in (3, 57):
            for _time in range(number):
                ArticleFactory(lead_picture=picture)
            self.page(picture)
            with CaptureQueriesContext(connection) as queries:
                page = self.page(picture)
            counts.append(len(queries))
        self.assertEqual((len(page.context["places"]), len(self.page(picture, page=2).context["places"])), (50, 10))
        self.assertContains(page, "It is used in 60 places.")
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(self.page(picture, page="x").status_code, 200)
        self.assertEqual(self.page(picture, page="9" * 40).status_code, 200)
