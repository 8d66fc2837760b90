"""Lists of 50,000 rows: the database finds a page of them by index, and the last page as easily as the first."""

import re

from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, public_tags
from articles.reading import nearest_articles
from events.models import Conference
from tests.html import links_in, parse
from tests.large import make_large_site

ROWS = 50_000
#: The lists, each with what its rows are selected and put in order by.
LISTS = {
    "/news/": "article_public_newest_first",
    "/news/?kind=call": "article_public_by_kind",
    "/news/?year=2022": "article_public_newest_first",
    "/news/?tag=subject-7": "taggit_taggeditem_tag_id",
    "/news/?project=project-7": "articles_article_projects_project_id",
    "/news/?conference=conference-7": "articles_article_conferences_conference_id",
    "/tags/subject-7/": "taggit_taggeditem_tag_id",
    "/events/": "conference_public_by_date",
    "/events/?period=past": "conference_public_by_date",
    "/events/?period=2022": "conference_public_by_date",
    "/quotes/": "article_public_newest_first",
    "/quotes/?speaker=speaker-7": "articles_quote_speaker_id",
    "/people/": "speaker_public_by_name",
    "/projects/": "project_by_acronym",
}
TABLES = ("articles_article", "articles_quote", "events_conference", "events_speaker", "events_project")


class LargeListTests(TransactionTestCase):
    def setUp(self):
        make_large_site(ROWS)

    def query(self, address):
        """Return the page's last page number, and the query that has found its rows."""
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        rows = [query["sql"] for query in queries if "facet_number" not in query["sql"]]  # those that count are others
        pages = [sql for sql in rows if re.search(r"\bIN \(SELECT U0\..* LIMIT \d+", sql)]
        self.assertEqual(len(pages), 1, address)
        links = (
            links_in(parse(response).find(".//nav[@aria-label='Pages']")) if b"pagination" in response.content else {}
        )
        numbers = [int(words.split()[-1]) for words in links.values() if words.startswith("Page ")]
        return max(numbers, default=1), pages[0]

    def assert_found_by_index(self, plan):
        for table in TABLES:
            self.assertNotIn(f"Seq Scan on {table}", plan)

    def plan(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")
            return "\n".join(line for (line,) in cursor)

    def test_every_page_is_found_by_index_and_the_last_takes_no_longer_than_the_first(self):
        for address, index in LISTS.items():
            last, first_query = self.query(address)
            separator = "&" if "?" in address else "?"
            _last, last_query = self.query(f"{address}{separator}page={last}")
            effort = []
            for query in (first_query, last_query):
                with self.subTest(query[-200:], address=address):
                    plan = self.plan(query)
                    self.assertIn(index, plan)
                    self.assert_found_by_index(plan)
                    effort.append(int(re.search(r"shared hit=(\d+)", plan)[1]))
            with self.subTest(address=address):
                self.assertLessEqual(effort[1], 2 * effort[0] + 20, f"pages of memory read: {effort}")
        self.check_that_the_next_change_is_found_by_index()
        self.check_that_related_articles_are_found_by_index()
        self.check_that_subjects_in_use_are_found_by_index()

    def check_that_the_next_change_is_found_by_index(self):
        with CaptureQueriesContext(connection) as queries:
            Article.objects.next_change(timezone.now())
            Conference.objects.next_change(timezone.now())
        for query in queries:
            with self.subTest(query["sql"][-200:]):
                self.assert_found_by_index(self.plan(query["sql"]))

    def check_that_related_articles_are_found_by_index(self):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(len(nearest_articles(Article.objects.first().pk, timezone.now())), 3)
        self.assert_found_by_index(self.plan(queries[-1]["sql"]))

    def check_that_subjects_in_use_are_found_by_index(self):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(public_tags().count(), 100)
        plan = self.plan(queries[-1]["sql"])
        self.assert_found_by_index(plan)
        self.assertIn("Limit", plan)  # it looks no further than for the first article of each
