"""What people get when the machine fails and their request was right: true words, and once more where that helps."""

import errno
import logging
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.db import InterfaceError, OperationalError
from django.db.utils import InternalError, NotSupportedError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("django.request")

RETRY_AFTER_SECONDS = 30
#: A deadlock, and two transactions that cannot both be: one of them was undone, and may well succeed now.
WORTH_A_RETRY = {"40P01", "40001"}
DATABASE_ERRORS = (OperationalError, InterfaceError, InternalError, NotSupportedError)


class Failure(NamedTuple):
    """What is said of a failure: a heading, and what it means for who asked."""

    heading: str | Promise
    explanation: str | Promise


TOO_SLOW = Failure(
    _("Too much at once"),
    _("The site takes too long to answer just now, and it is not your fault. Please try again in a minute."),
)
SAVED_AT_ONCE = Failure(
    _("Saved at the same moment"),
    _("Somebody else has saved what belongs together with this. Nothing of yours was saved. Please try again."),
)
NO_DATABASE = Failure(
    _("Back in a moment"), _("The site cannot reach its database just now. Please try again in a minute.")
)
NO_ROOM = Failure(
    _("No room left"),
    _("There is no room left on the site's disk, so nothing was saved. Please tell whoever looks after the site."),
)
READ_ONLY = Failure(
    _("To be read only"), _("The site can only be read just now, so nothing was saved. Please try again later.")
)

#: By the SQLSTATE or the class that it begins with (https://www.postgresql.org/docs/current/errcodes-appendix.html).
BY_SQLSTATE = {
    "57014": TOO_SLOW,  # the statement timeout
    "55P03": SAVED_AT_ONCE,  # a lock that somebody holds
    "40": SAVED_AT_ONCE,
    "53100": NO_ROOM,
    "25006": READ_ONLY,
}
BY_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), NO_ROOM),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), READ_ONLY),
}


class FileNotKeptError(OSError):
    """A file that could not be written: forms say ``failure`` beside the field of this name, others know an OSError."""

    def __init__(self, field: str, failure: Failure, error: OSError) -> None:
        super().__init__(error.errno, error.strerror, error.filename)
        self.field = field
        self.failure = failure


def failure_of(exception: Exception) -> Failure | None:
    """Return what to say of ``exception``; None if it is no failure of the machine."""
    if isinstance(exception, DATABASE_ERRORS):
        sqlstate = sqlstate_of(exception)
        return BY_SQLSTATE.get(sqlstate) or BY_SQLSTATE.get(sqlstate[:2]) or NO_DATABASE
    if isinstance(exception, OSError):
        return BY_ERRNO.get(exception.errno or 0)
    return None


def answer(failure: Failure) -> HttpResponse:
    """Return the page that says what has failed."""
    page = render_to_string("503.html", failure._asdict())
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def sqlstate_of(exception: Exception) -> str:
    """Return PostgreSQL's code of a database error; empty where there is none, as when the connection is lost."""
    return getattr(exception.__cause__, "pgcode", None) or ""


class FailureMiddleware:
    """Answer 503 with true words where the machine fails; after a deadlock, ask once more before that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return what a second try answers, or the page that says what has failed; None for anything else."""
        if sqlstate_of(exception) in WORTH_A_RETRY and not hasattr(request, "is_second_try"):
            return self._answer_once_more(request)
        failure = failure_of(exception)
        if failure is None or settings.DEBUG:
            return None
        logger.error("%s: %s", request.path, failure.heading, exc_info=exception)
        return answer(failure)

    def _answer_once_more(self, request: HttpRequest) -> HttpResponse:
        """Answer again; nothing that the first try did is left, neither in the database nor in what it has told."""
        request.is_second_try = True  # type: ignore[attr-defined]
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)
        told = get_messages(request)
        if isinstance(told, BaseStorage):
            told._queued_messages.clear()  # type: ignore[attr-defined] # the stubs leave it out
        return self.get_response(request)
