"""Accounts are never deleted, but deactivated and anonymised: what people did stays."""

from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from civitas_cms.newsroom.accounts import anonymise
from civitas_cms.newsroom.models import Presence
from civitas_cms.publishing.models import Revision, ShareLink
from civitas_cms.publishing.previews.sharing import make_share_link
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.roles import ADMINISTRATOR, EDITOR
from tests.factories import ready_article, staff
from tests.newsroom.base import AdminTestCase, url_of

USERS = "/admin/auth/user/"


class AccountsTestCase(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mia = staff(EDITOR, username="mia", first_name="Mia", last_name="Keller", email="mia@conference.example")
        cls.keeper = staff(ADMINISTRATOR)
        cls.article = ready_article()
        save_revision(cls.article, cls.mia)
        LogEntry.objects.log_actions(cls.mia.pk, [cls.article], CHANGE, "Changed.", single_object=True)


class DeletionTests(AccountsTestCase):
    def test_nobody_can_delete_an_account(self):
        for user in (self.administrator, self.keeper):
            self.client.force_login(user)
            self.assertEqual(self.client.post(url_of(self.mia, "delete"), {"post": "yes"}).status_code, 403)
            self.assertNotContains(self.client.get(url_of(self.mia)), url_of(self.mia, "delete"))
            chosen = {"action": "delete_selected", "_selected_action": [self.mia.pk], "post": "yes"}
            self.client.post(USERS, chosen)
            self.mia.refresh_from_db()

    def test_the_database_refuses_it_and_nothing_is_lost_on_the_way(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.mia.delete()
        with self.assertRaises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM auth_user WHERE id = %s", [self.keeper.pk])
        self.assertTrue(LogEntry.objects.filter(user=self.mia).exists())
        self.assertTrue(Revision.objects.filter(made_by=self.mia).exists())


class AnonymisingTests(AccountsTestCase):
    def send(self, *users, **fields):
        data = {"action": "anonymise", "_selected_action": [user.pk for user in users]}
        return self.client.post(USERS, data | fields, follow=True)

    def test_it_asks_first(self):
        self.client.force_login(self.keeper)
        response = self.send(self.mia)
        self.assertContains(response, "This cannot be undone.")
        self.assertContains(response, "Keller")
        self.mia.refresh_from_db()
        self.assertTrue(self.mia.is_active)

    def test_name_and_address_go_and_what_was_done_stays_under_the_pseudonym(self):
        self.client.force_login(self.keeper)
        self.send(self.mia, post="yes")
        self.mia.refresh_from_db()
        gone = (self.mia.first_name, self.mia.last_name, self.mia.email, self.mia.last_login)
        self.assertEqual(gone, ("", "", "", None))
        self.assertFalse(self.mia.is_active or self.mia.is_staff or self.mia.has_usable_password())
        self.assertFalse(self.mia.groups.exists())
        self.assertTrue(LogEntry.objects.filter(user=self.mia, object_id=self.article.pk).exists())
        self.assertEqual(Revision.objects.get(made_by=self.mia).title, self.article.title)
        log = self.client.get("/admin/admin/logentry/")
        self.assertContains(log, "Deactivated and anonymised")

    def test_the_pseudonym_is_the_name_to_sign_in_with_unless_that_tells_who_it_is(self):
        for username, first_name, stays in (
            ("reporter-7", "Mia", True),
            ("mia.keller", "Mia", False),
            ("someone@conference.example", "", False),
        ):
            user = staff(EDITOR, username=username, first_name=first_name)
            LogEntry.objects.log_actions(self.keeper.pk, [user], CHANGE, "", single_object=True)
            anonymise(user)
            user.refresh_from_db()
            self.assertEqual(user.username == username, stays)
            self.assertEqual(LogEntry.objects.get(object_id=user.pk).object_repr, user.username)

    def test_what_goes_on_ends(self):
        draft = ready_article()
        link = make_share_link(draft, self.mia, 7)
        self.client.force_login(self.mia)
        self.client.get("/admin/")
        Presence.objects.note(draft, self.mia, "window", is_editing=True)
        fields = self.form_fields(url_of(draft))
        anonymise(self.mia)
        self.assertFalse(Presence.objects.exists())
        self.assertFalse(ShareLink.objects.valid().exists())
        self.assertNotEqual(self.client_class().get(link.get_absolute_url()).status_code, 200)
        response = self.client.post(url_of(draft), fields | {"title": ["After the end"]})
        self.assertRedirects(response, f"/admin/login/?next={url_of(draft)}", fetch_redirect_response=False)
        draft.refresh_from_db()
        self.assertNotEqual(draft.title, "After the end")
        # The texts that their browser has kept are deleted once it comes back.
        self.assertEqual(self.client.get("/admin/login/")["Clear-Site-Data"], '"storage"')
        self.assertNotIn("Clear-Site-Data", self.client_class().get("/admin/login/"))

    def test_ones_own_account_and_those_of_superusers_are_left_out(self):
        self.client.force_login(self.keeper)
        self.send(self.keeper, self.administrator, post="yes")
        for user in (self.keeper, self.administrator):
            user.refresh_from_db()
            self.assertTrue(user.is_active)

    def test_editors_cannot_do_it(self):
        self.client.force_login(staff(EDITOR))
        self.assertEqual(self.send(self.mia, post="yes").status_code, 403)


class NewsroomLogTests(AdminTestCase):
    address = "/admin/admin/logentry/"

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.keeper, cls.mia, cls.ben = staff(ADMINISTRATOR), staff(EDITOR, username="mia"), staff(EDITOR)
        cls.article = ready_article(title="=HYPERLINK(1)")
        cls.entries = [
            LogEntry.objects.log_actions(user.pk, [cls.article], flag, f"Change {number}", single_object=True)
            for number, (user, flag) in enumerate([(cls.mia, 1), (cls.mia, 2), (cls.ben, 2)])
        ]
        LogEntry.objects.filter(user=cls.ben).update(action_time=timezone.now() - timedelta(days=10))

    def setUp(self):
        self.client.force_login(self.keeper)

    def shown(self, query=""):
        text = self.client.get(f"{self.address}{query}").text
        return {number for number in range(3) if f"Change {number}" in text}

    def test_administrators_see_who_did_what_and_find_it(self):
        week_ago = timezone.localdate() - timedelta(days=7)
        kind = LogEntry.objects.first().content_type_id
        for query, numbers in {
            "": {0, 1, 2},
            f"?user={self.mia.pk}": {0, 1},
            "?action_flag=1": {0},
            f"?content_type={kind}": {0, 1, 2},
            f"?from={week_ago}": {0, 1},
            f"?until={week_ago}": {2},
            f"?from={week_ago}&action_flag=2": {1},
            "?from=9999-12-31&until=0001-01-01": {0, 1, 2},
            "?from=x&user=x&content_type=x&action_flag=x": {0, 1, 2},
        }.items():
            with self.subTest(query):
                self.assertEqual(self.shown(query), numbers)

    def test_only_administrators_see_it_and_nobody_changes_it(self):
        entry = LogEntry.objects.first()
        for page in ("change", "delete"):
            address = reverse(f"admin:admin_logentry_{page}", args=[entry.pk])
            self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403)
        self.client.force_login(self.mia)
        self.assertEqual(self.client.get(self.address).status_code, 403)
        self.assertEqual(self.client.get(f"{self.address}csv/").status_code, 403)

    def test_it_asks_as_often_for_many_as_for_few(self):
        self.client.get(self.address)  # the process knows the kinds of content from now on
        for number in (1, 150):
            for _ in range(number):
                LogEntry.objects.log_actions(self.mia.pk, [self.article], 2, "Changed.", single_object=True)
            with self.assertNumQueries(13):
                self.client.get(self.address)

    def test_the_file_has_what_the_filters_leave_and_no_formula(self):
        response = self.client.get(f"{self.address}csv/?user={self.mia.pk}")
        self.assertEqual(response["Content-Type"], "text/csv; charset=utf-8")
        lines = b"".join(response.streaming_content).decode().splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn("'=HYPERLINK(1)", lines[1])
        self.assertIn("mia", lines[1])
        self.assertIn("Change 1", lines[1])
