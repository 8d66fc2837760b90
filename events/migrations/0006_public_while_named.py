"""Show people while something public names them, and partners so until they are released; those that there are, are.

When something names them the database keeps by triggers, which are installed after the migrations.
"""

from django.db import migrations, models

import civitas_cms.publishing.models.named


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_plain_text"),
        ("library", "0001_release_0_1"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="is_released",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Visitors can see it. Without, they see it only while something public names it.",
                verbose_name="released",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="public_periods",
            field=civitas_cms.publishing.models.named.PeriodsField(db_default=(), default=tuple, editable=False),
        ),
        migrations.AddField(
            model_name="project",
            name="is_released",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Visitors can see it. Without, they see it only while something public names it.",
                verbose_name="released",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="public_periods",
            field=civitas_cms.publishing.models.named.PeriodsField(db_default=(), default=tuple, editable=False),
        ),
        migrations.AddField(
            model_name="speaker",
            name="public_periods",
            field=civitas_cms.publishing.models.named.PeriodsField(db_default=(), default=tuple, editable=False),
        ),
        migrations.AddIndex(
            model_name="speaker",
            index=models.Index(
                condition=models.Q(("public_periods", ()), _negated=True),
                fields=["sort_name", "id"],
                name="speaker_public_by_name",
            ),
        ),
    ]
