"""Old URLs that redirect to new ones (301), so that links from elsewhere stay alive.

A redirect is made when the URL of something public changes. It is looked up only where the answer would be 404 or 410:
a page always comes before a redirect from its URL, and other pages cost nothing. Whoever follows one is led straight
to where the page is now, however often it has moved, and never in a circle.

URLs below the old one lead below the new one: with a conference, its sessions, its feed and its calendar move.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.encoding import repercent_broken_unicode
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.postgresql.folding import folded_index

from .contracts import HasVisibility

MAX_PATH_LENGTH = 500  # characters of a URL
MAX_REDIRECTS = 10  # how often we follow a page that has moved
MAX_PATH_PARTS = 30  # how many parts a URL has at most that we look for
#: A path on this site, without control characters, as PostgreSQL and Python both read it:
#: "//elsewhere.example/" and "/\elsewhere.example/" would lead to another.
PATH_PATTERN = r"^/([^/\\\u0001-\u001f\u007f-\u009f][^\\\u0001-\u001f\u007f-\u009f]*)?$"
PATH_MESSAGE = _("Addresses begin with one slash, as in /news/title/.")
#: What no request ever asks for, or what is not looked at: a query, a fragment, and parts such as "..".
UNREQUESTED_PATTERN = r"[?#]|/\.\.?(/|$)"
UNREQUESTED_MESSAGE = _("Leave out ? or # and what follows, and parts such as “..”: only the path is looked at.")


def validate_depth(path: str) -> None:
    """Raise ValidationError for a path of more parts than we look for."""
    if path.count("/") > MAX_PATH_PARTS:
        raise ValidationError(_("This address has more than %(limit)s parts.") % {"limit": MAX_PATH_PARTS})


class Redirect(models.Model):
    """An old path on this site that leads to a new one, and what is below the one to what is below the other."""

    old_path = models.CharField(
        _("old address"),
        max_length=MAX_PATH_LENGTH,
        unique=True,
        validators=[RegexValidator(UNREQUESTED_PATTERN, UNREQUESTED_MESSAGE, inverse_match=True), validate_depth],
        help_text=_("What comes after the site's name, as in /news/old-title/. What is below it leads on too."),
        error_messages={"unique": _("There is a redirect from this address already. Change that one.")},
    )
    new_path = models.CharField(
        _("new address"), max_length=MAX_PATH_LENGTH, help_text=_("An address on this site, as in /news/new-title/.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        app_label = "publishing"  # where its table has always been
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        indexes = [
            models.Index(fields=["new_path"], name="redirect_by_new_path"),
            folded_index("old_path", name="redirect_by_folded_old_path"),
            folded_index("new_path", name="redirect_by_folded_new_path"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_path__regex=PATH_PATTERN, new_path__regex=PATH_PATTERN),
                name="redirect_stays_on_this_site",
                violation_error_message=PATH_MESSAGE,
            ),
            models.CheckConstraint(
                condition=~Q(old_path__regex=UNREQUESTED_PATTERN),
                name="redirect_begins_at_a_path",
                violation_error_message=UNREQUESTED_MESSAGE,
            ),
            models.CheckConstraint(
                condition=~Q(old_path=F("new_path")) & ~Q(old_path__endswith="/", new_path__startswith=F("old_path")),
                name="redirect_leads_elsewhere",
                violation_error_message=_("An address cannot lead to itself or to something below it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    @override
    def clean(self) -> None:
        """Refuse a circle, whichever other redirects are a part of it."""
        super().clean()
        if not (self.old_path and self.new_path):
            return
        others, beginning = Redirect.objects.exclude(pk=self.pk), self.old_path
        end = requested_path(split_path(self.destination())[0])
        leading_here = others.filter(new_path__startswith=beginning).values_list("old_path", flat=True)
        if (
            end.rstrip("/") == beginning.rstrip("/")
            or (beginning.endswith("/") and end.startswith(beginning))
            or any(follow(path, others, self) is None for path in [beginning, *leading_here])
        ):
            message = _("An address cannot lead to itself or to something below it: visitors would come to %(end)s.")
            raise ValidationError({"new_path": message % {"end": end}})

    def destination(self) -> str:
        """Return where the new URL leads, as other redirects go on from it."""
        path, rest = split_path(self.new_path)
        path = requested_path(path)
        end = follow(path, Redirect.objects.exclude(pk=self.pk)) or path
        if end == path:
            return self.new_path
        return end if split_path(end)[1] else end + rest

    @override
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; those that led to the old URL now lead straight to the new one."""
        self.new_path = self.destination()
        super().save(*args, **kwargs)
        leading_here = Redirect.objects.filter(new_path=self.old_path).alias(end=Value(self.new_path))
        leading_here.filter(old_path=split_path(self.new_path)[0]).delete()
        leading_here.exclude(old_path__endswith="/", end__startswith=F("old_path")).update(new_path=self.new_path)


