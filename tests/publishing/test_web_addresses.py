"""Addresses on the web and of mailboxes, as people know them."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.web_addresses import profile_url, validate_email
from events.models import Conference, Session, Speaker
from tests.factories import ConferenceFactory, SpeakerFactory, UserFactory
from tests.newsroom.base import AdminTestCase, url_of

MEETING = "https://meet.example/l/meetup-join/" + "19%3ameeting_N2Y5%40thread.v2/0?context=" + "a" * 500


class EmailTests(SimpleTestCase):
    def test_letters_of_all_scripts_may_stand_before_the_at(self):
        for address in (
            "jörg@example.org",
            "пошта@приклад.укр",
            "δοκιμή@παράδειγμα.δοκιμή",
            "用户@例子.广告",
            "o'neill+news@example.org",
        ):
            with self.subTest(address):
                validate_email(address)

    def test_what_is_no_address_is_refused(self):
        for address in (
            "jörg",
            "@example.org",
            "jö rg@example.org",
            "jörg@",
            "jörg@@example.org",
            ".jörg@example.org",
            "jörg@example",
            "a\x80b@example.org",
        ):
            with self.subTest(address), self.assertRaises(ValidationError):
                validate_email(address)


class ProfileTests(SimpleTestCase):
    def test_a_handle_is_the_address_of_its_profile(self):
        for handle in ("@civitas@mastodon.social", "civitas@mastodon.social", "acct:civitas@mastodon.social"):
            with self.subTest(handle):
                self.assertEqual(profile_url(handle), "https://mastodon.social/@civitas")

    def test_anything_else_is_what_it_is(self):
        for text in (
            "https://mastodon.social/@civitas",
            "@civitas",
            "civitas@localhost",
            "https://user@mastodon.social/",
        ):
            with self.subTest(text):
                self.assertEqual(profile_url(text), text)


class FieldTests(TestCase):
    def test_invisible_signs_are_no_part_of_an_address(self):
        conference = ConferenceFactory(
            website="\u200bhttps://example.org/\ufeff\n", contact_email=" jörg@example.org\u200b"
        )
        self.assertEqual((conference.website, conference.contact_email), ("https://example.org/", "jörg@example.org"))
        self.assertContains(self.client.get(conference.get_absolute_url()), 'href="mailto:jörg@example.org"')

    def test_the_address_of_a_meeting_may_be_long(self):
        for model, field in ((Conference, "registration_url"), (Session, "livestream_url"), (Speaker, "website")):
            with self.subTest(field):
                self.assertEqual(model._meta.get_field(field).clean(MEETING, None), MEETING)
        with self.assertRaisesMessage(ValidationError, "at most 2048 characters"):
            Conference._meta.get_field("website").clean(MEETING * 5, None)

    def test_machines_get_a_mailbox_as_a_uri(self):
        SiteSettings.objects.create(contact_email="jörg@example.org")
        self.assertContains(self.client.get("/.well-known/security.txt"), "Contact: mailto:j%C3%B6rg@example.org")


class FormTests(AdminTestCase):
    def test_an_editor_types_them_as_they_are_known(self):
        address = url_of(SpeakerFactory())
        self.save(address, self.form_fields(address), mastodon="@zoe@mastodon.social", website="example.org")
        speaker = Speaker.objects.get()
        self.assertEqual((speaker.mastodon, speaker.website), ("https://mastodon.social/@zoe", "https://example.org"))
        address = url_of(ConferenceFactory())
        self.save(address, self.form_fields(address), contact_email="jörg@example.org", livestream_url=MEETING)
        conference = Conference.objects.get()
        self.assertEqual((conference.contact_email, conference.livestream_url), ("jörg@example.org", MEETING))

    def test_an_account_has_such_an_address_too(self):
        user = UserFactory(is_staff=True)
        address = url_of(user)
        typed = {"email": "jörg@example.org", "first_name": "Zoe\u0308\u200b", "last_name": "\u200bLee\n"}
        self.save(address, self.form_fields(address) | typed)
        user.refresh_from_db()
        self.assertEqual((user.email, user.get_full_name()), ("jörg@example.org", "Zoë Lee"))
        response = self.save(address, self.form_fields(address), email="jö rg@example.org")
        self.assertIn("Enter a valid email address", str(response.context["errors"]))
