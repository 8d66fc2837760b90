"""The site map for search engines (https://www.sitemaps.org/protocol.html): an index of sections, with their pictures.

Every part asks the database a fixed number of times. Only what is public is in it.
"""

import logging
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.delivery.views import public_page
from civitas_cms.publishing.kinds import Kind, kinds
from civitas_cms.publishing.models import Publishable, when_modified

logger = logging.getLogger(__name__)


class Lists(Sitemap):
    """The pages that lead to all others."""

    def items(self):
        """Return the names of their URLs."""
        return ["home", *(kind.list_page.url_name for kind in kinds() if kind.list_page)]

    def location(self, name):
        """Return the path of the page."""
        return reverse(name)


class Section(Sitemap):
    """The section of a kind, in the order of its keys, which never changes."""

    limit = 5_000  # URLs in one file

    def __init__(self, kind: Kind):
        self.kind = kind
        #: The lookup to what is published: an item itself, or what it belongs to and changes with; None if nothing is.
        self.publishable = "" if issubclass(kind.model, Publishable) else getattr(kind.model, "publishable", None)

    def items(self):
        """Return what is public."""
        shown = filter(None, [self.kind.picture, self.publishable])
        return self.kind.public().select_related(None).select_related(*shown).order_by("pk")

    def lastmod(self, item):
        """Return when visitors last saw a change, as an aware datetime; None where nobody knows."""
        if self.publishable is None:
            return None
        published = getattr(item, self.publishable) if self.publishable else item
        return published.modified_at

    def get_latest_lastmod(self):
        """Return when anything in the section changed, or what it belongs to; None where nobody knows.

        Also where that has nothing in the section: so an index knows.
        """
        if self.publishable is None:
            return None
        model: Any = self.kind.model
        if self.publishable:
            model = model._meta.get_field(self.publishable).related_model
        return model.objects.public().order_by().aggregate(latest=Max(when_modified()))["latest"]

    def get_urls(self, page=1, site=None, protocol=None):
        """Return the entries of a page, each with the full URL of its picture, if it has one."""
        entries = super().get_urls(page, site, protocol)
        for entry in entries:
            picture = getattr(entry["item"], self.kind.picture) if self.kind.picture else None
            if picture:
                entry["picture"] = f"{protocol}://{site.domain}{picture.url('landscape', 1600)}"
        return entries


def sections() -> "dict[str, type[Sitemap[Any]] | Sitemap[Any]]":
    """Return all sections by their names."""
    found: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {"lists": Lists()}
    for kind in kinds():
        if kind.sitemap:
            found[kind.sitemap] = Section(kind)
        found |= kind.other_sitemaps
    return found


@content_cache(maxsize=50)
def _number_of_parts(name):
    """Return how many parts the section ``name`` has; not counted anew while only texts of its items change."""
    section = sections()[name]
    return (section() if callable(section) else section).paginator.num_pages


def _parts(name, section, url):
    """Return the parts of a section, which is at ``url``; none if it fails, so that search engines find the others."""
    try:
        section = section() if callable(section) else section
        last_mod, pages = section.get_latest_lastmod(), range(1, _number_of_parts(name) + 1)
    except Exception:
        logger.exception("The section of the site map at %s fails", url)
        return []
    return [{"location": f"{url}?p={page}" if page > 1 else url, "last_mod": last_mod} for page in pages]


@public_page()
def index(request: HttpRequest) -> HttpResponse:
    """Answer with the list of all parts of the site map."""
    parts = []
    for name, section in sections().items():
        parts += _parts(name, section, request.build_absolute_uri(reverse("sitemap", args=[name])))
    response = render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex, noodp, noarchive"  # as Django says of the parts
    return response


@public_page("p")
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with one part: ``section`` is the name of one, the parameter ``p`` the number of the part's page."""
    return sitemap_views.sitemap(request, sections(), section=section)
