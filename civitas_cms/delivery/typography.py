"""Typographic quotation marks and apostrophes, put into finished HTML as its language asks.

What is stored stays as it was typed: search finds it, editors go on with it, and another language needs no new text.
"""

import re
from dataclasses import dataclass

from django.utils.translation import get_language
from markupsafe import Markup, escape

APOSTROPHE = "’"
NARROW_SPACE = "\u202f"

#: What opens and closes a quotation, and one within another, by language (CLDR 46, "delimiters"); French has spaces.
MARKS = {
    "bg": "„“„“",
    "cs": "„“‚‘",
    "da": "“”‘’",
    "de": "„“‚‘",
    "el": "«»“”",
    "en": "“”‘’",
    "es": "«»“”",
    "et": "„“‚‘",
    "fi": "””’’",
    "fr": (f"«{NARROW_SPACE}", f"{NARROW_SPACE}»", "“", "”"),
    "hr": "„“‚‘",
    "hu": "„”»«",
    "it": "«»“”",
    "lt": "„“„“",
    "lv": "“”‘’",
    "nb": "«»‘’",
    "nl": "“”‘’",
    "nn": "«»‘’",
    "no": "«»‘’",
    "pl": "„”«»",
    "pt": "“”‘’",
    "ro": "„”«»",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "sv": "””’’",
    "uk": "«»„“",
}

#: Elements of which the content is no prose, whole.
NO_PROSE = "|".join(
    rf"<{name}\b.*?</{name}>" for name in ("script", "style", "code", "pre", "kbd", "samp", "textarea", "svg", "math")
)
#: All up to the next straight mark in a text, or the end: tags, what is no prose, and other characters. Without
#: groups in what is repeated: Python's possessive quantifiers lose count of them.
UP_TO_MARK = re.compile(
    rf"""(?:
        [^<"'&]+
      | {NO_PROSE}
      | <!--.*?-->
      | <[a-zA-Z/!][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>
      | &(?!\#3[49];)
      | <
    )*+
    (?P<mark>&\#3[49];|["']|\Z)""",
    re.DOTALL | re.VERBOSE,
)
INLINE = r"</?(?:a|abbr|b|bdi|cite|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|time|u)\b[^<>]*>"
INLINE_TAGS_BEFORE = re.compile(rf"(?:{INLINE})+\Z")
INLINE_TAGS = re.compile(rf"(?:{INLINE})+")
#: A tag that begins or ends a paragraph or the like: no quotation goes beyond it.
BOUNDARY = re.compile(r"<(?!/?(?:a|abbr|b|bdi|cite|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|time|u)\b)[a-zA-Z/]")
SPACES = (" ", "\n", "\t", "\r", "\xa0", NARROW_SPACE, "&nbsp;", "")
OPENERS = (*SPACES, *"([{¿¡—–-/«»„“‘‚<>")
MAX_TAG_LENGTH = 500  # characters that are looked at before and after a mark
#: A decade, and English words that begin with an apostrophe.
ELISION = re.compile(r"\d0s\b|(?:tis|twas|til|em|n)\b", re.IGNORECASE)
URL_BEFORE = re.compile(r"(?:https?://|www\.)[^\s<>]*\Z")


def typographic(html: str, language: str | None = None) -> Markup:
    """Return ``html`` with typographic marks in place of straight ones; a text that is no HTML is escaped first.

    Tags and their attributes, scripts, code, form fields, addresses of the web and measures (5' 10") stay as they are.
    ``language`` is that of the text; the page's if it is None. One that is not known has the marks of English.
    """
    return Markup(typographic_text(str(escape(html)), language))  # noqa: S704 - as safe with other marks


def typographic_text(text: str, language: str | None = None) -> str:
    """Return a plain ``text``, for what is no page, as ``typographic`` writes it."""
    writer = _Writer(text, marks_of(language))
    parts: list[str] = []
    position = 0
    for found in UP_TO_MARK.finditer(text):
        start, end = found.span("mark")
        if start < end:
            parts += text[position:start], writer.written(start, end)
            position = end
    return "".join([*parts, text[position:]])


def quoted(text: str, language: str | None = None) -> str:
    """Return a plain ``text`` between the marks of a quotation."""
    opening, closing, *_inner = marks_of(language)
    return f"{opening}{text}{closing}"


def marks_of(language: str | None) -> tuple[str, ...]:
    """Return what opens and closes a quotation, and one within another, in ``language``; the page's if it is None."""
    code = (language or get_language() or "en").partition("-")[0]
    return tuple(MARKS.get(code, MARKS["en"]))


@dataclass
class _Writer:
    """What remembers, from mark to mark, which quotations are open in a paragraph."""

    html: str
    marks: tuple[str, ...]
    is_double_open: bool = False
    is_single_open: bool = False
    last_end: int = 0
    has_just_opened: bool = False  # the mark before, which a mark that follows at once may stand in

    def written(self, start: int, end: int) -> str:
        """Return what stands for the straight mark from ``start`` to ``end``."""
        if BOUNDARY.search(self.html, self.last_end, start):
            self.is_double_open = self.is_single_open = False
        typed = self.html[start:end]
        is_double = typed in {'"', "&#34;"}
        before, after = self._before(start), self._after(end)
        follows_mark = 0 < start == self.last_end
        may_open = self.has_just_opened if follows_mark else before in OPENERS
        is_word_after = after.isalnum()
        opens = may_open and after not in SPACES
        if URL_BEFORE.search(self.html, max(0, start - MAX_TAG_LENGTH), start) and (
            is_word_after or after in ("/", "?", "=", "&")
        ):
            result = typed
        elif is_double:
            result = self._double(typed, before, opens, is_word_after)
        else:
            result = self._single(typed, before, after, opens, end)
        self.last_end = end
        return result

    def _double(self, typed: str, before: str, opens: bool, is_word_after: bool) -> str:
        self.has_just_opened = opens and not self.is_double_open
        if self.has_just_opened:
            self.is_double_open = True
            return self.marks[0]
        if self.is_double_open:
            self.is_double_open = False
            return self.marks[1]
        if before.isdigit() or is_word_after or before in SPACES:  # inches, or nothing that we understand
            return typed
        return self.marks[1]

    def _single(self, typed: str, before: str, after: str, opens: bool, end: int) -> str:
        self.has_just_opened = False
        if before.isalnum() and after.isalnum():
            return typed if before.isdigit() and after.isdigit() else APOSTROPHE
        if opens:
            if ELISION.match(self.html, end) and not self.is_single_open:
                return APOSTROPHE
            self.has_just_opened = self.is_single_open = True
            return self.marks[2]
        if self.is_single_open:
            self.is_single_open = False
            return self.marks[3]
        return typed if before.isdigit() or before in SPACES else APOSTROPHE

    def _before(self, start: int) -> str:
        """Return the character that is seen before ``start``: empty at the beginning of a paragraph."""
        window = self.html[max(0, start - MAX_TAG_LENGTH) : start]
        if window.endswith(">"):
            window = INLINE_TAGS_BEFORE.sub("", window)
            if window.endswith(">"):
                return ""
        return "&nbsp;" if window.endswith("&nbsp;") else window[-1:]

    def _after(self, end: int) -> str:
        """Return the character that is seen after ``end``: empty at the end of a paragraph."""
        if inline := INLINE_TAGS.match(self.html, end):
            end = inline.end()
        if self.html.startswith("&nbsp;", end):
            return "&nbsp;"
        after = self.html[end : end + 1]
        return "" if after == "<" else after
