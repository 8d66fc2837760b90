"""Let a note of a change name what it touches, so that only the pages that show it are rendered anew.

A note has *keys* (``delivery.content_keys`` says what they mean): the row, the rows that begin or cease to be related
to it, its table, and the lists of its table unless only such columns have changed by which no list chooses. The
triggers, which ``content_changes.install_triggers`` writes, say in JSON what is to be known of a table. What changes
very much at once touches the whole ``site``.

``identity`` tells apart two sites that have gone on from the same backup. ``purged_at`` and ``purged_again_at`` are when
a shared cache was told. Clearing old notes is itself told: who finds a note in ``forgotten`` that it had never seen has missed something.

Code of the former release goes on as it did: it counts notes, and what it writes by its own functions touches the site.
"""

from django.db import migrations

CREATE = """
ALTER TABLE publishing_content_change
    ADD COLUMN keys text[] NOT NULL DEFAULT '{site}',
    ADD COLUMN identity uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN forgotten bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN purged_at timestamptz,
    ADD COLUMN purged_again_at timestamptz;

CREATE FUNCTION touch_content(touched text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    -- Of this transaction: "transaction/note", or "transaction/note/site" once it touches everything. A savepoint that
    -- is rolled back takes both the note and this setting back.
    noted text[] := string_to_array(current_setting('civitas_cms.content_change', true), '/');
    this_transaction text := pg_current_xact_id()::text;
    change bigint;
BEGIN
    IF noted[1] = this_transaction THEN
        IF noted[3] IS NOT NULL THEN
            RETURN;
        END IF;
        change := noted[2]::bigint;
        SELECT array_agg(DISTINCT key) INTO touched
            FROM publishing_content_change, unnest(keys || touched) AS key WHERE number = change;
        IF cardinality(touched) > 500 THEN
            touched := ARRAY['site'];
        END IF;
        UPDATE publishing_content_change SET keys = touched WHERE number = change AND keys <> touched;
    ELSE
        INSERT INTO publishing_content_change (keys) VALUES (touched) RETURNING number INTO change;
        IF change % 100 = 0 THEN
            WITH cleared AS (
                DELETE FROM publishing_content_change WHERE number IN (
                    SELECT number FROM publishing_content_change WHERE number < change - 1000 FOR UPDATE SKIP LOCKED
                ) RETURNING number
            )
            UPDATE publishing_content_change SET forgotten = ARRAY(SELECT number FROM cleared) WHERE number = change;
        END IF;
    END IF;
    PERFORM set_config(
        'civitas_cms.content_change',
        concat_ws('/', this_transaction, change, CASE WHEN 'site' = ANY(touched) THEN 'site' END),
        true
    );
END
$$;

-- Arguments: what selects those of changed_rows that are hidden (or ''), and what is to be known of the table, in JSON:
-- "key", its primary key; "references", tables by the columns that lead to them; "generic", columns of keys by those
-- that say to which table; "between", whether it only relates others; "unlisted", columns by which no list chooses.
CREATE FUNCTION note_touched_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hidden_rows text := TG_ARGV[0];
    about jsonb := TG_ARGV[1]::jsonb;
    rows_of text;
    changed bigint;
    hidden bigint;
    is_visible boolean := hidden_rows = '';
    is_large boolean := TG_OP = 'TRUNCATE';
    before jsonb[] := '{}';
    after jsonb[] := '{}';
BEGIN
    IF current_setting('civitas_cms.content_change', true) LIKE pg_current_xact_id()::text || '/%/site' THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'TRUNCATE' THEN
        FOREACH rows_of IN ARRAY CASE TG_OP
            WHEN 'INSERT' THEN ARRAY['rows_after']
            WHEN 'DELETE' THEN ARRAY['rows_before']
            ELSE ARRAY['rows_before', 'rows_after']
        END LOOP
            EXECUTE 'SELECT count(*) FROM ' || rows_of INTO changed;
            is_large := is_large OR changed > 200;
            IF NOT is_visible THEN
                EXECUTE replace(hidden_rows, 'changed_rows', rows_of);
                GET DIAGNOSTICS hidden = ROW_COUNT;
                is_visible := changed > hidden;
            END IF;
        END LOOP;
        IF changed = 0 OR NOT is_visible THEN
            RETURN NULL;
        END IF;
    END IF;
    IF is_large THEN
        PERFORM touch_content(ARRAY['site']);
        RETURN NULL;
    END IF;

    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        before := ARRAY(SELECT to_jsonb(r) FROM rows_before AS r);
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        after := ARRAY(SELECT to_jsonb(r) FROM rows_after AS r);
    END IF;
    PERFORM touch_content(ARRAY(
        SELECT TG_TABLE_NAME || ':any'
        UNION
        SELECT TG_TABLE_NAME || ':list' FROM (
            SELECT listed - ARRAY(SELECT jsonb_array_elements_text(about -> 'unlisted'))
                FROM unnest(CASE TG_OP WHEN 'INSERT' THEN after ELSE before END) AS listed
            EXCEPT
            SELECT listed - ARRAY(SELECT jsonb_array_elements_text(about -> 'unlisted'))
                FROM unnest(CASE TG_OP WHEN 'INSERT' THEN before ELSE after END) AS listed
        ) AS otherwise_listed
        UNION
        SELECT TG_TABLE_NAME || ':' || (changed_row ->> (about ->> 'key')) FROM unnest(before || after) AS changed_row
        UNION
        -- To which rows they begin or cease to lead.
        SELECT related || ':' || value FROM (
            (
                SELECT led ->> (about ->> 'key'), related, led ->> name AS value
                    FROM unnest(before) AS led, jsonb_each_text(about -> 'references') AS reference (name, related)
                EXCEPT
                SELECT led ->> (about ->> 'key'), related, led ->> name
                    FROM unnest(after) AS led, jsonb_each_text(about -> 'references') AS reference (name, related)
            ) UNION (
                SELECT leads ->> (about ->> 'key'), related, leads ->> name
                    FROM unnest(after) AS leads, jsonb_each_text(about -> 'references') AS reference (name, related)
                EXCEPT
                SELECT leads ->> (about ->> 'key'), related, leads ->> name
                    FROM unnest(before) AS leads, jsonb_each_text(about -> 'references') AS reference (name, related)
            )
        ) AS relations WHERE value IS NOT NULL
        UNION
        -- What only relates others is part of both, with the order that it keeps.
        SELECT related || ':' || (relation ->> name)
            FROM unnest(before || after) AS relation, jsonb_each_text(about -> 'references') AS reference (name, related)
            WHERE (about -> 'between')::boolean AND relation ->> name IS NOT NULL
        UNION
        SELECT app_label || '_' || model || ':' || (relation ->> key_name)
            FROM unnest(before || after) AS relation,
                jsonb_each_text(about -> 'generic') AS generic (type_name, key_name),
                django_content_type
            WHERE django_content_type.id = (relation ->> type_name)::integer
    ));
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_content(ARRAY['site']);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION add_content_change() RETURNS void LANGUAGE sql AS $$
    SELECT touch_content(ARRAY['site'])
$$;
"""

#: The functions as they were; the columns go with the notes, which nobody needs then.
DROP = """
DROP FUNCTION note_touched_content CASCADE;
DROP FUNCTION touch_content;
ALTER TABLE publishing_content_change
    DROP COLUMN keys, DROP COLUMN identity, DROP COLUMN forgotten, DROP COLUMN purged_at, DROP COLUMN purged_again_at;

CREATE OR REPLACE FUNCTION add_content_change() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    transaction_number text := pg_current_xact_id()::text;
    change bigint;
BEGIN
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

CREATE OR REPLACE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_content_change();
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0006_visible_changes")]

    operations = [migrations.RunSQL(CREATE, DROP)]
