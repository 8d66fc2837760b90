"""Old addresses stay alive: they redirect to where the page is now."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from civitas_cms.delivery.redirects import Redirect, follow, requested_path
from civitas_cms.publishing.models import State
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    SessionFactory,
    public_person,
)
from tests.newsroom.base import AdminTestCase


def rename(item, slug):
    """Give ``item`` another address, as an editor does."""
    item.slug = slug
    item.save()


class RedirectTestCase(TestCase):
    def assert_leads(self, old_path, new_path):
        """Check that one single step leads from the one to the other, and that there is a page."""
        response = self.client.get(old_path)
        self.assertEqual((response.status_code, response.headers.get("Location")), (301, new_path))
        self.assertEqual(self.client.get(new_path).status_code, 200)


class MovedPagesTests(RedirectTestCase):
    def test_everything_with_a_page_of_its_own_is_found_at_its_old_address(self):
        for factory, folder in (
            (ArticleFactory, "/news/"),
            (ConferenceFactory, "/events/"),
            (PageFactory, "/"),
            (public_person, "/people/"),
            (ProjectFactory, "/projects/"),
            (OrganisationFactory, "/organisations/"),
        ):
            with self.subTest(folder):
                rename(factory(slug="old"), "new")
                self.assert_leads(f"{folder}old/", f"{folder}new/")
                self.assertEqual(self.client.head(f"{folder}old/").status_code, 301)
                self.assertEqual(self.client.get(f"{folder}old").headers["Location"], f"{folder}old/")

    def test_what_nobody_could_see_leaves_no_trace(self):
        later = timezone.now() + timedelta(days=1)
        for article in (
            ArticleFactory(state=State.DRAFT),
            ArticleFactory(state=State.IN_REVIEW),
            ArticleFactory(publish_at=later),
            ArticleFactory(state=State.ARCHIVED, publish_at=None),
        ):
            rename(article, f"{article.slug}-renamed")
        rename(SessionFactory(day=DayFactory(conference=ConferenceFactory(state=State.DRAFT))), "renamed")
        self.assertFalse(Redirect.objects.exists())

    def test_a_page_that_has_moved_often_is_one_step_away_from_each_of_its_addresses(self):
        article = ArticleFactory(slug="first")
        for slug in ("second", "third", "fourth"):
            rename(article, slug)
        for slug in ("first", "second", "third"):
            self.assert_leads(f"/news/{slug}/", "/news/fourth/")
            self.assertTrue(Redirect.objects.filter(old_path=f"/news/{slug}/", new_path="/news/fourth/").exists())

    def test_a_page_that_moves_back_and_forth_never_leads_in_a_circle(self):
        article = ArticleFactory(slug="one")
        for slug in ("two", "one", "two", "one"):
            rename(article, slug)
        self.assertEqual(self.client.get("/news/one/").status_code, 200)
        self.assert_leads("/news/two/", "/news/one/")
        self.assertEqual(Redirect.objects.count(), 1)

    def test_a_new_page_takes_over_an_old_address(self):
        rename(ArticleFactory(slug="budget"), "budget-2025")
        newer = ArticleFactory(slug="budget", state=State.DRAFT)
        self.assert_leads("/news/budget/", "/news/budget-2025/")  # a draft is no page yet
        newer.state = State.PUBLISHED
        newer.save()
        self.assertEqual(self.client.get("/news/budget/").status_code, 200)
        self.assertFalse(Redirect.objects.exists())
        rename(newer, "budget-2026")
        self.assert_leads("/news/budget/", "/news/budget-2026/")

    def test_a_save_that_fails_leaves_no_redirect(self):
        ArticleFactory(slug="taken")
        article = ArticleFactory(slug="old")
        with self.assertRaises(IntegrityError), transaction.atomic():
            rename(article, "taken")
        self.assertFalse(Redirect.objects.exists())


class ConferenceTests(RedirectTestCase):
    def setUp(self):
        self.conference = ConferenceFactory(slug="forum")
        self.session = SessionFactory(day=DayFactory(conference=self.conference), slug="opening")

    def test_what_is_below_a_conference_moves_with_it(self):
        rename(self.conference, "forum-2026")
        for old_path, new_path in {
            "/events/forum/": "/events/forum-2026/",
            "/events/forum/opening/": "/events/forum-2026/opening/",
            "/events/forum/feed.atom": "/events/forum-2026/feed.atom",
            "/events/forum.ics": "/events/forum-2026.ics",
        }.items():
            self.assert_leads(old_path, new_path)

    def test_conference_and_session_may_both_move(self):
        rename(self.conference, "second")
        self.session.refresh_from_db()
        rename(self.session, "welcome")
        rename(self.conference, "third")
        for old_path in ("/events/forum/opening/", "/events/second/opening/", "/events/second/welcome/"):
            self.assert_leads(old_path, "/events/third/welcome/")
        rename(self.conference, "forum")
        for old_path in ("/events/forum/opening/", "/events/third/welcome/", "/events/second/opening/"):
            self.assert_leads(old_path, "/events/forum/welcome/")

    def test_nobody_is_led_to_an_address_that_the_site_does_not_have(self):
        rename(self.conference, "forum-2026")
        for path in ("/events/forum/a/b/", "/events/forum/feed.xml", "/events/forum.pdf", "/events/forum-1/"):
            self.assertEqual(self.client.get(path).status_code, 404, path)


class GuardTests(RedirectTestCase):
    def test_the_database_refuses_what_leads_elsewhere_or_nowhere(self):
        for old_path, new_path in (
            ("/a/", "/a/"),
            ("/a/", "/a/b/"),
            ("/a/", "//elsewhere.example/"),
            ("/a/", "/\\elsewhere.example/"),
            ("/a/", "https://elsewhere.example/"),
            ("/a/", "a/"),
            ("/a/", "/b/\r\nSet-Cookie: a=b"),
            ("a/", "/b/"),
            ("", "/b/"),
        ):
            with self.subTest(old=old_path, new=new_path), self.assertRaises(IntegrityError), transaction.atomic():
                Redirect.objects.create(old_path=old_path, new_path=new_path)

    def test_nobody_is_led_off_the_site_by_what_they_ask_for(self):
        Redirect.objects.create(old_path="/old/", new_path="/")
        for path in ("/old//elsewhere.example/", "/old/%2Felsewhere.example/", "/old/%5Celsewhere.example/"):
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_a_circle_that_got_in_past_the_site_ends_with_404(self):
        Redirect.objects.bulk_create(
            [Redirect(old_path="/a/", new_path="/b/"), Redirect(old_path="/b/", new_path="/a/")]
        )
        self.assertEqual(self.client.get("/a/").status_code, 404)

    def test_pages_cost_no_query_more_and_a_missing_page_costs_one(self):
        ArticleFactory(slug="there")
        self.client.get("/news/there/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.client.get("/news/there/")
        self.assertFalse([query for query in queries if "redirect" in query["sql"]])
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/news/missing/")
        self.assertEqual(len([query for query in queries if "publishing_redirect" in query["sql"]]), 1)

    def test_only_reading_leads_on(self):
        rename(ArticleFactory(slug="old"), "new")
        self.assertEqual(self.client.post("/news/old/").status_code, 405)


class EditorTests(AdminTestCase):
    address = "/admin/publishing/redirect/add/"

    def test_an_editor_adds_a_redirect_and_finds_it_in_the_list(self):
        PageFactory(slug="about")
        self.save(self.address, {"old_path": "/about-us.html", "new_path": "/about/"})
        self.assertContains(self.client.get("/admin/publishing/redirect/"), "/about-us.html")
        self.assertRedirects(self.client.get("/about-us.html"), "/about/", status_code=301)

    def test_a_redirect_to_an_old_address_leads_straight_to_the_new_one(self):
        rename(ArticleFactory(slug="old"), "new")
        self.save(self.address, {"old_path": "/n/1/", "new_path": "/news/old/"})
        self.assertEqual(Redirect.objects.get(old_path="/n/1/").new_path, "/news/new/")

    def test_mistakes_are_explained(self):
        for old_path, new_path, field, words in (
            ("/a/", "/a/", "new_path", "cannot lead to itself"),
            ("/a/", "/a/b/", "new_path", "something below it"),
            ("/a/", "https://elsewhere.example/", "new_path", "begin with one slash"),
            ("a/", "/b/", "old_path", "begin with one slash"),
            ("/a/", "//elsewhere.example/", "new_path", "begin with one slash"),
            ("/a/", "/\\elsewhere.example/", "new_path", "begin with one slash"),
            ("/a", "/a/?b=c", "new_path", "cannot lead to itself"),
            ("https://elsewhere.example/a/", "/b/", "old_path", "begin with one slash"),
            ("/a/?lang=en", "/b/", "old_path", "Leave out"),
            ("/a/%3Flang=en", "/b/", "old_path", "Leave out"),
            ("/a/#part", "/b/", "old_path", "Leave out"),
            ("/a/../c/", "/b/", "old_path", "Leave out"),
            ("/a/%2e%2e/c/", "/b/", "old_path", "Leave out"),
            ("/a%00/", "/b/", "old_path", "Null characters are not allowed"),
            ("/%2Felsewhere.example/", "/b/", "old_path", "begin with one slash"),
            ("/a" * 40, "/b/", "old_path", "more than 30 parts"),
            (f"/{'a' * 500}/", "/b/", "old_path", "at most 500 characters"),
        ):
            with self.subTest(old=old_path, new=new_path):
                response = self.save(self.address, {"old_path": old_path, "new_path": new_path})
                errors = response.context["adminform"].form.errors
                self.assertEqual(list(errors), [field])
                self.assertIn(words, str(errors[field]))
        self.assertFalse(Redirect.objects.exists())

    def test_an_old_address_works_as_people_copy_it(self):
        PageFactory(slug="about")
        for number, (typed, asked) in enumerate(
            [
                ("/σχετικά/", "/%CF%83%CF%87%CE%B5%CF%84%CE%B9%CE%BA%CE%AC/"),
                ("/%CE%B1%CE%B2/", "/αβ/"),
                ("/zoe\u0308/", "/zo%C3%AB/"),
                ("/zo%C3%AB-2/", "/zoe%CC%88-2/"),
                ("/caf%E9.html", "/caf%E9.html"),  # as sites wrote it before UTF-8
                ("/two%20words/", "/two%20words/"),
                ("/100%25/", "/100%25/"),
                ("/Old/Index.ASPX", "/Old/Index.ASPX"),
                ("/no-slash", "/no-slash"),
                ("/no-slash-2/old", "/no-slash-2/old/"),
                ("/slash/old/page/", "/slash/old/page"),
                ("/a/b/c/d/e/f/g/h/i/j/k/", "/a/b/c/d/e/f/g/h/i/j/k/"),
                ("http://testserver/from-the-browser/", "/from-the-browser/"),
                ("testserver/from-a-letter/", "/from-a-letter/"),
                ("//TESTSERVER/shouted/", "/shouted/"),
                ("https://localhost:8000/another-name-of-ours/", "/another-name-of-ours/"),
            ]
        ):
            with self.subTest(typed):
                response = self.save(self.address, {"old_path": typed, "new_path": "http://testserver/about/"})
                self.assertEqual(Redirect.objects.count(), number + 1, response.context.get("errors"))
                self.assertRedirects(self.client.get(asked), "/about/", status_code=301)
        for redirect in Redirect.objects.all():
            address = f"/admin/publishing/redirect/{redirect.pk}/change/"
            with self.subTest(redirect):
                self.save(address, self.form_fields(address), new_path="/about/?from=old#top")
                self.assertEqual(Redirect.objects.get(pk=redirect.pk).old_path, redirect.old_path)
                self.assertEqual(Redirect.objects.get(pk=redirect.pk).new_path, "/about/?from=old#top")

    def test_no_redirect_begins_where_a_page_is(self):
        ArticleFactory(slug="living")
        ArticleFactory(slug="draft", state=State.DRAFT)
        ArticleFactory(slug="withdrawn", state=State.ARCHIVED)
        PageFactory(slug="about")
        for path in (
            "/",
            "/news/",
            "/news",
            "/news/living/",
            "/news/living",
            "/about",
            "/events/calendar.ics",
            "/admin/",
        ):
            with self.subTest(path):
                response = self.save(self.address, {"old_path": path, "new_path": "/people/"})
                self.assertIn("There is a page at this address", str(response.context["errors"]))
        self.assertFalse(Redirect.objects.exists())
        for path in ("/news/draft/", "/news/withdrawn/", "/news/living/more/"):
            with self.subTest(path):
                self.save(self.address, {"old_path": path, "new_path": "/about/"})
                self.assertRedirects(self.client.get(path), "/about/", status_code=301)

    def test_a_circle_of_any_length_is_refused(self):
        for old_path, new_path in (("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/d/e/"), ("/x/y/", "/z/")):
            self.save(self.address, {"old_path": old_path, "new_path": new_path})
        for old_path, new_path in (
            ("/d/e/", "/a/"),
            ("/d/e/", "/b/?q=1"),
            ("/d/", "/c/"),
            ("/d/", "/a/#top"),
            ("/z/", "/x/y/q/"),
        ):
            with self.subTest(old=old_path, new=new_path):
                response = self.save(self.address, {"old_path": old_path, "new_path": new_path})
                errors = response.context["adminform"].form.errors
                self.assertEqual(list(errors), ["new_path"])
                self.assertIn("cannot lead to itself or to something below it", str(errors))
        self.assertEqual(Redirect.objects.count(), 4)

    def test_a_redirect_that_is_changed_does_not_stand_in_its_own_way(self):
        self.save(self.address, {"old_path": "/a/", "new_path": "/b/"})
        address = f"/admin/publishing/redirect/{Redirect.objects.get().pk}/change/"
        self.save(address, {"old_path": "/b/", "new_path": "/a/"})
        self.assertEqual(list(Redirect.objects.values_list("old_path", "new_path")), [("/b/", "/a/")])


class AnyRedirectsTests(HypothesisTestCase):
    paths = st.lists(st.sampled_from(["a", "b", "%CE%B1", "α"]), min_size=1, max_size=3).map(
        lambda parts: f"/{'/'.join(parts)}/"
    )

    @given(st.lists(st.tuples(paths, paths), min_size=1, max_size=6))
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_whatever_is_accepted_leads_in_no_circle(self, pairs):
        accepted = []
        for old_path, new_path in pairs:
            redirect = Redirect(old_path=requested_path(old_path), new_path=new_path)
            try:
                redirect.full_clean()
            except ValidationError:
                continue
            redirect.save()
            accepted.append(redirect.old_path)
        for path in accepted:
            if Redirect.objects.filter(old_path=path).exists():  # a later one has taken its place
                end = follow(path, Redirect.objects.all())
                self.assertIsNotNone(end)
                self.assertEqual(follow(end, Redirect.objects.all()), end)
