"""That the database finds by index, also when there is much."""

import re
from datetime import UTC, datetime

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles.models import Article
from civitas_cms.delivery.redirects import Redirect
from civitas_cms.newsroom.searching import matching
from civitas_cms.search import queries
from civitas_cms.search.indexing import learn
from civitas_cms.search.models import IndexEntry, Word
from civitas_cms.search.statement import search_statement
from events.models import Day, Room, Track

ROWS = 4000


def choose_as_in_large_tables():
    """Let the database take the ways for this test that it takes where going through all rows would take long."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


class IndexUseTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        content_type = ContentType.objects.get_for_model(Article)
        IndexEntry.objects.bulk_create(
            IndexEntry(
                content_type=content_type,
                object_id=number,
                kind="article",
                title=f"Report word{number} from place{number % 97}",
                body=" ".join(f"text{number * step % 1009}" for step in range(1, 60)),
                url=f"/news/{number}/",
                date=datetime(2024, 1, 1, tzinfo=UTC).date(),
                public_from=datetime(2024, 1, 1, tzinfo=UTC),
            )
            for number in range(ROWS)
        )
        learn(f"word{number}" for number in range(ROWS))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {IndexEntry._meta.db_table}, {Word._meta.db_table}")

    def plan(self, sql, text):
        values = queries.values_for(text) | queries.HEADLINES | {"words": text.split()}
        values |= {"ranked": queries.RANKED, "per_page": queries.PER_PAGE, "offset": 0}
        with queries.patiently() as cursor:
            cursor.execute(f"EXPLAIN {sql}", values | queries.terms_of(cursor, values))
            return "\n".join(line for (line,) in cursor)

    def test_every_query_uses_its_index(self):
        for sql, index in [
            (search_statement(()), "index_entry_vector"),
            (search_statement(()), "index_entry_newest"),
            (queries.SUGGEST, "index_entry_words"),
            (queries.LIKELY, "index_entry_folded_title"),
            (queries.SIMILAR, "search_word_similar"),
            (queries.SIMILAR, "index_entry_vector"),
        ]:
            with self.subTest(index, sql=sql[:40]):
                plan = self.plan(sql, "word7 word77")
                self.assertIn(index, plan)
                self.assertNotIn(f"Seq Scan on {IndexEntry._meta.db_table}", plan)

    def test_the_effort_for_a_word_that_is_everywhere_is_bounded(self):
        with CaptureQueriesContext(connection) as captured:
            answer = queries.find("report", {})
        self.assertEqual((answer.is_cut, answer.total, len(answer.hits)), (True, queries.RANKED, queries.PER_PAGE))
        with queries.patiently() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {captured[-2]['sql']}")  # the last gives up its savepoint
            plan = "\n".join(line for (line,) in cursor)
        scans = rf"(?:index_entry_newest|Bitmap Heap Scan) on {IndexEntry._meta.db_table}.*actual rows=([\d.]+)"
        read = [float(rows) for rows in re.findall(scans, plan)]
        self.assertTrue(read, plan)
        self.assertLessEqual(max(read), 2 * queries.RANKED)

    def test_the_newsroom_finds_by_index_too(self):
        choose_as_in_large_tables()
        with CaptureQueriesContext(connection) as captured:
            matching(Article.objects.all(), "word3977 rd3977", [])
        plan = ""
        for query in captured:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plan += "\n".join(line for (line,) in cursor)
        for index in ("index_entry_vector", "index_entry_folded_title"):
            self.assertIn(index, plan)
        self.assertNotIn(f"Seq Scan on {IndexEntry._meta.db_table}", plan)


class SmallListTests(TestCase):
    def test_lists_of_what_is_not_in_the_index_of_the_search_have_indexes_of_their_own(self):
        choose_as_in_large_tables()
        for model, fields, indexes in [
            (Room, ["name", "conference__title"], ["room_by_folded_name", "conference_by_folded_title"]),
            (Track, ["name", "conference__title"], ["track_by_folded_name", "conference_by_folded_title"]),
            (Day, ["title", "conference__title"], ["day_by_folded_title", "conference_by_folded_title"]),
            (Tag, ["name"], ["tag_by_folded_name"]),
            (Redirect, ["old_path", "new_path"], ["redirect_by_folded_old_path", "redirect_by_folded_new_path"]),
        ]:
            self.assertEqual(admin.site.get_model_admin(model).search_fields, fields)
            plan = matching(model.objects.all(), "something", fields).explain()
            for index in indexes:
                with self.subTest(index):
                    self.assertIn(index, plan)
