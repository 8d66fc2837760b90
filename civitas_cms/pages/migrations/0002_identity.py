"""Give each thing an identity; the database makes it for rows that there are, and for what the former release adds."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_release_0_1"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="uuid",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
