"""That the database finds by index, also when there is much."""

from datetime import UTC, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase

from articles.models import Article
from civitas_cms.search import queries
from civitas_cms.search.models import IndexEntry

ROWS = 4000


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
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {IndexEntry._meta.db_table}")

    def plan(self, sql, text):
        values = queries._values(text) | {
            "kind": "",
            "year": "",
            "tag": "",
            "project": "",
            "offset": 0,
            "whole": "",
            "fragments": "",
        }
        with queries._patiently() as cursor:
            cursor.execute(f"EXPLAIN {sql}", values)
            return "\n".join(line for (line,) in cursor)

    def test_every_query_uses_its_index(self):
        for name, index in [
            ("COUNT", "index_entry_vector"),
            ("FIND", "index_entry_vector"),
            ("SUGGEST", "index_entry_words"),
            ("SIMILAR", "index_entry_similar_titles"),
        ]:
            with self.subTest(name):
                plan = self.plan(getattr(queries, name), "word7 word77")
                self.assertIn(index, plan)
                self.assertNotIn(f"Seq Scan on {IndexEntry._meta.db_table}", plan)
