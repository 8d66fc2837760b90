"""Related rows in one query: the same as Django's own prefetching finds, and no others."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldError
from django.db.models import prefetch_related_objects
from django.test import TestCase

from articles.models import Article
from civitas_cms.delivery.queries.json_prefetch import prefetch_in_one_query
from civitas_cms.pages.models import Page
from civitas_cms.publishing.models import State
from events.models import Conference, Organisation
from tests.everything import make_everything
from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory, SpeakerFactory


def described(item, lookups):
    """Return an object with all its values and what the lookups lead to, as plain data."""
    if item is None:
        return None
    branches = {}
    for lookup in lookups:
        name, _, rest = lookup.partition("__")
        branches.setdefault(name, []).extend([rest] if rest else [])
    values = {field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields}
    for name, further in branches.items():
        related = getattr(item, name)
        if hasattr(related, "all"):
            values[name] = [described(other, further) for other in related.all()]
        else:
            values[name] = described(related, further)
    return type(item), values


class LikeDjangoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything(3)
        Conference.objects.update(latitude=Decimal("50.866049"), longitude=Decimal("4.350311"), timezone="Europe/Riga")

    def assert_the_same(self, queryset):
        model, lookups = queryset.model, queryset._together
        expected = list(model.objects.order_by("pk"))
        prefetch_related_objects(expected, *lookups)
        found = list(model.objects.order_by("pk"))
        with self.assertNumQueries(1):
            prefetch_in_one_query(found, *lookups)
        with self.assertNumQueries(0):
            found = [described(item, lookups) for item in found]
        self.assertEqual(found, [described(item, lookups) for item in expected])

    def test_an_article_comes_with_the_same_blocks_and_relations(self):
        self.assert_the_same(Article.objects.with_relations())

    def test_a_conference_comes_with_the_same_programme_and_partners(self):
        self.assert_the_same(Conference.objects.with_programme())

    def test_a_page_comes_with_the_same_blocks(self):
        self.assert_the_same(Page.objects.with_body())

    def test_values_have_the_types_of_their_fields(self):
        article = ArticleFactory(conferences=[Conference.objects.first()])
        prefetch_in_one_query([article], "conferences")
        conference = article.conferences.all()[0]
        self.assertEqual(conference.timezone, ZoneInfo("Europe/Riga"))
        self.assertEqual(conference.latitude, Decimal("50.866049"))
        self.assertEqual(conference, Conference.objects.get(pk=conference.pk))

    def test_the_way_back_leads_to_the_same_object(self):
        conference = Conference.objects.with_programme().get(slug="forum")
        with self.assertNumQueries(0):
            self.assertIs(conference.sessions.all()[0].conference, conference)
            self.assertIs(conference.sessions.all()[0].day, conference.days.all()[0])

    def test_what_is_sorted_stays_so(self):
        projects = ProjectFactory.create_batch(3)[::-1]
        article = ArticleFactory(projects=projects)
        prefetch_in_one_query([article], "projects")
        self.assertEqual(list(article.projects.all()), projects)


class OnlyWhatIsMeantTests(TestCase):
    def test_a_test_leaves_out_what_visitors_must_not_see(self):
        public, draft = ConferenceFactory(), ConferenceFactory(state=State.DRAFT)
        article = ArticleFactory(conferences=[public, draft], related_articles=[ArticleFactory(state=State.DRAFT)])
        found = Article.objects.with_relations().get(pk=article.pk)
        self.assertEqual(list(found.conferences.all()), [public])
        self.assertEqual(list(found.related_articles.all()), [])

    def test_narrowing_it_further_cannot_bring_back_what_was_left_out_or_belongs_to_another(self):
        public, draft, _other = ConferenceFactory(), ConferenceFactory(state=State.DRAFT), ConferenceFactory()
        article = ArticleFactory(conferences=[public, draft])
        conferences = Article.objects.with_relations().get(pk=article.pk).conferences.all()
        self.assertEqual(list(conferences.exclude(slug="")), [public])
        self.assertEqual(list(Conference.objects.filter(pk__in=conferences)), [public])
        self.assertEqual(list(Article.objects.with_relations().get(pk=article.pk).authors.exclude(slug="")), [])

    def test_a_change_of_the_relation_is_seen(self):
        article = Article.objects.with_relations().get(pk=ArticleFactory().pk)
        speaker = SpeakerFactory()
        article.authors.add(speaker)
        self.assertEqual(list(article.authors.all()), [speaker])

    def test_an_object_that_was_deleted_meanwhile_is_left_as_it_was(self):
        article, deleted = ArticleFactory(), ArticleFactory()
        Article.objects.filter(pk=deleted.pk).delete()
        prefetch_in_one_query([article, deleted], "tags")
        self.assertEqual(list(deleted.tags.all()), [])

    def test_a_name_that_is_no_relation_is_refused(self):
        for lookup in ("nothing", "title", "tags__nothing"):
            with self.subTest(lookup), self.assertRaises(FieldError):
                prefetch_in_one_query([ArticleFactory()], lookup)

    def test_rows_of_values_bring_nothing_along(self):
        article = ArticleFactory()
        self.assertEqual(list(Article.objects.with_relations().values_list("title")), [(article.title,)])

    def test_an_order_by_an_expression_is_kept(self):
        ghent = Organisation.objects.create(name="Ghent", slug="ghent")
        for name in ("Émile", "Zoë", "adam"):
            ProjectFactory(acronym=name, coordinator=ghent)
        prefetch_in_one_query([ghent], "coordinated_projects")
        self.assertEqual([str(project) for project in ghent.coordinated_projects.all()], ["adam", "Émile", "Zoë"])
