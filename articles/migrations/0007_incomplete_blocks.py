"""Let drafts have blocks that are not complete yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_tags_with_addresses"),
        ("events", "0004_session_instants"),
        ("library", "0001_release_0_1"),
    ]

    operations = [
        migrations.AlterField(
            "articlepicture",
            "picture",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="library.picture",
                verbose_name="picture",
            ),
        ),
        migrations.AlterField(
            "download",
            "document",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="library.document",
                verbose_name="document",
            ),
        ),
        migrations.AlterField(
            "quote",
            "speaker",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotes",
                to="events.speaker",
                verbose_name="speaker",
            ),
        ),
    ]
