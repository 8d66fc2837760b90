"""Dates lie within 1990 to 2100; what lay outside is brought to the nearest of them first."""

import datetime

from django.conf import settings
from django.db import migrations, models

import civitas_cms.publishing.models.plausible

# At once: a table with checks that wait cannot be altered. An end after the last day that can be is no end.
CLAMP = """
UPDATE events_conference SET expire_at = NULL WHERE expire_at > '2100-12-31 00:00Z';
UPDATE events_conference SET publish_at = '2100-12-31 00:00Z' WHERE publish_at > '2100-12-31 00:00Z';
UPDATE events_conference SET publish_at = '1990-01-01 00:00Z' WHERE publish_at < '1990-01-01 00:00Z';
UPDATE events_conference SET expire_at = '1990-01-02 00:00Z' WHERE expire_at < '1990-01-01 00:00Z';
UPDATE events_conference SET ends_on = '1990-01-01' WHERE ends_on < '1990-01-01';
UPDATE events_conference SET starts_on = '1990-01-01' WHERE starts_on < '1990-01-01';
UPDATE events_conference SET starts_on = '2100-12-31' WHERE starts_on > '2100-12-31';
UPDATE events_conference SET ends_on = '2100-12-31' WHERE ends_on > '2100-12-31';
UPDATE events_project SET ends_on = '1990-01-01' WHERE ends_on < '1990-01-01';
UPDATE events_project SET starts_on = '1990-01-01' WHERE starts_on < '1990-01-01';
UPDATE events_project SET starts_on = '2100-12-31' WHERE starts_on > '2100-12-31';
UPDATE events_project SET ends_on = '2100-12-31' WHERE ends_on > '2100-12-31';
UPDATE events_conference SET registration_closes_on = '1990-01-01' WHERE registration_closes_on < '1990-01-01';
UPDATE events_conference SET registration_closes_on = '2100-12-31' WHERE registration_closes_on > '2100-12-31';
UPDATE events_day SET date = '1990-01-01' WHERE date < '1990-01-01';
UPDATE events_day SET date = '2100-12-31' WHERE date > '2100-12-31';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_identity"),
        ("library", "0001_release_0_1"),
        ("publishing", "0002_revision_event"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CLAMP, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="conference",
            name="ends_on",
            field=models.DateField(
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="last day",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
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
            model_name="conference",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Leave empty to publish at once. With a future time, the item appears then by itself.",
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="publish at",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="registration_closes_on",
            field=models.DateField(
                blank=True,
                help_text="The last day on which people can register.",
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="registration closes on",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="starts_on",
            field=models.DateField(
                help_text="Move it, and the days of the programme move with it, each with its sessions.",
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="first day",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="ends_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="last day",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="starts_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="first day",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
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
                name="events_conference_times_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                    ("registration_closes_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="conference_dates_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="project_dates_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
    ]
