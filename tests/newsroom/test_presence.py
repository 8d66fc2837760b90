"""Who has an item open: asked every few seconds, answered to those who may see the item."""

from datetime import timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civitas_cms.newsroom.models import Presence
from civitas_cms.publishing.revisions.saving import save_revision
from tests.factories import ArticleFactory, UserFactory
from tests.newsroom.base import AdminTestCase

WINDOW, OTHER_WINDOW = "a" * 32, "b" * 32


class PresenceTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory()
        self.address = f"/admin/articles/article/{self.article.pk}/presence/"
        self.colleague = UserFactory(is_staff=True, is_superuser=True, first_name="Ana", last_name="Pop")

    def tell(self, user=None, window=WINDOW, **more):
        """Say that ``user`` has the article open, and return who else has."""
        self.client.force_login(user or self.administrator)
        return self.client.post(self.address, {"window": window, **more}).json()["others"]

    def test_two_people_learn_of_each_other(self):
        self.assertEqual(self.tell(), [])
        self.assertEqual(len(self.tell(self.colleague, editing="1")), 1)
        self.assertEqual(self.tell(), [{"name": "Ana Pop", "is_me": False, "is_editing": True, "place": ""}])

    def test_several_windows_of_one_person_count_once(self):
        self.tell(self.colleague)
        self.tell(self.colleague, OTHER_WINDOW, editing="1")
        self.assertEqual(self.tell(), [{"name": "Ana Pop", "is_me": False, "is_editing": True, "place": ""}])

    def test_my_own_other_window_is_named_as_mine(self):
        self.tell()
        self.assertTrue(self.tell(window=OTHER_WINDOW)[0]["is_me"])

    def test_who_leaves_is_gone_at_once(self):
        self.tell(self.colleague)
        self.client.post(self.address, {"window": WINDOW, "leaving": "1"})
        self.assertEqual(self.tell(), [])

    def test_who_is_silent_for_three_quarters_of_a_minute_has_left(self):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            self.tell(self.colleague)
        with time_machine.travel(now + timedelta(seconds=44), tick=False):
            self.assertEqual(len(self.tell()), 1)
        with time_machine.travel(now + timedelta(seconds=46), tick=False):
            self.assertEqual(self.tell(), [])
        self.assertEqual(Presence.objects.count(), 1)  # nothing piles up

    def test_who_may_not_see_the_item_learns_nothing_and_is_not_shown(self):
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.post(self.address, {"window": WINDOW}).status_code, 403)
        self.assertEqual(Presence.objects.count(), 0)

    def test_who_may_only_look_takes_part(self):
        viewer = UserFactory(is_staff=True)
        viewer.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.assertEqual(self.tell(viewer), [])

    def test_strangers_are_sent_to_the_door(self):
        self.client.logout()
        self.assertEqual(self.client.post(self.address, {"window": WINDOW}).status_code, 302)

    def test_nonsense_is_refused(self):
        self.assertEqual(self.client.get(self.address).status_code, 405)
        self.assertEqual(self.client.post(self.address, {"window": "<script>"}).status_code, 400)
        self.assertEqual(self.client.post(self.address).status_code, 400)
        self.article.delete()
        self.assertEqual(self.client.post(self.address, {"window": WINDOW}).status_code, 404)

    def test_who_is_there_is_seen_where_they_are(self):
        self.tell(self.colleague, place="articles_quote_set-7")
        self.assertEqual(self.tell()[0]["place"], "articles_quote_set-7")
        self.tell(self.colleague, place="<b>")
        self.assertEqual(self.tell()[0]["place"], "")

    def newer(self, version, user=None):
        self.client.force_login(user or self.administrator)
        return self.client.post(self.address, {"window": WINDOW, "_version": version}).json()["newer"]

    def test_who_has_saved_since_the_form_was_opened_is_told_with_the_way_to_what_they_changed(self):
        seen = save_revision(self.article, self.colleague)
        self.assertIsNone(self.newer(seen.version))
        self.article.title = "By Ana"
        self.article.save()
        with time_machine.travel(timezone.now() - timedelta(minutes=2)):
            latest = save_revision(self.article, self.colleague)
        newer = self.newer(seen.version)
        self.assertEqual(newer["text"].replace("\xa0", " "), "Ana Pop has saved this, 2 minutes ago.")
        self.assertContains(self.client.get(newer["compare_url"]), "By Ana")
        self.assertIn("in another window", self.newer(seen.version, self.colleague)["text"])
        for current in (latest.version, "", "x"):
            self.assertIsNone(self.newer(current))

    def test_the_number_of_queries_does_not_grow_with_the_people(self):
        counts = []
        for people in (1, 4):
            for _person in range(people):
                self.tell(UserFactory(is_staff=True, is_superuser=True))
            self.tell()
            with CaptureQueriesContext(connection) as queries:
                self.client.post(self.address, {"window": WINDOW})
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
