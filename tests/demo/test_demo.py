"""The demonstration: complete, loaded once however often it is asked for, and never on a real site."""

import io
import re
import shutil
import tempfile
from datetime import UTC, timedelta
from pathlib import Path
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from articles import models as articles
from articles.models import Article, Quote
from civitas_cms.demo import volume
from civitas_cms.demo.accounts import ACCOUNTS
from civitas_cms.demo.content import read, read_all
from civitas_cms.demo.picture_library import IMAGES
from civitas_cms.library.files import RENDITIONS_FOLDER
from civitas_cms.library.models import Picture
from civitas_cms.pages.models import MenuItem, Page, RichText, SiteSettings
from civitas_cms.roles import ROLES
from events.models import Appearance, Conference, Day, Project, Session, Speaker
from tests.calendar_readers import READERS
from tests.factories import ArticleFactory

REPORT = "civitas-initiative-at-the-mission-in-progress-conference"
OUR_APPS = ["articles", "events", "library", "pages", "taggit", "auth"]


def demo(*arguments):
    """Run the command and return what it prints."""
    output = io.StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


def passwords_in(output):
    return dict(re.findall(r"Account: ([\w-]+) +Password: (\S+)", output))


def counts():
    return {
        model._meta.label: model.objects.count() for app in OUR_APPS for model in apps.get_app_config(app).get_models()
    }


class DemoTestCase(TestCase):
    """A test with a media folder of its own, where the demonstration may be loaded."""

    @classmethod
    def setUpClass(cls):
        media = tempfile.mkdtemp()
        cls.enterClassContext(override_settings(DEBUG=True, MEDIA_ROOT=media))
        cls.addClassCleanup(shutil.rmtree, media)
        super().setUpClass()


