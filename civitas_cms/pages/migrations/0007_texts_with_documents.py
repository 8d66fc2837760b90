"""An index of the few texts that lead to documents, which are public with them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0006_incomplete_blocks")]

    operations = [
        migrations.AddIndex(
            "richtext",
            models.Index(
                condition=models.Q(text__contains='href="/media/documents/'),
                fields=["parent"],
                name="pages_text_with_documents",
            ),
        )
    ]
