"""Tags and projects of what visitors find. Entries that are there get theirs from ``manage.py rebuild_search``."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns."""

    dependencies = [
        ("search", "0002_index_entry"),
    ]

    operations = [
        migrations.AddField(
            model_name="indexentry",
            name="projects",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="indexentry",
            name="tags",
            field=models.JSONField(default=dict),
        ),
    ]
