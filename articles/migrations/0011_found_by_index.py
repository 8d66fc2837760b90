"""Let the newsroom's list, its choosers and its desk, and the site map find articles by an index."""

from django.db import migrations, models
from django.db.models.functions import Greatest

IS_PUBLISHED = models.Q(("state", "published"))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_received_pictures"),
    ]

    operations = [
        migrations.AddIndex("article", models.Index(fields=["-updated_at", "-id"], name="article_changed_last")),
        migrations.AddIndex(
            "article",
            models.Index(fields=["state", "updated_at"], condition=~IS_PUBLISHED, name="article_not_published"),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                Greatest("publish_at", "revised_at").desc(), condition=IS_PUBLISHED, name="article_modified_last"
            ),
        ),
    ]
