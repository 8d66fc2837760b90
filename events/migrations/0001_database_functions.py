"""The database functions that the tables' columns, indexes and constraints are made with."""

from django.contrib.postgres.operations import BtreeGistExtension, UnaccentExtension
from django.db import migrations

# The text by which a name is sorted. `unaccent` itself is not immutable, because its dictionary could be changed; named
# explicitly, and not changed by us, it may serve in indexes and generated columns.
CREATE_SORT_KEY = """
CREATE FUNCTION sort_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, name));
"""

# The time from a session's start to its end, on an arbitrary day: sessions are compared only within their day. A range
# that ended before it starts would be an error; it is empty instead, for another rule to refuse with a kind message.
CREATE_SESSION_PERIOD = """
CREATE FUNCTION session_period(starts_at time, ends_at time, ends_next_day boolean) RETURNS tsrange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN tsrange(
        date '2000-01-01' + starts_at,
        greatest(
            date '2000-01-01' + starts_at,
            date '2000-01-01' + ends_at + CASE WHEN ends_next_day THEN interval '1 day' ELSE interval '0' END
        )
    );
"""


class Migration(migrations.Migration):
    """Extensions and functions, before the tables that use them."""

    initial = True

    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE_SORT_KEY, "DROP FUNCTION sort_key(text)"),
        migrations.RunSQL(CREATE_SESSION_PERIOD, "DROP FUNCTION session_period(time, time, boolean)"),
    ]
