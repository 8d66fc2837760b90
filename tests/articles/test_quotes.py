"""What people said: with what they were then, and where they said it."""

from django.test import TestCase

from articles.models import Quote
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    OrganisationFactory,
    QuoteFactory,
    SessionFactory,
    SpeakerFactory,
)


class AffiliationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.city, cls.network = OrganisationFactory(name="City of Ghent"), OrganisationFactory(name="POLIS")
        cls.speaker = SpeakerFactory(position="Mayor", organisation=cls.city)
        cls.session = AppearanceFactory(speaker=cls.speaker).session
        cls.speaker.position, cls.speaker.organisation = "Director", cls.network
        cls.speaker.save()

    def assert_was(self, quote, position, organisation):
        quote.refresh_from_db()
        self.assertEqual((quote.position_then, quote.organisation_then), (position, organisation))

    def test_a_quote_from_a_session_has_what_the_speaker_was_there(self):
        self.assert_was(QuoteFactory(speaker=self.speaker, session=self.session), "Mayor", self.city)

    def test_a_quote_from_nowhere_has_what_the_speaker_is_today(self):
        self.assert_was(QuoteFactory(speaker=self.speaker), "Director", self.network)

    def test_a_quote_from_a_session_without_the_speaker_has_what_the_speaker_is_today(self):
        self.assert_was(QuoteFactory(speaker=self.speaker, session=SessionFactory()), "Director", self.network)

    def test_what_the_editor_wrote_stays(self):
        quote = QuoteFactory(speaker=self.speaker, session=self.session, position_then="Chair")
        self.assert_was(quote, "Chair", self.city)

    def test_a_quote_stays_as_it_was_when_the_programme_or_the_speaker_changes(self):
        quote = QuoteFactory(speaker=self.speaker, session=self.session)
        self.session.appearances.update(position_then="Alderman")
        quote.refresh_from_db()
        quote.save()
        self.assert_was(quote, "Mayor", self.city)

    def test_a_quote_outlives_the_session_where_it_was_said(self):
        quote = QuoteFactory(speaker=self.speaker, session=self.session)
        self.session.delete()
        self.assert_was(quote, "Mayor", self.city)
        self.assertIsNone(quote.session)


class PublicQuotesTests(TestCase):
    def test_quotes_of_the_latest_article_come_first_in_their_order_on_the_page(self):
        older, newer = ArticleFactory(publish_at="2025-01-01T00:00Z"), ArticleFactory(publish_at="2025-02-01T00:00Z")
        second = QuoteFactory(parent=newer, ordering=20)
        first = QuoteFactory(parent=newer, ordering=10)
        last = QuoteFactory(parent=older, ordering=10)
        QuoteFactory(parent=ArticleFactory(state="draft"))
        self.assertSequenceEqual(Quote.objects.public(), [first, second, last])
