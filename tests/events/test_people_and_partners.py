"""People and partners: what they were then, how their names sort, and which part they have."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from events.models import Organisation, Project, Speaker
from tests.factories import (
    AppearanceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    OrganisationFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    SpeakerFactory,
)


class AffiliationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.city = OrganisationFactory(name="City of Ghent")
        cls.network = OrganisationFactory(name="POLIS")
        cls.speaker = SpeakerFactory(position="Mayor", organisation=cls.city)

    def assert_was(self, appearance, position, organisation):
        appearance.refresh_from_db()
        self.assertEqual((appearance.position_then, appearance.organisation_then), (position, organisation))

    def test_an_appearance_takes_the_speakers_position_of_today(self):
        self.assert_was(AppearanceFactory(speaker=self.speaker), "Mayor", self.city)

    def test_it_keeps_them_when_the_speaker_moves_on(self):
        appearance = AppearanceFactory(speaker=self.speaker)
        self.speaker.position, self.speaker.organisation = "Director", self.network
        self.speaker.save()
        appearance.refresh_from_db()
        appearance.save()
        self.assert_was(appearance, "Mayor", self.city)

    def test_what_the_editor_wrote_stays(self):
        appearance = AppearanceFactory(
            speaker=self.speaker, position_then="Deputy mayor", organisation_then=self.network
        )
        self.assert_was(appearance, "Deputy mayor", self.network)

    def test_what_is_missing_is_filled_in(self):
        appearance = AppearanceFactory(speaker=self.speaker, position_then="Deputy mayor")
        self.assert_was(appearance, "Deputy mayor", self.city)

    def test_one_of_both_can_be_left_out_on_purpose(self):
        appearance = AppearanceFactory(speaker=self.speaker)
        appearance.organisation_then = None
        appearance.save()
        self.assert_was(appearance, "Mayor", None)

    def test_a_speaker_without_position_appears_without(self):
        self.assert_was(AppearanceFactory(), "", None)


class SortingTests(TestCase):
    def test_people_sort_by_family_name_without_regard_to_case_and_accents(self):
        names = ["Lemaitre", "Lemaître", "Lemaz", "Élan", "de Groot", "Zorg", "Ångström", "Eland"]
        for name in names:
            SpeakerFactory(family_name=name, given_name="Marc")
        self.assertEqual(
            [speaker.family_name for speaker in Speaker.objects.all()],
            ["Ångström", "de Groot", "Élan", "Eland", "Lemaitre", "Lemaître", "Lemaz", "Zorg"],
        )

    def test_people_of_one_family_name_sort_by_given_name(self):
        for name in ["Émile", "Ana", "david"]:
            SpeakerFactory(given_name=name, family_name="Smith")
        self.assertEqual([speaker.given_name for speaker in Speaker.objects.all()], ["Ana", "david", "Émile"])

    def test_an_editor_can_say_where_a_name_sorts(self):
        SpeakerFactory(given_name="Vincent", family_name="van Gogh", sorted_by="Gogh")
        SpeakerFactory(family_name="Hals")
        SpeakerFactory(family_name="Fabritius")
        self.assertEqual([speaker.family_name for speaker in Speaker.objects.all()], ["Fabritius", "van Gogh", "Hals"])

    def test_a_renamed_person_sorts_anew(self):
        speaker = SpeakerFactory(family_name="Zorg")
        SpeakerFactory(family_name="Hals")
        Speaker.objects.filter(pk=speaker.pk).update(family_name="Ábel")
        self.assertEqual(Speaker.objects.first(), speaker)

    def test_organisations_and_projects_sort_so_too(self):
        for name in ["eltis", "Élan", "ELTIS 2", "Zagreb"]:
            OrganisationFactory(name=name)
            ProjectFactory(acronym=name)
        expected = ["Élan", "eltis", "ELTIS 2", "Zagreb"]
        self.assertEqual([str(organisation) for organisation in Organisation.objects.all()], expected)
        self.assertEqual([str(project) for project in Project.objects.all()], expected)

    def test_a_name_stands_as_the_person_writes_it(self):
        anna = SpeakerFactory(slug="anna", given_name="Anna", family_name="Nagy", is_family_name_first=True)
        QuoteFactory(speaker=anna)
        for address in ("/people/", "/people/anna/", "/quotes/", "/quotes/?speaker=anna", "/search/suggestions/?q=nag"):
            with self.subTest(address):
                self.assertContains(self.client.get(address), "Nagy Anna")
        self.assertEqual((anna.initials, Speaker.objects.get().sort_name), ("NA", "nagy anna"))

    def test_a_person_with_one_name_is_called_by_it(self):
        self.assertEqual(str(SpeakerFactory(given_name="", family_name="Madonna")), "Madonna")


class PartnerTests(TestCase):
    def assert_refuses(self, name, item, message, **values):
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            type(item).objects.filter(pk=item.pk).update(**values)
        for field, value in values.items():
            setattr(item, field, value)
        with self.assertRaisesMessage(ValidationError, message):
            item.full_clean()

    def test_a_partner_has_each_role_in_a_conference_once(self):
        for factory, what in [(ConferenceOrganisationFactory, "organisation"), (ConferenceProjectFactory, "project")]:
            with self.subTest(what):
                first = factory()
                second = factory(conference=first.conference)
                name, message = f"one_part_per_{what}_and_role", f"This {what} already has this role."
                self.assert_refuses(name, second, message, **{what: getattr(first, what)})

    def test_a_partner_can_have_several_roles(self):
        first = ConferenceOrganisationFactory(role="host")
        second = ConferenceOrganisationFactory.build(
            conference=first.conference, organisation=first.organisation, role="funder"
        )
        second.full_clean()
        second.save()

    def test_an_organisation_is_not_part_of_itself(self):
        organisation = OrganisationFactory()
        message = "An organisation cannot be a part of itself."
        self.assert_refuses("organisation_is_not_part_of_itself", organisation, message, parent=organisation)

    def test_a_project_ends_after_it_starts(self):
        project = ProjectFactory(starts_on="2026-01-02")
        message = "The last day cannot come before the first."
        self.assert_refuses("project_ends_after_it_starts", project, message, ends_on="2026-01-01")

    def test_who_refuses_pictures_has_no_portrait(self):
        speaker = SpeakerFactory(picture_consent="refused")
        message = "They have refused pictures: leave the portrait empty."
        self.assert_refuses("no_portrait_of_who_refuses_pictures", speaker, message, portrait=PictureFactory())

    def test_names_and_addresses_belong_to_one(self):
        for factory, field, beside in [
            (SpeakerFactory, "slug", "slug"),
            (OrganisationFactory, "slug", "slug"),
            (OrganisationFactory, "name", NON_FIELD_ERRORS),  # and the country, which neither has
            (ProjectFactory, "slug", "slug"),
            (ProjectFactory, "acronym", NON_FIELD_ERRORS),  # and the grant
        ]:
            with self.subTest(factory=factory, field=field):
                first, second = factory(), factory()
                setattr(second, field, getattr(first, field))
                with self.assertRaises(ValidationError) as refusal:
                    second.full_clean()
                self.assertIn(beside, refusal.exception.message_dict)
                with self.assertRaises(IntegrityError), transaction.atomic():
                    second.save()
