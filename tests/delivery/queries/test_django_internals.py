"""What ``civitas_cms.delivery.queries`` relies on inside Django: where one of these fails, that package needs a look.

Each test asks Django alone, so that it says which of its insides has changed.
"""

from unittest import mock

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.test import TestCase

from articles.models import Article
from events.models import Conference, Day, Session
from tests.factories import ArticleFactory, ConferenceFactory, DayFactory, PictureFactory, TagFactory


def compiler_of(queryset):
    """Return the compiler of the queryset's SQL, once it has put it together, with the SQL and its parameters."""
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    return compiler, *compiler.as_sql()


class QuerySetTests(TestCase):
    def test_every_copy_is_made_by_clone(self):
        queryset = Article.objects.all()
        self.assertIsNot(queryset.all(), queryset)
        with mock.patch.object(QuerySet, "_clone", autospec=True, side_effect=QuerySet._clone) as clone:
            for copy in (queryset.all, queryset.reverse, queryset.distinct, lambda: queryset[:1]):
                clone.reset_mock()
                self.assertIs(type(copy()), type(queryset))
                clone.assert_called_once_with(queryset)

    def test_rows_are_fetched_by_fetch_all_into_the_result_cache(self):
        article = ArticleFactory()
        for use in (list, len, bool, lambda queryset: queryset.get()):
            queryset = Article.objects.all()
            self.assertIsNone(queryset._result_cache)
            with mock.patch.object(QuerySet, "_fetch_all", autospec=True, side_effect=QuerySet._fetch_all) as fetch_all:
                use(queryset)
            self.assertGreaterEqual(fetch_all.call_count, 1)
        queryset = Article.objects.all()
        queryset._fetch_all()
        self.assertEqual(queryset._result_cache, [article])

    def test_the_iterable_class_tells_instances_from_values(self):
        self.assertTrue(issubclass(Article.objects.all()._iterable_class, ModelIterable))
        for queryset in (
            Article.objects.values(),
            Article.objects.values_list("pk"),
            Article.objects.dates("publish_at", "day"),
        ):
            self.assertFalse(issubclass(queryset._iterable_class, ModelIterable))

    def test_lookups_to_prefetch_are_kept_in_their_order(self):
        self.assertEqual(
            Article.objects.prefetch_related("tags", "authors")._prefetch_related_lookups, ("tags", "authors")
        )
        self.assertEqual(Article.objects.all()._prefetch_related_lookups, ())


class PrefetchedTests(TestCase):
    def test_prefetched_rows_lie_in_a_cache_by_the_names_of_the_relations(self):
        article = ArticleFactory(tags=[TagFactory()], conferences=[DayFactory().conference])
        found = Article.objects.prefetch_related("tags", "conferences__days").get(pk=article.pk)
        conference = found.conferences.all()[0]
        self.assertEqual(found._prefetched_objects_cache.keys(), {"tags", "conferences"})
        self.assertEqual(conference._prefetched_objects_cache.keys(), {"days"})
        for related in (*found._prefetched_objects_cache.values(), *conference._prefetched_objects_cache.values()):
            self.assertTrue(related._prefetch_done)
            self.assertEqual(len(related._result_cache), 1)

    def test_managers_give_what_lies_in_the_cache(self):
        conference, other = ConferenceFactory(), DayFactory()
        queryset = Day.objects.get_queryset()
        queryset._result_cache, queryset._prefetch_done = [other], True
        conference._prefetched_objects_cache = {"days": queryset}
        with self.assertNumQueries(0):
            self.assertEqual(list(conference.days.all()), [other])

    def test_a_deferred_filter_narrows_the_next_query(self):
        conference, _other = ConferenceFactory(), ConferenceFactory()
        queryset = Conference.objects.all()
        self.assertIsNone(queryset._deferred_filter)
        queryset._deferred_filter = False, (), {"pk__in": [conference.pk]}
        self.assertEqual(list(queryset.exclude(slug="")), [conference])


