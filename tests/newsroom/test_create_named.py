"""People, organisations and projects are created where they are named: in any chooser, by the words that were typed."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.intake.drafts import make_draft
from articles.intake.files import read_bytes
from articles.intake.matching import load_known
from articles.intake.understanding import understand
from civitas_cms.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR
from events.models import Organisation, Project, Speaker
from tests.factories import (
    ArticleFactory,
    DayFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    QuoteFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
    staff,
)
from tests.newsroom.base import AdminTestCase, url_of

CHOOSERS = {
    Speaker: ("articles", "quote", "speaker"),
    Organisation: ("articles", "quote", "organisation_then"),
    Project: ("articles", "article", "projects"),
}


class CreateTestCase(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mia = staff(CONTRIBUTOR)

    def setUp(self):
        self.client.force_login(self.mia)

    def choose(self, model, term, **more):
        """Return what a chooser answers to what is typed."""
        field = dict(zip(("app_label", "model_name", "field_name"), CHOOSERS[model], strict=True))
        return self.client.get(reverse("admin:autocomplete"), field | {"term": term} | more).json()

    def post(self, model, page, data, **headers):
        url = reverse(f"admin:events_{model._meta.model_name}_{page}")
        return self.client.post(url, json.dumps(data), content_type="application/json", **headers)

    def create(self, words, model=Speaker, despite=()):
        return self.post(model, "create", {"words": words, "despite": list(despite)})

    def take_back(self, created, model=Speaker):
        return self.post(model, "take_back", {"rows": created.json()["rows"]})

    def only(self, model):
        return model.objects.get()


class OfferTests(CreateTestCase):
    def test_what_is_not_there_is_offered_and_what_its_words_are_read_as_is_said(self):
        answer = self.choose(Speaker, "Dr Piet van der Meer,  Mayor , City of Ghent")
        self.assertEqual(answer["results"], [])
        self.assertEqual(
            answer["offer"],
            {
                "words": "Dr Piet van der Meer, Mayor , City of Ghent",
                "text": "Create “Dr Piet van der Meer, Mayor , City of Ghent”",
                "note": "Title: Dr · Given names: Piet · Family name: van der Meer · Position: Mayor"
                " · Organisation: City of Ghent (new)",
                "despite": [],
                "place": 0,
            },
        )

    def test_who_has_the_name_is_offered_first_and_somebody_else_of_that_name_behind(self):
        ghent = OrganisationFactory(name="City of Ghent", city="Ghent")
        SpeakerFactory(given_name="Ana", family_name="Bergström")
        ana = SpeakerFactory(given_name="Ána", family_name="BERG", position="Mayor", organisation=ghent)
        answer = self.choose(Speaker, "ana berg, Movia")
        self.assertEqual([each["text"] for each in answer["results"]], ["Ána BERG (Mayor, City of Ghent)"])
        self.assertEqual((answer["offer"]["place"], answer["offer"]["despite"]), (1, [f"events.speaker:{ana.pk}"]))
        for words in ("ana berg", "Berg Ana", "Ana Berg, city of ghent", "ana berg, Deputy Mayor, City of Ghent"):
            answer = self.choose(Speaker, words)
            self.assertEqual(answer["results"][0]["id"], str(ana.pk), words)
            self.assertNotIn("offer", answer, words)

    def test_who_has_nearly_the_name_stands_behind_what_is_offered(self):
        SpeakerFactory(given_name="Mario", family_name="Berg")
        for words in ("Maria Berg", "Maria Berg, Movia"):
            answer = self.choose(Speaker, words)
            self.assertEqual([each["text"] for each in answer["results"]], ["Mario Berg"])
            self.assertEqual((answer["offer"]["place"], answer["offer"]["despite"]), (0, []))

    def test_while_a_name_is_being_typed_what_is_found_comes_first(self):
        SpeakerFactory(given_name="Ana", family_name="Bergström")
        answer = self.choose(Speaker, "Ana Berg")
        self.assertEqual(len(answer["results"]), 1)
        self.assertEqual(answer["offer"]["place"], 1)

    def test_who_is_found_by_one_of_their_names_comes_first(self):
        ilze = SpeakerFactory(given_name="Ilze", family_name="Ozoliņa")
        answer = self.choose(Speaker, "Ozolina")
        self.assertEqual([each["id"] for each in answer["results"]], [str(ilze.pk)])
        self.assertEqual(answer["offer"]["place"], 1)

    def test_who_is_typed_as_lists_write_names_is_known(self):
        ana = SpeakerFactory(given_name="Ana", family_name="Berg")
        answer = self.choose(Speaker, "Berg, Ana")
        self.assertEqual([each["id"] for each in answer["results"]], [str(ana.pk)])
        self.assertEqual(answer["offer"]["place"], 1)

    def test_partners_are_known_by_their_full_names_too(self):
        uitp = OrganisationFactory(name="UITP", full_name="International Association of Public Transport")
        upper = ProjectFactory(acronym="UPPER", full_name="Unleashing the Potential")
        for row, words in (
            (uitp, "international association of public transport"),
            (upper, "Unleashing the potential"),
        ):
            answer = self.choose(type(row), words)
            self.assertEqual(answer["results"][0]["id"], str(row.pk))
            self.assertNotIn("offer", answer)

    def test_nothing_is_offered_without_a_name_on_later_pages_or_to_who_may_not_add(self):
        for words in ("", " ", "A", ", City of Ghent"):
            self.assertNotIn("offer", self.choose(Speaker, words), words)
        SpeakerFactory.create_batch(25, given_name="Ana")
        self.assertIn("offer", self.choose(Speaker, "Ana"))
        self.assertNotIn("offer", self.choose(Speaker, "Ana", page=2))
        self.client.force_login(staff(ADMINISTRATOR))
        self.assertNotIn("offer", self.choose(Speaker, "Ana Berg"))

    def test_choosers_of_other_things_offer_nothing(self):
        field = {"app_label": "articles", "model_name": "article", "field_name": "conferences", "term": "New"}
        self.assertNotIn("offer", self.client.get(reverse("admin:autocomplete"), field).json())

    def test_it_asks_as_often_for_many_as_for_few(self):
        numbers = []
        for count in (1, 8):
            for number in range(count):
                organisation = OrganisationFactory(name=f"City of Ghent {count} {number}")
                SpeakerFactory(given_name="Ana", family_name="Berg", organisation=organisation)
            self.choose(Speaker, "Ana Berg, City of Ghent")
            with CaptureQueriesContext(connection) as queries:
                self.choose(Speaker, "Ana Berg, City of Ghent")
            numbers.append(len(queries))
        self.assertEqual(numbers[0], numbers[1])
        self.assertLessEqual(numbers[0], 20)


class CreateTests(CreateTestCase):
    def test_a_person_is_created_with_position_and_organisation_as_ones_own(self):
        answer = self.create("Piet van der Meer, Head of Unit, Mobility, City of Ghent")
        piet, ghent = self.only(Speaker), self.only(Organisation)
        self.assertEqual((piet.given_name, piet.family_name, piet.slug), ("Piet", "van der Meer", "piet-van-der-meer"))
        self.assertEqual((piet.position, piet.organisation), ("Head of Unit, Mobility", ghent))
        self.assertFalse(ghent.is_released)
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(
            answer.json(),
            {
                "id": str(piet.pk),
                "text": "Piet van der Meer (Head of Unit, Mobility, City of Ghent)",
                "fills": {
                    "position_then": "Head of Unit, Mobility",
                    "organisation_then": {"id": str(ghent.pk), "text": "City of Ghent"},
                },
                "message": "Created: Piet van der Meer, City of Ghent",
                "takeBackUrl": reverse("admin:events_speaker_take_back"),
                "rows": [f"events.speaker:{piet.pk}", f"events.organisation:{ghent.pk}"],
                "changeUrl": url_of(piet),
            },
        )
        self.assertEqual(LogEntry.objects.filter(user=self.mia, action_flag=ADDITION).count(), 2)
        self.assertTrue(self.client.get(url_of(piet)).context["has_change_permission"])

    def test_an_organisation_that_is_there_is_taken_however_it_is_written(self):
        zurich = OrganisationFactory(name="Stadt Zürich")
        self.create("Ana Berg, stadt ZURICH")
        self.assertEqual(self.only(Speaker).organisation, zurich)

    def test_one_name_is_enough(self):
        self.create("Madonna")
        self.assertEqual((self.only(Speaker).given_name, self.only(Speaker).family_name), ("", "Madonna"))

    def test_partners_are_created_by_name(self):
        self.create("Department of Transport, City of Ghent", Organisation)
        self.assertEqual(self.only(Organisation).name, "Department of Transport, City of Ghent")
        self.create("UPPER, Unleashing the Potential", Project)
        self.assertEqual(
            (self.only(Project).acronym, self.only(Project).full_name), ("UPPER", "Unleashing the Potential")
        )

    def test_what_an_editor_creates_needs_no_release(self):
        self.client.force_login(staff(EDITOR))
        self.create("UPPER", Project)
        self.assertTrue(self.only(Project).is_released)

    def test_a_double_is_created_only_by_who_has_seen_the_first(self):
        mario = SpeakerFactory(given_name="Mario", family_name="Berg", position="Mayor")
        answer = self.create("Maria Berg, Movia")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("“Mario Berg (Mayor)”", answer.json()["message"])
        self.assertEqual(answer.json()["despite"], [f"events.speaker:{mario.pk}"])
        self.assertFalse(Organisation.objects.exists(), "nothing is created by halves")
        self.assertEqual(self.create("Maria Berg, Movia", despite=answer.json()["despite"]).status_code, 201)

    def test_nor_is_an_organisation_whose_name_is_much_like_anothers(self):
        OrganisationFactory(name="City of Ghent")
        answer = self.create("Ana Berg, City of Gent")
        self.assertIn("“City of Ghent”", answer.json()["message"])
        self.assertFalse(Speaker.objects.exists())

    def test_what_is_there_exactly_is_never_created_again(self):
        ana = SpeakerFactory(given_name="Ana", family_name="Berg")
        answer = self.create("ana  berg", despite=[f"events.speaker:{ana.pk}"])
        self.assertEqual((answer.status_code, Speaker.objects.count()), (409, 1))

    def test_of_several_organisations_with_one_name_none_is_guessed(self):
        for country in ("GB", "CA"):
            OrganisationFactory(name="City of London", country=country)
        answer = self.create("Ana Berg, City of London")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("choose it in its own field", answer.json()["message"])

    def test_what_a_field_does_not_take_is_said_with_its_name(self):
        answer = self.create(f"Ana {'B' * 101}, Movia")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Family name: Ensure this value has at most 100 characters", answer.json()["message"])
        self.assertFalse(Organisation.objects.exists())

    def test_nothing_is_taken_from_who_may_not_add_and_from_other_sites(self):
        self.client.force_login(staff(ADMINISTRATOR))
        answer = self.create("Ana Berg")
        self.assertEqual((answer.status_code, answer.json()["message"]), (403, "You may not add to the speakers."))
        self.client.logout()
        self.assertEqual(self.create("Ana Berg").status_code, 302)
        self.assertFalse(Speaker.objects.exists())

    def test_odd_requests_are_refused(self):
        url = reverse("admin:events_speaker_create")
        self.assertEqual(self.client.get(url).status_code, 405)
        for data in ("", "[]", "{}", '{"words": 5}', '{"words": "Ana", "despite": 1}', "x" * 20_000):
            answer = self.client.post(url, data, content_type="application/json")
            self.assertEqual(answer.status_code, 400, data[:30])
        for words in ("", " ", ",", "\u200b\u200b", "\0"):
            self.assertEqual(self.create(words).status_code, 400, repr(words))
        for rows in (
            None,
            [],
            ["x"],
            ["auth.user:1"],
            ["events.speaker:x"],
            ["articles.article:1"],
            ["events.speaker:1"] * 9,
        ):
            self.assertEqual(self.post(Speaker, "take_back", {"rows": rows}).status_code, 400, rows)


class TakeBackTests(CreateTestCase):
    def test_what_was_created_goes_with_the_organisation_that_came_with_it(self):
        answer = self.take_back(self.create("Ana Berg, Movia"))
        self.assertEqual((answer.status_code, answer.json()["message"]), (200, "Taken back: Ana Berg, Movia"))
        self.assertFalse(Speaker.objects.exists() or Organisation.objects.exists())

    def test_what_is_used_meanwhile_stays(self):
        created = self.create("Ana Berg, Movia")
        QuoteFactory(speaker=self.only(Speaker), parent=ArticleFactory(state="draft", publish_at=None))
        answer = self.take_back(created)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("Ana Berg, Movia", answer.json()["message"])
        self.assertEqual(Speaker.objects.count() + Organisation.objects.count(), 2)

    def test_nobody_takes_back_what_others_have_created(self):
        created = self.create("Ana Berg, Movia")
        for role in (CONTRIBUTOR, EDITOR):
            self.client.force_login(staff(role))
            self.assertEqual(self.take_back(created).status_code, 409)
        self.assertEqual(Speaker.objects.count(), 1)

    def test_twice_is_once(self):
        created = self.create("Ana Berg")
        self.assertEqual([self.take_back(created).status_code for _time in range(2)], [200, 200])


class FromTextTests(CreateTestCase):
    def test_who_is_new_in_a_text_is_the_own_of_who_made_a_draft_of_it(self):
        text = (
            b"A headline\n\n\xe2\x80\x9cWe build lines,\xe2\x80\x9d said Ana Berg, Director of the Turku Tram Company."
        )
        make_draft(understand(read_bytes(text, "pasted.txt"), load_known()), self.mia)
        self.assertFalse(self.only(Organisation).is_released)
        for row in (self.only(Speaker), self.only(Organisation)):
            self.assertTrue(self.client.get(url_of(row)).context["has_change_permission"])


class TwoAtOnceTests(TransactionTestCase):
    def test_two_who_name_the_same_person_at_once_make_one(self):
        editors = [UserFactory(is_staff=True, is_superuser=True) for _number in range(2)]
        start = Barrier(2)

        def create(editor, words):
            client = Client()
            client.force_login(editor)
            start.wait(20)
            try:
                url = reverse("admin:events_speaker_create")
                return client.post(url, {"words": words}, content_type="application/json").status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            self.assertEqual(sorted(both.map(create, editors, ["Ana Berg", "Berg Ana"])), [201, 409])
        self.assertEqual(Speaker.objects.count(), 1)


class FormTests(AdminTestCase):
    def test_no_form_opens_a_window(self):
        article = ArticleFactory()
        QuoteFactory(parent=article)
        session = SessionFactory(day=DayFactory())
        pages = [
            article,
            session,
            session.day,
            session.day.conference,
            SpeakerFactory(),
            ProjectFactory(),
            PageFactory(),
        ]
        for item in [*pages, OrganisationFactory()]:
            text = self.client.get(url_of(item)).text
            for word in (
                "speaker",
                "organisation",
                "project",
                "conference",
                "session",
                "day",
                "article",
                "page",
                "picture",
                "document",
            ):
                for sign in ("add", "change", "view"):
                    self.assertNotRegex(text, rf'href="/admin/\w+/{word}/(__fk__/)?{sign}/\?[^"]*_popup', item)
        self.assertContains(self.client.get(url_of(article)), 'data-create-url="/admin/events/speaker/create/"')
