"""The community in numbers, as the home page tells them."""

from django.db.models import Count, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.publishing.models import is_public
from events.models import Appearance, Conference, Project

NUMBER_NAMES = {
    "events": _("events"),
    "cities": _("host cities"),
    "people": _("people who spoke"),
    "projects": _("projects"),
    "articles": _("articles"),
}
#: Fewer than these many would tell of nothing but an empty site.
MIN_NUMBER_SHOWN = 3


@content_cache()
def community_numbers() -> list[tuple[str | Promise, int]]:
    """Return what there is to count on the public site, each with its name; what is hardly there is left out."""
    conferences = Conference.objects.public().order_by()
    appearances = Appearance.objects.filter(is_public(prefix="session__conference__")).order_by()
    counts = [
        ("events", conferences, Count("pk")),
        ("cities", conferences.exclude(city=""), Count("city", distinct=True)),
        ("people", appearances, Count("speaker", distinct=True)),
        ("projects", Project.objects.order_by(), Count("pk")),
        ("articles", Article.objects.public().order_by(), Count("pk")),
    ]
    first, *others = (queryset.values(name=Value(name)).annotate(number=count) for name, queryset, count in counts)
    found = dict(first.union(*others, all=True).values_list("name", "number"))
    return [(label, found[name]) for name, label in NUMBER_NAMES.items() if found.get(name, 0) >= MIN_NUMBER_SHOWN]
