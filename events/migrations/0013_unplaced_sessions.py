"""Let sessions wait for their place in the programme.

Whoever gives one a room gives it its place, also an older version that is restored, and a release of the site that does
not know of waiting: the database sees to it.
"""

from django.db import migrations, models

CREATE = """
CREATE FUNCTION place_session_with_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_unplaced := false;
    RETURN NEW;
END
$$;
CREATE TRIGGER place_session_with_room BEFORE INSERT OR UPDATE ON events_session
    FOR EACH ROW WHEN (NEW.is_unplaced AND NEW.room_id IS NOT NULL) EXECUTE FUNCTION place_session_with_room();
"""

DROP = """
DROP TRIGGER place_session_with_room ON events_session;
DROP FUNCTION place_session_with_room();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0012_programme_changes")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="is_unplaced",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It waits beside the board for its place in the programme, and visitors do not see it.",
                verbose_name="without a place",
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_unplaced", False), ("room__isnull", True), _connector="OR"),
                name="unplaced_session_has_no_room",
                violation_error_message="A session that has no place yet has no room either.",
            ),
        ),
    ]
