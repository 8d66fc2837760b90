"""A note of every transaction that changes content, so that the page cache knows when pages may look different.

Each such transaction adds one row of its own: transactions never wait for one another, and others see the row at the
very moment they see the change. What is read is how many rows there are and the highest number among them, which no two
states have in common. Old rows go now and then; ``SKIP LOCKED`` keeps two transactions from clearing the same ones.

Triggers call the function, not Django's signals: they also notice ``update()``, bulk inserts and work done in psql.
``generation.install_triggers`` puts them on the tables after each migration.
"""

from django.db import migrations

CREATE = """
CREATE TABLE publishing_content_change (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    transaction_number text := pg_current_xact_id()::text;
    change bigint;
BEGIN
    -- Once in each transaction; a savepoint that is rolled back takes both the row and this setting back.
    IF current_setting('civitas_cms.content_changed_in', true) IS DISTINCT FROM transaction_number THEN
        PERFORM set_config('civitas_cms.content_changed_in', transaction_number, true);
        INSERT INTO publishing_content_change DEFAULT VALUES RETURNING number INTO change;
        IF change % 100 = 0 THEN
            DELETE FROM publishing_content_change WHERE number IN (
                SELECT number FROM publishing_content_change WHERE number < change - 100 FOR UPDATE SKIP LOCKED
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
"""

DROP = """
DROP FUNCTION note_content_change CASCADE;
DROP TABLE publishing_content_change;
"""


class Migration(migrations.Migration):
    """The table of changes and the function that triggers call."""

    operations = [migrations.RunSQL(CREATE, DROP)]
