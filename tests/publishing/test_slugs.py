"""The last parts of URLs are made of names in any script."""

from django.core.validators import validate_slug
from django.test import SimpleTestCase, TestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.models import Article
from civitas_cms.pages.models import Page
from civitas_cms.publishing.models import Publishable
from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.slugs import free_slug, make_slug
from events.models import Organisation, Project, Session, Speaker
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    ProjectFactory,
    SessionFactory,
    SpeakerFactory,
)


class MakeSlugTests(SimpleTestCase):
    def test_every_script_has_one(self):
        for name, slug in {
            "Zoë Müller-Ørsted": "zoe-muller-orsted",
            "Straße": "strasse",
            "Κλίμα": "klima",
            "Мобильность": "mobilnost",
            "北京": "beijing",
            "Ghent, 2026!": "ghent-2026",
        }.items():
            with self.subTest(name):
                self.assertEqual(make_slug(name), slug)
        for name in (
            "مدينة",
            "تنقل حضري",
            "ירושלים",
            "東京",
            "ประเทศไทย",
            "서울",
            "🚲",
            "👩\u200d🚒",
            "🏳️\u200d🌈",
            "!!!",
            "+",
            "∞",
            "→",
        ):
            with self.subTest(name):
                validate_slug(make_slug(name))

    @given(st.text(), st.integers(min_value=20, max_value=200))
    @example("字" * 300, 100)
    @settings(max_examples=300, deadline=None, derandomize=True)
    def test_it_fits_and_stands_in_a_url(self, text, limit):
        slug = make_slug(text, limit)
        self.assertLessEqual(len(slug), limit)
        self.assertRegex(slug, r"^([a-z0-9][a-z0-9_-]*)?$|^[a-z0-9_-]+$")
        self.assertEqual(make_slug(slug, limit), slug)


class FreeSlugTests(TestCase):
    def test_the_second_of_a_name_gets_a_number_within_the_length(self):
        ArticleFactory(slug="trams")
        ArticleFactory(slug="x" * 200)
        articles = Article.objects.all()
        self.assertEqual(free_slug(articles, "tram"), "tram")
        self.assertEqual(free_slug(articles, "trams"), "trams-2")
        ArticleFactory(slug="trams-2")
        self.assertEqual(free_slug(articles, "trams"), "trams-3")
        self.assertEqual(free_slug(articles, "x" * 200), "x" * 190 + "-2")

    def test_what_has_an_address_gets_one_when_it_is_left_empty(self):
        for _time in range(2):
            ArticleFactory(title="Τραμ", slug="")
            SpeakerFactory(given_name="Зоя", family_name="Ли", slug="")
            OrganisationFactory(slug="", name=f"🚲{'🚲' * _time}")
            ProjectFactory(slug="", acronym=f"!{'!' * _time}")
        self.assertEqual(list(Article.objects.order_by("pk").values_list("slug", flat=True)), ["tram", "tram-2"])
        self.assertEqual(list(Speaker.objects.order_by("pk").values_list("slug", flat=True)), ["zoya-li", "zoya-li-2"])
        for model in (Organisation, Project):
            for row in model.objects.all():
                with self.subTest(row):
                    self.assertEqual(self.client.get(row.get_absolute_url()).status_code, 200)

    def test_sessions_share_addresses_between_conferences_only(self):
        day, other = DayFactory(), DayFactory(conference=ConferenceFactory())
        for place in (day, day, other):
            SessionFactory(day=place, title="Άνοιγμα", slug="")
        self.assertEqual(
            list(Session.objects.order_by("pk").values_list("slug", flat=True)), ["anoigma", "anoigma-2", "anoigma"]
        )

    def test_a_form_without_an_address_gets_one_or_a_word_beside_the_field(self):
        page = Page(title="Über uns")
        page.full_clean()
        self.assertEqual(page.slug, "uber-uns")
        page = Page(title="News")
        with self.assertRaisesMessage(Exception, "belongs to another part of the site"):
            page.full_clean()

    def test_every_item_has_such_an_address(self):
        for model in Publishable.__subclasses__():
            self.assertTrue(model._meta.get_field("slug").blank)
        self.assertEqual(clean_line(" a "), "a")
