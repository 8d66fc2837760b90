import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("publishing", "0003_presence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_id", models.BigIntegerField(verbose_name="key of the item")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("submit", "Submit for review"),
                            ("request_changes", "Request changes"),
                            ("publish", "Publish now"),
                            ("schedule", "Schedule"),
                            ("unpublish", "Unpublish"),
                            ("archive", "Archive"),
                            ("restore", "Restore as a draft"),
                        ],
                        max_length=20,
                        verbose_name="action",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("comment", models.TextField(blank=True, max_length=1000, verbose_name="comment")),
                (
                    "publish_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Since when the item was to be public after this step.",
                        null=True,
                        verbose_name="publish at",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The item's address at that time.", max_length=200, verbose_name="address"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "item_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="contenttypes.contenttype",
                        verbose_name="kind of item",
                    ),
                ),
            ],
            options={
                "verbose_name": "transition",
                "verbose_name_plural": "transitions",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["item_type", "item_id", "-at"], name="transition_of_an_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "request_changes"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="requested_changes_are_explained",
                        violation_error_message="Say what has to be changed.",
                    )
                ],
            },
        ),
    ]
