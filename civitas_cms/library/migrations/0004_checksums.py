"""By which the same file is known again; of files that are there already nobody knows it."""

from django.db import migrations, models

CHECKSUM = {"db_default": "", "default": "", "editable": False, "max_length": 64}


class Migration(migrations.Migration):
    dependencies = [("library", "0003_files_by_name")]

    operations = [
        migrations.AddField("picture", "checksum", models.CharField(**CHECKSUM)),
        migrations.AddField("document", "checksum", models.CharField(**CHECKSUM)),
        migrations.AddIndex("picture", models.Index(fields=["checksum"], name="picture_by_checksum")),
        migrations.AddIndex("document", models.Index(fields=["checksum"], name="document_by_checksum")),
    ]
