"""What is kept in the process while the content stays the same: menus, settings, numbers."""

import threading
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection, transaction
from django.template import engines
from django.test import TestCase, TransactionTestCase, override_settings

from articles.models import Article
from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.delivery.content_version import poller
from civitas_cms.pages.context_processors import site
from civitas_cms.pages.models import MenuItem
from tests.factories import ArticleFactory, MenuItemFactory, PageFactory, SiteSettingsFactory

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def elsewhere(change):
    """Make a change as another process would: this one is told nothing of it."""

    def run():
        change()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@override_settings(PAGE_CACHE_SIZE=1)
class KeptTests(TransactionTestCase):
    def setUp(self):
        self.addCleanup(poller.close)
        self.asked = []

        @content_cache(maxsize=2)
        def titles(*beginning):
            self.asked.append(beginning)
            return [article.title for article in Article.objects.public()]

        self.titles = titles

    def test_the_database_is_asked_once_while_the_content_stays_the_same(self):
        ArticleFactory(title="A report")
        for _ in range(3):
            self.assertEqual(self.titles(), ["A report"])
        self.assertEqual(len(self.asked), 1)

    def test_what_this_process_saves_it_sees_at_once(self):
        article = ArticleFactory(title="Before")
        self.assertEqual(self.titles(), ["Before"])
        article.title = "Afterwards"
        article.save()
        self.assertEqual(self.titles(), ["Afterwards"])
        article.delete()
        self.assertEqual(self.titles(), [])

    def test_what_another_process_changes_is_seen_at_the_next_look_at_the_database(self):
        ArticleFactory(title="Before")
        self.titles()
        elsewhere(lambda: Article.objects.update(title="Afterwards"))
        poller.look()
        self.assertEqual(self.titles(), ["Afterwards"])

    def test_a_transaction_sees_its_own_changes_and_nobody_else_sees_them(self):
        ArticleFactory(title="Before")
        self.titles()
        with transaction.atomic():
            Article.objects.update(title="Not yet")
            self.assertEqual(self.titles(), ["Not yet"])
            transaction.set_rollback(True)
        self.assertEqual(self.titles(), ["Before"])

    def test_what_is_scheduled_appears_and_expires_by_the_clock(self):
        ArticleFactory(title="Today", publish_at=NOON, expire_at=NOON + timedelta(hours=1))
        for minutes, titles in [(-1, []), (0, ["Today"]), (59, ["Today"]), (60, []), (30, ["Today"])]:
            with self.subTest(minutes), time_machine.travel(NOON + timedelta(minutes=minutes)):
                self.assertEqual(self.titles(), titles)

    def test_no_more_is_kept_than_was_allowed(self):
        for beginning in "abcabc":
            self.titles(beginning)
        self.assertEqual(len(self.asked), 6)
        self.titles("c")
        self.assertEqual(len(self.asked), 6)

    @override_settings(PAGE_CACHE_SIZE=0)
    def test_nothing_is_kept_where_there_is_no_page_cache(self):
        self.titles()
        self.titles()
        self.assertEqual(len(self.asked), 2)


@override_settings(PAGE_CACHE_SIZE=1)
class SiteAroundPagesTests(TransactionTestCase):
    def setUp(self):
        self.addCleanup(poller.close)

    def test_menus_and_settings_are_read_once_and_change_at_once_when_they_are_saved(self):
        settings = SiteSettingsFactory(name="CIVITAS")
        item = MenuItemFactory(menu=MenuItem.Menu.MAIN, title="About us", page=None, address="/about/")
        self.assertContains(self.client.get("/people/"), "About us")
        with self.assertNumQueries(0):
            self.client.get("/people/")
        item.title = "Who we are"
        item.save()
        settings.name = "Another name"
        settings.save()
        self.assertContains(self.client.get("/people/"), "Who we are")
        self.assertContains(self.client.get("/people/"), "Another name")

    def test_the_foot_of_pages_changes_at_once_when_what_it_shows_is_saved(self):
        settings = SiteSettingsFactory(contact_email="before@example.org")
        item = MenuItemFactory(menu=MenuItem.Menu.FOOTER, title="Imprint", page=None, address="/imprint/")
        for _ in range(2):
            page = self.client.get("/people/")
            self.assertContains(page, "before@example.org")
            self.assertContains(page, "Imprint")
        settings.contact_email = "afterwards@example.org"
        settings.save()
        item.delete()
        page = self.client.get("/people/")
        self.assertContains(page, "afterwards@example.org")
        self.assertNotContains(page, "Imprint")

    def test_a_page_that_is_rendered_while_settings_change_leaves_nothing_old_behind(self):
        settings = SiteSettingsFactory(contact_email="before@example.org")
        context = site(None)
        str(context["site"].contact_email)  # it is read at the beginning of a page, its foot rendered at the end
        settings.contact_email = "afterwards@example.org"
        settings.save()
        footer = '{{ same_on_every_page("components/site_footer.html") }}'
        template = engines["jinja2"].from_string(footer).template
        self.assertIn("before@example.org", template.render(context))
        self.assertIn("afterwards@example.org", template.render(site(None)))

    def test_a_scheduled_page_appears_in_the_menu_when_its_time_comes(self):
        MenuItemFactory(menu=MenuItem.Menu.MAIN, title="The plan", page=PageFactory(publish_at=NOON), address="")
        with time_machine.travel(NOON - timedelta(seconds=1)):
            self.assertNotContains(self.client.get("/people/"), "The plan")
        with time_machine.travel(NOON):
            self.assertContains(self.client.get("/people/"), "The plan")


@override_settings(PAGE_CACHE_SIZE=1)
class InATestTests(TestCase):
    def test_other_tests_need_not_know_of_it(self):
        ArticleFactory(title="A report")
        count = content_cache()(Article.objects.count)
        self.assertEqual(count(), 1)
        ArticleFactory()
        self.assertEqual(count(), 2)
