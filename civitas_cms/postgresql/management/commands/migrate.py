"""Django's ``migrate``, by one process at a time: a second one waits for the first, and then has nothing left to do."""

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from typing_extensions import override

#: What PostgreSQL's advisory lock is called (any number that nothing else in the database locks).
LOCK = 2_026_112_800
RETRY_SECONDS = 0.5


class Command(migrate.Command):
    """Django's own command, under a lock."""

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Wait until nobody else migrates this database, and migrate."""
        connection = connections[options["database"]]
        # By asking again: whoever waited within a query would hold up the other, should it build an index concurrently.
        while not _ask(connection, "pg_try_advisory_lock"):
            time.sleep(RETRY_SECONDS)
        try:
            super().handle(*args, **options)
        finally:
            _ask(connection, "pg_advisory_unlock")


def _ask(connection, function):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return cursor.fetchone()[0]
