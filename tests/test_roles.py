"""The roles of the newsroom: groups that have exactly what the table says."""

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from articles.models import BLOCKS
from civitas_cms.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR, PROGRAMME_MANAGER, ROLES
from tests.factories import UserFactory, staff
from tests.newsroom.base import AdminTestCase


class RoleTests(TestCase):
    def test_each_role_has_exactly_what_the_table_says(self):
        for name, models in ROLES.items():
            declared = {
                f"{label.lower().split('.')[0]}.{action}_{label.lower().split('.')[1]}"
                for label, actions in models.items()
                for action in actions
            }
            self.assertEqual(staff(name).get_all_permissions(), declared, name)

    def test_a_migration_brings_changed_roles_back_in_step(self):
        group = Group.objects.get(name=EDITOR)
        before = set(group.permissions.all())
        group.permissions.set(Permission.objects.filter(codename="change_user"))
        Group.objects.get(name=CONTRIBUTOR).delete()
        call_command("migrate", verbosity=0)
        self.assertEqual(set(group.permissions.all()), before)
        self.assertTrue(Group.objects.get(name=CONTRIBUTOR).permissions.exists())

    def test_groups_that_are_not_roles_are_left_alone(self):
        group = Group.objects.create(name="Translators")
        group.permissions.set(Permission.objects.filter(codename="change_article"))
        call_command("migrate", verbosity=0)
        self.assertEqual(group.permissions.count(), 1)

    def test_nobody_who_may_not_publish_may_touch_what_visitors_see_at_once(self):
        contributor = staff(CONTRIBUTOR)
        at_once = [f"change_{name}" for name in ("speaker", "organisation", "project", "picture", "menuitem")]
        granted = contributor.get_all_permissions()
        self.assertEqual([code for code in at_once if any(name.endswith(f".{code}") for name in granted)], [])

    def test_who_writes_articles_may_change_every_kind_of_block(self):
        for role in (CONTRIBUTOR, EDITOR):
            user = staff(role)
            for block in BLOCKS:
                for action in ("view", "add", "change", "delete"):
                    self.assertTrue(user.has_perm(f"articles.{action}_{block._meta.model_name}"), block)


class AccountTests(AdminTestCase):
    """An administrator looks after the accounts, and cannot take more power than the roles give."""

    def setUp(self):
        self.keeper = staff(ADMINISTRATOR)
        self.client.force_login(self.keeper)

    def address(self, user, page="change"):
        return reverse(f"admin:auth_user_{page}", args=[user.pk])

    def test_roles_are_given_in_the_form(self):
        user = UserFactory(is_staff=True)
        roles = Group.objects.filter(name__in=[EDITOR, PROGRAMME_MANAGER])
        self.save(self.address(user), self.form_fields(self.address(user)), groups=[role.pk for role in roles])
        self.assertEqual(set(user.groups.all()), set(roles))

    def test_nobody_makes_themselves_a_superuser(self):
        fields = self.form_fields(self.address(self.keeper))
        every = list(Permission.objects.values_list("pk", flat=True))
        self.save(self.address(self.keeper), fields, is_superuser="on", user_permissions=every)
        self.keeper.refresh_from_db()
        self.assertFalse(self.keeper.is_superuser)
        self.assertFalse(self.keeper.user_permissions.exists())

    def test_superusers_are_left_to_superusers(self):
        superuser = self.administrator
        for page in ("change", "delete"):
            self.assertEqual(self.client.post(self.address(superuser, page), {"username": "x"}).status_code, 403, page)
        password = {"password1": "correct horse 9", "password2": "correct horse 9", "usable_password": "true"}
        change = reverse("admin:auth_user_password_change", args=[superuser.pk])
        self.assertEqual(self.client.post(change, password).status_code, 403)
        many = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
        self.client.post(reverse("admin:auth_user_changelist"), many)
        superuser.refresh_from_db()
        self.assertTrue(superuser.check_password("correct horse battery staple"))

    def test_superusers_may_do_all_of_it(self):
        self.client.force_login(self.administrator)
        user = UserFactory()
        self.save(self.address(user), self.form_fields(self.address(user)), is_superuser="on")
        user.refresh_from_db()
        self.assertTrue(user.is_superuser)

    def test_others_do_not_see_accounts(self):
        for role in (CONTRIBUTOR, EDITOR, PROGRAMME_MANAGER):
            self.client.force_login(staff(role))
            self.assertEqual(self.client.get(reverse("admin:auth_user_changelist")).status_code, 403, role)
