"""Let the search know when what is public while something names it is."""

from django.db import migrations

import civitas_cms.publishing.models.named


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_kinds_are_registered"),
    ]

    operations = [
        migrations.AddField(
            model_name="indexentry",
            name="public_periods",
            field=civitas_cms.publishing.models.named.PeriodsField(null=True),
        ),
    ]
