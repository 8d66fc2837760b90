"""Pictures of files that somebody sent, until a draft is made of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import civitas_cms.publishing.plain_text


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_texts_with_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivedPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("name", civitas_cms.publishing.plain_text.LineField(blank=True, max_length=250)),
                ("content", models.BinaryField()),
                (
                    "received_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["file", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="received_pictures_in_their_order")
                ],
            },
        ),
    ]
