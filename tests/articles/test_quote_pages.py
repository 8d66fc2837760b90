from django.test import TestCase

from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    ProjectFactory,
    QuoteFactory,
    SessionFactory,
    SpeakerFactory,
    public_person,
)


class QuotePageTests(TestCase):
    def setUp(self):
        self.ana = SpeakerFactory(slug="ana", given_name="Ana", family_name="Kovač")
        self.session = SessionFactory(day=DayFactory(conference=ConferenceFactory(slug="forum")))
        self.article = ArticleFactory(projects=[ProjectFactory(slug="upper")])
        self.quote = QuoteFactory(
            parent=self.article, speaker=self.ana, session=self.session, words="Streets are for people."
        )
        self.other = QuoteFactory(words="Trains are for everybody.")

    def test_all_quotes_are_listed_with_their_articles(self):
        response = self.client.get("/quotes/")
        for quote in (self.quote, self.other):
            self.assertContains(response, quote.words)
            self.assertContains(response, quote.parent.get_absolute_url())

    def test_they_can_be_narrowed_to_a_speaker_a_conference_and_a_project(self):
        for query in ("speaker=ana", "conference=forum", "project=upper", "speaker=ana&project=upper"):
            with self.subTest(query):
                response = self.client.get(f"/quotes/?{query}")
                self.assertContains(response, self.quote.words)
                self.assertNotContains(response, self.other.words)

    def test_an_unknown_subject_is_not_found(self):
        for query in ("speaker=nobody", "conference=nowhere", "project=%00", "speaker=" + "x" * 10_000):
            with self.subTest(query[:30]):
                self.assertEqual(self.client.get(f"/quotes/?{query}").status_code, 404)

    def test_a_quote_has_an_address_of_its_own(self):
        response = self.client.get(self.quote.get_absolute_url())
        self.assertContains(response, self.quote.words)
        self.assertContains(response, "Ana Kovač")
        self.assertContains(response, self.article.get_absolute_url())
        self.assertContains(self.client.get(self.article.get_absolute_url()), self.quote.get_absolute_url())

    def test_quotes_from_a_draft_are_nowhere(self):
        draft = QuoteFactory(parent=ArticleFactory(state="draft"), words="Not yet to be read.")
        self.assertNotContains(self.client.get("/quotes/"), draft.words)
        self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 404)

    def test_people_are_listed_by_name(self):
        public_person(slug="zoe", given_name="Zoé", family_name="Álvarez")
        text = self.client.get("/people/").text
        self.assertLess(text.index("Zoé Álvarez"), text.index("Ana Kovač"))
