"""What helps people to read an article, and to pass it on."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase

from articles.models import Article
from articles.reading import minutes_to_read
from civitas_cms.discovery.sharing import share_links
from civitas_cms.publishing.models import State
from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory, QuoteFactory, RichTextFactory, TagFactory
from tests.html import parse

LONG = "word " * 300


class ReadingTests(TestCase):
    def page(self, article):
        return parse(self.client.get(article.get_absolute_url()))

    def test_a_long_article_has_a_table_of_contents_that_leads_to_its_headings(self):
        article = ArticleFactory()
        RichTextFactory(parent=article, text="<h2>Trams &amp; buses</h2><p>Text</p><h2>Cycling</h2><p>Text</p>")
        RichTextFactory(parent=article, text=f"<h2>Cycling</h2><p>{LONG}</p>")
        root = self.page(article)
        links = root.findall(".//nav[@class='contents']//a")
        self.assertEqual([link.text.strip() for link in links], ["Trams & buses", "Cycling", "Cycling"])
        anchors = {heading.get("id") for heading in root.iter("h2")}
        self.assertEqual(len({link.get("href") for link in links}), 3)
        self.assertLessEqual({link.get("href").removeprefix("#") for link in links}, anchors)

    def test_an_article_with_few_headings_or_few_words_has_none(self):
        for text in (f"<h2>One</h2><p>{LONG}</p><h2>Two</h2>", "<h2>One</h2><h2>Two</h2><h2>Three</h2><p>Text</p>"):
            article = ArticleFactory()
            RichTextFactory(parent=article, text=text)
            self.assertIsNone(self.page(article).find(".//nav[@class='contents']"))

    def test_an_empty_heading_leads_nowhere(self):
        article = ArticleFactory()
        RichTextFactory(
            parent=article, text=f"<h2></h2><h2>One<br>half</h2><h2>Two</h2><h2> <br></h2><h2>Three</h2>{LONG}"
        )
        links = self.page(article).findall(".//nav[@class='contents']//a")
        self.assertEqual([link.text.strip() for link in links], ["One half", "Two", "Three"])

    def test_reading_takes_a_minute_for_each_238_words_of_texts_and_quotes(self):
        article = ArticleFactory()
        text = RichTextFactory(parent=article, text=f"<p>{'word ' * 230}</p>")
        self.assertEqual(minutes_to_read([text]), 1)
        self.assertEqual(minutes_to_read([text, QuoteFactory(parent=article)]), 2)

    def test_reports_of_one_conference_lead_to_one_another(self):
        conference = ConferenceFactory()
        report = ArticleFactory(kind=Article.Kind.EVENT_REPORT, conferences=[conference])
        first, second, third = (
            ArticleFactory(
                kind=Article.Kind.EVENT_REPORT,
                conferences=[conference],
                publish_at=report.publish_at - timedelta(days=days),
            )
            for days in (3, 2, 1)
        )
        ArticleFactory(conferences=[conference], publish_at=second.publish_at + timedelta(hours=1))  # news, no report
        ArticleFactory(kind=Article.Kind.EVENT_REPORT, publish_at=second.publish_at + timedelta(hours=1))
        root = self.page(second)
        self.assertEqual(root.find(".//a[@rel='prev']").get("href"), first.get_absolute_url())
        self.assertEqual(root.find(".//a[@rel='next']").get("href"), third.get_absolute_url())
        self.assertIsNone(self.page(first).find(".//a[@rel='prev']"))

    def test_reports_that_came_out_together_lead_to_one_another_too(self):
        conference = ConferenceFactory()
        first, second = ArticleFactory.create_batch(
            2, kind=Article.Kind.EVENT_REPORT, conferences=[conference], publish_at=datetime(2026, 6, 12, tzinfo=UTC)
        )
        self.assertEqual(self.page(first).find(".//a[@rel='next']").get("href"), second.get_absolute_url())
        self.assertEqual(self.page(second).find(".//a[@rel='prev']").get("href"), first.get_absolute_url())

    def related(self, article):
        cards = self.page(article).findall(".//section[@aria-label='Related articles']//h3/a")
        return [card.get("href") for card in cards]

    def test_an_article_leads_to_others_on_its_conference_then_its_projects_then_its_subjects(self):
        about = {
            "conferences": [ConferenceFactory()],
            "projects": [ProjectFactory()],
            "tags": TagFactory.create_batch(2),
        }
        article = ArticleFactory(**about)
        same_tags, same_project, older, newer = (
            ArticleFactory(**{name: about[name]}, publish_at=article.publish_at - timedelta(days=days))
            for name, days in [("tags", 1), ("projects", 2), ("conferences", 4), ("conferences", 3)]
        )
        ArticleFactory(conferences=about["conferences"], state=State.DRAFT)
        ArticleFactory(tags=[TagFactory()])
        expected = [newer.get_absolute_url(), older.get_absolute_url(), same_project.get_absolute_url()]
        self.assertEqual(self.related(article), expected)
        self.assertEqual(self.related(same_tags), [article.get_absolute_url()])

    def test_what_editors_have_chosen_goes_before_what_is_near(self):
        tag, chosen = TagFactory(), ArticleFactory()
        ArticleFactory(tags=[tag])
        article = ArticleFactory(tags=[tag], related_articles=[chosen])
        self.assertEqual(self.related(article), [chosen.get_absolute_url()])

    def test_titles_are_escaped_in_links_that_share(self):
        links = share_links("Trams & buses: 50 %?", "https://conference.example/news/trams/")
        self.assertEqual(
            links[0]["url"],
            "mailto:?subject=Trams%20%26%20buses%3A%2050%20%25%3F&body=https%3A%2F%2Fconference.example%2Fnews%2Ftrams%2F",
        )

    def test_an_article_can_be_cited(self):
        article = ArticleFactory(title="Trams & buses")
        self.assertContains(self.client.get(article.get_absolute_url()), "<cite>Trams &amp; buses</cite>")
