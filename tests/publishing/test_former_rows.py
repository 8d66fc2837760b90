"""What the migrations make of rows of the former release, which had no checks."""

from importlib import import_module

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from civitas_cms.delivery.redirects import Redirect
from civitas_cms.publishing.migrations import _cleaning
from events.models import Organisation
from tests.factories import ConferenceFactory, OrganisationFactory, SessionFactory

CHECKS = """
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE events_conference DROP CONSTRAINT events_conference_title_clean;
    ALTER TABLE events_conference DROP CONSTRAINT events_conference_summary_clean;
    ALTER TABLE events_organisation DROP CONSTRAINT events_organisation_name_clean;
    ALTER TABLE events_session DROP CONSTRAINT events_session_slug_clean;
    ALTER TABLE publishing_redirect DROP CONSTRAINT redirect_begins_at_a_path;
"""


class FormerRowsTests(TestCase):
    def setUp(self):
        self.sql(CHECKS)

    def sql(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)

    def migrate(self, step):
        with connection.schema_editor(atomic=False) as editor:
            step(apps, editor)

    def test_texts_are_cleaned_before_the_columns_refuse_what_is_not_clean(self):
        session, conference = SessionFactory(), ConferenceFactory()
        first, second = OrganisationFactory(name="City of Ghent"), OrganisationFactory(name="x")
        self.sql("UPDATE events_conference SET title = %s, summary = %s", "Night\ntrains\x07", "One\x0btwo\r\nthree")
        self.sql("UPDATE events_organisation SET name = %s WHERE id = %s", "City\x85of\vGhent", second.pk)
        self.sql("UPDATE events_session SET slug = '' WHERE id = %s", session.pk)
        self.migrate(lambda apps, editor: _cleaning._clean("events", apps, editor))
        conference.refresh_from_db()
        self.assertEqual((conference.title, conference.summary), ("Night trains", "One\ntwo\r\nthree"))
        names = Organisation.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("name", flat=True)
        self.assertEqual(list(names), ["City of Ghent", "City of Ghent (2)"])
        session.refresh_from_db()
        self.assertEqual(session.slug, f"session-{session.pk}")
        for model, _field, name in _cleaning._checks("events", apps):
            self.sql(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT IF EXISTS {name}")
        self.migrate(lambda apps, editor: _cleaning._add_checks("events", apps, editor))
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.sql("UPDATE events_conference SET title = %s", "Night\ntrains")

    def test_redirects_that_never_led_anywhere_do_or_are_gone(self):
        Redirect.objects.create(old_path="/taken-é/", new_path="/b/")
        for old_path in ("/%CE%B1/", "/taken-%C3%A9/", "/page?id=1", "/a/../b/", "/plain/"):
            self.sql(
                "INSERT INTO publishing_redirect (old_path, new_path, created_at) VALUES (%s, '/new/', now())", old_path
            )
        self.migrate(import_module("civitas_cms.publishing.migrations.0003_plain_text").decode_redirects)
        self.assertEqual(
            dict(Redirect.objects.values_list("old_path", "new_path")),
            {"/taken-é/": "/b/", "/α/": "/new/", "/plain/": "/new/"},
        )
