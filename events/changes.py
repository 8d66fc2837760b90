"""The changes of a programme for visitors: a page, and a feed for those who follow a conference."""

from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.discovery.feeds import ITEMS_PER_FEED, Channel, ItemFeed, clean_text, feed
from civitas_cms.publishing.models import identity_of

from .models import Conference, ProgrammeChange, Session
from .programme_views import ProgrammeView

CHANGES_ON_PAGE = 200  # how many changes, the latest, the page shows


@precompiled
def changes_of(conference: int) -> QuerySet[ProgrammeChange]:
    """Return the latest changes of the programme of the conference with this primary key, each with its session."""
    return ProgrammeChange.objects.filter(conference=conference).select_related("session")[:CHANGES_ON_PAGE]


class ProgrammeChanges(ProgrammeView):
    """What has changed of a conference's programme, day by day, the latest first."""

    template_name = "events/programme_changes.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the changes, each with its session if that has a page, by the day, as in the conference's time zone."""
        shown = {session.pk: session for session in self.sessions if not session.is_break}
        changes = [(change, shown.get(change.session_id or 0)) for change in changes_of(self.object.pk)]

        def made_on(pair: tuple[ProgrammeChange, Session | None]) -> date:
            return timezone.localdate(pair[0].made_at, self.object.timezone)

        return super().get_context_data(**kwargs) | {
            "changes": [(day, list(of_day)) for day, of_day in groupby(changes, made_on)]
        }


def changes_channel(slug: str) -> Channel:
    """Return the channel of a programme's changes; raises Conference.DoesNotExist if there is no such conference."""
    conference = Conference.objects.public().get(slug=slug)
    title = _("Changes to the programme of %(conference)s") % {"conference": conference}
    changes = conference.changes.select_related("conference", "session__conference")
    identity = identity_of(f"changes of {conference.uuid.hex}")
    return Channel(title, reverse("programme-changes", args=[slug]), identity, changes, conference.announcement)


class ChangesFeed(ItemFeed):
    """The latest changes of a programme."""

    def items(self, about: dict[str, Any]) -> QuerySet[ProgrammeChange]:
        """Return the latest changes."""
        return about["channel"].items[:ITEMS_PER_FEED]

    def item_title(self, change: ProgrammeChange) -> str:
        """Return the session's title and what has happened."""
        return clean_text(str(change))

    def item_description(self, change: ProgrammeChange) -> str:
        """Return nothing: the title says it all."""
        return ""

    def item_link(self, change: ProgrammeChange) -> str:
        """Return the session's page, or that of all changes where the session is gone."""
        session = change.session
        if session and not session.is_break and session.is_public():
            return session.get_absolute_url()
        return reverse("programme-changes", args=[change.conference.slug])

    def item_pubdate(self, change: ProgrammeChange) -> AwareDatetime:
        """Return when visitors first saw it."""
        return change.made_at

    item_updateddate = item_pubdate


#: Makes the view of a feed of changes; see ``civitas_cms.discovery.feeds.feed``.
changes_feed = partial(feed, changes_channel, feed_class=ChangesFeed)
