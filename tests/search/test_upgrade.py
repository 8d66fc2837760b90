"""That an upgrade leaves no search that finds nothing."""

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import TransactionTestCase

from articles.models import Article
from civitas_cms.publishing.models import State
from civitas_cms.search import queries
from civitas_cms.search.models import IndexEntry, Word
from tests.factories import PUBLISHED_AT, ArticleFactory, RichTextFactory


def migrate_to(name):
    """Bring the tables of the search to what they were or are with the migration ``name``, and return its models."""
    executor = MigrationExecutor(connection)
    executor.migrate([("search", name)])
    return executor.loader.project_state([("search", name)]).apps


class UpgradeTests(TransactionTestCase):
    def test_what_a_former_version_has_indexed_is_found_while_and_after_it_is_written_anew(self):
        article = ArticleFactory(title="The Straßenbahn")
        RichTextFactory(parent=article, text="<p>A new depot for collaboration</p>")
        draft = ArticleFactory(title="Draft", state=State.DRAFT)
        IndexEntry.objects.all().delete()
        Word.objects.all().delete()
        former = migrate_to("0003_public_periods").get_model("search", "IndexEntry")
        former.objects.create(
            content_type_id=ContentType.objects.get_for_model(Article).pk,
            object_id=article.pk,
            kind="article",
            title="The Straßen\u00adbahn",
            body="A new depot",
            url=article.get_absolute_url(),
            public_from=PUBLISHED_AT,
        )
        migrate_to("0004_fold")
        self.assertEqual([hit.url for hit in queries.find("strassenbahn depot", {}).hits], [article.get_absolute_url()])
        call_command("migrate", verbosity=0)
        self.assertEqual(queries.did_you_mean("colaboration"), "collaboration")
        self.assertEqual(IndexEntry.objects.keys_matching(Article, "draft", Article.objects.all()), [draft.pk])

    def test_what_is_up_to_date_is_left_alone(self):
        ArticleFactory(title="Tram")
        IndexEntry.objects.update(title="Something else")
        call_command("migrate", verbosity=0)
        self.assertEqual(IndexEntry.objects.get().title, "Something else")
