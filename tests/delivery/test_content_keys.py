"""Of which content something is made, as far as the statements tell that were sent for it."""

from django.test import SimpleTestCase, TestCase

from articles.models import Article
from civitas_cms.delivery.content_keys import MAX_ROWS, keys_of_statement, reading
from events.models import Speaker
from tests.factories import ArticleFactory, OrganisationFactory, SpeakerFactory

ROWS = 'SELECT "articles_article"."id", "articles_article"."title" FROM "articles_article"'


class StatementTests(SimpleTestCase):
    def test_a_statement_depends_on_lists_or_on_anything_in_the_tables_that_it_names(self):
        for sql, keys in {
            'SELECT COUNT(*) FROM "articles_article" WHERE "articles_article"."state" = %s': {"articles_article:list"},
            'SELECT "articles_article"."title" FROM "articles_article"': {"articles_article:any"},
            'SELECT U0."title" FROM "articles_article" U0': {"articles_article:any"},
            "SELECT title FROM articles_article": {"articles_article:any"},
            "SELECT a.* FROM articles_article a": {"articles_article:any"},
            "SELECT 1 FROM \"events_speaker\" WHERE 'articles_article' = 'title'": {"events_speaker:list"},
            # The title is another table's.
            'SELECT "pages_menuitem"."title" FROM "pages_menuitem" INNER JOIN "pages_page"'
            ' ON ("pages_menuitem"."page_id" = "pages_page"."id")': {"pages_menuitem:list", "pages_page:list"},
            'SELECT "auth_user"."id" FROM "auth_user"': set(),
        }.items():
            with self.subTest(sql):
                self.assertEqual(keys_of_statement(sql), keys)

    def test_what_is_merely_selected_of_rows_that_are_noted_makes_no_difference(self):
        join = ' LEFT OUTER JOIN "library_picture" ON ("articles_article"."lead_picture_id" = "library_picture"."id")'
        authors = '"articles_article_authors" ON ("articles_article"."id" = "articles_article_authors"."article_id")'
        for sql, keys in {
            ROWS: {"articles_article:list"},
            f'{ROWS} ORDER BY "articles_article"."title"': {"articles_article:any"},
            f"{ROWS}{join}": {"articles_article:list"},
            f'{ROWS}{join} WHERE "library_picture"."credit" = %s': {"articles_article:list", "library_picture:list"},
            f"{ROWS} INNER JOIN {authors}": {"articles_article:list", "articles_article_authors:list"},
            f'SELECT "articles_article"."id", UPPER("articles_article"."title") AS "x"{ROWS[ROWS.index(" FROM") :]}': {
                "articles_article:any"
            },
            f"({ROWS} LIMIT 1) UNION ({ROWS} LIMIT 1)": {"articles_article:list"},
        }.items():
            with self.subTest(sql):
                self.assertEqual(keys_of_statement(sql, rows_are_noted=True), keys)


class RowTests(TestCase):
    def test_rows_and_what_they_bring_along_are_noted_one_by_one(self):
        organisation = OrganisationFactory()
        speaker = SpeakerFactory(organisation=organisation)
        article = ArticleFactory(authors=[speaker])
        with reading() as noted:
            list(Article.objects.filter(pk=article.pk).with_relations())
        self.assertLessEqual({f"articles_article:{article.pk}", f"events_speaker:{speaker.pk}"}, noted.keys)
        self.assertNotIn("events_speaker:list", noted.keys)

    def test_very_many_rows_of_a_table_are_any_of_it(self):
        SpeakerFactory.create_batch(MAX_ROWS + 1)
        with reading() as noted:
            list(Speaker.objects.all())
        self.assertEqual(noted.keys, {"events_speaker:any"})

    def test_what_is_around_notes_what_is_read_within(self):
        with reading() as outer, reading() as inner:
            Article.objects.count()
        self.assertEqual(outer.keys, inner.keys)
