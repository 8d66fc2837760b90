"""What search engines learn from a page: structured data in the words of schema.org, as plain dictionaries.

What every page may need is here; what a kind of item says of itself is in its app. Each function takes what its page
has already loaded and asks the database nothing. ``absolute`` makes a full address of a path on the site. Which
properties search engines want: https://developers.google.com/search/docs/appearance/structured-data
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.library.models import Picture
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.models import Identified, Publishable
from civitas_cms.publishing.rich_text import plain_text

Absolute = Callable[[str], str]

VOCABULARY_URL = "https://schema.org"
MAX_DESCRIPTION_LENGTH = 300  # characters of a description
# A reader of HTML must not take anything in the data for the end of it.
JSON_ESCAPES = {character: f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def identified(kind: str, item: Identified, **properties: Any) -> dict[str, Any]:
    """Return ``item`` as a schema.org thing of type ``kind`` that is the same on every page and at every address."""
    return {"@id": item.identity.urn} | thing(kind, **properties)


def script(*things: dict) -> SafeString:
    """Return ``things`` as a data block for a page's head. It is data, not a script: nothing in it ever runs."""
    content = things[0] if len(things) == 1 else {"@graph": things}
    text = json.dumps({"@context": VOCABULARY_URL} | content, ensure_ascii=False, separators=(",", ":"))
    for character, escape in JSON_ESCAPES.items():  # ``str.translate`` takes thirty times as long for a long programme
        text = text.replace(character, escape)
    # Safe: all characters with a meaning in HTML are escaped.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def thing(kind: str, **properties: Any) -> dict[str, Any]:
    """Return a schema.org thing of type ``kind`` without the properties that are empty."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value not in (None, "", [], {})}


def website(site: SiteSettings, absolute: Absolute) -> dict:
    """Return the site, with its search."""
    return thing(
        "WebSite",
        name=site.name,
        url=absolute("/"),
        description=site.introduction or site.tagline,
        inLanguage=get_language(),
        publisher=publisher(site, absolute),
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute('/search/')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    )


def publisher(site: SiteSettings, absolute: Absolute) -> dict:
    """Return the initiative that publishes the site."""
    return thing(
        "Organization",
        name=site.name,
        url=absolute("/"),
        logo=thing("ImageObject", url=absolute(static("img/icon-512.png")), width=512, height=512),
        email=site.contact_email,
        sameAs=[link.url for link in site.social_links.all()],
    )


def breadcrumbs(trail: Iterable[tuple[str, str]], absolute: Absolute) -> dict:
    """Return where a page lies; ``trail`` is pairs of name and path from below the home page to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": absolute(path)}
            for position, (name, path) in enumerate([(_("Home"), fast_reverse("home")), *trail], start=1)
        ],
    }


def web_page(item: Publishable, site: SiteSettings, absolute: Absolute) -> dict:
    """Return what is published, as nothing more special than a page."""
    return identified(
        "WebPage",
        item,
        name=item.title,
        url=absolute(item.get_absolute_url()),
        description=item.summary,
        datePublished=item.publish_at and item.publish_at.isoformat(),
        dateModified=item.modified_at.isoformat(),
        inLanguage=get_language(),
        publisher=publisher(site, absolute),
    )


def image(picture: Picture | None, absolute: Absolute, shape: str = "landscape") -> dict | None:
    """Return the largest rendition of ``picture`` in ``shape``."""
    if not picture:
        return None
    width, height = picture.renditions.dimensions(shape)
    return thing(
        "ImageObject",
        url=absolute(picture.url(shape, {"landscape": 1600, "whole": 1600, "square": 384}[shape])),
        width=width,
        height=height,
        caption=picture.caption,
        creditText=picture.credit,
    )


def excerpt(html: str) -> str:
    """Return the beginning of a rich text as plain words."""
    words = plain_text(html)
    return words if len(words) <= MAX_DESCRIPTION_LENGTH else f"{words[: MAX_DESCRIPTION_LENGTH - 1].rstrip()}…"