class OwnsAddress(HasVisibility, models.Model):
    """A model with ``get_absolute_url``: when the URL of something that has been public changes, the old one stays."""

    class Meta:
        abstract = True

    @override
    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, stored: "OwnsAddress | None" = None, **kwargs: Any) -> None:
        """Save it. Leave a redirect where it was; what has a page now is no old URL any more.

        ``stored`` is what it was before, if that has been read since it was locked.
        """
        if not stored and not self._state.adding:
            stored = type(self)._base_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        old_path = stored.get_absolute_url() if stored and stored.has_been_public() else None
        path = self.get_absolute_url()
        if self.is_public() and not (stored and old_path == path and stored.is_public()):
            Redirect.objects.filter(old_path=path).delete()
        if old_path and old_path != path:
            leave_redirect(old_path, path)

    def get_absolute_url(self) -> str:
        """Return its path on this site."""
        raise NotImplementedError


def keep_addresses(rows: Iterable[tuple[OwnsAddress, str | None]]) -> None:
    """Do for ``rows`` that were written past their ``save`` what that does: leave redirects where they were.

    Each comes with the path at which visitors could see it before, None if they could not. Where none has moved, that
    takes a query at most. Call it in their transaction.
    """
    moved = [(row, old_path, path) for row, old_path in rows if (path := row.get_absolute_url()) != old_path]
    if paths := [path for row, _old_path, path in moved if row.is_public()]:
        Redirect.objects.filter(old_path__in=paths).delete()
    for _row, old_path, path in moved:
        if old_path:
            leave_redirect(old_path, path)


@transaction.atomic
def leave_redirect(old_path: str, path: str) -> None:
    """Lead from ``old_path`` to ``path``, where the page is from now on, with all that was below it.

    Redirects below the old URL become redirects below the new one, which whoever comes by the old one passes.
    """
    Redirect.objects.filter(old_path=path).delete()
    if old_path.endswith("/"):
        for redirect in Redirect.objects.filter(
            Q(old_path__startswith=old_path) | Q(new_path__startswith=old_path)
        ).exclude(old_path=old_path):
            redirect.delete()
            places = [
                path + place.removeprefix(old_path) if place.startswith(old_path) else place
                for place in (redirect.old_path, redirect.new_path)
            ]
            if places[0] not in (path, places[1]):
                Redirect.objects.update_or_create(old_path=places[0], defaults={"new_path": places[1]})
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": path})


def redirect_moved_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: where there would be no page, redirect to where it is now."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code not in (404, 410) or request.method not in ("GET", "HEAD"):
            return response
        path = moved_to(request.path)
        return HttpResponsePermanentRedirect(path) if path else response

    return middleware


def requested_path(url_path: str) -> str:
    """Return the path that a request for ``url_path`` has, which may be percent-encoded, as Django decodes it."""
    return repercent_broken_unicode(unquote_to_bytes(url_path)).decode()


def split_path(url: str) -> tuple[str, str]:
    """Return the path of ``url``, which is one on this site, and what follows it: its query and its fragment."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return path, url[len(path) :]


def moved_to(path: str) -> str | None:
    """Return where the page at ``path`` is now, or None if we know of no other place."""
    end = follow(path, Redirect.objects.all())
    return end if end != path else None


def follow(path: str, redirects: "models.QuerySet[Redirect]", also: Redirect | None = None) -> str | None:
    """Return where ``redirects``, and ``also`` one that is not stored, lead from ``path`` to.

    That is ``path`` itself if they lead nowhere, and None if they go in a circle.
    """
    passed, query, was_below = [path], "", False
    while len(passed) <= MAX_REDIRECTS:
        rests = _rests(passed[-1])
        new_paths = dict(redirects.filter(old_path__in=rests).values_list("old_path", "new_path")) if rests else {}
        if also:
            new_paths[also.old_path] = also.new_path
        nearest = next((old_path for old_path in rests if old_path in new_paths), None)
        if nearest is None:
            return passed[-1] + query if not was_below or _is_address(passed[-1]) else path
        (new_path, new_query), rest = split_path(new_paths[nearest]), rests[nearest]
        was_below, query = was_below or bool(rest), new_query or query
        passed.append((new_path.removesuffix("/") if rest.startswith(".") else new_path) + rest)
        if passed[-1] in passed[:-1]:
            return None
    return None


def _rests(path: str) -> dict[str, str]:
    """Return the paths whose redirects fit ``path``, the nearest first, each with what remains of ``path``.

    They are the path itself, with or without the slash at its end, and those above it. A calendar is below its
    conference, though it looks as if it were beside: ``/events/forum.ics``.
    """
    path = normalize("NFC", path)
    if len(path) > MAX_PATH_LENGTH or "\x00" in path or path.count("/") > MAX_PATH_PARTS:
        return {}
    rests = {path: ""}
    above = path.rstrip("/")
    if path.endswith("/"):
        rests[above] = ""
    elif not _is_address(f"{path}/"):  # else Django adds the slash first
        rests[f"{path}/"] = ""
    if suffix := PurePosixPath(above).suffix:
        rests[above.removesuffix(suffix) + "/"] = suffix
    while above := above.rpartition("/")[0]:
        rests[above + "/"] = path[len(above) + 1 :]
    return rests


def _is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
