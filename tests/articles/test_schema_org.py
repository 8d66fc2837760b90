"""What search engines learn from articles and quotes."""

from civitas_cms.publishing.models import State
from tests.discovery.base import ORIGIN, StructuredDataTestCase
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    OrganisationFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    SpeakerFactory,
    TagFactory,
)


class NewsTests(StructuredDataTestCase):
    def test_an_article_says_who_wrote_it_and_what_about(self):
        article = ArticleFactory(
            slug="report",
            authors=[SpeakerFactory(given_name="Ana", family_name="Lemaître")],
            author_organisation=OrganisationFactory(name="CIVITAS"),
            tags=[TagFactory(name="Walking")],
            conferences=[ConferenceFactory(title="Forum"), ConferenceFactory(title="Secret", state=State.DRAFT)],
            projects=[ProjectFactory(acronym="UPPER")],
            lead_picture=PictureFactory(),
        )
        QuoteFactory(parent=article, words="Walk!", position_then="Mayor", speaker__family_name="Mayer")
        said = self.things("/news/report/")["NewsArticle"]
        self.assertEqual([author["name"] for author in said["author"]], ["Ana Lemaître", "CIVITAS"])
        self.assertEqual([event["name"] for event in said["about"]], ["Forum"])
        self.assertEqual([project["name"] for project in said["mentions"]], ["UPPER"])
        self.assertEqual(said["keywords"], ["Walking"])
        self.assertEqual(said["datePublished"], "2024-01-01T00:00:00+00:00")
        (quote,) = said["hasPart"]
        self.assertEqual((quote["text"], quote["creator"]["jobTitle"]), ("Walk!", "Mayor"))

    def test_a_quote_says_who_said_it_as_what_and_who_reported_it(self):
        quote = QuoteFactory(words="Walk!", position_then="Mayor", parent__title="Report")
        things = self.things(quote.get_absolute_url())
        self.check(list(things.values()))
        said = things["Quotation"]
        self.assertEqual((said["text"], said["creator"]["jobTitle"]), ("Walk!", "Mayor"))
        self.assertEqual(said["isPartOf"]["name"], "Report")
        self.assertContains(self.client.get(quote.get_absolute_url()), f"{ORIGIN}/share/quote/{quote.pk}.jpg")
