"""What takes items to the public, called by programs as well as by the admin."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from articles.models import Article
from civitas_cms.publishing.models import State, Transition
from civitas_cms.publishing.workflow import transitions
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.factories import TransitionFactory, ready_article, staff

NOON = datetime(2030, 7, 1, 12, tzinfo=UTC)


class TransitionTests(TestCase):
    def setUp(self):
        self.editor, self.contributor = staff(EDITOR), staff(CONTRIBUTOR)
        self.article = ready_article(title="Night trains")

    def test_a_program_may_not_publish_for_somebody_who_may_not(self):
        for operation in (transitions.publish, transitions.archive, transitions.schedule):
            with self.assertRaises(PermissionDenied):
                operation(self.article, self.contributor)
        self.assertEqual(Article.objects.get().state, State.DRAFT)

    def test_an_item_that_was_deleted_meanwhile_is_not_brought_back(self):
        Article.objects.filter(pk=self.article.pk).delete()
        with self.assertRaisesMessage(transitions.Refused, "“Night trains” has been deleted meanwhile."):
            transitions.publish(self.article, self.editor)
        self.assertFalse(Article.objects.exists())

    def test_what_somebody_else_has_saved_meanwhile_stays(self):
        Article.objects.filter(pk=self.article.pk).update(title="Changed by somebody else")
        transitions.publish(self.article, self.editor)
        self.assertEqual(Article.objects.get().title, "Changed by somebody else")

    def test_a_scheduled_item_appears_when_its_time_comes_and_nothing_has_to_run(self):
        with time_machine.travel(NOON, tick=False):
            self.article.publish_at = NOON + timedelta(hours=3)
            self.article.save()
            message = transitions.schedule(self.article, self.editor)
            self.assertIn("it goes live in 3\xa0hours", message)
            self.assertEqual(self.article.effective_state().label, "Scheduled")
            self.assertEqual(self.client.get("/news/").text.count("Night trains"), 0)
        with time_machine.travel(NOON + timedelta(hours=3), tick=False):
            self.assertEqual(self.article.effective_state().label, "Published")
            self.assertContains(self.client.get("/news/"), "Night trains")

    def test_changes_are_never_requested_without_a_reason(self):
        with self.assertRaises(IntegrityError):
            TransitionFactory(item=self.article, action="request_changes", comment="")


class TwoAtOnceTests(TransactionTestCase):
    def test_two_people_who_publish_at_once_publish_once(self):
        article, editors = ready_article(), [staff(EDITOR), staff(EDITOR)]

        def publish(editor):
            try:
                return transitions.publish(Article.objects.get(pk=article.pk), editor)
            except transitions.AlreadyDone:
                return "already done"
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            told = sorted(both.map(publish, editors))
        self.assertEqual(told[0], "already done")
        self.assertIn("is published", told[1])
        self.assertEqual(Transition.objects.count(), 1)
        self.assertLessEqual(Article.objects.get().publish_at, timezone.now())
