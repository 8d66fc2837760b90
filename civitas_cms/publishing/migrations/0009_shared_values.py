"""Let workers share what one of them has counted: see ``delivery.shared_values``.

``position`` is up to where the worker had read the notes of changes, ``begins`` and ``ends`` are the times between which
the clock changes nothing (seconds since 1970), and ``site`` is the fingerprint of the code that has made the value.
"""

from django.db import migrations

CREATE = """
CREATE TABLE publishing_shared_value (
    name text PRIMARY KEY,
    site text NOT NULL,
    value jsonb NOT NULL,
    keys text[] NOT NULL,
    position jsonb NOT NULL,
    begins double precision NOT NULL,
    ends double precision NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_merges")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE publishing_shared_value")]
