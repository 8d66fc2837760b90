"""Let a session take several rooms or all of them, and consist of items with people and materials of their own.

Which session takes which room when, the database keeps in a table of its own, whichever release of the site writes: so
it refuses two in one room also where one of them has it besides others.
"""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.db.models.constraints
import django.db.models.deletion
import sortedm2m.fields
from django.db import migrations, models

import civitas_cms.delivery.contracts
import civitas_cms.publishing.contracts
import civitas_cms.publishing.plain_text

# The trigger has the name of the constraint on sessions with their first rooms, on purpose: whoever defers that, as when
# sessions change places, defers this too, and it is this that asks for the check of the constraint that is deferred
# always. Of all rows that a statement has written, the first one asks.
KEEP_ROOM_USES = """
ALTER TABLE events_roomuse
    ADD CONSTRAINT room_use_of_a_session FOREIGN KEY (session_key) REFERENCES events_session (id) ON DELETE CASCADE,
    ADD CONSTRAINT room_used_is_of_the_conference FOREIGN KEY (room_key, conference_key)
        REFERENCES events_room (id, conference_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION check_room_uses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SET CONSTRAINTS one_use_of_a_room_at_a_time IMMEDIATE;
    SET CONSTRAINTS one_use_of_a_room_at_a_time DEFERRED;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER one_session_at_a_time_in_a_room AFTER INSERT OR UPDATE ON events_roomuse
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION check_room_uses();

CREATE FUNCTION keep_room_uses(sessions bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF sessions = '{}' THEN
        RETURN;
    END IF;
    -- Who adds a room to the conference at this moment sees afterwards what is in all of them.
    PERFORM FROM events_conference
    WHERE id IN (SELECT conference_id FROM events_session WHERE id = ANY(sessions) AND in_all_rooms)
    ORDER BY id FOR NO KEY UPDATE;
    WITH present AS MATERIALIZED (
        SELECT id, room_id, conference_id, in_all_rooms, period, status NOT IN ('cancelled', 'postponed') AS takes_place
        FROM events_session WHERE id = ANY(sessions) AND NOT is_unplaced AND period IS NOT NULL
    ), taken AS MATERIALIZED (
        SELECT id AS session_key, room_id AS room_key, conference_id AS conference_key, period, takes_place
        FROM present WHERE room_id IS NOT NULL
        UNION
        SELECT present.id, further.room_id, conference_id, period, takes_place
        FROM present JOIN events_furtherroom AS further ON further.session_id = present.id
        UNION
        SELECT present.id, room.id, present.conference_id, period, takes_place
        FROM present JOIN events_room AS room ON room.conference_id = present.conference_id AND in_all_rooms
    ), given_up AS (
        DELETE FROM events_roomuse AS used
        WHERE session_key = ANY(sessions) AND NOT EXISTS (
            SELECT FROM taken WHERE taken.session_key = used.session_key AND taken.room_key = used.room_key
        )
    )
    INSERT INTO events_roomuse AS used (session_key, room_key, conference_key, period, takes_place)
    SELECT session_key, room_key, conference_key, period, takes_place FROM taken
    ON CONFLICT (session_key, room_key) DO UPDATE
    SET conference_key = excluded.conference_key, period = excluded.period, takes_place = excluded.takes_place
    WHERE (used.conference_key, used.period, used.takes_place)
        IS DISTINCT FROM (excluded.conference_key, excluded.period, excluded.takes_place);
END
$$;

CREATE FUNCTION keep_room_uses_of_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM keep_room_uses(ARRAY(SELECT id FROM written WHERE room_id IS NOT NULL OR in_all_rooms));
    ELSE
        PERFORM keep_room_uses(ARRAY(
            SELECT written.id FROM written JOIN former ON former.id = written.id
            WHERE (written.room_id, written.conference_id, written.in_all_rooms, written.is_unplaced, written.period)
                    IS DISTINCT FROM
                    (former.room_id, former.conference_id, former.in_all_rooms, former.is_unplaced, former.period)
                OR written.status <> former.status
        ));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_room_uses_of_new AFTER INSERT ON events_session
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION keep_room_uses_of_sessions();
CREATE TRIGGER keep_room_uses_of_changed AFTER UPDATE ON events_session
    REFERENCING OLD TABLE AS former NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION keep_room_uses_of_sessions();

CREATE FUNCTION keep_room_uses_of_further_rooms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM keep_room_uses(ARRAY(SELECT DISTINCT session_id FROM written));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM keep_room_uses(ARRAY(SELECT DISTINCT session_id FROM former));
    ELSE
        PERFORM keep_room_uses(ARRAY(SELECT session_id FROM written UNION SELECT session_id FROM former));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_room_uses_of_new AFTER INSERT ON events_furtherroom
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION keep_room_uses_of_further_rooms();
CREATE TRIGGER keep_room_uses_of_changed AFTER UPDATE ON events_furtherroom
    REFERENCING OLD TABLE AS former NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION keep_room_uses_of_further_rooms();
CREATE TRIGGER keep_room_uses_of_gone AFTER DELETE ON events_furtherroom
    REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION keep_room_uses_of_further_rooms();

CREATE FUNCTION keep_uses_of_new_rooms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM events_conference WHERE id IN (SELECT conference_id FROM written) ORDER BY id FOR NO KEY UPDATE;
    PERFORM keep_room_uses(ARRAY(
        SELECT id FROM events_session
        WHERE in_all_rooms AND conference_id IN (SELECT conference_id FROM written)
    ));
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_uses_of_new_rooms AFTER INSERT ON events_room
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION keep_uses_of_new_rooms();
"""
DROP_ROOM_USES = """
DROP TRIGGER keep_uses_of_new_rooms ON events_room;
DROP FUNCTION keep_uses_of_new_rooms();
DROP TRIGGER keep_room_uses_of_gone ON events_furtherroom;
DROP TRIGGER keep_room_uses_of_changed ON events_furtherroom;
DROP TRIGGER keep_room_uses_of_new ON events_furtherroom;
DROP FUNCTION keep_room_uses_of_further_rooms();
DROP TRIGGER keep_room_uses_of_changed ON events_session;
DROP TRIGGER keep_room_uses_of_new ON events_session;
DROP FUNCTION keep_room_uses_of_sessions();
DROP FUNCTION keep_room_uses(bigint[]);
DROP TRIGGER one_session_at_a_time_in_a_room ON events_roomuse;
DROP FUNCTION check_room_uses();
"""

