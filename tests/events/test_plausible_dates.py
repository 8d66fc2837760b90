"""Dates that cannot be meant are refused beside the field, and by the database."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import TransactionTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import Conference, Project
from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory

IMPLAUSIBLE_DATES = st.dates().filter(lambda day: not 1990 <= day.year <= 2100)
IMPLAUSIBLE_INSTANTS = st.datetimes(timezones=st.just(UTC)).filter(lambda instant: not 1990 <= instant.year <= 2100)


class PlausibleDatesTests(TestCase):
    def assert_refused(self, row, **values):
        for name, value in values.items():
            setattr(row, name, value)
        with self.assertRaises(ValidationError) as refusal:
            row.full_clean()
        self.assertTrue(set(values) & set(refusal.exception.error_dict), refusal.exception)
        with self.assertRaises(IntegrityError), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**values)

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(IMPLAUSIBLE_DATES)
    def test_dates_of_conferences_and_projects(self, day):
        conference, project = ConferenceFactory(), ProjectFactory()
        for name in ("starts_on", "ends_on", "registration_closes_on"):
            self.assert_refused(Conference.objects.get(pk=conference.pk), **{name: day})
        self.assert_refused(Project.objects.get(pk=project.pk), starts_on=day, ends_on=day)

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(IMPLAUSIBLE_INSTANTS)
    def test_times_of_publication(self, instant):
        for row in (ArticleFactory(), ConferenceFactory()):
            self.assert_refused(row, publish_at=instant, expire_at=None)

    def test_the_first_and_the_last_day_that_can_be_meant(self):
        ConferenceFactory(starts_on=date(1990, 1, 1), ends_on=date(2100, 12, 31)).full_clean()
        for path in ("/", "/events/", "/sitemap-months.xml", "/events/calendar.ics"):
            self.assertEqual(self.client.get(path).status_code, 200)


class UpgradeTests(TransactionTestCase):
    def test_what_was_typed_before_is_brought_to_the_nearest_date(self):
        executor = MigrationExecutor(connection)
        executor.migrate([("events", "0002_identity")])
        before = executor.loader.project_state([("events", "0002_identity")]).apps.get_model("events", "Conference")
        conference = before.objects.create(
            title="Open end", slug="open-end", starts_on=date(206, 5, 1), ends_on=date(9999, 12, 31)
        )
        before.objects.filter(pk=conference.pk).update(publish_at=datetime(1, 1, 2, tzinfo=UTC))
        before.objects.create(title="Typo", slug="typo", starts_on=date(9999, 5, 1), ends_on=date(9999, 5, 2))
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("events"))
        conference = Conference.objects.get(pk=conference.pk)
        self.assertEqual((conference.starts_on, conference.ends_on), (date(1990, 1, 1), date(2100, 12, 31)))
        self.assertEqual(conference.publish_at, datetime(1990, 1, 1, tzinfo=UTC))
