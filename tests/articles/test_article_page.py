"""What visitors read on an article's page."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.core.exceptions import ValidationError
from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.factories import (
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    DownloadFactory,
    GalleryFactory,
    LinkFactory,
    OrganisationFactory,
    PartnerProjectsFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    TableFactory,
    TagFactory,
    VideoFactory,
)
from tests.html import links_in, parse, text_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class ArticlePageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = ArticleFactory(slug="report", title="Cities meet in Ghent")

    def page(self):
        """Return the main part of the article's page."""
        response = self.client.get("/news/report/")
        self.assertEqual(response.status_code, 200)
        return parse(response).find(".//main")


class BodyTests(ArticlePageTestCase):
    def test_blocks_come_in_the_order_that_the_editor_gave_them_whatever_their_kind(self):
        LinkFactory(parent=self.article, ordering=30, text="Third")
        RichTextFactory(parent=self.article, ordering=10, text="<p>First</p>")
        DownloadFactory(parent=self.article, ordering=50, title="Fifth")
        QuoteFactory(parent=self.article, ordering=20, words="Second")
        RichTextFactory(parent=self.article, ordering=40, text="<p>Fourth</p>")
        words = text_of(self.page())
        places = [words.index(word) for word in ("First", "Second", "Third", "Fourth", "Fifth")]
        self.assertEqual(places, sorted(places))

    def test_blocks_of_another_article_stay_there(self):
        RichTextFactory(text="<p>Elsewhere</p>")
        self.assertNotIn("Elsewhere", text_of(self.page()))

    def test_text_is_shown_as_it_was_written(self):
        RichTextFactory(parent=self.article, text="<h2>Streets</h2><p>Words with <strong>weight</strong></p>")
        page = self.page()
        self.assertEqual(text_of(page.find(".//h2")), "Streets")
        self.assertEqual(text_of(page.find(".//strong")), "weight")

    def test_a_plain_text_is_not_taken_for_html(self):
        QuoteFactory(parent=self.article, words="<script>alert(1)</script> & so on")
        self.article.title = "<b>Title</b>"
        self.article.save()
        page = self.page()
        self.assertIsNone(page.find(".//script"))
        self.assertIsNone(page.find(".//h1/b"))
        self.assertIn("<script>alert(1)</script> & so on", text_of(page))

    def test_a_picture_has_caption_credit_and_alternative_text(self):
        picture = PictureFactory(alternative_text="A tram", caption="In Ghent", credit="A. Photographer")
        ArticlePictureFactory(parent=self.article, picture=picture)
        figure = self.page().find(".//figure")
        self.assertEqual(figure.find(".//img").get("alt"), "A tram")
        self.assertIn("In Ghent", text_of(figure.find("figcaption")))
        self.assertIn("A. Photographer", text_of(figure.find("figcaption")))

    def test_a_decorative_picture_is_silent(self):
        ArticlePictureFactory(parent=self.article, is_decorative=True)
        self.assertEqual(self.page().find(".//figure//img").get("alt"), "")

    def test_a_gallery_shows_its_pictures_in_the_chosen_order(self):
        first, second = PictureFactory(alternative_text="First"), PictureFactory(alternative_text="Second")
        GalleryFactory(parent=self.article, pictures=[second, first])
        self.assertEqual([image.get("alt") for image in self.page().findall(".//figure//img")], ["Second", "First"])

    def test_a_video_is_a_link_until_the_visitor_asks_for_it(self):
        VideoFactory(parent=self.article, title="The city in one minute", url="https://youtu.be/dQw4w9WgXcQ")
        page = self.page()
        self.assertIn("https://youtu.be/dQw4w9WgXcQ", links_in(page))
        self.assertIsNone(page.find(".//iframe"))
        self.assertIn("The city in one minute", text_of(page))

    def test_a_link_and_a_download_lead_where_they_say(self):
        LinkFactory(parent=self.article, text="Learn more", url="https://netzerocities.example/")
        document = DownloadFactory(parent=self.article, document__title="Programme").document
        links = links_in(self.page())
        self.assertEqual(links["https://netzerocities.example/"], "Learn more")
        self.assertIn("Programme", links[document.file.url])
        self.assertIn("PDF", links[document.file.url])


