"""Pictures that come in the same file as a text: found where they stand, and taken out as they are."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

from .roles import CAPTION_MARK, FILE_MARK, LEAD_MARK, PICTURE_MARK

#: More than a report has. A presentation saved as a text is not taken in picture by picture.
MAX_PICTURES = 60
#: Logos, emoji and pixels that count readers are no pictures of the text.
MIN_SIDE_PIXELS = 64
PARAGRAPHS = ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tr", "tbody")


class FilePicture(NamedTuple):
    """A picture in a file: what the file calls it, and its bytes, which nobody has looked at yet."""

    name: str
    content: bytes


#: What brings the picture for an ``src``, or None if it is not in the file.
Find = Callable[[str], FilePicture | None]


def in_address(src: str) -> FilePicture | None:
    """Return the picture that is written into its address (RFC 2397), or None."""
    header, _comma, data = src.partition(",")
    kind, _slash, name = header.lower().removeprefix("data:").partition("/")
    if src[:5].lower() != "data:" or kind != "image" or not data:
        return None
    content = unquote_to_bytes(data)
    if name.endswith(";base64"):
        try:
            content = base64.b64decode(content)
        except binascii.Error:
            return None
    return FilePicture("", content)


def mark_pictures(document: LexborHTMLParser, find: Find = in_address) -> tuple[FilePicture, ...]:
    """Put marked paragraphs where pictures are, and return those that are in the file.

    Whoever reads the paragraphs finds there which of them it is, its alternative text and its caption.
    """
    found: list[FilePicture] = []
    for figure in document.css("figure"):
        image, caption = figure.css_first("img"), figure.css_first("figcaption")
        if image is not None and not figure.css_first("table, blockquote, iframe"):
            words = " ".join(caption.text(separator=" ").split()) if caption is not None else ""
            _take(figure, image, find(_source(image)), found, words)
    for caption in document.css("figcaption"):
        put_in_place_of(caption, _marked("", " ".join(caption.text(separator=" ").split())))
    for image in document.css("img"):
        picture, parent = find(_source(image)), image.parent
        if parent is None or _is_small(image):
            continue
        is_alone = parent.tag in ("p", "div", "a") and not parent.text().strip() and len(parent.css("img")) == 1
        if is_alone or picture is not None:
            _take(image, image, picture, found, is_alone=is_alone)
    return tuple(found)


def _source(image: LexborNode) -> str:
    return image.attributes.get("src") or ""


def _is_small(image: LexborNode) -> bool:
    sizes = [image.attributes.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < MIN_SIDE_PIXELS for size in sizes)


def _take(
    node: LexborNode,
    image: LexborNode,
    picture: FilePicture | None,
    found: list[FilePicture],
    caption: str = "",
    *,
    is_alone: bool = True,
) -> None:
    """Put a marked paragraph in the place of ``node``, or after the paragraph in whose words it stands."""
    number = len(found) if picture is not None and len(found) < MAX_PICTURES else None
    if picture is not None and number is not None:
        found.append(picture)
    html = _marked(image.attributes.get("alt") or "", caption, number)
    paragraph = node
    while not is_alone and paragraph.parent is not None and paragraph.parent.tag in PARAGRAPHS:
        paragraph = paragraph.parent
    put_in_place_of(node, html) if paragraph is node else paragraph.insert_after(_paragraph(html))
    if paragraph is not node:
        node.decompose()


def _marked(alternative_text: str, caption: str, number: int | None = None) -> str:
    which = "" if number is None else f"{number}{FILE_MARK}"
    text = " ".join(alternative_text.split())
    return f"<p>{PICTURE_MARK}{which}{escape(text)}{CAPTION_MARK}{escape(caption)}</p>"


def _paragraph(html: str) -> LexborNode:
    paragraph = LexborHTMLParser(html).css_first("p")
    assert paragraph is not None
    return paragraph


def put_in_place_of(node: LexborNode, html: str) -> None:
    """Put the paragraph ``html`` where ``node`` is."""
    node.replace_with(_paragraph(html))


def with_pictures_below(html: str, already: int, pictures: Sequence[FilePicture]) -> str:
    """Return ``html`` with more pictures below it, numbered after those that are there ``already``."""
    return html + "".join(_marked("", "", already + number) for number in range(len(pictures)))


def without_marks(html: str, picture: str) -> str:
    """Return ``html`` for people: ``picture`` stands for each of those in it."""
    html = html.replace(LEAD_MARK, "").replace(CAPTION_MARK, " ")
    return re.sub(rf"{PICTURE_MARK}(?:\d+{FILE_MARK})?", f"{escape(picture)} ", html)
