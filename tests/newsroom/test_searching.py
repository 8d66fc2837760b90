"""Lists and choosers of the newsroom: they find what is there, say which is which, and take no harm from odd values."""

from datetime import UTC, datetime
from itertools import cycle
from unittest.mock import patch
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection
from django.forms import ModelChoiceField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from civitas_cms.delivery.redirects import Redirect
from civitas_cms.newsroom.model_admin import NewsroomAdmin
from civitas_cms.publishing.models import State
from civitas_cms.search import models as search_models
from events.models import Appearance, Organisation, Project
from tests.everything import make_everything
from tests.factories import (
    PDF,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    MenuItemFactory,
    OrganisationFactory,
    PageFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TableFactory,
    TagFactory,
    TrackFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, list_of, url_of

#: A name as it is written, and ways to type it.
WRITTEN = "Áine O’Grady-Łoś"
TYPED = ["Aine", "aine o'grady", "O'Grady", "o’grady", "Los", "GRADY-ŁOŚ", "A\u0301ine", "grad"]
#: As they stand in an address: what nobody types, but programs send.
ODD_VALUES = ["%00", "a%00b", "abc", "%ed%a0%80", "%ff", "-1", "0", "9" * 30, "1e9", "%C2%B2", "%D9%A3"]
ODD_VALUES += ["9999", "0001", "'", "a" * 3_000, "%F0%9F%9A%8B", "1,2,x", "%0a", "true", "null"]
#: The choosers: each a field, with a row that it offers.
CHOOSERS = [
    ("articles", "article", "authors"),
    ("articles", "article", "author_organisation"),
    ("articles", "article", "projects"),
    ("articles", "article", "conferences"),
    ("articles", "article", "related_articles"),
    ("articles", "article", "lead_picture"),
    ("articles", "download", "document"),
    ("articles", "quote", "session"),
    ("pages", "menuitem", "page"),
    ("events", "session", "day"),
]


class SearchingTestCase(AdminTestCase):
    def options(self, application, model, field, term, **values):
        query = {"app_label": application, "model_name": model, "field_name": field, "term": term} | values
        response = self.client.get("/admin/autocomplete/", query)
        self.assertEqual(response.status_code, 200)
        results = response.json()["results"]
        self.number = len(results)
        return {option["text"]: option["id"] for option in results}

    def listed(self, item, text, **values):
        response = self.client.get(list_of(item), {"q": text} | values)
        self.assertEqual(response.status_code, 200)
        return list(response.context["cl"].result_list)


class FindingTests(SearchingTestCase):
    def test_choosers_find_a_name_however_it_is_typed(self):
        conference = ConferenceFactory(title=WRITTEN, state=State.DRAFT)
        rows = {
            "authors": SpeakerFactory(given_name="Áine", family_name="O’Grady-Łoś"),
            "author_organisation": OrganisationFactory(name=WRITTEN),
            "projects": ProjectFactory(acronym=WRITTEN),
            "conferences": conference,
            "related_articles": ArticleFactory(title=WRITTEN, state=State.DRAFT),
            "lead_picture": PictureFactory(title=WRITTEN),
            "document": DocumentFactory(title=WRITTEN),
            "session": SessionFactory(title=WRITTEN, day__conference=conference),
            "page": PageFactory(title=WRITTEN, state=State.DRAFT),
            "day": DayFactory(title=WRITTEN),
        }
        for chooser in CHOOSERS:
            for text in TYPED:
                with self.subTest(text, chooser=chooser):
                    self.assertIn(str(rows[chooser[2]].pk), self.options(*chooser, text).values())
            self.assertFalse(self.options(*chooser, "nothing like it"))
        for row in rows.values():
            for text in TYPED:
                with self.subTest(text, list=row._meta.label):
                    self.assertIn(row, self.listed(row, text))

    def test_of_very_many_a_list_has_the_newest_and_says_so(self):
        articles = [ArticleFactory(title="Tram", publish_at=datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 7)]
        call = ArticleFactory(title="Tram", kind=Article.Kind.CALL, publish_at=datetime(2019, 1, 1, tzinfo=UTC))
        with patch.object(search_models, "MAX_MATCHES", 3), patch.object(NewsroomAdmin, "max_matches", 3):
            self.assertCountEqual(self.listed(call, "tram"), articles[3:])
            self.assertContains(self.client.get(list_of(call), {"q": "tram"}), "of them, these are the newest")
            self.assertEqual(self.listed(call, "tram", kind__exact="call"), [call])
            self.assertNotContains(self.client.get(list_of(call), {"q": "tram", "kind__exact": "call"}), "the newest")

    def test_small_lists_fold_too(self):
        rows = [
            RoomFactory(name=WRITTEN),
            TrackFactory(name=WRITTEN),
            TagFactory(name=WRITTEN),
            MenuItemFactory(title=WRITTEN),
            UserFactory(last_name=WRITTEN),
            Redirect.objects.create(old_path=f"/{WRITTEN.replace(' ', '-')}/", new_path="/news/"),
        ]
        for row in rows:
            for text in TYPED:
                with self.subTest(text, list=row._meta.label):
                    self.assertEqual(self.listed(row, text), [row])
        for text in TYPED:
            names = self.client.get("/admin/taggit/tag/names/", {"term": text}).json()["results"]
            self.assertEqual([name["id"] for name in names], [WRITTEN])

    def test_words_of_blocks_and_of_what_belongs_to_an_item_find_drafts(self):
        tags = [TagFactory(name="Tagword")]
        article = ArticleFactory(title="Report", strapline="Strapword", state=State.DRAFT, tags=tags)
        RichTextFactory(parent=article, text="<p>As Frans Timmermans said, the <strong>tram</strong> is back.</p>")
        speaker = SpeakerFactory(given_name="Vera", family_name="Quoteperson")
        QuoteFactory(parent=article, words="The Straßen\u00adbahn belongs to us.", speaker=speaker)
        TableFactory(parent=article, caption="Tableword")
        chooser = ("articles", "article", "related_articles")
        for text in ("Timmermans", "timmer", "frans timmermans", "strassenbahn", "quoteperson", "tableword", "strapw"):
            with self.subTest(text):
                self.assertEqual(self.listed(article, text), [article])
                self.assertEqual([*self.options(*chooser, text).values()], [str(article.pk)])
        self.assertEqual(self.listed(article, "tagw timmer port"), [article])
        self.assertEqual(self.listed(article, "-report"), [article])
        self.assertEqual(self.listed(article, "report -nothing"), [])
        self.assertEqual(self.listed(article, "strong"), [])
        session = SessionFactory(title="Opening", room=None, day__conference__title="Forum on rails", kind="break")
        session.room = RoomFactory(name="Hall of mirrors", conference=session.conference)
        session.save()
        Appearance.objects.create(session=session, speaker=speaker, role=Appearance.Role.SPEAKER)
        for text in ("rails", "quoteperson", "vera opening", "mirrors"):
            with self.subTest(text):
                self.assertEqual(self.listed(session, text), [session])
        project = ProjectFactory(grant_number="101095904")
        self.assertEqual(self.listed(project, "101095904"), [project])

    def test_the_middle_of_a_title_is_found_and_only_signs_find_everything(self):
        picture = PictureFactory(title="Straßenbahnhaltestelle")
        self.assertEqual(self.listed(picture, "bahnhalte"), [picture])
        self.assertEqual(self.listed(picture, "%_'"), [picture])

    def test_a_chooser_asks_as_often_for_many_as_for_one(self):
        def number_of_queries():
            with CaptureQueriesContext(connection) as queries:
                for chooser in CHOOSERS:
                    self.options(*chooser, "")
            return len(queries)

        make_everything()
        number_of_queries()
        number = number_of_queries()
        for _number in range(5):
            SpeakerFactory(organisation=OrganisationFactory())
            SessionFactory(day__conference=ConferenceFactory())
            ArticleFactory(lead_picture=PictureFactory())
            ProjectFactory(coordinator=OrganisationFactory())
        self.assertEqual(number_of_queries(), number)


class NamesakeTests(SearchingTestCase):
    def test_options_of_one_name_can_be_told_apart(self):
        for position in ("Mayor", "Engineer"):
            SpeakerFactory(given_name="Maria", family_name="Double", position=position)
        SpeakerFactory(given_name="Maria", family_name="Double", organisation=OrganisationFactory(name="Ghent"))
        for country in ("GR", "MT"):
            OrganisationFactory(name="Double", country=country)
        for grant in ("1", "2"):
            ProjectFactory(acronym="Double", grant_number=grant)
        for city in ("Ghent", "Riga"):
            SessionFactory(title="Double", day__title="Double", day__conference__title=f"Double {city}")
            ConferenceFactory(title="Double", city=city)
            PageFactory(title="Double")
        ArticleFactory(title="Double", state=State.DRAFT)
        ArticleFactory(title="Double")
        for name in ("one", "two"):
            PictureFactory(title="Double", image__filename=f"{name}.png")
            DocumentFactory(title="Double", file=ContentFile(PDF, name=f"{name}.pdf"))
        for chooser in CHOOSERS:
            with self.subTest(chooser):
                options = self.options(*chooser, "double")
                self.assertGreaterEqual(len(options), 2)
                self.assertEqual(len(options), self.number)
        self.assertIn("Maria Double (Mayor)", self.options("articles", "article", "authors", "double"))
        self.assertIn("Maria Double (Ghent)", self.options("articles", "article", "authors", "double"))
        self.assertIn("Double (Greece)", self.options("articles", "article", "author_organisation", "double"))
        self.assertIn("Double (2040, Riga)", self.options("articles", "article", "conferences", "double"))

    def test_what_is_chosen_says_so_too(self):
        speaker = SpeakerFactory(given_name="Maria", family_name="Double", position="Mayor")
        article = ArticleFactory(authors=[speaker])
        self.assertContains(self.client.get(url_of(article)), "Maria Double (Mayor)</option>")

    def test_two_partners_of_one_name_are_told_apart_by_country_or_grant(self):
        for model, name, other in [(Organisation, "name", "country"), (Project, "acronym", "grant_number")]:
            address = reverse(f"admin:events_{model._meta.model_name}_add")
            fields = self.form_fields(address) | {name: "Ministry of Transport"}
            for value, slug, number in [("GR", "a", 1), ("MT", "b", 2), ("MT", "c", 2), ("", "d", 3), ("", "e", 3)]:
                with self.subTest(model=name, value=value, slug=slug):
                    response = self.save(address, fields | {other: value, "slug": slug})
                    self.assertEqual(model.objects.count(), number)
                    if slug in "ce":
                        self.assertContains(response, "We already have ")
            model.objects.all().delete()


def url_to(model, page):
    """Return the address of a page about all rows of ``model``."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


class OddValueTests(SearchingTestCase):
    """Whatever is asked for: never an error of ours."""

    def assert_answers(self, address, data=None):
        response = self.client.post(address, data) if data else self.client.get(address)
        self.assertLess(response.status_code, 500, address[:200])

    def setUp(self):
        super().setUp()
        make_everything()
        self.client.raise_request_exception = False
        self.values = cycle(ODD_VALUES)  # their number has no part in common with that of what is asked

    def test_choosers(self):
        for value in ODD_VALUES:
            query = {
                "app_label": "articles",
                "model_name": "article",
                "field_name": "authors",
                "term": "a",
                "page": "1",
            }
            for name in query:
                others = urlencode({other: word for other, word in query.items() if other != name})
                with self.subTest(value[:30], name=name):
                    self.assert_answers(f"/admin/autocomplete/?{others}&{name}={value}")
            self.assert_answers(f"/admin/taggit/tag/names/?term={value}&page={value}")
        for application, model, field in CHOOSERS:
            address = f"/admin/autocomplete/?app_label={application}&model_name={model}&field_name={field}"
            self.assert_answers(f"{address}&term={next(self.values)}")

    def test_lists_with_all_their_filters(self):
        for model, model_admin in admin.site._registry.items():
            names = ["q", "p", "o", "all", "e", "_popup", "_to_field", "_changelist_filters", "pk__in", "id__exact"]
            names += self._filter_parameters(model_admin)
            if hierarchy := model_admin.date_hierarchy:
                names += [f"{hierarchy}__{part}" for part in ("year", "month", "day", "gte", "lt", "exact")]
            for name in names:
                value = next(self.values)
                with self.subTest(value[:30], model=model.__name__, name=name):
                    self.assert_answers(f"{url_to(model, 'changelist')}?{name}={value}")
        for date in [("9999", "12", "31"), ("9999",), ("1", "1", "1"), ("2024", "13", "1"), ("2024", "2", "x")]:
            for model, field in [(Article, "publish_at"), (Project, "starts_on")]:
                parts = zip(("year", "month", "day"), date, strict=False)
                query = urlencode({f"{field}__{part}": value for part, value in parts})
                with self.subTest(date, model=model.__name__):
                    self.assert_answers(f"{url_to(model, 'changelist')}?{query}")

    def _filter_parameters(self, model_admin):
        for each in model_admin.list_filter:
            name = each[0] if isinstance(each, tuple) else each
            if isinstance(name, str):
                yield from (f"{name}__{lookup}" for lookup in ("exact", "isempty", "isnull", "id__exact", "gte"))
            else:
                yield from getattr(name, "PARAMETERS", None) or [name.parameter_name]

    def test_forms_that_are_begun_with_values(self):
        for model in admin.site._registry:
            response = self.client.get(url_to(model, "add"))
            if response.status_code != 200:
                continue
            fields = response.context["adminform"].form.fields
            # All at once, and then those that name a row one by one.
            query = "&".join(f"{name}={next(self.values)}" for name in fields)
            self.assert_answers(f"{url_to(model, 'add')}?{query}")
            for name, field in fields.items():
                if isinstance(field, ModelChoiceField):
                    value = next(self.values)
                    with self.subTest(value[:30], model=model.__name__, field=name):
                        self.assert_answers(f"{url_to(model, 'add')}?{name}={value}")

    def test_forms_that_are_sent_with_odd_choices(self):
        article, session = ArticleFactory(), SessionFactory()
        QuoteFactory(parent=article)
        speaker = SpeakerFactory()
        for item, names in [
            (article, ["authors", "projects", "conferences", "related_articles", "lead_picture", "tags"]),
            (article, [f"articles_quote_set-0-{name}" for name in ("id", "speaker", "session", "organisation_then")]),
            (session, ["materials", "room", "appearances-TOTAL_FORMS"]),
            (session.day, ["sessions-0-speaking", "sessions-0-room", "sessions-0-id"]),
        ]:
            fields = self.form_fields(url_of(item))
            for name in names:
                for value in ["abc\0", "9" * 30, "²", f"0{speaker.pk}"]:
                    with self.subTest(value[:30], model=type(item).__name__, field=name):
                        self.assert_answers(url_of(item), fields | {name: value})

    def test_actions_pages_and_small_requests(self):
        article = ArticleFactory()
        for value in ["abc\0", "9" * 30, "²", str(article.pk)]:
            with self.subTest(value[:30]):
                for action in ("publish", "archive", "delete_selected", value):
                    data = {"action": action, "_selected_action": value, "comment": "a\0b", "index": value}
                    self.assert_answers(list_of(article), data)
                key = quote(value) or "x"
                for page in ("change", "history", "delete"):
                    self.assert_answers(f"/admin/articles/article/{key}/{page}/")
                for name in ("from", "to", "page"):
                    self.assert_answers(f"{url_of(article, 'history')}?{name}={key}")
                    self.assert_answers(f"{url_of(article, 'history')}compare/?from=1&to=1&{name}={key}")
                self.assert_answers(f"/admin/articles/article/deleted/?page={key}")
                self.assert_answers(f"{url_of(article)}?_changelist_filters={key}")
                self.assert_answers(f"/admin/articles/article/{article.pk}/presence/", {"window": value})
                self.assert_answers(f"/admin/articles/article/{article.pk}/share/", {"days": value})
                self.assert_answers(f"/admin/articles/article/{article.pk}/share/revoke/", {"link": value})
        menu = MenuItemFactory()
        for name in ("form-0-id", "form-0-order", "form-TOTAL_FORMS", "form-INITIAL_FORMS"):
            for value in ["abc\0", "9" * 30, "²", "-1", "0", "999"]:
                data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": menu.pk, "form-0-order": "1"}
                with self.subTest(value[:30], field=name):
                    self.assert_answers(list_of(menu), data | {"_save": "1", name: value})