# An item is of its session's conference, and who appears in it appears in its session. A session takes along what the
# former release does not know, where that deletes it.
KEEP_ITEMS = """
CREATE FUNCTION set_conference_of_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT conference_id INTO NEW.conference_id FROM events_session WHERE id = NEW.session_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER set_conference_of_item BEFORE INSERT OR UPDATE ON events_sessionitem
    FOR EACH ROW EXECUTE FUNCTION set_conference_of_item();

ALTER TABLE events_sessionitem ADD CONSTRAINT item_and_its_session UNIQUE (id, session_id);
ALTER TABLE events_appearance ADD CONSTRAINT appearance_in_item_of_its_session
    FOREIGN KEY (item_id, session_id) REFERENCES events_sessionitem (id, session_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION delete_parts_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM events_sessionitem_materials
    WHERE sessionitem_id IN (SELECT id FROM events_sessionitem WHERE session_id = OLD.id);
    DELETE FROM events_sessionitem WHERE session_id = OLD.id;
    DELETE FROM events_furtherroom WHERE session_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE TRIGGER delete_parts_of_session BEFORE DELETE ON events_session
    FOR EACH ROW EXECUTE FUNCTION delete_parts_of_session();
"""
DROP_ITEMS = """
DROP TRIGGER delete_parts_of_session ON events_session;
DROP FUNCTION delete_parts_of_session();
ALTER TABLE events_appearance DROP CONSTRAINT appearance_in_item_of_its_session;
ALTER TABLE events_sessionitem DROP CONSTRAINT item_and_its_session;
DROP TRIGGER set_conference_of_item ON events_sessionitem;
DROP FUNCTION set_conference_of_item();
"""

