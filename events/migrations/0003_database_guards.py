"""Rules that involve two tables, held by the database: Django has no constraint that could say them."""

from django.db import migrations

# A day, a room and a track belong to the conference of the sessions that use them. A composite foreign key says so; the
# unique constraint is what it refers to. They are checked at the end of the transaction, as Django's own foreign keys.
COMPOSITE_KEYS = [
    (
        f"""
        ALTER TABLE events_{place} ADD CONSTRAINT {place}_and_its_conference UNIQUE (id, conference_id);
        ALTER TABLE events_session ADD CONSTRAINT session_{place}_is_of_its_conference
            FOREIGN KEY ({place}_id, conference_id) REFERENCES events_{place} (id, conference_id)
            DEFERRABLE INITIALLY DEFERRED;
        """,
        f"""
        ALTER TABLE events_session DROP CONSTRAINT session_{place}_is_of_its_conference;
        ALTER TABLE events_{place} DROP CONSTRAINT {place}_and_its_conference;
        """,
    )
    for place in ("day", "room", "track")
]

# A day lies within its conference. The check waits for the end of the transaction, so that a conference can be moved
# together with its days, and locks the conference's row, so that nobody can shorten it at the same moment.
CREATE_DAY_GUARD = """
CREATE FUNCTION day_lies_within_its_conference() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked_id bigint;
BEGIN
    IF TG_TABLE_NAME = 'events_day' THEN
        checked_id := NEW.conference_id;
    ELSE
        checked_id := NEW.id;
    END IF;
    PERFORM 1 FROM events_conference WHERE id = checked_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM events_day AS day JOIN events_conference AS conference ON conference.id = day.conference_id
        WHERE conference.id = checked_id AND day.date NOT BETWEEN conference.starts_on AND conference.ends_on
    ) THEN
        RAISE EXCEPTION 'a day of conference % lies outside of its dates', checked_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'day_lies_within_its_conference';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER day_lies_within_its_conference
    AFTER INSERT OR UPDATE OF date, conference_id ON events_day
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION day_lies_within_its_conference();

CREATE CONSTRAINT TRIGGER conference_contains_its_days
    AFTER UPDATE OF starts_on, ends_on ON events_conference
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION day_lies_within_its_conference();
"""

DROP_DAY_GUARD = """
DROP TRIGGER conference_contains_its_days ON events_conference;
DROP TRIGGER day_lies_within_its_conference ON events_day;
DROP FUNCTION day_lies_within_its_conference();
"""


class Migration(migrations.Migration):
    """Composite foreign keys and the day's guard."""

    dependencies = [("events", "0002_initial")]

    operations = [
        *(migrations.RunSQL(create, drop) for create, drop in COMPOSITE_KEYS),
        migrations.RunSQL(CREATE_DAY_GUARD, DROP_DAY_GUARD),
    ]
