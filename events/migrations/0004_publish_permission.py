from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_database_guards"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="conference",
            options={
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "ordering": ["-starts_on", "-pk"],
                "verbose_name": "conference",
                "verbose_name_plural": "conferences",
            },
        ),
    ]
