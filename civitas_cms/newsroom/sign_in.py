"""Signing in: a brake on guessing passwords, and a line in the logs for whoever comes, fails and goes.

Wrong tries are counted in the database, so that all workers know of them: those for one account from one address, all
from one address, and all for one account. A browser in which the account has signed in before has a count of its own:
so nobody can keep people out of their accounts by guessing from elsewhere (compare OWASP, "Slow Down Online Guessing
Attacks with Device Cookies").
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import FailedSignIn, LogAction, account_key

logger = logging.getLogger("civitas_cms.sign_in")

WINDOW = timedelta(minutes=15)  # in which wrong tries are counted
MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS = 5
MAX_FAILURES_AT_ADDRESS = 20  # several people may share one
MAX_FAILURES_OF_ACCOUNT = 50
TOO_MANY = "too_many"  # the code of the error
DEVICE_COOKIE = "known-device"
DEVICE_COOKIE_AGE = timedelta(days=400)  # the longest that browsers keep one
IPV6_NETWORK_BITS = 64  # of which a single home or office has all addresses


def client_address(request: HttpRequest) -> str | None:
    """Return where a request comes from, as the proxy says if there is one; of IPv6 the network. None if nobody knows.

    Of ``X-Forwarded-For`` only the last address is the proxy's word: whatever stands before it, a client can have sent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        known = ip_address(address)
    except ValueError:
        return None
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, IPV6_NETWORK_BITS), strict=False).network_address)


@contextmanager
def brake(request: HttpRequest, account: str) -> Iterator[None]:
    """Let the block try a password for ``account``, a name as it was typed; a ValidationError from it is a wrong try.

    Raises ValidationError with the code TOO_MANY if there were too many lately. A try counts as wrong until it has
    proved right: so those at the same moment, in whichever worker, count too.
    """
    account, address = account_key(account), client_address(request)
    device = _known_device(request, account)
    FailedSignIn.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    this = FailedSignIn.objects.create(account=account, address=address, device=device)
    if device:
        limits = [(Q(account=account, device=device), MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS)]
    else:
        limits = [
            (Q(account=account, address=address), MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS),
            (Q(address=address), MAX_FAILURES_AT_ADDRESS),
            (Q(account=account, device=None), MAX_FAILURES_OF_ACCOUNT),
        ]
    earlier = FailedSignIn.objects.filter(pk__lt=this.pk).order_by("-pk").values_list("at", flat=True)
    if decisive := [at for scope, limit in limits for at in earlier.filter(scope)[limit - 1 : limit]]:
        this.delete()
        logger.warning("refused after too many tries: account=%r address=%s", account, address)
        raise _too_many(max(decisive) + WINDOW)
    try:
        yield
    except ValidationError:
        logger.warning("wrong password: account=%r address=%s", account, address)
        raise
    FailedSignIn.objects.filter(limits[0][0]).delete()


def _too_many(free_at):
    """Return the error that says when to try again."""
    minutes = max(1, -((timezone.now() - free_at) // timedelta(minutes=1)))
    message = _("There were too many tries to sign in. Please try again in %(minutes)s minutes, at %(time)s.")
    values = {"minutes": minutes, "time": date_format(timezone.localtime(free_at) + timedelta(minutes=1), "H:i")}
    return ValidationError(message, code=TOO_MANY, params=values)


def _known_device(request, account):
    """Return the key of the browser, if ``account`` (its key) has signed in there before."""
    try:
        known = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return known["device"] if known["account"] == account else None


class SignInForm(AdminAuthenticationForm):
    """Name and password, with a brake."""

    def clean(self):
        """Check them, unless one is missing or there were too many wrong tries."""
        if self.errors:
            return super().clean()
        with brake(self.request, self.cleaned_data["username"]):
            return super().clean()


class PasswordChangeForm(AdminPasswordChangeForm):
    """The old and the new password; guessing the old one has the same brake."""

    request: HttpRequest  # set by the site for each request

    def clean_old_password(self):
        """Check the old password, unless there were too many wrong tries."""
        with brake(self.request, self.user.get_username()):
            return super().clean_old_password()

    def save(self, commit=True):
        """Save it, with a line in the log."""
        note(self.request, self.user, "changed the password")
        return super().save(commit)


def note_signed_in(request: HttpRequest, response: HttpResponse) -> None:
    """Log that somebody has signed in, and let their browser be known."""
    note(request, request.user, "signed in")
    log(request.user, LogAction.SIGNED_IN)
    known = {"account": account_key(request.user.get_username()), "device": uuid4().hex}
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_COOKIE),
        max_age=DEVICE_COOKIE_AGE,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def note_signed_out(request: HttpRequest, user: Any) -> None:
    """Log that ``user`` has signed out."""
    note(request, user, "signed out")
    log(user, LogAction.SIGNED_OUT)


def note(request: HttpRequest, user: Any, what: str) -> None:
    """Write a line to the site's log: ``what`` somebody did, and from where."""
    logger.info("%s: account=%r address=%s", what, user.get_username(), client_address(request))


def log(user: Any, action: LogAction) -> None:
    """Write to the newsroom's log what ``user`` did with the account."""
    LogEntry.objects.log_actions(user.pk, [user], action, single_object=True)


def minutes_to_wait(form: forms.Form) -> int:
    """Return in how many minutes the brake lets somebody try again; 0 if it has not refused what was sent."""
    errors = form.errors.as_data().get("__all__", [])
    return next((error.params["minutes"] for error in errors if error.code == TOO_MANY and error.params), 0)
