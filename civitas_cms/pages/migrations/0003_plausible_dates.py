"""Dates lie within 1990 to 2100; what lay outside is brought to the nearest of them first."""

import datetime

from django.conf import settings
from django.db import migrations, models

import civitas_cms.publishing.models.plausible

# At once: a table with checks that wait cannot be altered. An end after the last day that can be is no end.
CLAMP = """
UPDATE pages_page SET expire_at = NULL WHERE expire_at > '2100-12-31 00:00Z';
UPDATE pages_page SET publish_at = '2100-12-31 00:00Z' WHERE publish_at > '2100-12-31 00:00Z';
UPDATE pages_page SET publish_at = '1990-01-01 00:00Z' WHERE publish_at < '1990-01-01 00:00Z';
UPDATE pages_page SET expire_at = '1990-01-02 00:00Z' WHERE expire_at < '1990-01-01 00:00Z';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_identity"),
        ("publishing", "0002_revision_event"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CLAMP, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="page",
            name="expire_at",
            field=models.DateTimeField(
                blank=True,
                help_text="From this time on, visitors no longer see the item. Leave empty to keep it for good.",
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="expire at",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Leave empty to publish at once. With a future time, the item appears then by itself.",
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="publish at",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "publish_at__range",
                        (
                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        ),
                    ),
                    (
                        "expire_at__range",
                        (
                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        ),
                    ),
                ),
                name="pages_page_times_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
    ]
