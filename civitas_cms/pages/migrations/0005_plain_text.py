"""Text is clean: what breaks calendars and feeds is taken out of the rows, and the columns refuse it."""

import django.core.validators
from django.db import migrations

import civitas_cms.publishing.plain_text
import civitas_cms.publishing.slugs
import civitas_cms.publishing.web_addresses
from civitas_cms.publishing.migrations._cleaning import add_checks, clean_rows


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0004_table_block"),
    ]

    operations = [
        clean_rows("pages"),
        migrations.AlterField(
            model_name="download",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="Left empty, the document's title is shown.", max_length=200, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="footerbadge",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=100, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="footerbadge",
            name="url",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="link"),
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
            model_name="menuitem",
            name="address",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="As in /news/ or https://example.org/",
                max_length=2048,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(/(?![/\\\\])|https?://)\\S*\\Z", "Start with / for this site, or with https:// for another."
                    )
                ],
                verbose_name="or an address",
            ),
        ),
        migrations.AlterField(
            model_name="menuitem",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=50, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="page",
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
            model_name="page",
            name="summary",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                help_text="One to three sentences for lists, search engines and social media. At most 500 characters.",
                max_length=500,
                verbose_name="summary",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=250, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="pagepicture",
            name="alternative_text",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Only if the picture means something else on this page than what the library says.",
                max_length=250,
                verbose_name="alternative text here",
            ),
        ),
        migrations.AlterField(
            model_name="pagepicture",
            name="caption",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the caption from the library is shown.",
                max_length=250,
                verbose_name="caption",
            ),
        ),
        migrations.AlterField(
            model_name="pagepicture",
            name="credit",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Left empty, the credit from the library is shown.",
                max_length=150,
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="contact_address",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True, max_length=300, verbose_name="postal address"
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="contact_email",
            field=civitas_cms.publishing.web_addresses.EmailField(
                blank=True, max_length=254, verbose_name="contact e-mail"
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="funding_statement",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                help_text="Who funds the initiative, at the foot of every page.",
                verbose_name="funding statement",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="hosting_note",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="How the site is hosted, at the foot of every page.",
                max_length=250,
                verbose_name="hosting note",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="introduction",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True, help_text="A few sentences on the home page.", max_length=600, verbose_name="introduction"
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="name",
            field=civitas_cms.publishing.plain_text.LineField(
                default="CIVITAS CMS", help_text="The name of the initiative.", max_length=100, verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="tagline",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="One line on what the initiative is for.", max_length=200, verbose_name="tagline"
            ),
        ),
        migrations.AlterField(
            model_name="sociallink",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="As in “Mastodon” or “LinkedIn”.", max_length=50, verbose_name="network"
            ),
        ),
        migrations.AlterField(
            model_name="sociallink",
            name="url",
            field=civitas_cms.publishing.web_addresses.URLField(max_length=2048, verbose_name="link"),
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
        add_checks("pages"),
    ]
