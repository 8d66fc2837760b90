"""Indexes that public lists are found and counted in."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The indexes."""

    dependencies = [
        ("articles", "0002_publish_permission"),
        ("events", "0003_database_guards"),
        ("library", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="article",
            name="article_by_kind",
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["-publish_at", "-id"],
                include=("kind", "expire_at"),
                name="article_public_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "-publish_at", "-id"],
                include=("expire_at",),
                name="article_public_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published"), ("expire_at__isnull", False)),
                fields=["expire_at"],
                name="article_expires",
            ),
        ),
    ]
