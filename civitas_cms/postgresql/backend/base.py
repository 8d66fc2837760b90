"""The database engine used where no ``DATABASE_URL`` is set."""

import functools
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from typing_extensions import override

from civitas_cms.postgresql.embedded import EmbeddedServer

embedded_server = functools.cache(EmbeddedServer)  # each remembers what it found out about its folder and programs


class DatabaseWrapper(base.DatabaseWrapper):
    """Start the embedded server when the first connection is opened, and not before.

    So commands that need no database (``collectstatic``, ``check``, ``database stop``) start none.
    """

    @override
    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's connection parameters, with the running server's address."""
        self.settings_dict.update(embedded_server(settings.DATA_DIR).ensure_running())
        return super().get_connection_params()
