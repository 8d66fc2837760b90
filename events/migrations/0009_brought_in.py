"""What programmes of other programs have that ours lacked: where a session came from, nights, languages, links.

A session may start after midnight and belong to the evening before, and in the second of two hours that clocks show
alike. The former release writes neither.
"""

import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import civitas_cms.delivery.contracts
import civitas_cms.publishing.plain_text
import civitas_cms.publishing.web_addresses

LAST_INSTANT = """
CREATE FUNCTION last_instant(clock timestamp, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(instant) FILTER (WHERE instant AT TIME ZONE zone = clock), clock AT TIME ZONE zone)
    FROM unnest(ARRAY[interval '0', interval '30 minutes', interval '1 hour', interval '2 hours']) AS later,
        LATERAL (SELECT clock AT TIME ZONE zone + later AS instant) AS candidate
$$;
"""
SET_SESSION_PERIOD = """
CREATE OR REPLACE FUNCTION set_session_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT tstzrange(first, greatest(first, last)) INTO NEW.period FROM (
        SELECT {first} AS first, {last} AS last
        FROM events_day AS day JOIN events_conference AS conference ON conference.id = day.conference_id
        WHERE day.id = NEW.day_id
    ) AS instants;
    RETURN NEW;
END
$$;
"""
START = "day.date + NEW.starts_next_day::int + NEW.starts_at"
END = "day.date + NEW.starts_next_day::int + NEW.ends_next_day::int + NEW.ends_at"
WITH_NIGHTS = SET_SESSION_PERIOD.format(
    **{
        name: f"CASE WHEN NEW.{fold} THEN last_instant({clock}, conference.timezone)"
        f" ELSE first_instant({clock}, conference.timezone) END"
        for name, fold, clock in [("first", "start_fold", START), ("last", "end_fold", END)]
    }
)
WITHOUT_NIGHTS = SET_SESSION_PERIOD.format(
    first="first_instant(day.date + NEW.starts_at, conference.timezone)",
    last="first_instant(day.date + NEW.ends_next_day::int + NEW.ends_at, conference.timezone)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_two_hours_twice"),
        ("library", "0003_files_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("columns", models.JSONField(blank=True, default=dict, verbose_name="columns")),
                ("kinds", models.JSONField(blank=True, default=dict, verbose_name="kinds")),
                (
                    "conference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_mapping",
                        to="events.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "import mapping",
                "verbose_name_plural": "import mappings",
            },
            bases=(civitas_cms.delivery.contracts.NeverOnPages, models.Model),
        ),
        migrations.CreateModel(
            name="SessionLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    civitas_cms.publishing.plain_text.LineField(
                        blank=True,
                        help_text="What the link says. Left empty, it is the address.",
                        max_length=200,
                        verbose_name="title",
                    ),
                ),
                ("url", civitas_cms.publishing.web_addresses.URLField(max_length=2048, verbose_name="address")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Lower numbers come first.", verbose_name="order"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="session",
            options={
                "ordering": ["starts_next_day", "starts_at", "ends_next_day", "ends_at", "pk"],
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
            },
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="session_ends_after_it_starts",
        ),
        migrations.AddField(
            model_name="room",
            name="capacity",
            field=models.PositiveIntegerField(
                blank=True, help_text="How many people it has room for.", null=True, verbose_name="capacity"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="end_fold",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="ends in the second of two hours alike"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="languages",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="Codes of those in which it is held, as in “en” or “de, en”.",
                max_length=50,
                verbose_name="languages",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="licence",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="Of recording and materials, as in CC BY 4.0.",
                max_length=200,
                verbose_name="licence",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="no_recording",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The people in it do not agree to pictures and recordings. The page says so.",
                verbose_name="must not be recorded",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="source",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, db_default="", default="", max_length=200, verbose_name="source"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="source_id",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, db_default="", default="", max_length=200, verbose_name="identifier there"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="start_fold",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="starts in the second of two hours alike"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="starts_next_day",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="In the night that follows the day: it stands at the end of that day.",
                verbose_name="starts after midnight",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="subtitle",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, db_default="", default="", max_length=250, verbose_name="subtitle"
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="source",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, db_default="", default="", max_length=200, verbose_name="source"
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="source_id",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True, db_default="", default="", max_length=200, verbose_name="identifier there"
            ),
        ),
        migrations.AddField(
            model_name="track",
            name="colour",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="As in #0b6e4f.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator("\\A#[0-9A-Fa-f]{6}\\Z", "A colour is written as in #0b6e4f.")
                ],
                verbose_name="colour",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__gt", models.F("starts_at")), ("ends_next_day", False)),
                    models.Q(("ends_at__lte", models.F("starts_at")), ("ends_next_day", True)),
                    models.Q(("end_fold", True), ("ends_next_day", False), ("start_fold", False)),
                    _connector="OR",
                ),
                name="session_ends_after_it_starts",
                violation_error_message="A session ends after it starts. If it ends after midnight, say so with the tick box.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("conference", "="), ("source", "="), ("source_id", "=")],
                name="one_session_per_origin",
                violation_error_message="Another session of this conference is the same one elsewhere.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                fields=("source", "source_id"),
                name="one_speaker_per_origin",
                violation_error_message="Another person is the same one elsewhere.",
            ),
        ),
        migrations.RunSQL(LAST_INSTANT + WITH_NIGHTS, WITHOUT_NIGHTS + "DROP FUNCTION last_instant(timestamp, text);"),
    ]
