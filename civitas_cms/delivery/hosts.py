"""Requests for host names that are not ours: visitors of nobody, of whom there are many."""

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.views.defaults import bad_request

logger = logging.getLogger("django.security.DisallowedHost")


def refuse_unknown_hosts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: answer 400 with one line in the log, where Django would write a traceback for each."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost as error:
            logger.warning("%s", error)
            response = bad_request(request, error)
            response._has_been_logged = True  # type: ignore[attr-defined] # Django would log every 400 once more
            return response
        return get_response(request)

    return middleware
