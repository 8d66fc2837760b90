"""What is recognised in HTML from elsewhere, and what is done with it: a line for each habit of a program.

What no rule names is read as browsers show it: unknown elements are as if they were not there, and their words stay.
"""

import re
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import ngettext_lazy


class Kind(StrEnum):
    """What is left out, and said to the editor."""

    PICTURE = "picture"
    MEDIA = "media"
    DELETION = "deletion"
    COMMENT = "comment"
    FOOTNOTE_MARK = "footnote mark"
    LINK = "link"
    STRIKETHROUGH = "strikethrough"


#: How much of each kind was left out, in words.
WORDS = {
    Kind.PICTURE: ngettext_lazy("%d picture", "%d pictures"),
    Kind.MEDIA: ngettext_lazy("%d video or other embedded piece", "%d videos or other embedded pieces"),
    Kind.DELETION: ngettext_lazy("%d tracked deletion", "%d tracked deletions"),
    Kind.COMMENT: ngettext_lazy("%d comment", "%d comments"),
    Kind.FOOTNOTE_MARK: ngettext_lazy("%d footnote mark without its note", "%d footnote marks without their notes"),
    Kind.LINK: ngettext_lazy(
        "%d link that would lead nowhere from here (its words are kept)",
        "%d links that would lead nowhere from here (their words are kept)",
    ),
    Kind.STRIKETHROUGH: ngettext_lazy(
        "the line through %d passage (its words are kept)", "the lines through %d passages (their words are kept)"
    ),
}


class Rule(NamedTuple):
    """What the CSS ``selector`` finds is left out; if it has a ``kind``, that is counted, else nobody saw it before."""

    source: str
    selector: str
    kind: Kind | None = None


#: What is left out. The first rule that fits counts.
LEFT_OUT = [
    Rule("all", "script, style, template, title, noscript, annotation, rp, datalist, [hidden], input"),
    Rule("mail", "img[width='0'], img[height='0'], img[width='1'], img[height='1']"),
    Rule("Apple", "br.Apple-interchange-newline"),
    Rule("Word, Outlook, LibreOffice", "del, .msoDel", Kind.DELETION),
    Rule("Word", ".MsoCommentReference, .msocomanchor, .msocomtxt, a[href*='#_msocom_']", Kind.COMMENT),
    Rule("Google Docs", "div:has(> p > a[href*='#cmnt_ref'])"),
    Rule("Google Docs", "a[href*='#cmnt']", Kind.COMMENT),
    Rule("LibreOffice", "a.comment, .sdcomment", Kind.COMMENT),
    Rule("all", "img, svg, picture:not(:has(img)), canvas, map", Kind.PICTURE),
    Rule("all", "video, audio, iframe, object, embed, applet", Kind.MEDIA),
]

#: Pictures that stand for a character, which is their alternative text: Gmail's, WordPress's and Twitter's emoji.
EMOJI = "img[data-emoji], img.emoji, img.an1, img[goomoji]"

#: Headings that are no heading elements: the selector, and the level; None if ``aria-level`` says it.
HEADINGS = [
    ("Word", ".MsoTitle", 1),
    ("Word", ".MsoSubtitle", 2),
    ("Word online, web pages", "[role='heading'][aria-level]", None),
]


class Style(NamedTuple):
    """A CSS property whose value fits ``value`` (a regular expression) means ``effect`` for all within the element."""

    source: str
    property: str
    value: str
    effect: dict[str, Any]


#: What styles mean, whether they stand in the element, in a class of the style sheet that came along, or are implied.
STYLES = [
    Style("Google Docs, Word online", "font-weight", r"bold|bolder|[6-9]\d\d", {"bold": True}),
    Style("Google Docs: around all that is copied", "font-weight", r"normal|lighter|[1-5]\d\d", {"bold": False}),
    Style("Google Docs, Word online", "font-style", r"italic|oblique.*", {"italic": True}),
    Style("Google Docs", "font-style", r"normal", {"italic": False}),
    Style("Pages, Notes", "font", r"(.*\s)?(bold|[6-9]00)\s.*", {"bold": True}),
    Style("Pages, Notes", "font", r"(.*\s)?(italic|oblique)\s.*", {"italic": True}),
    Style("all", "text-decoration", r".*line-through.*", {"struck": True}),
    Style("all", "text-decoration-line", r".*line-through.*", {"struck": True}),
    Style("Google Docs", "vertical-align", r"super", {"script": "sup"}),
    Style("Google Docs", "vertical-align", r"sub", {"script": "sub"}),
    Style("Google Docs", "vertical-align", r"baseline", {"script": ""}),
    Style("all", "white-space", r"pre|pre-wrap|pre-line|break-spaces", {"keeps_lines": True}),
    Style("all", "white-space", r"normal|nowrap", {"keeps_lines": False}),
    Style("all", "display", r"none", {"hidden": True}),
    Style("Word", "mso-hide", r"all", {"hidden": True}),
    Style("Word", "mso-element", r"comment(-list)?", {"hidden": True}),
]

#: What elements mean by themselves.
ELEMENTS: dict[str, dict[str, Any]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "cite": {"italic": True},
    "dfn": {"italic": True},
    "s": {"struck": True},
    "strike": {"struck": True},
    "sup": {"script": "sup"},
    "sub": {"script": "sub"},
    "pre": {"keeps_lines": True},
    "listing": {"keeps_lines": True},
    "xmp": {"keeps_lines": True},
    "plaintext": {"keeps_lines": True},
}

#: Elements that stand on lines of their own and may be closed by others, by the rules of HTML.
PARTS = {
    *("caption", "dd", "dt", "legend", "li", "optgroup", "option", "p", "summary"),
    *("tbody", "td", "tfoot", "th", "thead", "tr"),
}
#: Elements that stand on lines of their own.
BLOCKS = PARTS | {
    *("address", "article", "aside", "blockquote", "body", "button", "center", "details", "dialog", "dir", "div", "dl"),
    *("fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *(
        "hgroup",
        "hr",
        "html",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
    ),
    *("table", "textarea", "ul", "xmp"),
}
#: Elements whose nesting makes parsers slow.
NESTED = (BLOCKS - PARTS) | {
    *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"),
}

#: Word keeps the items of its lists as paragraphs: the list, the level and which continuation of the list it is.
WORD_LIST = re.compile(r"mso-list:\s*(l\d+)\s+level(\d+)\s+lfo\d+", re.IGNORECASE)
#: The bullet or number of an item, which Word writes itself.
WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
#: The marks of items in numbered lists; all others are bullets.
NUMBERED_ITEM = re.compile(r"\(?(?:\d{1,3}\.)*(?:(\d{1,4})|[a-zA-Z]|[ivxlcIVXLC]{2,7})(?:[.):]+|(?<=\d))")

#: What leads to a footnote or back.
FOOTNOTE_MARK = re.compile(r"\[?(\d{1,3}|[a-z]{1,2}|[ivx]{1,5}|[*†‡§]{1,3})\]?")

# Characters that nobody sees, and that part words in the search. Those that join letters or order lines stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
#: Raised and lowered figures have characters of their own; our texts have no other way to write m² and CO₂.
SCRIPTS = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
SCRIPT_TEXT = re.compile(r"[\d+\-−=()n]+", re.ASCII)