class LoadedDemoTests(DemoTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.output = demo()
        cls.report = Article.objects.get(slug=REPORT)

    def test_the_report_quotes_both_speakers_in_their_sessions(self):
        quotes = self.report.articles_quote_set.all()
        self.assertEqual(
            [(str(quote.speaker), quote.position_then, str(quote.session)) for quote in quotes],
            [
                ("Marc Lemaître", "Director-General, DG Research and Innovation", "Plenary"),
                ("Frans Timmermans", "Executive Vice-President", "Closing remarks"),
            ],
        )
        self.assertIn("without leaving anyone behind", quotes[1].words)

    def test_the_report_names_its_partners_author_and_conference(self):
        self.assertEqual([str(project) for project in self.report.projects.all()], ["NetZeroCities", "UPPER", "SPINE"])
        self.assertEqual(str(self.report.author_organisation), "ICLEI Europe")
        self.assertEqual(self.report.conferences.get().slug, "mission-in-progress-2023")
        self.assertEqual(self.report.shown_caption, "Stand at Mission in Progress")
        self.assertEqual(self.report.articles_link_set.get().text, "Learn more about NetZeroCities")

    def test_everything_is_public_and_every_article_leads_on(self):
        self.assertEqual(Article.objects.public().count(), 9)
        self.assertEqual(Page.objects.public().count(), 4)
        self.assertEqual(Conference.objects.public().count(), 7)
        self.assertFalse(Article.objects.filter(related_articles=None).exists())

    def test_every_kind_of_block_is_shown_somewhere(self):
        unused = [block.__name__ for block in articles.BLOCKS if not block.objects.exists()]
        self.assertEqual(unused, [])

    def test_texts_are_of_a_readable_length(self):
        for item in [*Article.objects.all(), *Page.objects.all()]:
            app = item._meta.app_label
            html = " ".join(getattr(item, f"{app}_richtext_set").values_list("text", flat=True))
            words = len(re.sub(r"<[^>]+>", " ", html).split())
            with self.subTest(item):
                self.assertTrue(150 <= words <= 400, words)

    def test_cleaning_takes_nothing_from_the_texts(self):
        clean = articles.RichText._meta.get_field("text").sanitize
        for item in [*read_all("articles"), *read_all("pages")]:
            for text in (block["text"] for block in item["body"] if block["kind"] == "text"):
                with self.subTest(item["slug"]):
                    self.assertEqual(re.findall(r"<\w+", clean(text)), re.findall(r"<\w+", text))

    def test_links_within_the_site_lead_somewhere(self):
        texts = [
            text for model in (articles.RichText, RichText) for text in model.objects.values_list("text", flat=True)
        ]
        texts += Conference.objects.values_list("description", flat=True)
        texts += Project.objects.values_list("description", flat=True)
        addresses = {address for text in texts for address in re.findall(r'href="(/[^"]*)"', text)}
        self.assertGreater(len(addresses), 5)
        for address in addresses:
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 200)

    def test_mission_in_progress_has_its_programme(self):
        conference = Conference.objects.get(slug="mission-in-progress-2023")
        self.assertEqual(
            [day.audience for day in conference.days.all()], ["city practitioners", "mayors and city practitioners"]
        )
        self.assertGreaterEqual(conference.sessions.count(), 12)
        self.assertIn("illustrative", conference.description)
        appearances = Appearance.objects.filter(session__conference=conference)
        self.assertEqual(appearances.count(), 4)
        self.assertFalse(appearances.filter(position_then="").exists())

    def test_every_calendar_says_the_same_to_every_reader(self):
        conferences = Conference.objects.public().with_programme()
        expected = {}
        for conference in conferences:
            whole = {str(conference.identity): (conference.starts_on, conference.ends_on + timedelta(days=1))}
            sessions = [session for _day, sessions in conference.programme for session in sessions]
            expected[f"/events/{conference.slug}.ics"] = whole | {
                str(session.identity): (session.starts.astimezone(UTC), session.ends.astimezone(UTC))
                for session in sessions
                if not session.is_break
            }
            if conference in Conference.objects.public().upcoming():
                expected.setdefault("/events/calendar.ics", {}).update(whole)
        self.assertEqual(len(expected), 8)
        for address, events in expected.items():
            text = self.client.get(address).content.decode()
            for reader in READERS:
                with self.subTest(address, reader=reader.__name__):
                    self.assertEqual(reader(text), events)

    def test_two_invented_conferences_are_still_to_come(self):
        upcoming = Conference.objects.public().upcoming()
        self.assertEqual(len(upcoming), 2)
        for conference in upcoming:
            self.assertIn("invented for the demonstration", conference.description)
        hybrid = upcoming.get(format=Conference.Format.HYBRID)
        self.assertTrue(hybrid.is_registration_open)

    def test_the_site_says_who_it_is(self):
        site = SiteSettings.objects.get()
        self.assertEqual(site.name, "CIVITAS Initiative")
        self.assertEqual(site.badges.count(), 4)
        titles = MenuItem.objects.visible().filter(menu="main").values_list("title", flat=True)
        self.assertEqual(list(titles), ["News", "Events", "Projects", "People", "Quotes", "About"])

    def test_pictures_are_described_credited_and_there_in_all_sizes(self):
        self.assertFalse(Picture.objects.filter(alternative_text="").exists())
        self.assertFalse(Picture.objects.exclude(credit="Illustration: CIVITAS CMS").exists())
        picture = Picture.objects.first()
        self.assertEqual(self.client.get(picture.url("landscape", 640)).status_code, 200)

    def test_loading_makes_no_rendition_that_nobody_has_asked_for(self):
        self.assertFalse(any(path.is_file() for path in Path(settings.MEDIA_ROOT, RENDITIONS_FOLDER).rglob("*")))

    def test_each_picture_is_described_and_as_small_as_a_repository_can_carry(self):
        files = list(IMAGES.iterdir())
        self.assertEqual({picture["file"] for picture in read("pictures")["pictures"]}, {file.name for file in files})
        self.assertLess(max(file.stat().st_size for file in files), 500_000)
        self.assertLess(sum(file.stat().st_size for file in files), 4_000_000)

    def test_nobody_has_an_invented_face(self):
        self.assertFalse(Speaker.objects.exclude(portrait=None).exists())
        page = self.client.get("/people/marc-lemaitre/")
        self.assertContains(page, '<span class="portrait-initials" aria-hidden="true">ML</span>', html=True)

    def test_documents_are_real_pdf_files(self):
        with articles.Download.objects.first().document.file.open() as file:
            self.assertTrue(file.read().startswith(b"%PDF"))

    def test_loading_again_changes_nothing(self):
        before = counts()
        output = demo()
        self.assertEqual(counts(), before)
        self.assertEqual(passwords_in(output), {})

    def test_loading_again_keeps_what_an_editor_changed(self):
        self.report.strapline = "Changed by hand"
        self.report.save()
        self.report.articles_quote_set.all().delete()
        Speaker.objects.filter(slug="marc-lemaitre").update(position="Retired")
        MenuItem.objects.filter(title="Projects").delete()
        demo()
        self.report.refresh_from_db()
        self.assertEqual(self.report.strapline, "Changed by hand")
        self.assertFalse(self.report.articles_quote_set.exists())
        self.assertEqual(Speaker.objects.get(slug="marc-lemaitre").position, "Retired")
        self.assertFalse(MenuItem.objects.filter(title="Projects").exists())

    def test_there_is_an_account_for_each_role_that_can_sign_in(self):
        roles_of = {}
        for name, password in passwords_in(self.output).items():
            user = authenticate(username=name, password=password)
            self.assertTrue(user.is_staff, name)
            self.assertEqual(user.is_superuser, name == "superuser")
            roles_of[name] = [group.name for group in user.groups.all()]
        self.assertEqual(sorted(roles_of.values()), [[], *([role] for role in sorted(ROLES))])

    def test_accounts_get_new_passwords_on_demand(self):
        old = passwords_in(self.output)
        new = passwords_in(demo("--accounts"))
        self.assertEqual(new.keys(), set(ACCOUNTS))
        self.assertIsNone(authenticate(username="editor", password=old["editor"]))
        self.assertIsNotNone(authenticate(username="editor", password=new["editor"]))

    def test_a_large_site_obeys_the_rules(self):
        demo("--articles=30", "--conferences=5")
        generated = {"slug__startswith": "sample-"}
        self.assertEqual(Article.objects.filter(**generated).count(), 30)
        self.assertEqual(Conference.objects.filter(**generated).count(), 5)
        sample = [
            *Article.objects.filter(**generated),
            *Conference.objects.filter(**generated),
            *Day.objects.filter(conference__slug__startswith="sample-")[:5],
            *Session.objects.filter(conference__slug__startswith="sample-"),
            *Appearance.objects.filter(session__conference__slug__startswith="sample-")[:20],
            *Speaker.objects.filter(**generated)[:20],
            *Quote.objects.filter(parent__slug__startswith="sample-"),
            *articles.RichText.objects.filter(parent__slug__startswith="sample-"),
        ]
        for row in sample:
            row.full_clean()

        invented_words = Quote.objects.filter(parent__slug__startswith="sample-")
        self.assertTrue(invented_words.exists())
        self.assertFalse(invented_words.exclude(speaker__slug__startswith="sample-").exists())

        before = counts()
        demo("--articles=30", "--conferences=5")
        self.assertEqual(counts(), before)
        demo("--articles=35")
        self.assertEqual(Article.objects.filter(**generated).count(), 35)
        with mock.patch.object(volume, "ORIGINALS", 35):
            for number in (50, 72):
                demo(f"--articles={number}")
        copies = Article.objects.filter(**generated).order_by("pk")[35:]
        self.assertCountEqual([int(copy.slug.split("-")[1]) for copy in copies], range(36, 73))
        for copy in copies:
            copy.full_clean()
        copy = Article.objects.public().filter(pk__in=copies).latest("pk")
        self.assertContains(self.client.get(copy.get_absolute_url()), copy.title)
        self.assertGreaterEqual(articles.RichText.objects.filter(parent=copy).count(), 3)
        found = self.client.get("/search/", {"q": f"“{copy.title}”"})
        self.assertContains(found, copy.get_absolute_url())


class EmptySiteTests(DemoTestCase):
    def test_it_is_refused_without_debug(self):
        with override_settings(DEBUG=False), self.assertRaisesMessage(CommandError, "DEBUG"):
            demo()
        self.assertFalse(Article.objects.exists())
        self.assertFalse(get_user_model().objects.exists())

    def test_if_empty_leaves_a_site_with_content_alone(self):
        ArticleFactory()
        before = counts()
        self.assertEqual(demo("--if-empty"), "")
        self.assertEqual(counts(), before)

    def test_accounts_alone_load_no_content(self):
        self.assertEqual(passwords_in(demo("--accounts")).keys(), set(ACCOUNTS))
        self.assertFalse(Article.objects.exists())
