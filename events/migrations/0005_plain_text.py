"""Text is clean: what breaks calendars and feeds is taken out of the rows, and the columns refuse it."""

import django.core.validators
from django.db import migrations

import civitas_cms.publishing.plain_text
import civitas_cms.publishing.slugs
import civitas_cms.publishing.web_addresses
from civitas_cms.publishing.migrations._cleaning import add_checks, clean_rows


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_session_instants"),
    ]

    operations = [
        clean_rows("events"),
        migrations.AlterField(
            model_name="appearance",
            name="position_then",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="At that time. Left empty, it is filled in with today's position.",
                max_length=200,
                verbose_name="position then",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="city",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=100, verbose_name="city"),
        ),
        migrations.AlterField(
            model_name="conference",
            name="contact_email",
            field=civitas_cms.publishing.web_addresses.EmailField(
                blank=True, max_length=254, verbose_name="contact e-mail"
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="hashtag",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                max_length=50,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#?\\w+\\Z", "A hashtag is one word of letters, digits and underscores."
                    )
                ],
                verbose_name="hashtag",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="livestream_url",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="livestream"),
        ),
        migrations.AlterField(
            model_name="conference",
            name="registration_url",
            field=civitas_cms.publishing.web_addresses.URLField(
                blank=True, max_length=2048, verbose_name="registration"
            ),
        ),
        migrations.AlterField(
            model_name="conference",
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
            model_name="conference",
            name="status_note",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Shown beside the status: the reason, the new date, what to do.",
                max_length=250,
                verbose_name="note to the public",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="summary",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                help_text="One to three sentences for lists, search engines and social media. At most 500 characters.",
                max_length=500,
                verbose_name="summary",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="tagline",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Its motto, as in “Small communities, big ideas”.",
                max_length=200,
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=250, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="conference",
            name="venue_address",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, max_length=250, verbose_name="street address"
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="venue_name",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=200, verbose_name="venue"),
        ),
        migrations.AlterField(
            model_name="conference",
            name="website",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="day",
            name="audience",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="As in “mayors and city practitioners”.",
                max_length=200,
                verbose_name="who it is for",
            ),
        ),
        migrations.AlterField(
            model_name="day",
            name="summary",
            field=civitas_cms.publishing.plain_text.TextField(blank=True, max_length=500, verbose_name="summary"),
        ),
        migrations.AlterField(
            model_name="day",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="The day's theme.", max_length=200, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="city",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=100, verbose_name="city"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="full_name",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Only if the name is an abbreviation, as in UITP.",
                max_length=250,
                verbose_name="full name",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=civitas_cms.publishing.plain_text.LineField(
                error_messages={"unique": "We already have this organisation."},
                max_length=200,
                unique=True,
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="slug",
            field=civitas_cms.publishing.slugs.SlugField(
                blank=True,
                help_text="The last part of the page's web address. Filled in from the name.",
                max_length=200,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="website",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="project",
            name="acronym",
            field=civitas_cms.publishing.plain_text.LineField(
                error_messages={"unique": "We already have a project with this acronym."},
                help_text="What everybody calls it, as in UPPER.",
                max_length=100,
                unique=True,
                verbose_name="acronym",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="full_name",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=300, verbose_name="full name"),
        ),
        migrations.AlterField(
            model_name="project",
            name="grant_number",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=50, verbose_name="grant number"),
        ),
        migrations.AlterField(
            model_name="project",
            name="programme",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="As in Horizon Europe.", max_length=150, verbose_name="funding programme"
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="slug",
            field=civitas_cms.publishing.slugs.SlugField(
                blank=True,
                help_text="The last part of the page's web address. Filled in from the acronym.",
                max_length=200,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="summary",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                help_text="One or two sentences, shown on the project's card.",
                max_length=300,
                verbose_name="summary",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="website",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="room",
            name="name",
            field=civitas_cms.publishing.plain_text.LineField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="session",
            name="livestream_url",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="livestream"),
        ),
        migrations.AlterField(
            model_name="session",
            name="recording_url",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="recording"),
        ),
        migrations.AlterField(
            model_name="session",
            name="slug",
            field=civitas_cms.publishing.slugs.SlugField(
                blank=True,
                help_text="The last part of the page's web address. Left empty, it is made from the title.",
                max_length=200,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="title",
            field=civitas_cms.publishing.plain_text.LineField(max_length=250, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="academic_title",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, help_text="As in Dr or Prof.", max_length=50, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="family_name",
            field=civitas_cms.publishing.plain_text.LineField(
                help_text="Lists are sorted by it. Put the only name here if there is one.",
                max_length=100,
                verbose_name="family name",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="given_name",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=100, verbose_name="given names"),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="linkedin",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="LinkedIn"),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="mastodon",
            field=civitas_cms.publishing.web_addresses.ProfileField(
                blank=True,
                help_text="The handle, as in @name@mastodon.social, or the profile's address.",
                max_length=2048,
                verbose_name="Mastodon",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="position",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Today's, as in “Director”. Appearances keep older ones.",
                max_length=200,
                verbose_name="position",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="slug",
            field=civitas_cms.publishing.slugs.SlugField(
                blank=True,
                help_text="The last part of the page's web address. Filled in from the names.",
                max_length=200,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="sorted_by",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                help_text="Only if it is not the family name: “Gogh” for Vincent van Gogh.",
                max_length=200,
                verbose_name="sorted by",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="website",
            field=civitas_cms.publishing.web_addresses.URLField(blank=True, max_length=2048, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="track",
            name="name",
            field=civitas_cms.publishing.plain_text.LineField(max_length=100, verbose_name="name"),
        ),
        add_checks("events"),
    ]
