"""The language of the public site's templates: Jinja2, with what our pages need.

The admin's templates stay in Django's own language.
"""

import re
from collections.abc import Mapping, MutableMapping
from datetime import date as Date  # noqa: N812 - ``date`` is what templates call
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat, linebreaks_filter, linebreaksbr
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import dateformat
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from typing_extensions import override

from .addresses import fast_reverse
from .typography import quoted, typographic

#: Forms of a date that say nothing of the time of the day.
DATE_ONLY_FORMAT = re.compile(r"[DdFjlMmNnSYy ,.]*")


class PageEnvironment(Environment):
    """Jinja's environment, without a generality that we do not need: its globals stay as they are."""

    @override
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what all templates know, with ``d``: one dictionary is read faster than a chain of two."""
        return {**self.globals, **(d or {})}


def environment(functions: Mapping[str, str], filters: Mapping[str, str], **options: Any) -> Environment:
    """Return the environment in which templates run. ``options`` are Django's.

    ``functions`` and ``filters`` are what other rooms lend to templates: dotted paths, by the names that templates use.

    A wrong name in a template is an error, not a gap that nobody sees.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    environment = PageEnvironment(extensions=["jinja2.ext.i18n"], **options)
    environment.install_gettext_callables(  # type: ignore[attr-defined] # the extension has added it
        translated, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.globals |= {name: import_string(function) for name, function in functions.items()}
    environment.globals |= {
        "_": translated,
        "get_language": get_language,
        "get_language_bidi": get_language_bidi,
        "same_on_every_page": same_on_every_page,
        "static": lru_cache(static),
        "static_url": settings.STATIC_URL,
        "url": fast_reverse,
    }
    environment.filters |= {name: import_string(function) for name, function in filters.items()}
    environment.filters |= {
        "date": date,
        "filesize": filesizeformat,
        "host": host,
        "linebreaks": linebreaks_filter,
        "linebreaksbr": linebreaksbr,
        "quoted": quoted,
        "shortened": shortened,
        "thousands": thousands,
        "typographic": typographic,
    }
    return environment


def translated(message: str, **values: object) -> Markup:
    """Return ``message`` in the language of the page, with ``values`` put in, escaped as they need.

    Translations are HTML, as the rest of a template. Looking one up takes Django long; a page has dozens.
    """
    found = _translated(message, get_language())
    return found % values if values else found


@lru_cache(maxsize=4_000)
def _translated(message: str, language: str | None) -> Markup:
    return Markup(gettext(message))  # noqa: S704 - as safe as the template


@pass_context
def same_on_every_page(context: Context, template: str) -> Markup:
    """Include ``template``, which is rendered once for all pages while the content stays the same.

    It may show the site's settings and menus, and nothing of the page.
    """
    parts: dict[tuple[str, str | None, str], Markup] = context["kept_parts"]
    key = template, get_language(), get_script_prefix()
    if key not in parts:
        shown = {name: context[name] for name in ("site", "menus")}
        source = context.environment.get_template(template)
        parts[key] = Markup(source.render(shown))  # noqa: S704 - what a template returns is escaped
    return parts[key]


def date(value: Date, form: str) -> str:
    """Write a date, or an instant in the site's time zone, in ``form``, in the letters of Django's ``date`` filter."""
    if isinstance(value, datetime):
        if is_aware(value):
            value = localtime(value)
        if form == "c":
            return value.isoformat()
        if not DATE_ONLY_FORMAT.fullmatch(form):
            return dateformat.format(value, form)
        value = value.date()
    return _written(value, form, get_language())


@lru_cache(maxsize=4_000)
def _written(value: Date, form: str, language: str | None) -> str:
    """Return what ``date`` does; the same days come again and again."""
    return dateformat.format(value, form)


def host(address: str) -> str:
    """Return of a web address what people read: without ``https://www.``, and not longer than 40 characters."""
    parts = urlsplit(address)
    return Truncator(f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")).chars(40)


def shortened(text: str, length: int = 200) -> str:
    """Return ``text``, cut to at most ``length`` characters, as descriptions for search engines should be."""
    return Truncator(text).chars(length)


def thousands(number: int) -> str:
    """Write ``number`` with thin spaces between thousands, which all of Europe understands (ISO 80000-1)."""
    return f"{number:,}".replace(",", "\u202f")
