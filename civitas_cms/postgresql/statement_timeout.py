"""How long a request may keep the database busy, and what visitors get when the database gives no answer.

Only what serves requests is limited; migrations, ``rebuild_search`` and other commands take the time that they need.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

logger = logging.getLogger("django.request")

RETRY_AFTER = 30  # seconds after which it is worth to ask again


def limit_statements(seconds: float | None = None) -> None:
    """Let PostgreSQL break off what takes longer than ``seconds`` (STATEMENT_TIMEOUT if None; 0: never).

    This is for connections that this process opens from now on.
    """
    seconds = settings.STATEMENT_TIMEOUT if seconds is None else seconds
    if seconds:
        options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
        options["options"] = f"{options.get('options', '')} -c statement_timeout={int(seconds * 1000)}".strip()


class DatabaseErrorMiddleware:
    """Answer 503 where the database has no answer in time, or cannot be reached: the request itself was right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that says so; None for anything else that has gone wrong, and for developers."""
        if not isinstance(exception, (OperationalError, InterfaceError)) or settings.DEBUG:
            return None
        logger.error("The database gives no answer for %s", request.path, exc_info=exception)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
