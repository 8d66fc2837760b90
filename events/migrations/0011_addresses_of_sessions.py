"""Give sessions that stand at the address of another page of their conference one that is theirs."""

from django.db import migrations, models

# What was at such an address nobody could open: there is no page to lead on from.
RENAME = """
UPDATE events_session AS session SET slug = (
    SELECT session.slug || '-' || number FROM generate_series(2, 1000000) AS number
    WHERE NOT EXISTS (
        SELECT FROM events_session AS other
        WHERE other.conference_id = session.conference_id AND other.slug = session.slug || '-' || number
    )
    ORDER BY number LIMIT 1
) WHERE slug = 'my-programme';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0010_received_programmes")]

    operations = [
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", ("my-programme",)), _negated=True),
                name="session_is_at_an_address_of_its_own",
                violation_error_message="Another page of the conference has this address.",
            ),
        ),
    ]
