import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("publishing", "0004_transition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.BigIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("state", models.CharField(max_length=20, verbose_name="state")),
                ("snapshot", models.JSONField(verbose_name="what it looked like")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "happened",
                    models.CharField(
                        choices=[
                            ("found", "As it was found"),
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("working_copy_made", "Working copy made"),
                            ("merged", "Newer changes of the live version taken over"),
                            ("changes_published", "Changes published"),
                            ("detached", "Made a draft of its own"),
                            ("submit", "Submitted for review"),
                            ("request_changes", "Changes requested"),
                            ("publish", "Published"),
                            ("schedule", "Scheduled"),
                            ("unpublish", "Unpublished"),
                            ("archive", "Archived"),
                            ("restore", "Restored as a draft"),
                            ("reverted", "An older version restored"),
                            ("deleted", "Deleted"),
                            ("discarded", "Discarded"),
                            ("recovered", "Recovered"),
                        ],
                        max_length=30,
                        verbose_name="what happened",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["content_type", "-made_at"], name="revision_latest_of_a_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_type", "object_id", "number"), name="one_revision_per_number"
                    )
                ],
            },
        ),
    ]
