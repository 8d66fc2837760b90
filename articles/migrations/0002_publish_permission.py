from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "ordering": ["-publish_at", "-pk"],
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
    ]
