"""What visitors find, and that the index always says what the content says."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.kinds import search_kinds
from civitas_cms.publishing.models import State
from civitas_cms.search import queries
from civitas_cms.search.models import IndexEntry
from tests.everything import make_everything
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    DocumentFactory,
    DownloadFactory,
    GalleryFactory,
    LinkFactory,
    OrganisationFactory,
    PageFactory,
    PageRichTextFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    SpeakerFactory,
    TableFactory,
    TagFactory,
    VideoFactory,
    public_person,
)
from tests.newsroom.base import AdminTestCase

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def found(text, **filters):
    """Return the addresses of what visitors find."""
    return [hit.url for hit in queries.find(text, filters).hits]


class SearchTestCase(TestCase):
    def assert_finds(self, text, *items):
        self.assertCountEqual(found(text), [item.get_absolute_url() for item in items])


class FindingTests(SearchTestCase):
    def test_every_kind_of_thing_is_found(self):
        organisation, person = OrganisationFactory(name="Trolley Union"), SpeakerFactory(family_name="Trolley")
        things = {
            "article": ArticleFactory(title="The trolley is back", authors=[person]),
            "conference": ConferenceFactory(title="Trolley days"),
            "session": SessionFactory(title="Trolley workshop"),
            "person": person,
            "project": ProjectFactory(acronym="TROLLEY"),
            "organisation": organisation,
            "page": PageFactory(title="Our trolley"),
        }
        self.assert_finds("trolley", *things.values())
        for kind, thing in things.items():
            with self.subTest(kind):
                self.assertEqual(found("trolley", kind=kind), [thing.get_absolute_url()])

    def test_accents_do_not_matter(self):
        person = SpeakerFactory(given_name="Marc", family_name="Lemaître")
        article = ArticleFactory(authors=[person])
        for text in ("Lemaitre", "lemaître", "LEMAÎTRE", "Lemai"):
            with self.subTest(text):
                self.assert_finds(text, person, article)

    def test_words_are_found_by_their_stem_and_by_their_beginning(self):
        article = ArticleFactory(title="Mobility for all")
        for text in ("mobilities", "mobil", "mobilit", "mob", "for all mobi"):
            with self.subTest(text):
                self.assert_finds(text, article)

    def test_phrases_alternatives_and_exclusions(self):
        small = ArticleFactory(title="Small communities, big ideas")
        large = ArticleFactory(title="Communities small and large")
        self.assert_finds('"small communities"', small)
        self.assert_finds("communities -large", small)
        self.assert_finds("big or large", small, large)
        self.assert_finds("communities small", small, large)

    def test_all_words_of_an_article_are_found(self):
        article = ArticleFactory(
            strapline="Strapword",
            summary="Sumword",
            author_organisation=OrganisationFactory(name="Authororg"),
            authors=[SpeakerFactory(family_name="Authorname")],
            projects=[ProjectFactory(acronym="PROJWORD")],
            tags=[TagFactory(name="tagword")],
        )
        RichTextFactory(parent=article, text="<h2>Headword</h2><p>Textword<br>lineword &amp; Eszettstraße</p>")
        said = OrganisationFactory(name="Quoteorg")
        speaker = SpeakerFactory(given_name="Quotename", family_name="Person")
        QuoteFactory(
            parent=article, words="Quoteword", speaker=speaker, position_then="Quotejob", organisation_then=said
        )
        ArticlePictureFactory(parent=article, caption="Captionword")
        GalleryFactory(parent=article, title="Galleryword", pictures=[PictureFactory(caption="Librarycaption")])
        LinkFactory(parent=article, text="Linkword")
        TableFactory(parent=article, caption="Tableword", content="Cellword\t4")
        VideoFactory(parent=article, title="Videoword")
        DownloadFactory(parent=article, document=DocumentFactory(title="Fileword"))
        words = "Strapword Sumword Authororg Authorname PROJWORD tagword Headword Textword lineword Quoteword Quotename"
        words += " Quotejob Quoteorg Captionword Galleryword Librarycaption Linkword Videoword Fileword Eszettstrasse"
        words += " Tableword Cellword"
        for word in words.split():
            with self.subTest(word):
                self.assertIn(article.get_absolute_url(), found(word))

    def test_titles_count_more_than_text_and_new_things_more_than_old_ones(self):
        text = ArticleFactory(title="Something", publish_at=NOON)
        RichTextFactory(parent=text, text="<p>Trolley</p>")
        old = ArticleFactory(title="A trolley", publish_at=NOON - timedelta(days=3000))
        new = ArticleFactory(title="A trolley", publish_at=NOON)
        with time_machine.travel(NOON, tick=False):
            self.assertEqual(found("trolley"), [item.get_absolute_url() for item in (new, old, text)])


class TimeTests(SearchTestCase):
    def test_a_scheduled_item_is_found_at_its_time_and_until_it_expires(self):
        article = ArticleFactory(title="Trolley", publish_at=NOON, expire_at=NOON + timedelta(days=1))
        conference = ConferenceFactory(title="Trolley", publish_at=NOON, expire_at=NOON + timedelta(days=1))
        session = SessionFactory(title="Trolley", day__conference=conference)
        for now, items in [
            (NOON - MOMENT, []),
            (NOON, [article, conference, session]),
            (NOON + timedelta(days=1) - MOMENT, [article, conference, session]),
            (NOON + timedelta(days=1), []),
        ]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assert_finds("trolley", *items)
                self.assertEqual(len(queries.suggest("trolley")), len(items))
                self.assertEqual(queries.did_you_mean("trolly"), "Trolley" if items else "")

    def test_what_is_not_published_is_never_found(self):
        for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
            with self.subTest(state):
                article = ArticleFactory(title="Trolley", state=state)
                conference = ConferenceFactory(title="Trolley", state=state)
                SessionFactory(title="Trolley", day__conference=conference)
                PageFactory(title="Trolley", state=state)
                document = DocumentFactory(title="Trolley")
                DownloadFactory(parent=article, document=document)
                self.assert_finds("trolley")
                self.assertEqual(queries.suggest("trol"), [])
                self.assertEqual(queries.did_you_mean("trolly"), "")

    def test_what_is_withdrawn_is_no_longer_found(self):
        article = ArticleFactory(title="Trolley")
        article.state = State.DRAFT
        article.save()
        self.assert_finds("trolley")

    def test_a_conference_that_is_not_public_is_not_told_by_an_article_about_it(self):
        ArticleFactory(title="News", conferences=[ConferenceFactory(title="Trolley", state=State.DRAFT)])
        self.assert_finds("trolley")

    def test_breaks_are_not_found(self):
        SessionFactory(title="Coffee", kind="break")
        self.assert_finds("coffee")


class DocumentTests(SearchTestCase):
    def documents(self):
        return found("timetable", kind="document")

    def test_a_document_is_found_while_something_public_offers_it(self):
        document = DocumentFactory(title="Timetable")
        self.assertEqual(self.documents(), [])
        article = ArticleFactory(publish_at=NOON, expire_at=NOON + timedelta(days=1))
        download = DownloadFactory(parent=article, document=document)
        for now, expected in [(NOON - MOMENT, []), (NOON, [document.file.url]), (NOON + timedelta(days=1), [])]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assertEqual(self.documents(), expected)
        with time_machine.travel(NOON, tick=False):
            download.document = DocumentFactory()
            download.save()
            self.assertEqual(self.documents(), [])
            download.document = document
            download.save()
            self.assertEqual(self.documents(), [document.file.url])
            article.state = State.DRAFT
            article.save()
            self.assertEqual(self.documents(), [])
            article.state = State.PUBLISHED
            article.save()
            download.delete()
            self.assertEqual(self.documents(), [])

    def test_a_sessions_material_is_found_with_the_conference(self):
        document = DocumentFactory(title="Timetable")
        session = SessionFactory(day__conference__state=State.DRAFT, materials=[document])
        conference = session.day.conference
        self.assertEqual(self.documents(), [])
        conference.state = State.PUBLISHED
        conference.save()
        self.assertEqual(self.documents(), [document.file.url])
        session.materials.clear()
        self.assertEqual(self.documents(), [])
        document.sessions.add(session)
        self.assertEqual(self.documents(), [document.file.url])
        document.sessions.clear()
        self.assertEqual(self.documents(), [])


class UpkeepTests(SearchTestCase):
    def test_a_renamed_speaker_is_found_by_the_new_name_wherever_named(self):
        speaker = SpeakerFactory(family_name="Former")
        session = AppearanceFactory(speaker=speaker).session
        quoting = QuoteFactory(speaker=speaker).parent
        written = ArticleFactory(authors=[speaker])
        items = [speaker, session, session.conference, quoting, written]
        self.assert_finds("former", *items)
        speaker.family_name = "Latter"
        speaker.save()
        self.assert_finds("former")
        self.assert_finds("latter", *items)

    def test_renamed_tags_projects_and_organisations_too(self):
        for name, thing, argument in [
            ("name", TagFactory(name="Former"), "tags"),
            ("acronym", ProjectFactory(acronym="Former"), "projects"),
        ]:
            with self.subTest(argument):
                article = ArticleFactory(**{argument: [thing]})
                setattr(thing, name, "Latter")
                thing.save()
                self.assertIn(article.get_absolute_url(), found("latter", kind="article"))
                self.assertNotIn(article.get_absolute_url(), found("former"))
        organisation = OrganisationFactory(name="Former")
        project, person = ProjectFactory(coordinator=organisation), public_person(organisation=organisation)
        organisation.name = "Later"
        organisation.save()
        self.assert_finds("later", organisation, project, person)

    def test_what_is_taken_off_an_article_no_longer_leads_to_it(self):
        person, project, tag = (
            SpeakerFactory(family_name="Ames"),
            ProjectFactory(acronym="UPPER"),
            TagFactory(name="bus"),
        )
        article, other = (
            ArticleFactory(authors=[person], projects=[project], tags=[tag]),
            ArticleFactory(authors=[person]),
        )
        self.assert_finds("ames", person, article, other)
        article.authors.remove(person)
        self.assert_finds("ames", person, other)
        person.authored_articles.add(article)
        self.assert_finds("ames", person, article, other)
        person.authored_articles.clear()
        self.assert_finds("ames")
        article.projects.set([])
        self.assert_finds("upper", project)
        self.assert_finds("bus", article)
        tag.delete()
        self.assert_finds("bus")

    def test_changed_and_deleted_blocks(self):
        article = ArticleFactory()
        block = RichTextFactory(parent=article, text="<p>trolley</p>")
        page = PageFactory()
        PageRichTextFactory(parent=page, text="<p>trolley</p>")
        self.assert_finds("trolley", article, page)
        block.text = "<p>ferry</p>"
        block.save()
        self.assert_finds("trolley", page)
        self.assert_finds("ferry", article)
        block.delete()
        self.assert_finds("ferry")

    def test_what_is_deleted_is_no_longer_found(self):
        make_everything()
        Article.objects.all().delete()
        conference = ConferenceFactory(title="Trolley")
        AppearanceFactory(session__day__conference=conference, session__title="Trolley")
        PageFactory(title="Trolley").delete()
        conference.delete()
        self.assert_finds("trolley")
        self.assertFalse(IndexEntry.objects.filter(kind="article").exists())

    def test_a_moved_conference_moves_in_the_index(self):
        conference = ConferenceFactory(title="Trolley")
        conference.starts_on, conference.ends_on = date(2041, 5, 5), date(2041, 5, 6)
        conference.save()
        self.assertEqual(found("trolley", year="2041"), [conference.get_absolute_url()])

    def test_a_changed_address_changes_in_the_index(self):
        session = SessionFactory(title="Trolley")
        session.day.conference.slug = "elsewhere"
        session.day.conference.save()
        self.assertEqual(found("trolley"), [f"/events/elsewhere/{session.slug}/"])

    def test_what_is_rolled_back_is_not_found(self):
        for unit in (transaction.atomic, unit_of_work):
            with self.subTest(unit), self.assertRaises(ZeroDivisionError), unit():
                ArticleFactory(title="Trolley")
                raise ZeroDivisionError
            self.assert_finds("trolley")

    def test_a_unit_of_work_writes_each_document_once_at_its_end(self):
        with unit_of_work():
            article = ArticleFactory(title="Trolley")
            with unit_of_work():
                RichTextFactory.create_batch(10, parent=article)
            self.assert_finds("trolley")
        self.assert_finds("trolley", article)

    def test_control_characters_do_not_come_into_the_index(self):
        article = ArticleFactory(title="A \x02trolley\x03")
        self.assertEqual(IndexEntry.objects.get(object_id=article.pk, kind="article").title, "A trolley")


class RebuildTests(SearchTestCase):
    def test_rebuilding_makes_the_index_that_saving_made(self):
        make_everything(2)
        fields = ["kind", "title", "summary", "body", "url", "date", "public_from", "public_until"]
        kept = list(IndexEntry.objects.order_by("kind", "url").values_list(*fields))
        self.assertEqual({entry[0] for entry in kept}, {*search_kinds(), ""})  # "" is found in the newsroom only
        IndexEntry.objects.first().delete()
        IndexEntry.objects.filter(kind="article").update(title="Wrong")
        output = StringIO()
        call_command("rebuild_search", stdout=output)
        self.assertIn(str(len(kept)), output.getvalue())
        self.assertEqual(list(IndexEntry.objects.order_by("kind", "url").values_list(*fields)), kept)

    def test_what_was_changed_past_the_site_is_found_after_rebuilding(self):
        article = ArticleFactory(title="Former")
        Article.objects.update(title="Trolley")
        self.assert_finds("trolley")
        call_command("rebuild_search", verbosity=0)
        self.assert_finds("trolley", article)

    def test_the_language_is_that_of_the_setting(self):
        article = ArticleFactory(title="Les chevaux")
        self.assert_finds("cheval")
        with override_settings(SEARCH_CONFIGURATION="french"):
            call_command("rebuild_search", verbosity=0)
            self.assert_finds("cheval", article)
        with override_settings(SEARCH_CONFIGURATION="klingon"), self.assertRaisesMessage(ValueError, "klingon"):
            call_command("rebuild_search", verbosity=0)


class AdminTests(AdminTestCase):
    def queries_of_saving(self, blocks):
        article = ArticleFactory(title="Trolley")
        for number in range(blocks):
            RichTextFactory(parent=article, text=f"<p>ferry{number}</p>")
        address = f"/admin/articles/article/{article.pk}/change/"
        fields = self.form_fields(address)
        fields["articles_richtext_set-0-text"] = ["<p>funicular</p>"]
        with CaptureQueriesContext(connection) as captured:
            response = self.save(address, fields)
        self.assertEqual(response.redirect_chain, [(address, 302)])
        self.assertEqual(found("funicular"), [article.get_absolute_url()])
        self.assertNotIn(article.get_absolute_url(), found("ferry0"))
        article.delete()
        return [query["sql"] for query in captured if "search_indexentry" in query["sql"]]

    def test_saving_an_article_writes_its_entry_once_whatever_it_is_made_of(self):
        self.assertEqual(len(self.queries_of_saving(1)), 2)
        self.assertEqual(len(self.queries_of_saving(10)), 2)

    def test_an_article_deleted_in_the_admin_is_no_longer_found(self):
        article = ArticleFactory(title="Trolley")
        RichTextFactory.create_batch(3, parent=article)
        self.client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
        self.assertEqual(found("trolley"), [])
        others = ArticleFactory.create_batch(2, title="Trolley")
        self.client.post(
            "/admin/articles/article/",
            {"action": "delete_selected", "_selected_action": [other.pk for other in others], "post": "yes"},
        )
        self.assertEqual(found("trolley"), [])
