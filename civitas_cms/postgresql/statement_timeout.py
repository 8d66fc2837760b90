"""How long a request may keep the database busy.

Nor does PostgreSQL compile what a request asks: that takes longer than such a statement runs (a quarter of a second
for a search, on a server with JIT). Only what serves requests is limited; migrations, ``rebuild_search`` and other
commands take the time that they need.
"""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


def limit_statements(seconds: float | None = None) -> None:
    """Let PostgreSQL break off what takes longer than ``seconds`` (STATEMENT_TIMEOUT if None; 0: never).

    This is for connections that this process opens from now on.
    """
    seconds = settings.STATEMENT_TIMEOUT if seconds is None else seconds
    if seconds:
        options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
        ours = f"-c statement_timeout={int(seconds * 1000)} -c jit=off"
        options["options"] = f"{options.get('options', '')} {ours}".strip()
