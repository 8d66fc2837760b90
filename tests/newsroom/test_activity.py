"""Who has done what lately: for everybody, with what they may see."""

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from civitas_cms.newsroom.models import LogAction
from civitas_cms.roles import CONTRIBUTOR
from tests.factories import ArticleFactory, ConferenceFactory, UserFactory, staff
from tests.newsroom.base import AdminTestCase, url_of

ADDRESS = "/admin/activity/"


class ActivityTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.mia = staff(CONTRIBUTOR, username="mia", first_name="Mia", last_name="Berg")
        self.article, self.conference = ArticleFactory(title="Trams"), ConferenceFactory(title="Forum")
        self.note(self.mia, self.article, ADDITION)
        self.note(self.administrator, self.conference, CHANGE, "Published.")

    def note(self, who, item, flag, message=""):
        LogEntry.objects.log_actions(who.pk, [item], flag, message, single_object=True)

    def shown(self, **data):
        return [entry["what"] for entry in self.client.get(ADDRESS, data).context["entries"]]

    def test_the_latest_comes_first_with_who_has_done_what(self):
        page = self.client.get(ADDRESS)
        self.assertEqual([entry["what"] for entry in page.context["entries"]], ["Forum", "Trams"])
        for words in ("Mia Berg", "Published.", f'href="{url_of(self.article)}"', "<span>Added</span>"):
            self.assertContains(page, words)

    def test_it_is_narrowed_by_person_and_kind(self):
        kind = ContentType.objects.get_for_model(Article).pk
        self.assertEqual(self.shown(person=self.mia.pk), ["Trams"])
        self.assertEqual(self.shown(kind=kind), ["Trams"])
        self.assertEqual(self.shown(kind=kind, person=self.administrator.pk), [])
        for nonsense in ("x", "9" * 30, "-1", "٣"):
            self.assertEqual(self.shown(person=nonsense, kind=nonsense, before=nonsense), ["Forum", "Trams"])

    def test_nobody_sees_what_was_done_with_what_they_may_not_see(self):
        self.note(self.administrator, self.mia, CHANGE)
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_article"))
        self.client.force_login(user)
        self.assertEqual(self.shown(), ["Trams"])
        page = self.client.get(ADDRESS, {"kind": ContentType.objects.get_for_model(self.mia).pk})
        self.assertEqual(page.context["entries"], [])
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.shown(), [])
        self.client.logout()
        self.assertEqual(self.client.get(ADDRESS).status_code, 302)

    def test_signing_in_is_left_to_the_log(self):
        self.note(self.mia, self.mia, LogAction.SIGNED_IN)
        self.assertEqual(self.shown(), ["Forum", "Trams"])

    def test_what_is_deleted_is_named_and_leads_nowhere(self):
        self.note(self.mia, self.article, DELETION)
        self.assertIsNone(self.client.get(ADDRESS).context["entries"][0]["url"])

    def test_older_entries_stand_on_further_pages_at_no_more_queries(self):
        counts = []
        for number in (1, 120):
            for _time in range(number):
                self.note(self.mia, self.article, CHANGE)
            self.client.get(ADDRESS)
            with CaptureQueriesContext(connection) as queries:
                page = self.client.get(ADDRESS)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        self.assertEqual((len(page.context["entries"]), page.context["older"] is None), (50, False))
        oldest = self.client.get(ADDRESS, {"before": LogEntry.objects.order_by("pk")[1].pk})
        self.assertEqual(
            ([entry["what"] for entry in oldest.context["entries"]], oldest.context["older"]), (["Trams"], None)
        )
