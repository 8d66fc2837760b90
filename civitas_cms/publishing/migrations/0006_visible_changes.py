"""Let rows that visitors see neither before nor after a change leave no note of it: their pages stay as they are.

The function is for triggers with transition tables, and looks at whole statements. Its argument selects those of
``changed_rows`` that are hidden; ``content_changes.install_triggers`` writes it. That selection locks the rows by which
they are hidden: a publication at the same time waits until what is changed here is committed, or this change waits for
the publication and sees it. Neither can pass the other unseen.

Code of the former release goes on as it did: it knows the function that has been there, and puts it on tables that lack
it; the next migration takes it away again.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION add_content_change() RETURNS void LANGUAGE plpgsql AS $$
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
END
$$;

CREATE FUNCTION note_visible_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text;
    changed bigint;
    hidden bigint;
BEGIN
    IF current_setting('civitas_cms.content_changed_in', true) = pg_current_xact_id()::text THEN
        RETURN NULL;  -- noted already
    END IF;
    FOREACH rows_of IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['rows_after']
        WHEN 'DELETE' THEN ARRAY['rows_before']
        ELSE ARRAY['rows_before', 'rows_after']
    END LOOP
        EXECUTE 'SELECT count(*) FROM ' || rows_of INTO changed;
        EXECUTE replace(TG_ARGV[0], 'changed_rows', rows_of);
        GET DIAGNOSTICS hidden = ROW_COUNT;
        IF changed > hidden THEN
            PERFORM add_content_change();
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
"""

DROP = """
DROP FUNCTION note_visible_change CASCADE;
DROP FUNCTION add_content_change;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_saved_as_written")]

    operations = [migrations.RunSQL(CREATE, DROP)]
