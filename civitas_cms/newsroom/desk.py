"""The desk: what a person finds on the newsroom's first page.

A panel is a function that is registered with ``panel``. It gets the request and the admin site, and returns a
``Panel``, or None if it is nothing for this person. It asks the database a constant number of questions. Apps register
theirs in their module ``desk``.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Any, TypeAlias

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import get_permission_codename
from django.db import OperationalError, models
from django.db.models import F, Q, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.publishing.models import Publishable, State, is_public

logger = logging.getLogger(__name__)

#: How many entries a panel shows.
ENTRIES_PER_PANEL = 6


class Place(IntEnum):
    """Where a panel stands, from what is urgent to what is good to know."""

    WAITING = 0
    MY_WORK = 1
    SCHEDULE = 2
    CARE = 3
    NEWS = 4


@dataclass(frozen=True)
class Entry:
    """A line of a panel: where it leads, and what is to know about it.

    ``moment`` is aware, or a date. ``is_new``: the person has not seen it yet.
    """

    title: str
    url: str
    kind: str = ""
    note: str = ""
    moment: datetime | date | None = None
    is_new: bool = False

    @property
    def when(self) -> str:
        """The moment as people say it: with the time only if it is about one."""
        if isinstance(self.moment, datetime):
            return date_format(timezone.localtime(self.moment), "DATETIME_FORMAT")
        return date_format(self.moment) if self.moment else ""


@dataclass
class Panel:
    """A list on the desk. ``empty`` is said when there are no entries; ``more`` is the URL of all of them.

    ``problem``: why it could not be made.
    """

    title: str
    entries: list[Entry] = field(default_factory=list)
    empty: str = ""
    more: str = ""
    place: Place = Place.CARE
    problem: str = ""

    @property
    def shown(self) -> list[Entry]:
        """The entries that there is room for."""
        return self.entries[:ENTRIES_PER_PANEL]

    @property
    def has_more(self) -> bool:
        """Whether there are more entries than are shown."""
        return len(self.entries) > ENTRIES_PER_PANEL


MakesPanel: TypeAlias = Callable[[HttpRequest, AdminSite], Panel | None]
_panels: list[tuple[Place, MakesPanel]] = []


def panel(place: Place) -> Callable[[MakesPanel], MakesPanel]:
    """Register the function below as a panel that stands in ``place``, behind those registered before it."""

    def register(function: MakesPanel) -> MakesPanel:
        _panels.append((place, function))
        return function

    return register


def panels(request: HttpRequest, site: AdminSite, places: Iterable[Place] = Place) -> dict[Place, list[Panel]]:
    """Return the panels for the person who asks, by their ``places``. One that fails is logged, and says so."""
    found: dict[Place, list[Panel]] = {place: [] for place in places}
    for place, make in _panels:
        if place not in found:
            continue
        try:
            made = make(request, site)
        except Exception as error:
            logger.exception("The panel %s.%s of the desk fails", make.__module__, make.__name__)
            made = Panel(_("A list is missing"), problem=_explain(error))
        if made:
            made.place = place
            found[place].append(made)
    return found


def _explain(error: Exception) -> str:
    if isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) == "57014":  # query_canceled
        return _("It takes too long to find out what stands in it. Try it again in a quieter hour.")
    return _("It could not be made. The fault is noted in the log of the server.")


def change_url(label: str, key: int) -> str:
    """Return the URL of the form of the row ``key``; ``label`` names its model as in "articles.article"."""
    return reverse(f"admin:{label.replace('.', '_')}_change", args=[key])


# What concerns everything that is published ---------------------------------------------------------------------------


def publishables(request: HttpRequest, site: AdminSite, action: str = "view") -> Iterator[tuple[type, ModelAdmin]]:
    """Return the kinds of publishable item, each with its admin, for which the person has the permission ``action``."""
    for model, model_admin in site._registry.items():
        if issubclass(model, Publishable) and model_admin.has_view_permission(request):
            codename = get_permission_codename(action, model._meta)
            if action == "view" or request.user.has_perm(f"{model._meta.app_label}.{codename}"):
                yield model, model_admin


def _entries(kinds: Any, condition: Q, moment: str, *, latest_first: bool = False) -> list[Entry]:
    """Return the items of all ``kinds`` that meet ``condition``, ordered by the field ``moment``: one query.

    Each kind brings as many as there is room for, which an index finds.
    """
    order, limit = ("-at" if latest_first else "at", "pk"), slice(ENTRIES_PER_PANEL + 1)
    first, *others = (
        model.objects.filter(condition)
        .order_by()
        .annotate(
            at=F(moment),
            who=F("updated_by__username"),
            label=Value(model._meta.label_lower, output_field=models.TextField()),
        )
        .values("pk", "title", "at", "who", "label", "working_copy_of")
        .order_by(*order)[limit]
        for model, _admin in kinds
    )
    rows = first.union(*others, all=True).order_by(*order)[limit] if others else first
    kinds_in_words = {}
    for model, _admin in kinds:
        name = capfirst(model._meta.verbose_name)
        kinds_in_words[model._meta.label_lower, False] = name
        kinds_in_words[model._meta.label_lower, True] = _("%(kind)s, unpublished changes") % {"kind": name}
    return [
        Entry(
            title=row["title"],
            url=change_url(row["label"], row["pk"]),
            kind=kinds_in_words[row["label"], row["working_copy_of"] is not None],
            note=row["who"] or "",
            moment=row["at"],
        )
        for row in rows
    ]


@panel(Place.MY_WORK)
def my_drafts(request, site):
    """List the drafts that the person has begun or changed last."""
    kinds = list(publishables(request, site, "change"))
    if not kinds:
        return None
    mine = Q(created_by=request.user) | Q(updated_by=request.user)
    entries = _entries(kinds, mine & Q(state=State.DRAFT), "updated_at", latest_first=True)
    return Panel(_("My drafts"), entries, _("You have no drafts. What you begin and save waits here for you."))


@panel(Place.MY_WORK)
def waiting_for_my_review(request, site):
    """List what waits for somebody who may publish it."""
    kinds = list(publishables(request, site, "publish"))
    if not kinds:
        return None
    entries = _entries(kinds, Q(state=State.IN_REVIEW), "updated_at")
    return Panel(_("Waiting for my review"), entries, _("Nothing waits for you."))


@panel(Place.MY_WORK)
def sent_for_review(request, site):
    """List what the person has written and somebody else has to review."""
    may_publish = {model for model, _admin in publishables(request, site, "publish")}
    kinds = [kind for kind in publishables(request, site, "change") if kind[0] not in may_publish]
    if not kinds:
        return None
    entries = _entries(kinds, Q(state=State.IN_REVIEW, created_by=request.user), "updated_at")
    return Panel(_("Sent for review"), entries, _("Nothing of yours waits for a review."))


@panel(Place.SCHEDULE)
def scheduled_next(request, site):
    """List what appears by itself, the next first."""
    kinds = list(publishables(request, site))
    if not kinds:
        return None
    later = Q(state=State.PUBLISHED, publish_at__gt=timezone.now())
    empty = _("Nothing is scheduled. Publish something with a time to come, and it stands here until then.")
    return Panel(_("Scheduled next"), _entries(kinds, later, "publish_at"), empty)


@panel(Place.NEWS)
def published_lately(request, site):
    """List what visitors have had to read since lately."""
    kinds = list(publishables(request, site))
    if not kinds:
        return None
    entries = _entries(kinds, is_public(), "publish_at", latest_first=True)
    return Panel(_("Published lately"), entries, _("Nothing is published yet."))
