"""What visitors read of later changes of an article."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.test import TestCase

from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions import saving
from tests.factories import ArticleFactory, UserFactory

MAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


class UpdatedTests(TestCase):
    def changed(self, article, when, **values):
        with time_machine.travel(when, tick=False):
            editor = UserFactory()
            saving.save_state_as_found(article)
            for name, value in values.items():
                setattr(article, name, value)
            article.save()
            saving.save_revision(article, editor)

    def test_a_later_change_of_what_visitors_read_is_dated(self):
        article = ArticleFactory(slug="report", publish_at=MAY, summary="Before")
        self.changed(article, MAY + timedelta(days=16), summary="After")
        response = self.client.get("/news/report/")
        self.assertContains(response, 'Updated <time datetime="2026-05-20')
        self.assertContains(response, '"dateModified":"2026-05-20')

    def test_a_correction_on_the_same_day_is_not(self):
        article = ArticleFactory(slug="report", publish_at=MAY, summary="Before")
        self.changed(article, MAY + timedelta(hours=2), summary="After")
        self.assertNotContains(self.client.get("/news/report/"), "Updated")

    def test_what_changes_before_it_is_public_is_not(self):
        article = ArticleFactory(slug="report", state=State.DRAFT, publish_at=MAY - timedelta(days=9))
        self.changed(article, MAY, summary="After")
        article.state = State.PUBLISHED
        article.save()
        self.assertNotContains(self.client.get("/news/report/"), "Updated")

    def test_saving_without_a_change_is_not(self):
        article = ArticleFactory(slug="report", publish_at=MAY)
        self.changed(article, MAY + timedelta(days=16))
        self.assertNotContains(self.client.get("/news/report/"), "Updated")
