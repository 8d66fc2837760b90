"""What every editor's page has in common: publication, pictures, tags, and who may do what."""

import io

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.models import Article
from civitas_cms.library.models import Picture
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    DayFactory,
    DocumentFactory,
    FooterBadgeFactory,
    GalleryFactory,
    MenuItemFactory,
    OrganisationFactory,
    PageFactory,
    PartnerProjectsFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    TrackFactory,
    UserFactory,
    ready_article,
)
from tests.newsroom.base import AdminTestCase


def change_url(item):
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


class PublicationTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ready_article()
        self.address = change_url(self.article)

    def publish(self):
        self.save(self.address, self.form_fields(self.address), _publish="1")

    def test_a_draft_has_no_link_to_the_site_and_a_public_item_has(self):
        link = self.article.get_absolute_url()
        self.assertNotContains(self.client.get(self.address), "View on site")
        self.publish()
        response = self.client.get(self.address)
        self.assertContains(response, "View on site")
        self.assertEqual(self.client.get(link).status_code, 200)

    def test_what_belongs_to_a_draft_has_no_link_to_the_site_either(self):
        session = SessionFactory(day__conference__state="draft")
        for item in (session, session.day):
            self.assertNotContains(self.client.get(change_url(item)), "View on site")
        session.conference.state = "published"
        session.conference.save()
        for item in (session, session.day):
            self.assertContains(self.client.get(change_url(item)), "View on site")

    def test_projects_of_a_block_become_partner_projects(self):
        upper, spine = ProjectFactory(), ProjectFactory()
        self.article.projects.set([upper])
        PartnerProjectsFactory(parent=self.article, projects=[spine, upper])
        self.publish()
        self.assertEqual(list(self.article.projects.all()), [upper, spine])
        self.assertContains(self.client.get(spine.get_absolute_url()), self.article.get_absolute_url())

    def test_publishing_without_a_time_is_publishing_now(self):
        self.publish()
        self.article.refresh_from_db()
        self.assertLessEqual(self.article.publish_at, timezone.now())
        self.assertTrue(self.article.is_public())

    def test_times_are_entered_in_the_zone_of_the_site(self):
        self.save(self.address, self.form_fields(self.address), _schedule="1", publish_at="2030-07-01T09:00")
        self.article.refresh_from_db()
        self.assertEqual(self.article.publish_at.isoformat(), "2030-07-01T07:00:00+00:00")
        self.assertContains(self.client.get(reverse("admin:articles_article_changelist")), "Scheduled")

    def test_expiring_before_publishing_is_refused(self):
        times = {"publish_at": "2030-07-01T09:00", "expire_at": "2030-06-01T09:00"}
        response = self.save(self.address, self.form_fields(self.address), **times)
        self.assertContains(response, "An item cannot expire before it is published.")

    def test_who_wrote_and_who_changed_an_item_is_remembered(self):
        self.save(self.address, self.form_fields(self.address))
        self.article.refresh_from_db()
        self.assertEqual(self.article.updated_by, self.administrator)

    def test_an_address_that_is_taken_is_refused_beside_the_field(self):
        ArticleFactory(slug="taken")
        response = self.save(self.address, self.form_fields(self.address), slug="taken", title="A title")
        self.assertContains(response, "Another page already has this address.")
        self.assertContains(response, "A title</textarea>")


class TwoEditorsTests(AdminTestCase):
    def test_a_block_that_somebody_else_has_deleted_meanwhile_is_not_lost(self):
        article = ArticleFactory()
        kept, deleted = (RichTextFactory(parent=article, text=f"<p>{text}</p>") for text in ("Kept", "Deleted"))
        fields = self.form_fields(change_url(article))
        key = [str(deleted.pk)]
        prefix = next(name.removesuffix("-id") for name in fields if name.endswith("-id") and fields[name] == key)
        deleted.delete()
        self.save(change_url(article), fields, **{f"{prefix}-text": "<p>Changed here</p>"})
        texts = [block.text for block in article.articles_richtext_set.all()]
        self.assertEqual(texts, [kept.text, "<p>Changed here</p>"])


