"""Share pictures at addresses that stay, for what is public.

A picture is drawn when somebody first asks for it and kept in the default storage, under a name made from all that it
shows. When that changes, a new one is drawn and takes the place of the old one.
"""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from articles.models import Article, Quote
from civitas_cms.delivery.views import read_only
from civitas_cms.pages.models import SiteSettings
from events.models import Conference

from .drawing import ShareCard, draw_card

MAX_AGE = 3600  # seconds for which browsers and networks keep a picture before they ask again


@read_only
def site(request):
    """Answer with the picture of the site, for the pages that have none of their own."""
    settings = SiteSettings.current()
    card = ShareCard(title=settings.tagline or settings.name, kicker="", line="", site_name=settings.name)
    return _answer(request, card, "site")


@read_only
def article(request, slug):
    """Answer with an article's picture; 404 if visitors cannot see it."""
    item = get_object_or_404(Article.objects.public().select_related("lead_picture"), slug=slug)
    card = ShareCard(
        title=item.title,
        kicker=item.get_kind_display(),
        line=_date(timezone.localdate(item.publish_at)),
        site_name=SiteSettings.current().name,
        picture=item.lead_picture,
    )
    return _answer(request, card, f"article-{item.pk}")


@read_only
def conference(request, slug):
    """Answer with a conference's picture; 404 if visitors cannot see it."""
    item = get_object_or_404(Conference.objects.public().select_related("lead_picture"), slug=slug)
    days = _date(item.starts_on)
    if item.ends_on != item.starts_on:
        days = _("%(first)s to %(last)s") % {"first": days, "last": _date(item.ends_on)}
    card = ShareCard(
        title=item.title,
        kicker=item.get_kind_display(),
        line=" · ".join(filter(None, [days, item.place or item.get_format_display()])),
        site_name=SiteSettings.current().name,
        picture=item.lead_picture,
    )
    return _answer(request, card, f"conference-{item.pk}")


@read_only
def quote(request, pk):
    """Answer with a quote's picture; 404 if its article is not public."""
    quotes = Quote.objects.public().select_related("speaker__portrait", "organisation_then")
    item = get_object_or_404(quotes, pk=pk)
    position = ", ".join(filter(None, [item.position_then, item.organisation_then and item.organisation_then.name]))
    card = ShareCard(
        title=f"“{item.words}”",
        kicker=item.speaker.name,
        line=position,
        site_name=SiteSettings.current().name,
        picture=item.speaker.portrait,
    )
    return _answer(request, card, f"quote-{item.pk}")


def _answer(request, card, folder):
    """Return the response with ``card``, or 304 to those who have it already."""
    etag = quote_etag(card.fingerprint)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_kept(card, f"share/{folder}"), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _kept(card, folder):
    """Return the picture from the storage; draw it, and delete the one it replaces, if it is not there."""
    name = f"{folder}/{card.fingerprint}.jpg"
    with suppress(FileNotFoundError), default_storage.open(name) as file:
        return file.read()
    content = draw_card(card)
    with suppress(FileNotFoundError):
        for old in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{old}")
    default_storage.save(name, ContentFile(content))
    return content


def _date(date):
    return date_format(date, "j F Y")