FIRST_ROOMS = """
INSERT INTO events_roomuse (session_key, room_key, conference_key, period, takes_place)
SELECT id, room_id, conference_id, period, status NOT IN ('cancelled', 'postponed')
FROM events_session WHERE room_id IS NOT NULL AND NOT is_unplaced AND period IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0014_people_as_they_are"),
        ("library", "0004_checksums"),
    ]

    operations = [
        migrations.CreateModel(
            name="FurtherRoom",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        related_name="further_rooms",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sessions_besides_others",
                        to="events.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "further room",
                "verbose_name_plural": "further rooms",
                "ordering": ["order", "pk"],
            },
            bases=(civitas_cms.delivery.contracts.HiddenWith, models.Model),
        ),
        migrations.CreateModel(
            name="RoomUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.BigIntegerField()),
                ("room_key", models.BigIntegerField()),
                ("conference_key", models.BigIntegerField()),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("takes_place", models.BooleanField()),
            ],
            bases=(civitas_cms.delivery.contracts.NeverOnPages, models.Model),
        ),
        migrations.CreateModel(
            name="SessionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uuid",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        unique=True,
                    ),
                ),
                ("title", civitas_cms.publishing.plain_text.LineField(max_length=250, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                (
                    "starts_after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Minutes from the beginning of the session.",
                        null=True,
                        verbose_name="starts after",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="How long it lasts.", null=True, verbose_name="minutes"
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Lower numbers come first.", verbose_name="order"
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "materials",
                    sortedm2m.fields.SortedManyToManyField(
                        blank=True,
                        help_text="Slides and papers to download, in the order in which you choose them.",
                        related_name="session_items",
                        to="library.document",
                        verbose_name="materials",
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "ordering": ["order", "pk"],
            },
            bases=(
                civitas_cms.publishing.contracts.HasSearchDependents,
                civitas_cms.publishing.contracts.PartOfItem,
                civitas_cms.delivery.contracts.HasVisibility,
                models.Model,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="appearance",
            name="one_appearance_per_session_and_role",
        ),
        migrations.AddField(
            model_name="room",
            name="access_note",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="Steps, lifts, induction loops: what somebody should know who wants to get there and take part.",
                max_length=250,
                verbose_name="note on access",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="floor",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="As in “second floor, east wing”.",
                max_length=100,
                verbose_name="floor",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="uuid",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="in_all_rooms",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A plenary: while it lasts, nothing else can be in any room.",
                verbose_name="takes all rooms",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="library.picture",
                verbose_name="picture",
            ),
        ),
        migrations.AddField(
            model_name="sessionlink",
            name="is_recording",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It is a recording, besides the one in the session's own field.",
                verbose_name="recording",
            ),
        ),
        migrations.AlterField(
            model_name="programmechange",
            name="former_room",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="programmechange",
            name="room",
            field=civitas_cms.publishing.plain_text.LineField(blank=True, max_length=500),
        ),
        migrations.AddConstraint(
            model_name="roomuse",
            constraint=models.UniqueConstraint(
                fields=("session_key", "room_key"), name="one_use_of_a_room_by_a_session"
            ),
        ),
        migrations.AddConstraint(
            model_name="roomuse",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("takes_place", True)),
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[("room_key", "="), ("period", "&&")],
                name="one_use_of_a_room_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="appearance",
            name="item",
            field=models.ForeignKey(
                blank=True,
                help_text="In which item of the session; empty for the session as a whole.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appearances",
                to="events.sessionitem",
                verbose_name="item",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("session", "item", "speaker", "role"),
                name="one_appearance_per_session_and_role",
                nulls_distinct=False,
                violation_error_message="This person already appears in this session in this role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="furtherroom",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("session", "room"),
                name="further_room_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_after", None), ("starts_after__lt", 1440), _connector="OR"),
                name="item_starts_within_a_day",
                violation_error_message="A session lasts 24 hours at most.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes", None), ("minutes__range", (1, 1440)), _connector="OR"),
                name="item_lasts_a_day_at_most",
                violation_error_message="It lasts from one minute to 24 hours.",
            ),
        ),
        migrations.RunSQL(KEEP_ROOM_USES, DROP_ROOM_USES),
        migrations.RunSQL(KEEP_ITEMS, DROP_ITEMS),
        migrations.RunSQL(FIRST_ROOMS, migrations.RunSQL.noop),
    ]