class PictureTests(AdminTestCase):
    def upload(self, content, name="picture.jpg", **fields):
        image = SimpleUploadedFile(name, content)
        fields = {"title": "Stand", "alternative_text": "A stand", "image_ppoi": "0.5x0.5"} | fields
        return self.client.post(reverse("admin:library_picture_add"), fields | {"image": image}, follow=True)

    def picture_bytes(self, kind="JPEG"):
        content = io.BytesIO()
        Image.new("RGB", (60, 40), "teal").save(content, kind)
        return content.getvalue()

    def test_a_picture_is_kept(self):
        self.upload(self.picture_bytes())
        self.assertEqual(Picture.objects.get().title, "Stand")

    def test_bad_files_are_refused_beside_the_field_and_the_rest_of_the_form_is_kept(self):
        bad_files = {
            "words": b"These are words.",
            "truncated": self.picture_bytes()[:200],
            "empty": b"",
            "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        }
        for name, content in bad_files.items():
            with self.subTest(name):
                response = self.upload(content, credit="Photo: Ana Kovač")
                self.assertEqual(response.status_code, 200)
                self.assertTrue(response.context["adminform"].form.errors["image"])
                self.assertContains(response, "Photo: Ana Kovač")
        self.assertFalse(Picture.objects.exists())

    def test_a_picture_needs_an_alternative_text_unless_it_is_decorative(self):
        response = self.upload(self.picture_bytes(), alternative_text="")
        self.assertIn("alternative_text", response.context["adminform"].form.errors)
        self.upload(self.picture_bytes(), alternative_text="", is_decorative="on")
        self.assertTrue(Picture.objects.get().is_decorative)

    def test_forms_show_a_thumbnail_to_editors_only(self):
        address = reverse("admin:library_picture_thumbnail", args=[PictureFactory().pk])
        media = self.client.get(address).url
        self.assertEqual(self.client.get(media).status_code, 200)
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.get(address).status_code, 403)
        self.client.logout()
        self.assertIn("/admin/login/", self.client.get(address).url)


class TagTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory()
        self.address = change_url(self.article)

    def save_tags(self, *names):
        return self.save(self.address, self.form_fields(self.address), tags=list(names))

    def tags_of_the_article(self):
        return sorted(tag.name for tag in self.article.tags.all())

    def test_a_new_tag_may_have_several_words(self):
        self.save_tags("walking to school", "2030")
        self.assertEqual(self.tags_of_the_article(), ["2030", "walking to school"])

    def test_an_existing_tag_is_found_whatever_its_case(self):
        TagFactory(name="Climate", slug="climate")
        self.save_tags("climate")
        self.assertEqual(self.tags_of_the_article(), ["Climate"])

    def test_saving_again_keeps_the_tags(self):
        self.save_tags("cycling, for all")
        self.save(self.address, self.form_fields(self.address))
        self.assertEqual(self.tags_of_the_article(), ["cycling, for all"])

    def test_a_tag_too_long_is_refused_beside_the_field(self):
        response = self.save_tags("x" * 101)
        self.assertIn("at most 100 characters", str(response.context["adminform"].form.errors["tags"]))

    def test_a_tag_that_gets_another_address_leads_on_from_the_old_one_with_its_feeds(self):
        tag = TagFactory(name="Trams", slug="trams")
        ArticleFactory(tags=[tag])
        address = reverse("admin:taggit_tag_change", args=[tag.pk])
        for slug in ("light-rail", "trams-and-trains"):
            self.save(address, self.form_fields(address), slug=slug)
        self.assertRedirects(self.client.get("/tags/trams/"), "/tags/trams-and-trains/", 301)
        self.assertRedirects(self.client.get("/tags/light-rail/feed.atom"), "/tags/trams-and-trains/feed.atom", 301)
        self.save(address, self.form_fields(address), slug="trams")
        self.assertEqual(self.client.get("/tags/trams/").status_code, 200)
        self.assertRedirects(self.client.get("/tags/trams-and-trains/"), "/tags/trams/", 301)

    def test_names_are_looked_up_by_editors_only(self):
        TagFactory(name="public transport", slug="public-transport")
        address = reverse("admin:taggit_tag_names")
        found = self.client.get(address, {"term": "TRANS"}).json()
        self.assertEqual([result["text"] for result in found["results"]], ["public transport"])
        self.assertEqual(self.client.get(address, {"term": "\0"}).status_code, 200)
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.get(address).status_code, 403)


