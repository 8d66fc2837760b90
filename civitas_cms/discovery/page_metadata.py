"""What pages say about themselves to search engines."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from jinja2 import pass_context

from articles.models import Article, Quote
from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.pages.models import Page
from events.models import Conference, Organisation, Project, Session, Speaker

from . import schema_org as data


@pass_context
def structured_data(context, item=None, blocks=(), appearances=(), quotes=()):
    """Describe what the page shows: ``item``, or the whole site on the home page. It asks the database nothing.

    ``blocks`` are an article's, ``appearances`` the people in a session, ``quotes`` a speaker's.
    """
    absolute, site = absolute_for(context["request"]), context["site"]
    news, events = (_("News"), fast_reverse("article-list")), (_("Events"), fast_reverse("conference-list"))
    above = []
    match item:
        case None:
            return data.script(data.website(site, absolute))
        case Article():
            above, things = [news], [data.news_article(item, blocks, site, absolute)]
        case Conference():
            above, things = [events], [data.conference_with_programme(item, site, absolute)]
        case Session():
            conference = (item.conference.title, item.conference.get_absolute_url())
            above, things = [events, conference], [data.session_page(item, appearances, absolute)]
        case Quote():
            above = [(_("Quotes"), fast_reverse("quote-list"))]
            things = [data.quotation(item, item.speaker, absolute, item.parent)]
        case Speaker():
            above = [(_("People"), fast_reverse("speaker-list"))]
            quotations = [data.quotation(quote, item, absolute, quote.parent) for quote in quotes]
            things = [data.person(item, absolute), *quotations]
        case Project():
            above = [(_("Projects"), fast_reverse("project-list"))]
            things = [data.project(item, absolute)]
        case Organisation():
            things = [data.organisation(item, absolute)]
        case Page():
            things = [data.web_page(item, site, absolute)]
    trail = [*above, (str(item), item.get_absolute_url())]
    return data.script(*things, data.breadcrumbs(trail, absolute))


def list_structured_data(request, title, path):
    """Describe where the list with this ``title`` lies, which begins at ``path``."""
    return data.script(data.breadcrumbs([(title, path)], absolute_for(request)))


def absolute_for(request: HttpRequest) -> data.Absolute:
    """Return what ``request.build_absolute_uri`` is, but quick for paths: a programme has dozens of URLs."""
    origin = f"{request.scheme}://{request.get_host()}"

    def absolute(url):
        is_path = url.startswith("/") and not url.startswith("//")
        return origin + url if is_path else request.build_absolute_uri(url)

    return absolute
