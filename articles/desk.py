"""What the desk says about reports."""

from datetime import timedelta

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civitas_cms.newsroom.desk import ENTRIES_PER_PANEL, Entry, Panel, Place, panel
from events.models import Conference, EventStatus

from .models import Article

#: Whoever has not reported on a conference by then is not going to.
REPORTED_WITHIN = timedelta(days=365)


@panel(Place.CARE)
def conferences_without_report(request: HttpRequest, site: AdminSite) -> Panel | None:
    """List the conferences of the last year on which nobody has written, not even a draft, the latest first."""
    articles = site._registry.get(Article)
    if not (articles and articles.has_add_permission(request)):
        return None
    over = Conference.objects.public().past().filter(ends_on__gte=timezone.localdate() - REPORTED_WITHIN)
    over = over.exclude(status__in=[EventStatus.CANCELLED, EventStatus.POSTPONED])
    over = over.exclude(articles__kind=Article.Kind.EVENT_REPORT)
    url = reverse("admin:articles_article_add")
    entries = [
        Entry(
            title=conference.title,
            url=f"{url}?kind={Article.Kind.EVENT_REPORT}&conferences={conference.pk}",
            kind=_("Write the report"),
            note=conference.place,
            moment=conference.ends_on,
        )
        for conference in over[: ENTRIES_PER_PANEL + 1]
    ]
    return Panel(_("Conferences without a report"), entries)
