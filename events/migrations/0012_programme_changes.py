"""Keep what has changed of a programme that visitors know."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import civitas_cms.publishing.plain_text


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0011_addresses_of_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uuid",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        unique=True,
                    ),
                ),
                ("title", civitas_cms.publishing.plain_text.LineField(max_length=250)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("moved", "Moved"),
                            ("cancelled", "Cancelled"),
                            ("postponed", "Postponed"),
                            ("resumed", "Takes place after all"),
                            ("gone", "No longer in the programme"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("date", models.DateField()),
                ("starts_at", models.TimeField()),
                ("room", civitas_cms.publishing.plain_text.LineField(blank=True, max_length=100)),
                ("former_date", models.DateField(null=True)),
                ("former_starts_at", models.TimeField(null=True)),
                ("former_room", civitas_cms.publishing.plain_text.LineField(blank=True, max_length=100)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="events.conference"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "date", "starts_at", "pk"],
                "indexes": [models.Index(fields=["conference", "-made_at"], name="change_latest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("former_date", None), ("former_starts_at", None), ("kind", "new")),
                            models.Q(
                                models.Q(("kind", "new"), _negated=True),
                                ("former_date__isnull", False),
                                ("former_starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="programme_change_knows_what_was_before",
                    )
                ],
            },
        ),
    ]