class InstanceTests(TestCase):
    def test_an_instance_from_the_database_consists_of_its_values_and_its_state(self):
        names = [field.attname for field in Article._meta.concrete_fields]
        values = [getattr(ArticleFactory(), name) for name in names]
        article = Article.from_db(DEFAULT_DB_ALIAS, names, values)
        state = vars(article).pop("_state")
        self.assertEqual(vars(article), dict(zip(names, values, strict=True)))
        self.assertIs(type(state), ModelState)
        self.assertEqual(vars(state), {"adding": False, "db": DEFAULT_DB_ALIAS})

    def test_a_foreign_key_leads_to_the_value_in_its_cache(self):
        article, picture = ArticleFactory(), PictureFactory()
        with self.assertNumQueries(0):
            Article._meta.get_field("lead_picture").set_cached_value(article, picture)
            self.assertIs(article.lead_picture, picture)


class OrderTests(TestCase):
    def ordered(self, queryset):
        compiler = queryset.query.get_compiler(connection=connection)
        _select, order, _group = compiler.pre_sql_setup()
        return [(sql, list(parameters)) for _, (sql, parameters, _) in order], len(compiler.query.alias_map)

    def test_the_compiler_says_the_order_and_how_many_tables_it_needs(self):
        self.assertEqual(self.ordered(Day.objects.order_by("-date")), ([('"events_day"."date" DESC', [])], 1))
        self.assertEqual(
            self.ordered(Day.objects.order_by("conference__slug")), ([('"events_conference"."slug" ASC', [])], 2)
        )
        self.assertEqual(self.ordered(Day.objects.order_by(Value("x")))[0][0][1], ["x"])


class JoinTests(TestCase):
    def test_a_many_to_many_field_names_its_columns(self):
        field = Article._meta.get_field("conferences")
        self.assertEqual((field.m2m_column_name(), field.m2m_reverse_name()), ("article_id", "conference_id"))

    def test_a_sorted_one_names_what_sorts_it(self):
        through = Article._meta.get_field("projects").remote_field.through
        self.assertTrue(through._meta.get_field(through._sort_field_name).concrete)

    def test_the_table_of_tags_names_the_column_of_the_content_type(self):
        through = Article._meta.get_field("tags").remote_field.through
        generic = [field for field in through._meta.private_fields if isinstance(field, GenericForeignKey)]
        self.assertEqual([field.ct_field for field in generic], ["content_type"])

    def test_a_relation_backwards_knows_its_name(self):
        self.assertEqual(Session._meta.get_field("conference").remote_field.get_accessor_name(), "sessions")


class CompilerTests(TestCase):
    def test_it_gives_the_sql_with_its_parameters_in_their_order(self):
        _compiler, sql, parameters = compiler_of(Article.objects.filter(slug="a").exclude(title="b").order_by()[:5])
        self.assertEqual(sql.count("%s"), len(parameters))
        self.assertEqual([value for value in parameters if value in ("a", "b")], ["a", "b"])

    def test_it_says_where_in_a_row_the_fields_and_annotations_are(self):
        compiler, *_ = compiler_of(Article.objects.annotate(extra=Value(1)))
        model, positions = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        self.assertIs(model, Article)
        self.assertEqual(positions, list(range(positions[0], positions[-1] + 1)))
        names = [compiler.select[position][0].target.attname for position in positions]
        self.assertEqual(names, [field.attname for field in Article._meta.concrete_fields])
        self.assertEqual(compiler.annotation_col_map, {"extra": positions[-1] + 1})

    def test_it_says_how_values_become_those_of_the_fields(self):
        compiler, *_ = compiler_of(Conference.objects.all())
        columns = [column for column, *_ in compiler.select]
        position = [column.target.attname for column in columns].index("timezone")
        functions, expression = compiler.get_converters(columns)[position]
        self.assertIs(expression, columns[position])
        value = "Europe/Riga"
        for function in functions:
            value = function(value, expression, connection)
        self.assertEqual(value.key, "Europe/Riga")

    def test_it_says_where_related_rows_are_and_how_they_are_remembered(self):
        compiler, *_ = compiler_of(Session.objects.select_related("day__conference"))
        (day,) = compiler.klass_info["related_klass_infos"]
        (conference,) = day["related_klass_infos"]
        self.assertEqual((day["model"], conference["model"]), (Day, Conference))
        session, its_day = Session(), Day()
        day["local_setter"](session, its_day)
        day["remote_setter"](its_day, session)
        self.assertIs(session.day, its_day)
        self.assertEqual(conference.get("related_klass_infos", []), [])
