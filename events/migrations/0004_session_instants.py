"""Let each session know from which instant to which it lasts, so that rooms are guarded over midnight too.

The database works that out, from three tables: whatever changes a day's date or a conference's time zone, and whichever
release of the site does, a session's period follows. Of an hour that comes twice, the first is meant, as in Python.

Where sessions of two days are in one room at one time already, the later one loses its room.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

CREATE = """
CREATE FUNCTION first_instant(clock timestamp, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(instant) FILTER (WHERE instant AT TIME ZONE zone = clock), clock AT TIME ZONE zone)
    FROM unnest(ARRAY[interval '0', interval '30 minutes', interval '1 hour']) AS earlier,
        LATERAL (SELECT clock AT TIME ZONE zone - earlier AS instant) AS candidate
$$;

CREATE FUNCTION set_session_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT tstzrange(first, greatest(first, last)) INTO NEW.period FROM (
        SELECT first_instant(day.date + NEW.starts_at, conference.timezone) AS first,
            first_instant(day.date + NEW.ends_next_day::int + NEW.ends_at, conference.timezone) AS last
        FROM events_day AS day JOIN events_conference AS conference ON conference.id = day.conference_id
        WHERE day.id = NEW.day_id
    ) AS instants;
    RETURN NEW;
END
$$;
CREATE TRIGGER set_session_period BEFORE INSERT OR UPDATE ON events_session
    FOR EACH ROW EXECUTE FUNCTION set_session_period();

CREATE FUNCTION set_session_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'events_day' THEN
        UPDATE events_session SET period = NULL WHERE day_id = NEW.id;
    ELSE
        UPDATE events_session SET period = NULL WHERE conference_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER set_session_periods AFTER UPDATE OF date ON events_day
    FOR EACH ROW WHEN (OLD.date <> NEW.date) EXECUTE FUNCTION set_session_periods();
CREATE TRIGGER set_session_periods AFTER UPDATE OF timezone ON events_conference
    FOR EACH ROW WHEN (OLD.timezone <> NEW.timezone) EXECUTE FUNCTION set_session_periods();

UPDATE events_session SET period = NULL;
UPDATE events_session AS later SET room_id = NULL FROM events_session AS earlier
WHERE earlier.room_id = later.room_id AND earlier.day_id <> later.day_id AND earlier.period && later.period
    AND (lower(earlier.period), earlier.id) < (lower(later.period), later.id)
    AND earlier.status NOT IN ('cancelled', 'postponed') AND later.status NOT IN ('cancelled', 'postponed');
SET CONSTRAINTS ALL IMMEDIATE;
"""

DROP = """
DROP TRIGGER set_session_periods ON events_conference;
DROP TRIGGER set_session_periods ON events_day;
DROP TRIGGER set_session_period ON events_session;
DROP FUNCTION set_session_periods();
DROP FUNCTION set_session_period();
DROP FUNCTION first_instant(timestamp, text);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_plausible_dates")]

    operations = [
        migrations.AddField(
            "session", "period", django.contrib.postgres.fields.ranges.DateTimeRangeField(editable=False, null=True)
        ),
        migrations.AddField("session", "revised_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "session", "revision_count", models.PositiveIntegerField(db_default=0, default=0, editable=False)
        ),
        migrations.AddField(
            "conference", "revision_count", models.PositiveIntegerField(db_default=0, default=0, editable=False)
        ),
        migrations.RunSQL(CREATE, DROP),
        migrations.RemoveConstraint("session", "one_session_at_a_time_in_a_room"),
        migrations.AddConstraint(
            "session",
            django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ["cancelled", "postponed"]), _negated=True),
                deferrable=models.Deferrable["IMMEDIATE"],
                expressions=[("room", "="), ("period", "&&")],
                name="one_session_at_a_time_in_a_room",
                violation_error_message="Another session is in this room at that time.",
            ),
        ),
    ]
