"""The server's part in keeping what was typed: it says what is saved, and takes text back without saving it."""

from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import ArticleFactory, DayFactory, MenuItemFactory, PictureFactory, SessionFactory, UserFactory
from tests.newsroom.base import AdminTestCase
from tests.newsroom.test_editing import change_url

KEY = "0123456789abcdef" * 2


class ConfirmationTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory()
        self.address = change_url(self.article)

    def cookies_after(self, **changes):
        self.save(self.address, self.form_fields(self.address), _unsaved_key=KEY, **changes)
        return {name for name in self.client.cookies if name.startswith("saved-")}

    def test_the_browser_learns_that_its_text_is_saved(self):
        self.assertEqual(self.cookies_after(title="New"), {f"saved-{KEY}"})

    def test_text_that_was_refused_is_not_called_saved(self):
        self.assertEqual(self.cookies_after(title=""), set())

    def test_text_for_something_that_is_gone_is_not_called_saved(self):
        fields = self.form_fields(self.address)
        self.article.delete()
        response = self.save(self.address, fields, _unsaved_key=KEY)
        self.assertContains(response, "Perhaps somebody has deleted it meanwhile.", status_code=409)
        self.assertNotIn(f"saved-{KEY}", self.client.cookies)

    def test_a_key_that_is_none_names_no_cookie(self):
        self.save(self.address, self.form_fields(self.address), _unsaved_key="x; Domain=evil.example")
        self.assertEqual([name for name in self.client.cookies if name.startswith("saved")], [])


class BringingBackTests(AdminTestCase):
    def test_text_is_brought_back_without_being_saved_or_judged(self):
        article = ArticleFactory(title="Before")
        address = change_url(article)
        fields = self.form_fields(address) | {"title": "", "summary": "Half a sen", "_bring_back": "1"}
        response = self.client.post(address, fields)
        self.assertContains(response, "Half a sen")
        self.assertNotContains(response, "errornote")
        self.assertNotContains(response, "This field is required")
        article.refresh_from_db()
        self.assertEqual((article.title, article.summary), ("Before", ""))

    def test_who_may_not_change_the_item_brings_nothing_back(self):
        address = change_url(ArticleFactory())
        self.client.force_login(UserFactory(is_staff=True))
        self.assertEqual(self.client.post(address, {"_bring_back": "1"}).status_code, 403)


class TextTooLongTests(AdminTestCase):
    def test_no_browser_cuts_a_text_and_the_site_says_that_it_is_too_long(self):
        address = change_url(ArticleFactory())
        self.assertNotContains(self.client.get(address), "maxlength")
        response = self.save(address, self.form_fields(address), summary="x" * 501)
        self.assertContains(response, "Ensure this value has at most 500 characters (it has 501).")
        self.assertContains(response, "x" * 501)


class MessageBesideItsFieldTests(AdminTestCase):
    def test_an_end_before_the_start_is_told_beside_the_end(self):
        session = SessionFactory(day=DayFactory())
        for address, name in [
            (change_url(session), "ends_at"),
            (change_url(session.day), "sessions-0-ends_at"),
        ]:
            with self.subTest(address):
                response = self.save(address, self.form_fields(address), **{name: "08:00"})
                context = response.context
                form = (
                    context["adminform"].form if name == "ends_at" else context["inline_admin_formsets"][0].formset[0]
                )
                self.assertIn("A session ends after it starts.", form.errors["ends_at"][0])
                self.assertEqual(form.non_field_errors(), [])

    def test_a_menu_item_without_a_goal_is_told_beside_the_address(self):
        page = change_url(MenuItemFactory())
        form = self.save(page, self.form_fields(page) | {"address": ""}).context["adminform"].form
        self.assertIn("Choose a page or give an address", form.errors["address"][0])
        self.assertEqual(form.non_field_errors(), [])


class OldFormTests(AdminTestCase):
    def test_a_form_that_is_too_old_tells_how_to_send_it_again(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.administrator)
        response = client.post(change_url(ArticleFactory()), {"title": "New"})
        self.assertContains(response, "nothing that you typed is lost", status_code=403)
        self.assertContains(response, 'href="/admin/login/"', status_code=403)


class PopUpTests(AdminTestCase):
    def test_a_window_that_pops_up_keeps_nothing(self):
        self.assertContains(self.client.get("/admin/library/picture/add/"), "admin-unsaved.js")
        self.assertNotContains(self.client.get("/admin/library/picture/add/?_popup=1"), "admin-unsaved.js")

    def test_who_may_only_look_has_nothing_to_keep(self):
        picture = PictureFactory()
        viewer = UserFactory(is_staff=True)
        viewer.user_permissions.add(Permission.objects.get(codename="view_picture"))
        self.client.force_login(viewer)
        self.assertNotContains(self.client.get(change_url(picture)), "admin-unsaved.js")
