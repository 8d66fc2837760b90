"""``manage.py intake``: what is printed, which drafts are made, and that each file is all or nothing."""

import json
import tempfile
from io import StringIO
from pathlib import Path

from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.intake.matching import load_known
from articles.models import Article
from civitas_cms.publishing.models import Revision, State
from events.models import Organisation, Speaker
from tests.factories import (
    ConferenceFactory,
    OrganisationFactory,
    PictureFactory,
    ProjectFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    UserFactory,
)

from .base import TEXTS, file_of

REPORT = """CIVITAS Initiative at the 'Mission in Progress' Conference


Stand at Mission in Progress

Last month the CIVITAS Initiative represented the mobility sector, together with the projects UPPER and SPINE, at the \
Mission in Progress: Climate-Neutral and Smart Cities Conference 2023. The NetZeroCities project supports the EU’s \
Mission of “100 Climate-Neutral and Smart Cities by 2030”.

Day two welcomed the mayors. Marc Lemaitre, Director-General DG Research and Innovation, European Commission, Lemaitre \
noted that “throughout history cities have been at the forefront of innovation and change,” and emphasised the \
importance of a systems perspective. Climate neutrality was a focus of the day.

Frans Timmermans, Executive Vice-President, European Commission made final remarks. His speech evoked courage:

“Prove together with us that we can do this without leaving anyone behind”.


Learn more about NetZeroCities.

Author: ICLEI Europe

EU Logo

Funded by the European Union. Views and opinions expressed are however those of the author(s) only.

This website is hosted by an environmentally-friendly server provider."""


class CommandTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        commission = OrganisationFactory(name="European Commission")
        cls.author = OrganisationFactory(name="ICLEI Europe")
        cls.lemaitre = SpeakerFactory(
            given_name="Marc",
            family_name="Lemaître",
            position="Director-General, DG Research and Innovation",
            organisation=commission,
        )
        cls.conference = ConferenceFactory(
            title="Mission in Progress: Climate-Neutral and Smart Cities Conference 2023"
        )
        ConferenceFactory(title="Mission in Progress: another one 2024")
        for acronym in ("UPPER", "SPINE", "MUSE"):
            ProjectFactory(acronym=acronym)
        ProjectFactory(acronym="NetZeroCities", website="https://netzerocities.eu/")
        TagFactory(name="Climate neutrality")
        TagFactory(name="Walking")
        cls.picture = PictureFactory(title="Stand at Mission in Progress")
        cls.user = UserFactory(username="root", is_superuser=True, is_staff=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.write("report.txt", REPORT)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def intake(self, *paths, **options):
        printed, self.errors = StringIO(), StringIO()
        try:
            call_command("intake", *map(str, paths), stdout=printed, stderr=self.errors, verbosity=0, **options)
        finally:
            self.printed = json.loads(printed.getvalue() or "null")
        return self.printed

    def test_what_an_article_would_be_made_of_is_printed_and_nothing_is_made(self):
        found = self.intake(self.file)
        self.assertEqual(found["title"], "CIVITAS Initiative at the 'Mission in Progress' Conference")
        quotes = [block for block in found["blocks"] if block["kind"] == "quote"]
        self.assertEqual(
            [(quote["speaker"], quote["position"], quote["organisation"]) for quote in quotes],
            [
                ("Marc Lemaître", "Director-General, DG Research and Innovation", "European Commission"),
                ("Frans Timmermans", "Executive Vice-President", "European Commission"),
            ],
        )
        self.assertEqual([project["name"] for project in found["projects"]], ["UPPER", "SPINE", "NetZeroCities"])
        self.assertEqual([conference["id"] for conference in found["conferences"]], [self.conference.pk])
        self.assertEqual([tag["name"] for tag in found["tags"]], ["Climate neutrality"])
        self.assertEqual(found["author_organisation"], {"name": "ICLEI Europe", "id": self.author.pk})
        self.assertEqual(found["pictures"][0]["picture"]["id"], self.picture.pk)
        self.assertIn(
            {"kind": "link", "text": "Learn more about NetZeroCities", "url": "https://netzerocities.eu/"},
            found["blocks"],
        )
        left_out = {left["text"]: left["reason"] for left in found["left_out"]}
        self.assertIn("logo", left_out["EU Logo"])
        self.assertIn("disclaimer", left_out["This website is hosted by an environmentally-friendly server provider."])
        self.assertEqual(Article.objects.count(), 0)

    def test_a_draft_is_made_as_the_newsroom_makes_one(self):
        draft = self.intake(self.file, create=True)["draft"]
        article = Article.objects.get(pk=draft["id"])
        self.assertEqual(
            (article.state, article.created_by, article.author_organisation), (State.DRAFT, self.user, self.author)
        )
        self.assertEqual((article.lead_picture, article.lead_caption), (self.picture, "Stand at Mission in Progress"))
        body = [type(block).__name__ for block in Article.objects.with_relations().get(pk=article.pk).body()]
        self.assertEqual(body, ["RichText", "Quote", "RichText", "Quote", "Link"])
        first, second = article.articles_quote_set.order_by("ordering")
        self.assertEqual(first.speaker, self.lemaitre)
        self.assertEqual(second.speaker, Speaker.objects.get(given_name="Frans", family_name="Timmermans"))
        self.assertEqual(second.organisation_then.name, "European Commission")
        self.assertEqual(Organisation.objects.count(), 2)
        self.assertEqual([revision.made_by for revision in Revision.objects.of(article)], [self.user])
        self.assertEqual(LogEntry.objects.filter(object_id=str(article.pk)).count(), 1)
        self.assertEqual([str(tag) for tag in article.tags.all()], ["Climate neutrality"])

    def test_a_folder_is_taken_in_at_once_and_what_cannot_be_read_stops_nothing(self):
        self.write("broken.docx", b"PK\x03\x04 no archive")
        self.write("note.xyz", b"no text of ours")
        self.write("second.md", "# Another one\n\n“We need trams,” said Frans Timmermans.")
        with self.assertRaisesMessage(CommandError, "1 of 3 texts could not be taken in."):
            self.intake(self.folder, create=True)
        self.assertEqual([Path(found["file"]).name for found in self.printed], ["report.txt", "second.md"])
        self.assertIn("broken.docx: The file is damaged", self.errors.getvalue())
        self.assertEqual(Article.objects.count(), 2)
        self.assertEqual(Speaker.objects.filter(family_name="Timmermans").count(), 1)

    def test_a_file_or_an_account_that_is_not_there_is_named(self):
        with self.assertRaisesMessage(CommandError, "there is no such file"):
            self.intake(self.folder / "nowhere.txt")
        with self.assertRaisesMessage(CommandError, "There is no account nobody."):
            self.intake(self.file, create=True, by="nobody")

    def test_every_text_becomes_a_draft_that_can_be_saved(self):
        found = self.intake(TEXTS, create=True)
        self.assertEqual(len(found), Article.objects.count())
        for article in Article.objects.all():
            article.full_clean(exclude=["slug"])

    def test_the_same_text_twice_has_two_addresses(self):
        slugs = {self.intake(self.file, create=True)["draft"]["url"] for _time in range(2)}
        self.assertEqual(len(slugs), 2)

    def test_a_title_without_latin_letters_has_an_address_too(self):
        self.assertTrue(self.intake(file_of("ellinika"), create=True)["draft"]["url"])

    def test_names_are_loaded_with_a_fixed_number_of_queries(self):
        SessionFactory.create_batch(3)
        SpeakerFactory.create_batch(3)
        with self.assertNumQueries(7):
            load_known()
