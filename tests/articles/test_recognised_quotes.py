"""Words that become a quote take over who said them, as the text around them says."""

from civitas_cms.roles import CONTRIBUTOR, PROGRAMME_MANAGER
from tests.factories import OrganisationFactory, SpeakerFactory, staff
from tests.newsroom.base import AdminTestCase

URL = "/admin/articles/article/quote/"
SAID = "“We need trams,” said Anna Berg, Mayor, City of Ghent."


class RecognisedQuotesTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(staff(CONTRIBUTOR))
        self.organisation = OrganisationFactory(name="City of Ghent")

    def ask(self, words, text=f"<p>It was late.</p><p>{SAID}</p>", **expected):
        return self.client.post(URL, {"words": words, "text": text}).json()

    def test_a_person_whom_the_site_knows_is_chosen_as_they_were_then(self):
        person = SpeakerFactory(given_name="Anna", family_name="Berg", position="Planner")
        expected = {
            "words": "We need trams",
            "speaker": [{"id": str(person.pk), "label": "Anna Berg"}],
            "position_then": "Mayor",
            "organisation_then": [{"id": str(self.organisation.pk), "label": "City of Ghent"}],
        }
        for selected in ("We need trams", "need trams", SAID):
            with self.subTest(selected):
                self.assertEqual(self.ask(selected), expected)

    def test_of_somebody_unknown_there_is_what_they_were(self):
        answer = self.ask("We need trams")
        self.assertEqual((answer["speaker"], answer["position_then"]), ([], "Mayor"))

    def test_words_of_nobody_of_several_or_of_too_long_a_text_have_no_speaker(self):
        SpeakerFactory(given_name="Anna", family_name="Berg")
        self.assertEqual(self.ask("It was late."), {})
        self.assertEqual(self.ask(""), {})
        self.assertEqual(self.ask("We need trams", f"<p>{SAID}</p>" + "<p>Rain.</p>" * 6000), {})
        several = f"<p>{SAID}</p><p>“We need buses,” said Bo Lund, Mayor.</p>"
        self.assertEqual(self.ask("We need", several), {})

    def test_who_writes_no_articles_is_not_answered(self):
        self.client.force_login(staff(PROGRAMME_MANAGER))
        self.assertEqual(self.client.post(URL, {"words": "trams", "text": SAID}).status_code, 403)
        self.assertEqual(self.client.get(URL).status_code, 403)
