"""Indexes that public lists are found and counted in."""

from django.conf import settings
from django.db import migrations, models

import events.models.sorting


class Migration(migrations.Migration):
    """The indexes."""

    dependencies = [
        ("events", "0004_publish_permission"),
        ("library", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="project",
            options={
                "ordering": [events.models.sorting.SortKey("acronym"), "pk"],
                "verbose_name": "project",
                "verbose_name_plural": "projects",
            },
        ),
        migrations.RemoveIndex(
            model_name="conference",
            name="conference_public",
        ),
        migrations.RemoveIndex(
            model_name="project",
            name="project_by_acronym",
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["starts_on", "ends_on", "id"],
                include=("kind", "timezone", "publish_at", "expire_at"),
                name="conference_public_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(condition=models.Q(("state", "published")), fields=["ends_on"], name="conference_ends"),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["publish_at"], name="conference_appears"
            ),
        ),
        migrations.AddIndex(
            model_name="conference",
            index=models.Index(
                condition=models.Q(("state", "published"), ("expire_at__isnull", False)),
                fields=["expire_at"],
                name="conference_expires",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(events.models.sorting.SortKey("acronym"), models.F("id"), name="project_by_acronym"),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "calendar"), _negated=True),
                name="conference_is_not_at_the_address_of_the_calendar",
                violation_error_message="The address “calendar” belongs to the calendar of all events.",
            ),
        ),
    ]
