"""How other sites embed our items (https://oembed.com): without scripts, cookies or frames of ours.

An item comes as a ``rich`` text of a few lines, or where it does not fit into the room that the other site has, as a
``link``.
"""

import math
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.db.models import Model
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from civitas_cms.delivery.views import public_page
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import kind_of, kinds, share_card_path

from .share_cards.drawing import SIZE

DEFAULT_WIDTH_PIXELS = 600  # pixels: how wide a text is where there is room
MIN_WIDTH_PIXELS = 220  # pixels: below that, a text of several lines is hard to read
CHARACTER, LINE, REST = 8, 28, 96  # pixels: how wide a character is, how high a line, and what is not text
CACHE_AGE_SECONDS = 3600  # seconds for which other sites may keep what we say


@public_page("url", "format", "maxwidth", "maxheight")
def oembed(request):
    """Say how to embed the page at ``url``, in JSON.

    ``maxwidth`` and ``maxheight`` are the room for it, in pixels; 400 if one is no number. Whatever cannot be embedded,
    or is not public, answers 404; any format but JSON 501, as the specification wants it.
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is offered.\n", status=501, content_type="text/plain; charset=utf-8")
    try:
        room = [_pixels(request.GET.get(name, "")) for name in ("maxwidth", "maxheight")]
    except ValueError:
        words = "maxwidth and maxheight are numbers of pixels.\n"
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    item = _find(request.GET.get("url", ""), request.get_host())
    answer = _describe(item, request.build_absolute_uri, *room)
    # Editors of other sites ask in their browsers, too; there is nothing here but what is public.
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"})


def _pixels(number):
    """Return the number of pixels, infinity for none given; raises ValueError if it is none."""
    if not number:
        return math.inf
    if number.isascii() and number.isdecimal() and 0 < int(number[:6]) < 100_000:
        return int(number)
    raise ValueError


def _find(url, host):
    """Return the item at a full ``url`` of this site; raises Http404 if there is none."""
    try:
        parts = urlsplit(url)
        match = resolve(unquote(parts.path))
    except (ValueError, Resolver404) as error:
        raise Http404 from error
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
        raise Http404
    for kind in kinds():
        if kind.embed and kind.name == match.url_name:
            return get_object_or_404(kind.public(), **match.kwargs)
    raise Http404


def _describe(item, absolute, width, height):
    """Return what the specification asks for; ``width`` and ``height`` are the room that there is."""
    site, embed = SiteSettings.current(), kind_of(type(item)).embed(item)
    answer = {
        "version": "1.0",
        "type": "link",
        "title": embed.title,
        "provider_name": site.name,
        "provider_url": absolute(reverse("home")),
        "cache_age": CACHE_AGE_SECONDS,
    }
    if embed.author:
        url = absolute(embed.author.get_absolute_url())
        answer |= {"author_name": str(embed.author), "author_url": url}
    if width >= SIZE[0] and height >= SIZE[1]:
        url = absolute(share_card_path(item))
        answer |= {"thumbnail_url": url, "thumbnail_width": SIZE[0], "thumbnail_height": SIZE[1]}
    shown = min(DEFAULT_WIDTH_PIXELS, width)
    needed = REST + LINE * math.ceil((len(embed.title) + len(embed.text)) * CHARACTER / shown)
    if shown >= MIN_WIDTH_PIXELS and needed <= height:
        html = _html(embed, item, site, absolute)
        answer |= {"type": "rich", "html": html, "width": shown, "height": needed}
    return answer


def embedded_html(item: Model, site: SiteSettings, absolute: Callable[[str], str]) -> str:
    """Return the HTML with which other sites show ``item``, one line that needs nothing of ours.

    ``absolute`` makes a full URL of a path on the site. LookupError if its kind cannot be embedded.
    """
    kind = kind_of(type(item))
    if kind.embed is None:
        raise LookupError(f"{kind.name} cannot be embedded.")
    return _html(kind.embed(item), item, site, absolute)


def _html(embed, item, site, absolute):
    context = {"item": item, "title": embed.title, "text": embed.text, "site": site}
    context["address"] = absolute(item.get_absolute_url())
    return " ".join(render_to_string(embed.template, context).split())