class PermissionTests(AdminTestCase):
    def test_who_may_only_look_sees_an_article_with_its_blocks_and_cannot_save_it(self):
        article = ArticleFactory(title="As it was")
        quote = QuoteFactory(parent=article)
        viewer = UserFactory(is_staff=True)
        viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "view_quote"]))
        self.client.force_login(viewer)

        response = self.client.get(change_url(article))
        self.assertContains(response, quote.words)
        self.assertNotContains(response, "content-editor-context")

        self.assertEqual(self.client.post(change_url(article), {"title": "Changed"}).status_code, 403)
        self.assertEqual(Article.objects.get().title, "As it was")

    def test_who_may_not_change_appearances_sees_them_on_the_days_page_and_cannot_add_any(self):
        session = SessionFactory(day__conference__state="draft")
        AppearanceFactory(session=session, speaker=SpeakerFactory(given_name="Ana", family_name="Kovač"))
        another = SpeakerFactory()
        scheduler = UserFactory(is_staff=True)
        codes = ["view_day", "change_day", "view_session", "change_session", "view_speaker", "view_conference"]
        scheduler.user_permissions.set(Permission.objects.filter(codename__in=codes))
        self.client.force_login(scheduler)
        address = change_url(session.day)
        self.assertContains(self.client.get(address), "Ana Kovač (Speaker)")

        fields = self.form_fields(address)
        self.save(address, fields, **{"sessions-0-speaking": [another.pk], "sessions-0-title": "A new title"})
        session.refresh_from_db()
        self.assertEqual(session.title, "A new title")
        self.assertFalse(another.appearances.exists())

    def test_who_comes_where_nothing_is_or_where_they_may_not_be_finds_the_way_back(self):
        self.client.force_login(UserFactory(is_staff=True))
        for address, status in (("/admin/nonsense/", 404), ("/admin/articles/article/", 403)):
            with self.subTest(status):
                self.assertContains(self.client.get(address), "Go to your desk", status_code=status)

    def test_visitors_are_asked_to_sign_in(self):
        self.client.logout()
        self.assertIn("/admin/login/", self.client.get(change_url(ArticleFactory())).url)


class PageTests(AdminTestCase):
    """Every page of the admin opens, and its number of queries does not grow with the tables."""

    def make_one_of_everything(self):
        picture, project = PictureFactory(), ProjectFactory()
        speaker = SpeakerFactory(organisation=OrganisationFactory())
        conference = ConferenceFactory(lead_picture=picture)
        day = DayFactory(conference=conference)
        SessionFactory(day=day, room=RoomFactory(conference=conference), track=TrackFactory(conference=conference))
        ConferenceOrganisationFactory(conference=conference)
        ConferenceProjectFactory(conference=conference, project=project)
        tags = [TagFactory()]
        article = ArticleFactory(
            lead_picture=picture,
            author_organisation=speaker.organisation,
            authors=[speaker],
            conferences=[conference],
            projects=[project],
            tags=tags,
        )
        RichTextFactory(parent=article)
        QuoteFactory(parent=article, speaker=speaker)
        ArticlePictureFactory(parent=article, picture=picture)
        GalleryFactory(parent=article, pictures=[picture])
        PartnerProjectsFactory(parent=article, projects=[project])
        MenuItemFactory(page=PageFactory(), address="")
        DocumentFactory()
        return article

    def addresses(self):
        for model in admin.site._registry:
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"admin:{name}_changelist")
            if model._meta.model_name not in ("sitesettings", "logentry"):
                yield reverse(f"admin:{name}_add")
            for item in model._default_manager.order_by("pk")[:1]:
                yield change_url(item)

    def count_queries(self):
        counts = {}
        for address in self.addresses():
            with CaptureQueriesContext(connection) as queries:
                response = self.client.get(address)
            self.assertEqual(response.status_code, 200, address)
            counts[address] = len(queries)
        return counts

    def test_no_page_makes_queries_that_grow_with_the_rows_of_a_table(self):
        FooterBadgeFactory()
        self.make_one_of_everything()
        self.make_one_of_everything()
        self.count_queries()  # fills Django's cache of content types
        few = self.count_queries()
        for _number in range(10):
            self.make_one_of_everything()
        self.assertEqual(self.count_queries(), few)

    def test_an_article_with_many_blocks_costs_no_more_than_one_with_two_of_each_kind(self):
        article = self.make_one_of_everything()

        def add_blocks(times):
            for _number in range(times):
                picture, project = PictureFactory(), ProjectFactory()
                RichTextFactory(parent=article)
                QuoteFactory(parent=article, organisation_then=OrganisationFactory(), session=SessionFactory())
                ArticlePictureFactory(parent=article, picture=picture)
                GalleryFactory(parent=article, pictures=[picture])
                PartnerProjectsFactory(parent=article, projects=[project])

        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(change_url(article))
            return len(queries)

        add_blocks(2)
        count()  # fills Django's cache of content types
        few = count()
        add_blocks(8)
        self.assertEqual(count(), few)

    def test_the_changelists_find_what_is_searched_for(self):
        address = reverse("admin:articles_article_changelist")
        ArticleFactory(title="Night trains are back")
        ArticleFactory(title="Harbour ferries")
        response = self.client.get(address, {"q": "trains"})
        self.assertContains(response, "Night trains are back")
        self.assertNotContains(response, "Harbour ferries")
