"""Merging two people, from the page of one or from the list: what is shown first, who may, and the way back."""

from django.contrib.auth.models import Group

from civitas_cms import roles
from civitas_cms.publishing.models import Merge
from civitas_cms.publishing.workflow.ownership import create_as
from events.models import Speaker
from tests.factories import AppearanceFactory, QuoteFactory, SpeakerFactory, UserFactory
from tests.newsroom.base import AdminTestCase, fields_of_form, list_of, url_of


class MergingTests(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.ana = SpeakerFactory(slug="ana", given_name="Ana", family_name="Kovač", biography="<p>Walks.</p>")
        cls.twin = SpeakerFactory(slug="twin", given_name="Ana", family_name="Kovac", position="Mayor")
        QuoteFactory(speaker=cls.twin)
        session = AppearanceFactory(speaker=cls.ana, session__title="Opening").session
        AppearanceFactory(speaker=cls.twin, session=session)

    def sign_in(self, role):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        self.client.force_login(user)
        return user

    def preview(self, kept=None, gone=None):
        return self.client.get(url_of(kept or self.ana, "merge"), {"with": (gone or self.twin).pk})

    def post(self, **data):
        return self.client.post(url_of(self.ana, "merge"), {"with": self.twin.pk} | data, follow=True)

    def test_the_page_offers_who_is_called_nearly_the_same_and_whom_one_looks_for(self):
        SpeakerFactory(given_name="Ben", family_name="Berg")
        self.assertContains(self.client.get(url_of(self.ana)), url_of(self.ana, "merge"))
        page = self.client.get(url_of(self.ana, "merge"))
        self.assertEqual([each["name"] for each in page.context["candidates"]], ["Ana Kovac (Mayor)"])
        page = self.client.get(url_of(self.ana, "merge"), {"q": "berg"})
        self.assertEqual([each["name"] for each in page.context["candidates"]], ["Ben Berg"])

    def test_two_of_the_list_are_merged_and_no_more(self):
        chosen = {"action": "merge", "_selected_action": [self.twin.pk, self.ana.pk]}
        response = self.client.post(list_of(self.ana), chosen)
        self.assertRedirects(response, f"{url_of(self.ana, 'merge')}?with={self.twin.pk}")
        chosen["_selected_action"] += [SpeakerFactory().pk]
        self.assertContains(self.client.post(list_of(self.ana), chosen, follow=True), "the two that are the same")

    def test_what_moves_is_shown_first_and_who_is_there_twice(self):
        page = self.preview()
        for words in ("Appearances: 1", "Quotes: 1", "Opening", "Keep “Ana Kovac (Mayor)” instead"):
            self.assertContains(page, words)
        chosen = fields_of_form(page, "merge")
        self.assertEqual(
            {name: chosen[name] for name in ("family_name", "biography", "position")},
            {"family_name": ["kept"], "biography": ["kept"], "position": ["gone"]},
        )
        self.assertEqual(Speaker.objects.count(), 2)

    def test_they_are_merged_as_was_chosen_and_parted_again(self):
        page = self.post(**fields_of_form(self.preview(), "merge") | {"family_name": "gone"})
        self.assertRedirects(page, url_of(self.ana))
        ana = Speaker.objects.get()
        self.assertEqual((ana.pk, str(ana), ana.position), (self.ana.pk, "Ana Kovac", "Mayor"))
        self.assertContains(self.client.get(url_of(self.twin), follow=True), "was merged into “Ana Kovac”")
        page = self.client.get(url_of(ana, "merge"))
        done = Merge.objects.get()
        self.assertContains(page, f'<input type="hidden" name="merge" value="{done.pk}">', html=True)
        page = self.client.post(url_of(ana, "part"), {"merge": done.pk}, follow=True)
        self.assertContains(page, "is back")
        self.assertEqual([*Speaker.objects.order_by("pk").values_list("slug", flat=True)], ["ana", "twin"])
        self.assertEqual(self.client.post(url_of(ana, "part"), {"merge": done.pk}).status_code, 404)

    def test_who_is_gone_meanwhile_cannot_be_merged(self):
        page = self.preview()
        self.twin.quotes.all().delete()
        self.twin.appearances.all().delete()
        self.twin.delete()
        self.assertEqual(self.client.post(url_of(self.ana, "merge"), fields_of_form(page, "merge")).status_code, 404)
        self.assertEqual(self.preview(gone=self.ana).status_code, 404)

    def test_only_who_may_change_and_delete_both_merges_them(self):
        for role, status in (
            (roles.EDITOR, 200),
            (roles.PROGRAMME_MANAGER, 200),
            (roles.ADMINISTRATOR, 403),
            (roles.CONTRIBUTOR, 403),
        ):
            self.sign_in(role)
            with self.subTest(role):
                self.assertEqual(self.preview().status_code, status)
        self.assertEqual(self.post().status_code, 403)
        self.assertEqual(Speaker.objects.count(), 2)

    def test_writers_merge_what_is_their_own_and_undo_nothing(self):
        writer = self.sign_in(roles.CONTRIBUTOR)
        own, double = (Speaker(given_name="Ben", family_name="Berg") for _number in range(2))
        create_as(writer, own)
        create_as(writer, double)
        self.assertEqual(self.preview(own, self.ana).status_code, 403)
        self.assertEqual(self.preview(own, double).status_code, 200)
        self.client.post(url_of(own, "merge"), {"with": double.pk})
        self.assertFalse(Speaker.objects.filter(pk=double.pk).exists())
        self.assertEqual(self.client.post(url_of(own, "part"), {"merge": Merge.objects.get().pk}).status_code, 403)
