"""Queries that are put together once and asked again and again."""

import threading
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Value
from django.test import TestCase, TransactionTestCase

from articles.models import Article
from articles.reading import reports_around
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.home.views import newest_articles, next_conferences, past_conferences
from events.models import Conference, Session
from events.views import reports_on
from tests.factories import AppearanceFactory, ArticleFactory, ConferenceFactory, PictureFactory

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


class PrecompiledTests(TestCase):
    def test_each_call_finds_what_fits_its_own_arguments(self):
        for title in ("one", "two", "o'three"):
            ArticleFactory(title=title, publish_at=NOON)

        @precompiled
        def public_at(title, now):
            return Article.objects.public(now).filter(title=title)

        for title in ("one", "two", "o'three", "four", "stand-in-0"):
            for at in (NOON - timedelta(seconds=1), NOON, datetime(1583, 1, 1, tzinfo=UTC)):
                with self.subTest(title, at=at):
                    self.assertEqual(public_at(title, at), list(Article.objects.public(at).filter(title=title)))

    def test_rows_bring_along_the_same(self):
        articles = ArticleFactory.create_batch(3, lead_picture=PictureFactory(), publish_at=NOON)
        found = precompiled(lambda now: Article.objects.public(now).for_cards())
        for _ in range(2):
            with self.assertNumQueries(1):
                self.assertEqual([article.lead_picture for article in found(NOON)], [articles[0].lead_picture] * 3)
        with_relations = precompiled(lambda now: Article.objects.public(now).with_relations())
        for _ in range(2):
            with self.assertNumQueries(2):
                self.assertEqual([list(article.tags.all()) for article in with_relations(NOON)], [[], [], []])

    def test_rows_are_what_the_queryset_makes_of_them(self):
        appearance = AppearanceFactory(session__room=None)
        sessions = Session.objects.select_related("day__conference", "room").annotate(extra=Value("x"))
        (session,) = precompiled(lambda: sessions.prefetch_related("appearances"))()
        with self.assertNumQueries(0):
            self.assertEqual(session.day.conference, appearance.session.day.conference)
            self.assertEqual(session.day.conference.timezone, appearance.session.day.conference.timezone)
            self.assertIsNone(session.room)
            self.assertEqual(session.extra, "x")
            self.assertEqual(list(session.appearances.all()), [appearance])

    def test_an_argument_that_does_not_reach_the_query_is_refused(self):
        with self.assertRaises(ValueError):
            precompiled(lambda now: Article.objects.public(now + timedelta(hours=1)))(NOON)
        with self.assertRaises(KeyError):
            precompiled(lambda kind: Article.objects.filter(kind=kind))(None)


class PagesTests(TestCase):
    """What public pages ask in this way is what they asked before."""

    def test_the_home_page(self):
        ArticleFactory.create_batch(9, publish_at=NOON)
        for days in range(-6, 6):
            date = NOON.date() + timedelta(days=days)
            ConferenceFactory(starts_on=date, ends_on=date, publish_at=NOON - timedelta(days=1))
        for at in (NOON - timedelta(seconds=1), NOON, NOON + timedelta(days=3)):
            conferences = Conference.objects.public(at)
            self.assertEqual(newest_articles(at), list(Article.objects.public(at).newest_first()[:6]))
            self.assertEqual(next_conferences(at), list(conferences.upcoming(at)[:4]))
            self.assertEqual(past_conferences(at), list(conferences.past(at)[:4]))

    def test_reports_on_a_conference_and_around_one_of_them(self):
        forum, hidden = ConferenceFactory(), ConferenceFactory(state="draft")
        first, second, third, _fourth = reports = [
            ArticleFactory(kind="event_report", conferences=[forum], publish_at=NOON + timedelta(hours=hours))
            for hours in range(4)
        ]
        elsewhere = ArticleFactory(kind="event_report", conferences=[hidden], publish_at=NOON)
        later = NOON + timedelta(days=1)
        self.assertEqual(reports_on(forum.pk, later), reports[::-1])
        self.assertEqual(reports_on(forum.pk, NOON), [first])
        self.assertCountEqual(reports_around(second.pk, second.publish_at, later), [first, third])
        self.assertEqual(reports_around(second.pk, second.publish_at, second.publish_at), [first])
        ArticleFactory(kind="event_report", conferences=[hidden], publish_at=NOON + timedelta(hours=1))
        self.assertEqual(reports_around(elsewhere.pk, NOON, later), [])


class ThreadsTests(TransactionTestCase):
    def test_every_thread_asks_by_its_own_connection(self):
        ArticleFactory(slug="one", publish_at=NOON)
        found = precompiled(Article.objects.public)
        self.assertEqual(len(found(NOON)), 1)
        answers = []

        def run():
            answers.append(len(found(NOON)))
            connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        self.assertEqual(answers, [1])
