"""Share pictures at addresses that stay, for what is public.

A picture is drawn when somebody first asks for it and kept in the default storage, under a name made from all that it
shows. When that changes, a new one is drawn and takes the place of the old one.
"""

import logging
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from civitas_cms.delivery.views import read_only
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import CardContent

from .drawing import ShareCard, draw_card

logger = logging.getLogger(__name__)

MAX_AGE = 3600  # seconds for which browsers and networks keep a picture before they ask again


@read_only
def site(request):
    """Answer with the picture of the site, for the pages that have none of their own."""
    settings = SiteSettings.current()
    return _answer(request, CardContent(settings.tagline or settings.name), settings, "site")


@read_only
def item(request, kind, **key):
    """Answer with the picture of an item of ``kind``; 404 if visitors cannot see it."""
    found = get_object_or_404(kind.public(), **key)
    return _answer(request, kind.share_card(found), SiteSettings.current(), f"{kind.name}-{found.pk}")


def _answer(request, content, settings, folder):
    """Return the response with the card, or 304 to those who have it already."""
    card = ShareCard(**vars(content), site_name=settings.name)
    etag = quote_etag(card.fingerprint)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_kept(card, f"share/{folder}"), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _kept(card, folder):
    """Return the picture from the storage; draw it, and let it take the place of the others there, if it is missing.

    Where nothing can be written, it is drawn for each who asks.
    """
    name = f"{card.fingerprint}.jpg"
    with suppress(OSError), default_storage.open(f"{folder}/{name}") as file:
        return file.read()
    content = draw_card(card)
    try:
        default_storage.save(f"{folder}/{name}", ContentFile(content))
        for old in set(default_storage.listdir(folder)[1]) - {name}:
            default_storage.delete(f"{folder}/{old}")
    except OSError:
        logger.warning("The share picture %s/%s cannot be kept.", folder, name, exc_info=True)
    return content
