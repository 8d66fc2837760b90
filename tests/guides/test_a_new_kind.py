"""What an app gets for one registration: its items are found, listed, fed, described, searched and edited."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import DataError, OperationalError, connection
from django.test import modify_settings, override_settings
from django.urls import reverse
from PIL import Image

from civitas_cms.delivery.content_changes import content_models
from civitas_cms.delivery.content_version import LIFETIME_OF_UNKNOWN, next_change
from civitas_cms.publishing.kinds import unregister
from civitas_cms.publishing.models import Revision, State, Transition
from civitas_cms.roles import CONTRIBUTOR, EDITOR, keep_in_step
from civitas_cms.search import indexing
from tests.factories import ArticleFactory, staff
from tests.html import links_in, parse
from tests.newsroom.base import AdminTestCase, url_of

ORIGIN = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TEMPLATES = deepcopy(settings.TEMPLATES)
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")


@modify_settings(INSTALLED_APPS={"append": "tests.guides"})
@override_settings(ROOT_URLCONF="tests.guides.site_urls", TEMPLATES=TEMPLATES)
class NewKindTests(AdminTestCase):
    @classmethod
    def setUpClass(cls):
        cls.forget_what_follows_from_the_apps()
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.Guide = apps.get_model("guides", "Guide")
        cls.addClassCleanup(cls.forget_what_follows_from_the_apps)
        cls.addClassCleanup(unregister, cls.Guide)
        cls.addClassCleanup(admin.site.unregister, cls.Guide)
        with connection.schema_editor() as editor:  # undone with all that the tests do
            editor.create_model(cls.Guide)
        keep_in_step(apps.get_app_config("guides"), verbosity=0)
        cls.guide = cls.make("How to count bicycles", summary="With chalk and patience.", steps="Draw a line.")

    @staticmethod
    def forget_what_follows_from_the_apps():
        indexing.findable_models.cache_clear()
        indexing.paths_from.cache_clear()
        ContentType.objects.clear_cache()

    @classmethod
    def make(cls, title, state=State.PUBLISHED, **values):
        slug = title.lower().replace(" ", "-")
        published = datetime(2024, 1, 1, tzinfo=UTC)
        return cls.Guide.objects.create(title=title, slug=slug, state=state, publish_at=published, **values)

    def read(self, address):
        return ElementTree.fromstring(self.client.get(address).content)

    def locations(self, section):
        return [location.text for location in self.read(f"/sitemap-{section}.xml").iter(f"{MAP}loc")]

    def test_its_page_describes_itself(self):
        with self.assertNumQueries(6):  # as a plain page: itself, its visitor, and what is around all pages
            head = parse(self.client.get("/guides/how-to-count-bicycles/")).find("head")
        (data,) = [script.text for script in head.iter("script") if script.get("type") == "application/ld+json"]
        page, trail = json.loads(data)["@graph"]
        self.assertEqual((page["@type"], page["name"]), ("WebPage", "How to count bicycles"))
        self.assertEqual((page["description"], page["datePublished"][:10]), ("With chalk and patience.", "2024-01-01"))
        places = [(place["name"], place["item"]) for place in trail["itemListElement"]]
        self.assertEqual(places[1], ("Guides", f"{ORIGIN}/guides/"))
        self.assertEqual(places[2], ("How to count bicycles", f"{ORIGIN}/guides/how-to-count-bicycles/"))
        said = {meta.get("property"): meta.get("content") for meta in head.iter("meta")}
        self.assertEqual(said["og:title"], "How to count bicycles")
        self.assertEqual(said["og:image"], f"{ORIGIN}/share/guide/how-to-count-bicycles.jpg")

    def test_it_has_a_share_card(self):
        response = self.client.get("/share/guide/how-to-count-bicycles.jpg")
        with Image.open(BytesIO(response.content)) as image:
            self.assertEqual((image.format, image.size), ("JPEG", (1200, 630)))

    def test_other_sites_can_embed_it(self):
        answer = self.client.get("/oembed/", {"url": f"{ORIGIN}/guides/how-to-count-bicycles/"}).json()
        self.assertEqual((answer["type"], answer["title"]), ("rich", "How to count bicycles"))
        self.assertIn("With chalk and patience.", answer["html"])
        self.assertEqual(answer["thumbnail_url"], f"{ORIGIN}/share/guide/how-to-count-bicycles.jpg")

    def test_it_is_in_the_site_map_with_its_list(self):
        (entry,) = self.read("/sitemap-guides.xml").iter(f"{MAP}url")
        self.assertEqual(entry.findtext(f"{MAP}loc"), f"{ORIGIN}/guides/how-to-count-bicycles/")
        moment = datetime.fromisoformat(entry.findtext(f"{MAP}lastmod"))
        self.assertEqual(moment.replace(microsecond=0), self.guide.modified_at.replace(microsecond=0))
        self.assertIn(f"{ORIGIN}/guides/", self.locations("lists"))
        index = [location.text for location in self.read("/sitemap.xml").iter(f"{MAP}loc")]
        self.assertIn(f"{ORIGIN}/sitemap-guides.xml", index)

    def test_it_is_found(self):
        for address in ("/search/?q=bicycles", "/search/?q=chalk&kind=guide", "/search/?q=line"):
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(
                    [hit.url for hit in response.context_data["answer"].hits], [self.guide.get_absolute_url()]
                )
                self.assertContains(response, "<span>Guides</span>")
        found = self.client.get("/search/suggestions/?q=bicy").json()["suggestions"]
        self.assertEqual([(each["title"], each["kind"]) for each in found], [("How to count bicycles", "Guides")])
        self.guide.steps = "Take a tape."
        self.guide.save()
        self.assertEqual(self.client.get("/search/?q=line").context_data["answer"].hits, [])

    def test_it_is_listed_and_fed(self):
        main = parse(self.client.get("/guides/")).find(".//main")
        self.assertIn("/guides/how-to-count-bicycles/", links_in(main))
        (entry,) = self.read("/guides/feed/").findall(f"{ATOM}entry")
        self.assertEqual(entry.findtext(f"{ATOM}title"), "How to count bicycles")
        self.assertEqual(entry.findtext(f"{ATOM}summary"), "With chalk and patience.")
        self.assertEqual(entry.find(f"{ATOM}link").get("href"), f"{ORIGIN}/guides/how-to-count-bicycles/")
        (item,) = self.read("/guides/feed.rss").iter("item")
        self.assertEqual(item.findtext("title"), "How to count bicycles")

    def test_it_counts_on_the_home_page(self):
        self.make("How to draw a map")
        self.make("How to plant a tree")
        self.make("How to keep a secret", state=State.DRAFT)
        self.assertIn(("guides", 3), self.client.get("/").context_data["numbers"]())

    def test_a_draft_is_nowhere(self):
        draft = self.make("How to keep a secret", state=State.DRAFT)
        for address in (draft.get_absolute_url(), f"/share/guide/{draft.slug}.jpg"):
            self.assertEqual(self.client.get(address).status_code, 404)
        embedded = {"url": ORIGIN + draft.get_absolute_url()}
        self.assertEqual(self.client.get("/oembed/", embedded).status_code, 404)
        for address in ("/guides/", "/guides/feed/", "/sitemap-guides.xml", "/search/?q=keep"):
            self.assertNotContains(self.client.get(address), draft.slug)

    def test_its_faults_cost_its_own_part_of_the_site_and_are_logged(self):
        queryset = type(self.Guide.objects.all())
        article = ArticleFactory(publish_at=datetime(2030, 1, 1, tzinfo=UTC))
        now = datetime(2029, 1, 1, tzinfo=UTC)
        self.addCleanup(setattr, queryset, "fault", None)
        for fault in (OverflowError("date value out of range"), DataError("out of range"), AttributeError("typo")):
            queryset.fault = fault
            with self.subTest(fault), self.assertLogs("civitas_cms.delivery.content_version", "ERROR") as logs:
                self.assertEqual(next_change(now), now + LIFETIME_OF_UNKNOWN)
                self.assertIn("guides.Guide", logs.output[0])
                self.assertEqual(next_change(article.publish_at - timedelta(seconds=5)), article.publish_at)
            with self.subTest(fault), self.assertLogs("civitas_cms.discovery.sitemaps", "ERROR"):
                parts = [location.text for location in self.read("/sitemap.xml").iter(f"{MAP}loc")]
                self.assertNotIn(f"{ORIGIN}/sitemap-guides.xml", parts)
                self.assertIn(f"{ORIGIN}/sitemap-news.xml", parts)
        queryset.fault = OperationalError("the connection is lost")
        with self.assertRaises(OperationalError):  # that is for the poller, which serves what it knows
            next_change(now)

    def test_a_new_address_leaves_a_redirect(self):
        self.guide.slug = "counting"
        self.guide.save()
        self.assertRedirects(self.client.get("/guides/how-to-count-bicycles/"), "/guides/counting/", 301)

    def test_its_changes_make_pages_anew(self):
        self.assertIn(self.Guide._meta.db_table, content_models())

    def test_editors_find_it_in_the_navigation_and_on_the_desk(self):
        self.client.force_login(staff(EDITOR))
        context = self.client.get("/admin/").context
        sections = {str(section["name"]): section["models"] for section in context["available_apps"]}
        self.assertEqual([str(model["name"]) for model in sections["Write"]], ["Articles", "Pages", "Guides"])
        actions = {str(action["name"]): action["url"] for action in context["beginnings"]}
        self.assertEqual(actions["Write a guide"], "/admin/guides/guide/add/")

    def test_it_is_written_by_contributors_and_published_by_editors_and_keeps_its_history(self):
        address = reverse("admin:guides_guide_add")
        self.client.force_login(staff(CONTRIBUTOR))
        fields = self.form_fields(address) | {"title": "How to draw", "slug": "draw", "steps": "Take a pencil."}
        self.client.post(address, fields | {"summary": "With a pencil.", "_submit": "1"})
        guide = self.Guide.objects.get(slug="draw")
        self.assertEqual(guide.state, State.IN_REVIEW)
        editor = staff(EDITOR)
        self.client.force_login(editor)
        fields = self.form_fields(url_of(guide)) | {"steps": "Take two pencils.", "_publish": "1"}
        response = self.client.post(url_of(guide), fields, follow=True)
        self.assertEqual(self.messages(response), ["“How to draw” is published: visitors see it now."])
        self.assertContains(self.client.get("/guides/draw/"), "Take two pencils.")
        self.assertEqual(Transition.objects.of(guide).first().by, editor)
        # Each had saved it before the step that they took.
        self.assertEqual(Revision.objects.of(guide).count(), 4)
        self.assertContains(self.client.get(url_of(guide, "history")), "Published")
