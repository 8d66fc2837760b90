"""An index of the few texts that lead to documents, which are public with them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_folded_tags")]

    operations = [
        migrations.AddIndex(
            "richtext",
            models.Index(
                condition=models.Q(text__contains='href="/media/documents/'),
                fields=["parent"],
                name="articles_text_with_documents",
            ),
        )
    ]
