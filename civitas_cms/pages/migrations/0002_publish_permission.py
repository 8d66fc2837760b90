from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="page",
            options={
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "ordering": ["title"],
                "verbose_name": "page",
                "verbose_name_plural": "pages",
            },
        ),
    ]
