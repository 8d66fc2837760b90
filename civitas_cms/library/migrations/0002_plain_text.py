"""Text is clean: what breaks calendars and feeds is taken out of the rows, and the columns refuse it."""

from django.db import migrations

import civitas_cms.publishing.plain_text
from civitas_cms.publishing.migrations._cleaning import add_checks, clean_rows


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_release_0_1"),
    ]

    operations = [
        clean_rows("library"),
        migrations.AlterField(
            model_name="document",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="What visitors read on the link, such as “Programme of the conference”.",
                max_length=200,
                verbose_name="title",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="alternative_text",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="What the picture shows, in one sentence, for people who do not see it. Say what matters, not “picture of”.",
                max_length=250,
                verbose_name="alternative text",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="caption",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="Shown below the picture.", max_length=250, verbose_name="caption"
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="credit",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="Who made it, and its licence.", max_length=150, verbose_name="credit"
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="How you will find the picture again; visitors do not see it.",
                max_length=200,
                verbose_name="title",
            ),
        ),
        add_checks("library"),
    ]
