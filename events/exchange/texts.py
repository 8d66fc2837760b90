"""Texts of programmes, in whichever way they are written, as HTML of ours."""

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from markdown_it import MarkdownIt

from civitas_cms.publishing.foreign_html import normalise
from civitas_cms.publishing.rich_text import PARAGRAPHS

MAX_CHARACTERS = 100_000  # of one text
#: What only HTML has; Markdown and plain text may have single tags in a line.
HTML_BLOCKS = re.compile(r"</(?:p|div|ul|ol|li|h[1-6]|table|blockquote)>|<br\s*/?>", re.IGNORECASE)
SCHEMELESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#:].*)?", re.IGNORECASE)


def to_html(*texts: str | None) -> str:
    """Return ``texts``, which are HTML, Markdown or plain text, as one rich text without headings."""
    return "".join(_html(text) for text in texts if text and text.strip())


def _html(text: str) -> str:
    text = text[:MAX_CHARACTERS].strip()
    is_html = HTML_BLOCKS.search(text)
    if is_html and _is_ours(text):
        return text
    return normalise(text if is_html else _markdown().render(text), headings=False).html


def _is_ours(html: str) -> bool:
    """Tell whether ``html`` is as our fields have it, so that what goes out comes in as it was."""
    return bool(_field().clean_text(html) == html)


@cache
def _field():
    from civitas_cms.publishing.rich_text import RichTextField  # noqa: PLC0415 - made once, when it is needed

    return RichTextField(extensions=PARAGRAPHS)


@cache
def _markdown() -> MarkdownIt:
    """Return what reads Markdown: single line breaks stay, and tags are left to whoever cleans HTML."""
    return MarkdownIt("commonmark", {"html": True, "breaks": True}).disable(["code", "lheading", "heading"])


def web_address(text: str | None, base_url: str = "") -> str:
    """Return the address of a page on the web, made whole with ``base_url``; empty if it is none."""
    text = (text or "").strip()
    if text and not urlsplit(text).scheme:
        is_relative = text.startswith("/") or not SCHEMELESS.fullmatch(text)
        text = urljoin(base_url, text) if is_relative else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text


def languages(*texts: object) -> str:
    """Return the codes of languages in ``texts``, each once, as in "de, en"."""
    codes = (
        code.lower() for text in texts for code in re.findall(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", str(text or ""))
    )
    return ", ".join(dict.fromkeys(codes))


def is_yes(value: object) -> bool:
    """Tell whether ``value`` says yes, in one of the words and signs for it."""
    return str(value).strip().casefold() in YES


YES = {
    "true",
    "yes",
    "y",
    "1",
    "1.0",
    "x",
    "✓",
    "✔",
    "ja",
    "j",
    "oui",
    "o",
    "si",
    "sí",
    "sì",
    "sim",
    "ναι",
    "tak",
    "wahr",
    "vrai",
}


def first_of(values: Iterable[str | None]) -> str:
    """Return the first of ``values`` that is not empty."""
    return next((value for value in values if value), "")
