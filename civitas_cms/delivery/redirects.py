"""Old URLs that redirect to new ones (301), so that links from elsewhere stay alive.

A redirect is made when the URL of something public changes. It is looked up only where the answer would be 404: a
page always comes before a redirect from its URL, and other pages cost nothing. Whoever follows one is led straight
to where the page is now, however often it has moved, and never in a circle.

URLs below the old one lead below the new one: with a conference, its sessions, its feed and its calendar move.
"""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.postgresql.folding import folded_index

from .contracts import HasVisibility

MAX_PATH_LENGTH = 500  # characters of a URL
MAX_REDIRECTS = 10  # how often we follow a page that has moved
MAX_PATH_PARTS = 8  # how many parts a URL has at most that we look for
#: A path on this site, without control characters, as PostgreSQL and Python both read it:
#: "//elsewhere.example/" and "/\elsewhere.example/" would lead to another.
PATH_PATTERN = r"^/([^/\\\u0001-\u001f\u007f-\u009f][^\\\u0001-\u001f\u007f-\u009f]*)?$"
PATH_MESSAGE = _("Addresses begin with one slash, as in /news/title/.")


class Redirect(models.Model):
    """An old path on this site that leads to a new one, and what is below the one to what is below the other."""

    old_path = models.CharField(
        _("old address"),
        max_length=MAX_PATH_LENGTH,
        unique=True,
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
                condition=~Q(old_path=F("new_path")) & ~Q(old_path__endswith="/", new_path__startswith=F("old_path")),
                name="redirect_leads_elsewhere",
                violation_error_message=_("An address cannot lead to itself or to something below it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    @override
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; those that led to the old URL now lead straight to the new one."""
        self.new_path = moved_to(self.new_path) or self.new_path
        super().save(*args, **kwargs)
        leading_here = Redirect.objects.filter(new_path=self.old_path)
        leading_here.filter(old_path=self.new_path).delete()
        leading_here.update(new_path=self.new_path)


class OwnsAddress(HasVisibility, models.Model):
    """A model with ``get_absolute_url``: when the URL of something that has been public changes, the old one stays."""

    class Meta:
        abstract = True

    @override
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it. Leave a redirect where it was; what has a page now is no old URL any more."""
        stored = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first()
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
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        path = moved_to(request.path)
        return HttpResponsePermanentRedirect(path) if path else response

    return middleware


def moved_to(path: str) -> str | None:
    """Return where the page at ``path`` is now, or None if we know of no other place."""
    passed, was_below = [path], False
    while len(passed) <= MAX_REDIRECTS:
        rests = _rests(passed[-1])
        redirects = Redirect.objects.filter(old_path__in=rests) if rests else ()
        best = max(redirects, key=lambda redirect: len(redirect.old_path), default=None)
        if best is None:
            found = passed[-1]
            return found if found != path and (not was_below or _is_address(found)) else None
        rest = rests[best.old_path]
        was_below = was_below or bool(rest)
        passed.append((best.new_path.removesuffix("/") if rest.startswith(".") else best.new_path) + rest)
        if passed[-1] in passed[:-1]:
            return None
    return None


def _rests(path: str) -> dict[str, str]:
    """Return the paths whose redirects fit ``path``: itself and those above it, each with what remains of ``path``.

    A calendar is below its conference, though it looks as if it were beside: ``/events/forum.ics``.
    """
    if len(path) > MAX_PATH_LENGTH or "\x00" in path or path.count("/") > MAX_PATH_PARTS:
        return {}
    rests = {path: ""}
    above = path.rstrip("/")
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
