"""Let drafts have blocks that are not complete yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0005_plain_text"), ("library", "0001_release_0_1")]

    operations = [
        migrations.AlterField(
            "pagepicture",
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
    ]
