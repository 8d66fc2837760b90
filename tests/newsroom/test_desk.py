"""The desk: the newsroom's first page, and the way to all others."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from civitas_cms.delivery.redirects import Redirect
from civitas_cms.library.models import Picture
from civitas_cms.newsroom import desk
from civitas_cms.publishing.models import State
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    LinkFactory,
    MenuItemFactory,
    PageFactory,
    PageLinkFactory,
    PageRichTextFactory,
    PictureFactory,
    RichTextFactory,
    SessionFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase
from tests.search.test_speed import choose_as_in_large_tables

DRAFT = {"state": State.DRAFT, "publish_at": None}
WAITING = {"state": State.IN_REVIEW, "publish_at": None}


class DeskTestCase(AdminTestCase):
    def panels(self):
        """Return what the desk shows: lists of titles, by the titles of the panels."""
        context, care = self.client.get("/admin/").context, self.client.get("/admin/care/").context["care"]
        panels = [*context["my_work"], *context["schedule"], *care, *context["news"]]
        return {panel.title: [entry.title for entry in panel.shown] for panel in panels}

    def sign_in_with(self, *permissions):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        self.client.force_login(user)
        return user


class WorkTests(DeskTestCase):
    def test_my_drafts_are_those_that_i_began_or_changed_last(self):
        ArticleFactory(title="Begun", created_by=self.administrator, **DRAFT)
        PageFactory(title="Changed", updated_by=self.administrator, **DRAFT)
        ArticleFactory(title="Somebody else's", **DRAFT)
        ArticleFactory(title="Published", created_by=self.administrator)
        self.assertEqual(self.panels()["My drafts"], ["Changed", "Begun"])

    def test_what_waits_for_a_review_waits_for_those_who_may_publish_it(self):
        ArticleFactory(title="Waiting", **WAITING)
        PageFactory(title="Waiting, too", **WAITING)
        self.sign_in_with("view_article", "change_article", "publish_article", "view_page", "change_page")
        self.assertEqual(self.panels()["Waiting for my review"], ["Waiting"])

    def test_an_author_sees_what_waits_for_somebody_else(self):
        author = self.sign_in_with("view_article", "change_article")
        ArticleFactory(title="Mine", created_by=author, **WAITING)
        ArticleFactory(title="Somebody else's", **WAITING)
        panels = self.panels()
        self.assertEqual(panels["Sent for review"], ["Mine"])
        self.assertNotIn("Waiting for my review", panels)

    def test_the_next_to_appear_comes_first(self):
        now = timezone.now()
        ArticleFactory(title="Later", publish_at=now + timedelta(days=2))
        ConferenceFactory(title="Sooner", publish_at=now + timedelta(days=1))
        ArticleFactory(title="There already")
        ArticleFactory(title="Not decided", state=State.DRAFT, publish_at=now + timedelta(days=1))
        self.assertEqual(self.panels()["Scheduled next"], ["Sooner", "Later"])

    def test_the_latest_publication_comes_first(self):
        now = timezone.now()
        ArticleFactory(title="Yesterday", publish_at=now - timedelta(days=1))
        PageFactory(title="Today", publish_at=now - timedelta(hours=1))
        ArticleFactory(title="Expired", publish_at=now - timedelta(hours=2), expire_at=now - timedelta(hours=1))
        self.assertEqual(self.panels()["Published lately"], ["Today", "Yesterday"])


class ConferenceTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.today = timezone.localdate()

    def test_conferences_coming_up_begin_with_the_next_drafts_included(self):
        ConferenceFactory(title="In spring", starts_on=self.today + timedelta(days=100))
        ConferenceFactory(title="Next week", starts_on=self.today + timedelta(days=7), **DRAFT)
        ConferenceFactory(title="Over", starts_on=self.today - timedelta(days=7))
        response = self.client.get("/admin/")
        (panel,) = [panel for panel in response.context["schedule"] if panel.title == "Conferences coming up"]
        self.assertEqual([entry.title for entry in panel.shown], ["Next week", "In spring"])
        self.assertEqual(panel.shown[0].note, "Draft · in 7 days")

    def test_a_conference_that_is_over_misses_its_report_until_somebody_begins_one(self):
        conference = ConferenceFactory(title="Over", starts_on=self.today - timedelta(days=7))
        ConferenceFactory(title="Cancelled", starts_on=self.today - timedelta(days=7), status="cancelled")
        ConferenceFactory(title="Long ago", starts_on=self.today - timedelta(days=800))
        ArticleFactory(title="Call", kind=Article.Kind.CALL, conferences=[conference])
        response = self.client.get("/admin/care/")
        (panel,) = [panel for panel in response.context["care"] if panel.title == "Conferences without a report"]
        self.assertEqual([entry.title for entry in panel.shown], ["Over"])
        form = self.client.get(panel.shown[0].url).context["adminform"].form
        self.assertEqual((form["kind"].value(), form["conferences"].value()), ("event_report", [str(conference.pk)]))

        ArticleFactory(kind=Article.Kind.EVENT_REPORT, conferences=[conference], **DRAFT)
        self.assertNotIn("Conferences without a report", self.panels())

    def test_sessions_miss_speakers_until_they_are_over_and_breaks_never(self):
        day = DayFactory(conference=ConferenceFactory(starts_on=self.today + timedelta(days=7)))
        SessionFactory(day=day, title="Nobody speaks")
        SessionFactory(day=day, title="Coffee", kind="break")
        AppearanceFactory(session=SessionFactory(day=day, title="Somebody speaks"))
        SessionFactory(title="Over", day__conference__starts_on=self.today - timedelta(days=7))
        self.assertEqual(self.panels()["Sessions without speakers"], ["Nobody speaks"])


class CareTests(DeskTestCase):
    LINKS = "Links that lead nowhere"

    def test_pictures_whose_text_says_nothing(self):
        for number, text in enumerate(["IMG_2034.JPG", "dsc-0042", "A tram", "Image of hope and 4 trams"]):
            picture = PictureFactory(title=f"Picture {number}")
            Picture.objects.filter(pk=picture.pk).update(alternative_text=text)
        PictureFactory(title="Decorative", alternative_text="", is_decorative=True)
        found = self.panels()["Pictures without a useful alternative text"]
        self.assertEqual(found, ["Picture 1", "Picture 0"])

    def link(self, path, **changes):
        article = ArticleFactory(title="With a link", **changes)
        RichTextFactory(parent=article, text=f'<p><a href="{path}">there</a></p>')

    def test_links_to_pages_that_never_were_or_are_no_longer_public(self):
        ArticleFactory(slug="gone", **DRAFT)
        for path in ("/news/gone/", "/news/never/", "/no/such/place/", "/never/", "https://testserver/news/never/"):
            with self.subTest(path):
                Article.objects.filter(title="With a link").delete()
                self.link(path)
                self.assertEqual(self.panels()[self.LINKS], ["With a link"])

    def test_links_that_lead_somewhere_are_fine(self):
        session = SessionFactory(day__conference__slug="forum", slug="opening")
        ArticleFactory(slug="there")
        Redirect.objects.create(old_path="/news/old/", new_path="/news/there/")
        paths = [
            "/",
            "/news/",
            "/news/there/",
            "/news/there",
            "/news/there/?a=1#b",
            "/news/old/",
            "//elsewhere.example/",
            "http://testserver/news/there/?a=1#b",
        ]
        for path in [*paths, session.get_absolute_url(), "/events/forum.ics", "https://elsewhere.example/never/"]:
            self.link(path)
        self.assertNotIn(self.LINKS, self.panels())

    def test_links_on_pages_that_nobody_sees_do_not_matter(self):
        self.link("/news/never/", **DRAFT)
        self.assertNotIn(self.LINKS, self.panels())

    def test_links_on_pages_and_in_menus_matter_too(self):
        PageRichTextFactory(parent=PageFactory(title="About"), text='<p><a href="/news/never/">there</a></p>')
        MenuItemFactory(title="Entry", address="/news/never/")
        ConferenceFactory(title="Forum", description='<p><a href="/news/never/">there</a></p>')
        self.assertEqual(sorted(self.panels()[self.LINKS]), ["About", "Entry", "Forum"])

    def test_calls_to_action_with_the_address_of_this_site_matter_too(self):
        LinkFactory(parent=ArticleFactory(title="Wrong"), url="https://testserver/news/never/?a=1")
        PageLinkFactory(parent=PageFactory(title="About"), url="http://testserver/never/")
        LinkFactory(parent=ArticleFactory(title="Right"), url="https://testserver/news/")
        LinkFactory(
            parent=ArticleFactory(title="Elsewhere"), url="https://elsewhere.example/?from=https://testserver/no/"
        )
        self.assertEqual(sorted(self.panels()[self.LINKS]), ["About", "Wrong"])


class DeskPageTests(DeskTestCase):
    def test_an_empty_desk_says_what_will_stand_there(self):
        response = self.client.get("/admin/")
        self.assertContains(response, "You have no drafts.")
        self.assertContains(response, "Nothing is scheduled.")
        self.assertContains(response, "Write an article")
        self.assertContains(self.client.get("/admin/care/"), "All is well")

    def test_everybody_sees_only_what_they_may_see(self):
        ArticleFactory(title="An article")
        ConferenceFactory(title="A conference")
        self.sign_in_with("view_article")
        response = self.client.get("/admin/")
        self.assertContains(response, "An article")
        self.assertNotContains(response, "A conference")
        self.assertNotContains(response, "Write an article")
        self.assertEqual([section["name"] for section in response.context["available_apps"]], ["Write"])

    def test_who_may_nothing_is_told_whom_to_ask(self):
        self.sign_in_with()
        self.assertContains(self.client.get("/admin/"), "Ask an administrator for a role.")

    def fill(self):
        today = timezone.localdate()
        for days in (-7, 7):
            day = DayFactory(conference=ConferenceFactory(starts_on=today + timedelta(days=days)))
            SessionFactory(day=day)
        for state in (DRAFT, WAITING, {}, {"publish_at": timezone.now() + timedelta(days=1)}):
            ArticleFactory(created_by=self.administrator, updated_by=self.administrator, **state)
            PageFactory(created_by=self.administrator, **state)
        Picture.objects.filter(pk=PictureFactory().pk).update(alternative_text="IMG_1.jpg")
        RichTextFactory(text='<p><a href="/news/never/">there</a></p>')

    def test_the_number_of_queries_does_not_grow_with_what_there_is_to_do(self):
        counts = []
        for times in (1, 4):
            for _time in range(times):
                self.fill()
            for address in ("/admin/", "/admin/care/"):
                self.client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    self.client.get(address)
                counts.append(len(queries))
        self.assertEqual(counts[:2], counts[2:])
        self.assertLessEqual(counts[0], 20)
        self.assertLessEqual(counts[1], 25)

    def test_its_lists_are_found_by_index(self):
        choose_as_in_large_tables()
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/admin/")
        plans = ""
        for query in queries:
            if "UNION ALL" in query["sql"]:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN {query['sql']}")
                    plans += "\n".join(line for (line,) in cursor)
        self.assertIn("article_not_published", plans)
        self.assertNotIn("Seq Scan on articles_article", plans)


class NavigationTests(AdminTestCase):
    def test_the_sections_are_named_by_what_editors_do(self):
        sections = self.client.get("/admin/").context["available_apps"]
        names = [str(section["name"]) for section in sections]
        self.assertEqual(names, ["Write", "Events", "Partners", "Library", "Site", "People with accounts"])
        self.assertEqual([str(model["name"]) for model in sections[1]["models"]], ["Conferences", "Sessions", "People"])

    def test_times_in_lists_have_hours_from_0_to_23(self):
        ArticleFactory(publish_at=timezone.localtime().replace(year=2024, month=5, day=7, hour=20, minute=30))
        self.assertContains(self.client.get("/admin/articles/article/"), "7 May 2024, 20:30")


class FaultTests(DeskTestCase):
    def test_a_panel_that_fails_says_so_and_is_logged(self):
        @desk.panel(desk.Place.CARE)
        def things_to_count(request, site):
            raise OverflowError

        self.addCleanup(desk._panels.remove, (desk.Place.CARE, things_to_count))
        with self.assertLogs("civitas_cms.newsroom.desk", "ERROR") as logs:
            panels = self.panels()
        self.assertIn("things_to_count", logs.output[0])
        self.assertLessEqual({"My drafts", "A list is missing"}, set(panels))

    def test_a_panel_that_takes_too_long_says_so(self):
        @desk.panel(desk.Place.CARE)
        def things_to_wait_for(request, site):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")

        self.addCleanup(desk._panels.remove, (desk.Place.CARE, things_to_wait_for))
        self.assertContains(self.client.get("/admin/care/"), "It takes too long")
