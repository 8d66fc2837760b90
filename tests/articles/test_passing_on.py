"""Articles and quotes are shared, copied, cited, embedded, and their cards downloaded."""

import json
import re

from django.test import TestCase

from articles.citations import Author, Citation, bibtex, csl_json, ris
from civitas_cms.publishing.models import State
from tests.factories import (
    PUBLISHED_AT,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    QuoteFactory,
    SessionFactory,
    SiteSettingsFactory,
    SpeakerFactory,
)

DAY = PUBLISHED_AT.date()


def citation(**values):
    usual = {
        "key": "trams",
        "authors": [],
        "title": "Trams",
        "site": "Site",
        "day": DAY,
        "url": "https://site.example/",
    }
    return Citation(**usual | values)


class BibtexTests(TestCase):
    def test_characters_of_tex_are_text(self):
        written = bibtex(citation(title=r"50 % of R&D_x #1: {a}^2 ~ \end $5 <b>|"))
        self.assertIn(
            r"50 \% of R\&D\_x \#1: \textbraceleft{}a\textbraceright{}\textasciicircum{}2 \textasciitilde{} "
            r"\textbackslash{}end \$5 \textless{}b\textgreater{}\textbar{}",
            written,
        )

    def test_braces_are_balanced_as_bibtex_counts_them_whatever_a_text_has(self):
        for title in ("}", "{", "}{", r"\}", r"\{", "a } b } c", "\\"):
            written = bibtex(citation(title=title, note=title, authors=[Author(title, title)]))
            depth = 0
            for character in written:
                depth += {"{": 1, "}": -1}.get(character, 0)
                self.assertGreaterEqual(depth, 0, title)
            self.assertEqual(depth, 0, title)

    def test_no_name_is_divided(self):
        authors = [Author("Kovač", "Ana"), Author("Parks and Recreation, Ghent"), Author("van Gogh", "Vincent")]
        self.assertIn(
            "author = {{Kovač}, {Ana} and {Parks and Recreation, Ghent} and {van Gogh}, {Vincent}},",
            bibtex(citation(authors=authors)),
        )

    def test_a_text_of_several_lines_is_one(self):
        self.assertNotIn("\nTY", ris(citation(title="a\r\nTY  - BOOK"))[5:])
        self.assertEqual(len(bibtex(citation(title="a\n\nb")).splitlines()), len(bibtex(citation()).splitlines()))


class OtherFormatsTests(TestCase):
    def test_ris_has_a_tag_on_each_line_and_an_end(self):
        lines = ris(citation(authors=[Author("Kovač", "Ana")])).split("\r\n")
        self.assertEqual((lines[0], lines[-2:]), ("TY  - ELEC", ["ER  - ", ""]))
        for line in lines[:-1]:
            self.assertRegex(line, r"^[A-Z][A-Z0-9]  - ")
        self.assertIn("AU  - Kovač, Ana", lines)
        self.assertIn("DA  - 2024/01/01", lines)

    def test_csl_tells_people_from_organisations(self):
        (item,) = json.loads(csl_json(citation(authors=[Author("Kovač", "Ana"), Author("City of Ghent")])))
        self.assertEqual(item["author"], [{"family": "Kovač", "given": "Ana"}, {"literal": "City of Ghent"}])
        self.assertEqual(item["issued"], {"date-parts": [[2024, 1, 1]]})
        self.assertLessEqual({"id", "type", "title", "URL", "container-title"}, item.keys())


class PassingOnTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        SiteSettingsFactory(name="Streets & Co")
        ana = SpeakerFactory(given_name="Ana", family_name="Kovač")
        session = SessionFactory(day=DayFactory(conference=ConferenceFactory(title="Forum")), title="Opening")
        cls.article = ArticleFactory(
            slug="report",
            title="Trams & buses",
            authors=[ana],
            author_organisation=OrganisationFactory(name="City of Ghent"),
        )
        cls.quote = QuoteFactory(
            parent=cls.article,
            speaker=ana,
            session=session,
            position_then="Mayor",
            words='Streets are "ours" </textarea><script>alert(1)</script>',
        )


class PageTests(PassingOnTestCase):
    def test_both_pages_offer_all_ways(self):
        for item, card in (
            (self.article, "/share/article/report.jpg"),
            (self.quote, f"/share/quote/{self.quote.pk}.jpg"),
        ):
            path = item.get_absolute_url()
            page = self.client.get(path)
            for extension in ("bib", "ris", "json"):
                self.assertContains(page, f'href="{path}cite.{extension}"')
            self.assertRegex(page.text, rf'href="{card}"\s+download')
            self.assertContains(page, "mailto:?subject=")
            self.assertContains(page, "Kovač, Ana")
            self.assertContains(page, "application/json+oembed")
            self.assertEqual(page.text.count("<textarea"), 1)

    def test_what_is_embedded_is_shown_as_text(self):
        for item in (self.article, self.quote):
            page = self.client.get(item.get_absolute_url()).text
            (snippet,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
            self.assertTrue(snippet.startswith("&lt;blockquote cite="), snippet)
            self.assertIn(f"http://testserver{item.get_absolute_url()}", snippet)
            self.assertNotIn("<", snippet)

    def test_a_quote_is_copied_with_who_said_it_and_where_it_stands(self):
        page = " ".join(self.client.get(self.quote.get_absolute_url()).text.split())
        self.assertIn(f"” — Ana Kovač, Mayor. http://testserver{self.quote.get_absolute_url()}", page)

    def test_a_quote_is_cited_with_where_it_was_said(self):
        written = self.client.get(f"{self.quote.get_absolute_url()}cite.bib").text
        self.assertIn(r"Said at “Opening”, Forum. Quoted in “Trams \& buses”", written)
        self.assertIn("author = {{Kovač}, {Ana}}", written)

    def test_a_session_that_is_not_public_is_not_named(self):
        self.quote.session.conference.__class__.objects.update(state=State.DRAFT)
        self.assertNotIn("Opening", self.client.get(f"{self.quote.get_absolute_url()}cite.ris").text)


class FileTests(PassingOnTestCase):
    def test_each_is_a_file_of_its_type(self):
        for extension, content_type in (
            ("bib", "application/x-bibtex; charset=utf-8"),
            ("ris", "application/x-research-info-systems; charset=utf-8"),
            ("json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
        ):
            for item, queries in ((self.article, 3), (self.quote, 2)):
                with self.subTest(extension, item=item), self.assertNumQueries(queries):
                    response = self.client.get(f"{item.get_absolute_url()}cite.{extension}")
                self.assertEqual(response["Content-Type"], content_type)
                self.assertIn(f".{extension}", response["Content-Disposition"])
                self.assertIn("Streets", response.text)
                again = self.client.get(
                    f"{item.get_absolute_url()}cite.{extension}", headers={"if-none-match": response["ETag"]}
                )
                self.assertEqual(again.status_code, 304)

    def test_what_is_not_public_has_none(self):
        self.article.__class__.objects.update(state=State.DRAFT)
        for item in (self.article, self.quote):
            for extension in ("bib", "ris", "json", "xml"):
                self.assertIn(self.client.get(f"{item.get_absolute_url()}cite.{extension}").status_code, (404, 410))
