"""Of two hours that come twice the first are meant, too: at Troll in Antarctica clocks go back that far."""

from django.db import migrations

FIRST_INSTANT = """
CREATE OR REPLACE FUNCTION first_instant(clock timestamp, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(instant) FILTER (WHERE instant AT TIME ZONE zone = clock), clock AT TIME ZONE zone)
    FROM unnest(ARRAY[interval '0', {shifts}]) AS earlier,
        LATERAL (SELECT clock AT TIME ZONE zone - earlier AS instant) AS candidate
$$;
"""
SHIFTS = "interval '30 minutes', interval '1 hour'"
PERIODS = """
UPDATE events_session SET period = NULL FROM events_conference AS conference
WHERE conference.id = conference_id AND conference.timezone = 'Antarctica/Troll';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0007_namesakes")]

    operations = [
        migrations.RunSQL(
            FIRST_INSTANT.format(shifts=f"{SHIFTS}, interval '2 hours'") + PERIODS, FIRST_INSTANT.format(shifts=SHIFTS)
        )
    ]
