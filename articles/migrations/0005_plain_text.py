"""Text is clean: what breaks calendars and feeds is taken out of the rows, and the columns refuse it."""

import django.core.validators
from django.db import migrations

import civitas_cms.publishing.plain_text
import civitas_cms.publishing.slugs
import civitas_cms.publishing.web_addresses
from civitas_cms.publishing.migrations._cleaning import add_checks, clean_rows


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_table_block"),
    ]

    operations = [
        clean_rows("articles"),
        migrations.AlterField(
            model_name="article",
            name="lead_caption",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the caption from the library is shown.",
                max_length=250,
                verbose_name="caption",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="lead_credit",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the credit from the library is shown.",
                max_length=150,
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="slug",
            field=civitas_cms.publishing.slugs.SlugField(
                blank=True,
                error_messages={"unique": "Another page already has this address. Change a word to make it different."},
                help_text="The last part of the page's web address. Filled in from the title; avoid changing it later.",
                max_length=200,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="strapline",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="One sentence below the headline that draws people in.",
                max_length=250,
                verbose_name="strapline",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="summary",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                help_text="One to three sentences for lists, search engines and social media. At most 500 characters.",
                max_length=500,
                verbose_name="summary",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=250, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="articlepicture",
            name="alternative_text",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Only if the picture means something else on this page than what the library says.",
                max_length=250,
                verbose_name="alternative text here",
            ),
        ),
        migrations.AlterField(
            model_name="articlepicture",
            name="caption",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the caption from the library is shown.",
                max_length=250,
                verbose_name="caption",
            ),
        ),
        migrations.AlterField(
            model_name="articlepicture",
            name="credit",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the credit from the library is shown.",
                max_length=150,
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="download",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="Left empty, the document's title is shown.", max_length=200, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="gallery",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=200, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="link",
            name="text",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="Say where the link leads, as in “Learn more about NetZeroCities”, never “click here”.",
                max_length=150,
                verbose_name="text",
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="url",
            field=civitas_cms.publishing.web_addresses.URLField(
                help_text="In full, as in https://netzerocities.eu/",
                max_length=2048,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="partnerprojects",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=200, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="quote",
            name="position_then",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="At that time. Left empty, it is filled in with today's position.",
                max_length=200,
                verbose_name="position then",
            ),
        ),
        migrations.AlterField(
            model_name="quote",
            name="words",
            field=civitas_cms.publishing.plain_text.TextField(
                help_text="Exactly what was said, without quotation marks: the page adds them.",
                max_length=1000,
                verbose_name="words",
            ),
        ),
        migrations.AlterField(
            model_name="table",
            name="caption",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="What the table shows.", max_length=250, verbose_name="caption"
            ),
        ),
        migrations.AlterField(
            model_name="table",
            name="content",
            field=civitas_cms.publishing.plain_text.TextField(
                help_text="A line for each row, with | between the cells, as in “Ghent | 4 trams”. What you copy from a spreadsheet can be pasted as it is.",
                verbose_name="rows",
            ),
        ),
        migrations.AlterField(
            model_name="video",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="What the video shows.", max_length=200, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="video",
            name="url",
            field=civitas_cms.publishing.web_addresses.URLField(
                help_text="The video's page on YouTube, Vimeo or the EC Audiovisual Service. It begins where the address says.",
                max_length=2048,
                verbose_name="address",
            ),
        ),
        add_checks("articles"),
    ]