class TableTests(ArticlePageTestCase):
    def test_its_headers_are_headers_and_its_rows_have_the_same_length(self):
        TableFactory(
            parent=self.article,
            caption="Trams <by city>",
            content=" | 2023 | 2024\nGhent\t4\t5\nA\\|B | 6",
            has_header_column=True,
        )
        table = self.page().find(".//table")
        self.assertEqual(text_of(table.find("caption")), "Trams <by city>")
        self.assertEqual([text_of(cell) for cell in table.findall("thead/tr/th[@scope='col']")], ["2023", "2024"])
        rows = [[text_of(cell) for cell in row] for row in table.findall("tbody/tr")]
        self.assertEqual(rows, [["Ghent", "4", "5"], ["A|B", "6", ""]])
        self.assertEqual([text_of(cell) for cell in table.findall("tbody/tr/th[@scope='row']")], ["Ghent", "A|B"])

    def test_it_may_have_no_headers(self):
        TableFactory(parent=self.article, has_header_row=False)
        table = self.page().find(".//table")
        self.assertIsNone(table.find(".//th"))
        self.assertEqual(len(table.findall("tbody/tr")), 2)

    def test_it_is_written_alike_however_it_was_typed(self):
        table = TableFactory.build(parent=self.article, content="City\tTrams\r\n\r\nGhent |4\nA\\|B |5")
        table.full_clean()
        self.assertEqual(table.content, "City | Trams\nGhent | 4\nA\\|B | 5")

    def test_what_has_one_column_is_none(self):
        for content in ("City\nGhent", "|", ""):
            with self.subTest(content), self.assertRaises(ValidationError) as raised:
                TableFactory.build(parent=self.article, content=content).full_clean()
            self.assertEqual(list(raised.exception.message_dict), ["content"])


