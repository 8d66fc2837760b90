"""Dates lie within 1990 to 2100; what lay outside is brought to the nearest of them first."""

import datetime

from django.conf import settings
from django.db import migrations, models

import civitas_cms.publishing.models.plausible

# At once: a table with checks that wait cannot be altered. An end after the last day that can be is no end.
CLAMP = """
UPDATE articles_article SET expire_at = NULL WHERE expire_at > '2100-12-31 00:00Z';
UPDATE articles_article SET publish_at = '2100-12-31 00:00Z' WHERE publish_at > '2100-12-31 00:00Z';
UPDATE articles_article SET publish_at = '1990-01-01 00:00Z' WHERE publish_at < '1990-01-01 00:00Z';
UPDATE articles_article SET expire_at = '1990-01-02 00:00Z' WHERE expire_at < '1990-01-01 00:00Z';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_identity"),
        ("events", "0002_identity"),
        ("library", "0001_release_0_1"),
        ("publishing", "0002_revision_event"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CLAMP, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="article",
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
            model_name="article",
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
            model_name="article",
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
                name="articles_article_times_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
    ]
