"""When visitors see an item, and when they do not."""

from datetime import UTC, datetime, timedelta
from itertools import product

import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import Article
from civitas_cms.pages.models import Page
from civitas_cms.publishing.models import State
from events.models import Conference
from tests.factories import ArticleFactory, ConferenceFactory, PageFactory

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)  # the smallest that the database keeps


class ScheduleTests(TestCase):
    def test_only_what_is_published_and_in_its_time_is_public_and_model_and_query_agree(self):
        times = [None, NOON - MOMENT, NOON, NOON + MOMENT]
        for state, publish_at, expire_at in product(State, times, times):
            if state == State.PUBLISHED and publish_at is None:
                continue  # cannot be; see below
            if publish_at and expire_at and expire_at <= publish_at:
                continue  # cannot be either
            with self.subTest(state=state, publish_at=publish_at, expire_at=expire_at):
                article = ArticleFactory(state=state, publish_at=publish_at, expire_at=expire_at)
                expected = (
                    state == State.PUBLISHED
                    and publish_at in (NOON - MOMENT, NOON)
                    and expire_at in (None, NOON + MOMENT)
                )
                self.assertIs(article.is_public(NOON), expected)
                self.assertIs(Article.objects.public(NOON).filter(pk=article.pk).exists(), expected)

    def test_a_scheduled_item_appears_when_its_time_comes(self):
        article = ArticleFactory(publish_at=NOON)
        for now, expected in [(NOON - MOMENT, []), (NOON, [article]), (NOON + MOMENT, [article])]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assertSequenceEqual(Article.objects.public(), expected)
                self.assertIs(article.is_public(), bool(expected))

    def test_an_item_disappears_when_it_expires(self):
        article = ArticleFactory(expire_at=NOON)
        for now, expected in [(NOON - MOMENT, [article]), (NOON, []), (NOON + MOMENT, [])]:
            with self.subTest(now=now), time_machine.travel(now, tick=False):
                self.assertSequenceEqual(Article.objects.public(), expected)
                self.assertIs(article.is_public(), bool(expected))

    def test_a_published_item_without_a_time_is_public_from_now_on(self):
        for factory in (ArticleFactory, ConferenceFactory, PageFactory):
            with self.subTest(factory=factory), time_machine.travel(NOON, tick=False):
                item = factory(publish_at=None)
                self.assertEqual(item.publish_at, NOON)
                self.assertTrue(item.is_public())

    def test_a_draft_without_a_time_keeps_none(self):
        self.assertIsNone(ArticleFactory(state=State.DRAFT, publish_at=None).publish_at)

    def test_checking_a_form_fills_in_the_time_too(self):
        with time_machine.travel(NOON, tick=False):
            article = Article(title="News", slug="news", state=State.PUBLISHED)
            article.full_clean()
        self.assertEqual(article.publish_at, NOON)


class DatabaseRulesTests(TestCase):
    models = (Article, Conference, Page)
    factories = (ArticleFactory, ConferenceFactory, PageFactory)

    def assert_refuses_by(self, name, items, **values):
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            items.update(**values)

    def test_nothing_is_published_without_a_time(self):
        for model, factory in zip(self.models, self.factories, strict=True):
            with self.subTest(model=model):
                factory()
                name = f"{model._meta.app_label}_{model._meta.model_name}_published_at_some_time"
                self.assert_refuses_by(name, model.objects.all(), publish_at=None)

    def test_nothing_expires_before_it_is_published(self):
        for model, factory in zip(self.models, self.factories, strict=True):
            with self.subTest(model=model):
                factory(publish_at=NOON)
                name = f"{model._meta.app_label}_{model._meta.model_name}_expires_after_it_is_published"
                self.assert_refuses_by(name, model.objects.all(), expire_at=NOON)
                self.assert_refuses_by(name, model.objects.all(), expire_at=NOON - MOMENT)

    def test_the_editor_is_told_so_in_plain_words(self):
        for factory in self.factories:
            with self.subTest(factory=factory):
                item = factory.build(publish_at=NOON, expire_at=NOON - MOMENT)
                with self.assertRaisesMessage(ValidationError, "An item cannot expire before it is published."):
                    item.full_clean()

    def test_an_address_belongs_to_one_item(self):
        for model, factory in zip(self.models, self.factories, strict=True):
            with self.subTest(model=model):
                first, second = factory(), factory()
                items = model.objects.filter(pk=second.pk)
                self.assert_refuses_by(f"{model._meta.db_table}_slug", items, slug=first.slug)
                second.slug = first.slug
                with self.assertRaisesMessage(ValidationError, "Another page already has this address."):
                    second.full_clean()
