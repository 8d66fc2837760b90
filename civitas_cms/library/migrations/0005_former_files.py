"""By which links to the file that a document had are known again."""

from django.db import migrations, models
from django.db.models.functions import Left


class Migration(migrations.Migration):
    dependencies = [("library", "0004_checksums")]

    operations = [
        migrations.AddIndex("document", models.Index(Left("file", 40), name="document_of_a_former_file")),
    ]
