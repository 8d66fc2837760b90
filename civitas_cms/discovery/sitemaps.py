"""The site map for search engines (https://www.sitemaps.org/protocol.html): an index of sections, with their pictures.

Every part asks the database a fixed number of times. Only what is public is in it.
"""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max
from django.db.models.functions import Greatest
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Quote
from civitas_cms.delivery.views import public_page
from civitas_cms.pages.models import Page
from events.models import Conference, Organisation, Project, Session, Speaker
from events.month import Month


class Section(Sitemap):
    """A section of the map. ``picture`` is the field of an item's picture, if it has one.

    A subclass's ``items`` returns a queryset in the order of its keys, which never changes.
    """

    limit = 5_000  # URLs in one file
    picture = ""

    def get_urls(self, page=1, site=None, protocol=None):
        """Return the entries of a page, each with the full URL of its picture, if it has one."""
        entries = super().get_urls(page, site, protocol)
        for entry in entries:
            picture = getattr(entry["item"], self.picture) if self.picture else None
            if picture:
                entry["picture"] = f"{protocol}://{site.domain}{picture.url('landscape', 1600)}"
        return entries


class Lists(Sitemap):
    """The pages that lead to all others."""

    def items(self):
        """Return the names of their URLs."""
        return ["home", "article-list", "quote-list", "conference-list", "speaker-list", "project-list"]

    def location(self, name):
        """Return the path of the page."""
        return reverse(name)


class PublishedSection(Section):
    """A section of what is published. It changed when it was saved or, if that was later, when its time came."""

    def lastmod(self, item):
        """Return when visitors last saw a change, as an aware datetime."""
        return max(item.updated_at, item.publish_at)

    def get_latest_lastmod(self):
        """Return when anything in the section changed; None if it is empty."""
        return self.items().order_by().aggregate(latest=Max(Greatest("updated_at", "publish_at")))["latest"]


class Articles(PublishedSection):
    """News."""

    picture = "lead_picture"

    def items(self):
        """Return what is public."""
        return Article.objects.public().select_related("lead_picture").order_by("pk")


class Conferences(PublishedSection):
    """Conferences."""

    picture = "lead_picture"

    def items(self):
        """Return what is public."""
        return Conference.objects.public().select_related("lead_picture").order_by("pk")


class Months(Sitemap):
    """The months of the calendar in which there are events."""

    limit = Section.limit

    def items(self):
        """Return them in their order."""
        periods = Conference.objects.public().values_list("starts_on", "ends_on")
        return sorted({month for first, last in periods for month in Month.between(first, last)})


class Sessions(Section):
    """Sessions of public conferences, whose programmes change with them; pauses have nothing to say."""

    def items(self):
        """Return what is public."""
        sessions = Session.objects.public().exclude(kind=Session.Kind.BREAK)
        return sessions.select_related("conference").order_by("pk")

    def lastmod(self, session):
        """Return when the conference changed."""
        return session.conference.updated_at

    def get_latest_lastmod(self):
        """Return when the latest of the conferences changed."""
        return self.items().order_by().aggregate(latest=Max("conference__updated_at"))["latest"]


class People(Section):
    """People."""

    picture = "portrait"

    def items(self):
        """Return all."""
        return Speaker.objects.select_related("portrait").order_by("pk")


class Projects(Section):
    """Projects."""

    picture = "logo"

    def items(self):
        """Return all."""
        return Project.objects.select_related("logo").order_by("pk")


class Organisations(Section):
    """Organisations."""

    picture = "logo"

    def items(self):
        """Return all."""
        return Organisation.objects.select_related("logo").order_by("pk")


class Quotes(Section):
    """What people said in public articles, which change with them."""

    def items(self):
        """Return those that are public."""
        return Quote.objects.public().select_related("parent").order_by("pk")

    def lastmod(self, quote):
        """Return when visitors last saw a change of the article."""
        return max(quote.parent.updated_at, quote.parent.publish_at)

    def get_latest_lastmod(self):
        """Return when the latest of the articles changed."""
        changed = Greatest("parent__updated_at", "parent__publish_at")
        return self.items().order_by().aggregate(latest=Max(changed))["latest"]


class Tags(Section):
    """Subjects on which there is public news."""

    def items(self):
        """Return those in use."""
        return Tag.objects.filter(pk__in=Article.objects.public().values("tags")).order_by("pk")

    def location(self, tag):
        """Return the path of the subject's page."""
        return reverse("tag", args=[tag.slug])


class Pages(PublishedSection):
    """Plain pages."""

    def items(self):
        """Return what is public."""
        return Page.objects.public().order_by("pk")


SECTIONS = {
    "lists": Lists,
    "news": Articles,
    "quotes": Quotes,
    "events": Conferences,
    "months": Months,
    "sessions": Sessions,
    "people": People,
    "projects": Projects,
    "organisations": Organisations,
    "tags": Tags,
    "pages": Pages,
}


@public_page()
def index(request):
    """Answer with the list of all parts of the site map."""
    return sitemap_views.index(request, SECTIONS, sitemap_url_name="sitemap")


@public_page("p")
def section(request, section):
    """Answer with one part: ``section`` is a key of SECTIONS, the parameter ``p`` the number of the part's page."""
    return sitemap_views.sitemap(request, SECTIONS, section=section)