class QuoteTests(ArticlePageTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.network = OrganisationFactory(name="POLIS", slug="polis")
        cls.speaker = SpeakerFactory(given_name="Ana", family_name="Dupont", slug="ana", position="Director")
        cls.session = SessionFactory(
            title="Opening", slug="opening", day__conference__slug="forum", day__conference__title="The forum"
        )
        cls.quote = QuoteFactory(
            parent=cls.article,
            words="Streets are for people.",
            speaker=cls.speaker,
            position_then="Mayor",
            organisation_then=cls.network,
            session=cls.session,
        )

    def figure(self):
        return self.page().find(".//figure")

    def test_a_quote_names_who_said_it_and_what_they_were_then(self):
        figure = self.figure()
        self.assertEqual(text_of(figure.find("blockquote")), "“Streets are for people.”")
        self.assertIn("Ana Dupont Mayor, POLIS", text_of(figure.find("figcaption")))
        self.assertNotIn("Director", text_of(figure))

    def test_it_leads_to_the_speaker_and_to_the_session(self):
        links = links_in(self.figure())
        self.assertEqual(links["/people/ana/"], "Ana Dupont")
        self.assertEqual(links["/organisations/polis/"], "POLIS")
        self.assertEqual(links["/events/forum/opening/"], "Opening")

    def test_it_does_not_mention_the_session_of_a_conference_that_is_not_public(self):
        self.session.conference.state = State.DRAFT
        self.session.conference.save()
        figure = self.figure()
        self.assertNotIn("/events/forum/opening/", links_in(figure))
        self.assertNotIn("The forum", text_of(figure))

    def test_it_leads_back_to_the_article_from_session_and_speaker(self):
        for address in ("/events/forum/opening/", "/people/ana/"):
            with self.subTest(address):
                figure = parse(self.client.get(address)).find(".//main//figure")
                self.assertEqual(text_of(figure.find("blockquote")), "“Streets are for people.”")
                self.assertIn("/news/report/", links_in(figure))

    def test_a_person_without_position_is_just_named(self):
        self.quote.delete()
        QuoteFactory(parent=self.article, speaker=SpeakerFactory(given_name="", family_name="Madonna"))
        self.assertEqual(text_of(self.figure().find("figcaption")), "M Madonna Share or cite this quote")


class SurroundingsTests(ArticlePageTestCase):
    def cards(self, page, prefix):
        """Return the addresses below ``prefix`` that the page's cards lead to, in their order."""
        return [link.get("href") for link in page.iter("a") if link.get("href").startswith(prefix)]

    def test_partner_projects_come_once_in_the_chosen_order_after_the_text(self):
        first, second = ProjectFactory(slug="upper"), ProjectFactory(slug="metacces")
        self.article.projects.set([second, first])
        RichTextFactory(parent=self.article, text="<p>The text</p>")
        page = self.page()
        self.assertEqual(self.cards(page, "/projects/"), ["/projects/metacces/", "/projects/upper/"])
        self.assertLess(text_of(page).index("The text"), text_of(page).index("Partner projects"))

    def test_a_block_shows_them_at_its_place_instead(self):
        self.article.projects.set([ProjectFactory(slug="upper")])
        PartnerProjectsFactory(parent=self.article, ordering=10, title="With these projects")
        RichTextFactory(parent=self.article, ordering=20, text="<p>The text</p>")
        page = self.page()
        self.assertEqual(self.cards(page, "/projects/"), ["/projects/upper/"])
        self.assertLess(text_of(page).index("With these projects"), text_of(page).index("The text"))

    def test_a_block_can_show_some_of_them_and_the_others_come_after_the_text(self):
        first, second, other = (ProjectFactory(slug=slug) for slug in ("upper", "metacces", "other"))
        self.article.projects.set([first, second])
        PartnerProjectsFactory(parent=self.article, projects=[other, second])
        cards = self.cards(self.page(), "/projects/")
        self.assertEqual(cards, ["/projects/other/", "/projects/metacces/", "/projects/upper/"])

    def test_it_leads_to_the_conferences_that_are_public(self):
        public, draft = ConferenceFactory(slug="forum"), ConferenceFactory(slug="draft", state=State.DRAFT)
        self.article.conferences.set([public, draft])
        links = links_in(self.page())
        self.assertIn("/events/forum/", links)
        self.assertNotIn("/events/draft/", links)

    def test_it_leads_to_authors_subjects_and_related_articles(self):
        author, tag, related = SpeakerFactory(slug="ana"), TagFactory(slug="mobility"), ArticleFactory(slug="related")
        self.article.authors.set([author])
        self.article.tags.set([tag])
        self.article.related_articles.set([related])
        self.article.author_organisation = OrganisationFactory(slug="polis")
        self.article.save()
        links = links_in(self.page())
        for address in ("/people/ana/", "/tags/mobility/", "/news/related/", "/organisations/polis/"):
            self.assertIn(address, links)

    def test_authors_and_related_articles_come_in_the_chosen_order(self):
        first, second = SpeakerFactory(slug="ana"), SpeakerFactory(slug="ben")
        self.article.authors.set([second, first])
        one, two = ArticleFactory(slug="one"), ArticleFactory(slug="two")
        self.article.related_articles.set([two, one])
        page = self.page()
        self.assertEqual(self.cards(page, "/people/"), ["/people/ben/", "/people/ana/"])
        others = [path for path in self.cards(page, "/news/") if path.removeprefix("/news/") in ("two/", "one/")]
        self.assertEqual(others, ["/news/two/", "/news/one/"])

    def test_the_lead_picture_has_its_own_caption_or_the_librarys(self):
        self.article.lead_picture = PictureFactory(caption="From the library", credit="A. Photographer")
        self.article.save()
        self.assertIn("From the library", text_of(self.page()))
        self.article.lead_caption = "In Ghent"
        self.article.save()
        page = text_of(self.page())
        self.assertIn("In Ghent", page)
        self.assertIn("A. Photographer", page)
        self.assertNotIn("From the library", page)

    def test_those_who_preview_a_link_to_it_read_its_title_and_summary(self):
        self.article.summary = "Two days in Ghent"
        self.article.lead_picture = PictureFactory()
        self.article.save()
        head = parse(self.client.get("/news/report/")).find("head")
        said = {meta.get("property") or meta.get("name"): meta.get("content") for meta in head.iter("meta")}
        self.assertEqual(said["description"], "Two days in Ghent")
        self.assertEqual(said["og:title"], "Cities meet in Ghent")
        self.assertEqual(said["og:type"], "article")
        self.assertEqual(said["og:url"], "http://testserver/news/report/")
        self.assertEqual(said["og:image"], "http://testserver/share/article/report.jpg")


class VisibilityTests(ArticlePageTestCase):
    def test_what_is_not_public_is_not_there_and_what_was_is_gone(self):
        for state, status in {State.DRAFT: 404, State.IN_REVIEW: 404, State.ARCHIVED: 410}.items():
            with self.subTest(state):
                self.article.state = state
                self.article.save()
                self.assertEqual(self.client.get("/news/report/").status_code, status)

    def test_an_article_is_there_from_its_time_until_it_expires(self):
        self.article.publish_at, self.article.expire_at = NOON, NOON + timedelta(days=1)
        self.article.save()
        second = timedelta(seconds=1)
        for now, status in [
            (NOON - second, 404),
            (NOON, 200),
            (NOON + timedelta(days=1) - second, 200),
            (NOON + timedelta(days=1), 410),
        ]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assertEqual(self.client.get("/news/report/").status_code, status)
                listed = "/news/report/" in self.client.get("/news/").content.decode()
                self.assertIs(listed, status == 200)
