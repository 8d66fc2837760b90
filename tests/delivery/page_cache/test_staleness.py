"""No change leaves an old page: after every kind of change, every sort of public page beside one rendered anew."""

from datetime import timedelta

import time_machine
from django.db import Error, models, transaction
from django.test import override_settings
from django.utils import timezone

from articles.models import Article, Quote
from civitas_cms.delivery.content_changes import content_models, unlisted_columns
from civitas_cms.delivery.content_version import poller
from civitas_cms.delivery.page_cache import PageCache
from civitas_cms.pages.models import Page
from events.models import Appearance, Conference, Organisation, Project, Session, Speaker
from tests.delivery.page_cache.base import BIG, CacheTestCase, Response
from tests.everything import make_everything
from tests.factories import ArticleFactory, MenuItemFactory, SpeakerFactory

PAGES = [
    "/",
    "/news/",
    "/news/report/",
    "/news/?tag=mobility&project=upper",
    "/news/feed/",
    "/news/new/",
    "/events/forum/",
    "/events/forum/opening/",
    "/events/forum.ics",
    "/people/",
    "/people/ana/",
    "/projects/upper/",
    "/places/be/ghent/",
    "/about/",
    "/search/?q=forum",
    "/sitemap-articles.xml",
]
#: Models whose items have pages, or are named on those of others.
DELETED = [Appearance, Quote, Session, Speaker, Project, Organisation, Article, Conference, Page]
#: Of all pages after all changes, how many at least were not rendered anew.
MIN_SHARE_KEPT = 0.5


class StalenessTests(CacheTestCase):
    def setUp(self):
        super().setUp()
        make_everything()
        self.addCleanup(poller.close)
        self.cache = PageCache(self.cache.application, BIG, poller)

    def look_at_all(self, what):
        """Compare all pages, and return how many were kept."""
        poller.look()
        kept = 0
        for path, _mark, query in (page.partition("?") for page in PAGES):
            with override_settings(PAGE_CACHE_SIZE=1):
                page = self.get(path, query)
            fresh = Response(self.django, path, query)
            self.assertEqual(page.status, fresh.status, f"{path} after {what}")
            if page.body != fresh.body:
                self.fail(f"{path}?{query} is old after {what}")
            kept += page.is_from_memory
        return kept

    def changes(self):
        """Yield what each change is called, and the function that makes it: first of a row of each table."""
        for table, model in sorted(content_models().items()):
            row = model._base_manager.order_by("pk").last()
            texts = [
                field
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField) and not field.choices and field.editable
            ]
            unlisted = [field for field in texts if field.column in unlisted_columns(model)]
            if row is None:
                continue
            if unlisted:
                yield f"a change of {table} in no list", lambda row=row, fields=unlisted: self.change(row, fields)
            if texts:
                yield f"a change of {table}", lambda row=row, fields=texts: self.change(row, fields)
            else:
                yield f"a row less of {table}", row.delete
        yield "a new article", lambda: ArticleFactory(slug="new", authors=[Speaker.objects.get(slug="ana")])
        yield "a new person", SpeakerFactory
        yield "a new entry of the menu", lambda: MenuItemFactory(address="/people/")
        yield "a publication for later", lambda: ArticleFactory(publish_at=timezone.now() + timedelta(days=1))
        for slug in ("new", "report"):
            yield f"{slug} in the archive", lambda slug=slug: Article.objects.filter(slug=slug).update(state="archived")
        for model in DELETED:
            yield f"without a {model.__name__}", lambda model=model: self.delete(model._base_manager.first())

    @staticmethod
    def change(row, fields):
        for field in fields:
            changed = f"{getattr(row, field.attname)}z"[: field.max_length]
            try:
                with transaction.atomic():
                    type(row)._base_manager.filter(pk=row.pk).update(**{field.name: changed})
            except Error:
                pass  # the database guards its data

    @staticmethod
    def delete(row):
        try:
            with transaction.atomic():
                row.delete()
        except models.ProtectedError:
            row.__class__._base_manager.filter(pk=row.pk).update(slug="renamed")

    def test_after_every_change_every_page_is_as_if_it_were_rendered_anew(self):
        with time_machine.travel(timezone.now(), tick=False):
            self.look_at_all("the beginning")
            kept = []
            for what, change in self.changes():
                change()
                kept.append(self.look_at_all(what))
        self.assertGreater(sum(kept), MIN_SHARE_KEPT * len(kept) * len(PAGES))
