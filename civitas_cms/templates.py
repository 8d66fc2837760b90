"""The language of the public site's templates: Jinja2, with what our pages need.

The admin's templates stay in Django's own language.
"""

import re
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat, linebreaks_filter, linebreaksbr
from django.templatetags.static import static
from django.utils import dateformat
from django.utils.text import Truncator
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from civitas_cms.library.elements import picture_element, preview_picture
from civitas_cms.page_data import list_structured_data, structured_data
from civitas_cms.publishing.addresses import address_of
from civitas_cms.publishing.rich_text import plain_text

#: Forms of a date that say nothing of the time of the day.
OF_THE_DAY = re.compile(r"[DdFjlMmNnSYy ,.]*")


def environment(**options) -> Environment:
    """Return the environment in which templates run. ``options`` are Django's.

    A wrong name in a template is an error, not a gap that nobody sees.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django turns escaping on
    environment.install_gettext_callables(translated, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    environment.globals |= {
        "get_language": get_language,
        "get_language_bidi": get_language_bidi,
        "list_structured_data": list_structured_data,
        "picture_element": picture_element,
        "preview_picture": preview_picture,
        "static": static,
        "static_url": settings.STATIC_URL,
        "structured_data": structured_data,
        "url": address_of,
    }
    environment.filters |= {
        "date": date,
        "filesize": filesizeformat,
        "host": host,
        "linebreaks": linebreaks_filter,
        "linebreaksbr": linebreaksbr,
        "plain_text": plain_text,
        "shortened": shortened,
        "thousands": thousands,
    }
    return environment


def translated(message: str) -> str:
    """Return ``message`` in the language of the page. Looking it up takes Django long; a page has dozens."""
    return _translated(message, get_language())


@lru_cache(maxsize=4_000)
def _translated(message, language):
    return gettext(message)


def date(value, form: str) -> str:
    """Write a date, or an instant in the site's time zone, in ``form``, in the letters of Django's ``date`` filter."""
    if isinstance(value, datetime):
        if is_aware(value):
            value = localtime(value)
        if form == "c":
            return value.isoformat()
        if not OF_THE_DAY.fullmatch(form):
            return dateformat.format(value, form)
        value = value.date()
    return _written(value, form, get_language())


@lru_cache(maxsize=4_000)
def _written(value, form, language):
    """Return what ``date`` does; the same days come again and again."""
    return dateformat.format(value, form)


def host(address: str) -> str:
    """Return of a web address what people read: without ``https://www.``, and not longer than 40 signs."""
    parts = urlsplit(address)
    return Truncator(f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")).chars(40)


def shortened(text: str, length: int = 200) -> str:
    """Return ``text``, cut to at most ``length`` signs, as descriptions for search engines should be."""
    return Truncator(text).chars(length)


def thousands(number: int) -> str:
    """Write ``number`` with thin spaces between thousands, which all of Europe understands (ISO 80000-1)."""
    return f"{number:,}".replace(",", "\u202f")
