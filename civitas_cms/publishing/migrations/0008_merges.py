"""Remember which rows were merged, so that they can be parted again, and found by those who know the former one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civitas_cms.delivery.contracts


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("publishing", "0007_content_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gone_id", models.BigIntegerField()),
                ("kept_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("record", models.JSONField(verbose_name="what it was")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
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
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["content_type", "kept_id"], name="merge_by_who_stayed")],
                "constraints": [
                    models.UniqueConstraint(fields=("content_type", "gone_id"), name="a_row_goes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("gone_id", models.F("kept_id")), _negated=True),
                        name="a_row_is_not_merged_with_itself",
                    ),
                ],
            },
            bases=(civitas_cms.delivery.contracts.NeverOnPages, models.Model),
        ),
    ]
