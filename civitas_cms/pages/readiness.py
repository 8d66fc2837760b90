"""Readiness checks of what bodies are made of: pages here, and whatever the rooms above build from the same blocks."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from content_editor.contents import contents_for_item
from django.utils.translation import gettext as _

from civitas_cms.library.readiness import alternative_text
from civitas_cms.publishing.rich_text import plain_text
from civitas_cms.publishing.workflow.readiness import Finding, advice, check, error

from .blocks import GalleryBlock, LinkBlock, PictureBlock, RichTextBlock, TableBlock
from .models import Page

# Sanitised text has elements of exactly this form.
HEADING_PATTERN = re.compile(r"<h([2-4])>(.*?)</h\1>", re.DOTALL)
LINK_PATTERN = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
TITLE_LEVEL = 1

# Link texts that do not say where the link leads (WCAG 2.2, 2.4.4 and 2.4.9), in lower case.
VAGUE_LINK_TEXTS = {
    "click",
    "click here",
    "details",
    "here",
    "learn more",
    "link",
    "more",
    "more information",
    "read more",
    "see here",
    "see more",
    "this",
    "this link",
    "this page",
}


@check(Page)
def page_body(page: Page) -> Iterator[Finding]:
    """Examine a page's body."""
    yield from body_findings(body(page))


def body(item: Any) -> list[Any]:
    """Return the blocks of the saved ``item`` in their order, with what belongs to them: a query or two for a kind."""
    contents = contents_for_item(item, item.block_models())
    return [block for region in item.regions for block in contents[region.key]]


def body_findings(blocks: Iterable[Any]) -> Iterator[Finding]:
    """Find fault with the ``blocks`` of a body."""
    blocks = list(blocks)
    if not blocks:
        yield error(_("It has no content yet: add a block of text."))
    yield from incomplete_blocks(blocks)
    blocks = [block for block in blocks if not block.shortcomings]
    yield from heading_levels((block.text, block) for block in blocks if isinstance(block, RichTextBlock))
    for block in blocks:
        match block:
            case RichTextBlock():
                yield from link_texts(block.text, block=block)
            case TableBlock():
                yield from table_headers(block)
            case LinkBlock():
                yield from link_text(block.text, block=block)
            case PictureBlock():
                yield from alternative_text(block.shown_alternative_text, block=block)
            case GalleryBlock():
                for picture in block.pictures.all():
                    yield from alternative_text(picture.alternative_text, block=block)


def incomplete_blocks(blocks: Iterable[Any]) -> Iterator[Finding]:
    """Find what has to be mended in the ``blocks`` of a body before visitors can see them."""
    for number, block in enumerate(blocks, start=1):
        if block.shortcomings:
            words = {"number": number, "kind": block.kind, "shortcomings": " ".join(block.shortcomings)}
            yield error(_("Block %(number)s (%(kind)s) is incomplete. %(shortcomings)s") % words, block=block)


def heading_levels(texts: Iterable[Any]) -> Iterator[Finding]:
    """Find headings that skip a level or are empty; ``texts`` are pairs of HTML and its block, in order."""
    former = TITLE_LEVEL
    for text, block in texts:
        for level, heading in HEADING_PATTERN.findall(text):
            words = plain_text(heading.replace("<br>", " ")).strip()
            if not words:
                yield advice(_("There is an empty heading: delete it, or make it a paragraph."), block=block)
                continue
            if int(level) > former + 1:
                message = _(
                    "The heading “%(heading)s” is on level %(level)s, but there is none above it on level %(above)s."
                )
                yield advice(message % {"heading": words, "level": level, "above": int(level) - 1}, block=block)
            former = int(level)


def table_headers(block: TableBlock) -> Iterator[Finding]:
    """Find what those miss who hear a table cell by cell, or see a part of it (WCAG 2.2, 1.3.1)."""
    if not block.caption:
        yield advice(_("A table has no caption: say in a few words what it shows."), block=block)
    if not block.has_header_row and not block.has_header_column:
        yield advice(_("A table has neither a header row nor a header column to say what its cells are."), block=block)
    elif block.has_header_row and not all(cell for row in block.rows[:1] for cell in row[1:]):
        yield advice(_("A column of a table has no heading in the first row."), block=block)


def link_texts(text: str, **where: Any) -> Iterator[Finding]:
    """Find links in the HTML ``text`` that do not say where they lead; ``where`` as for ``readiness.error``."""
    for words in LINK_PATTERN.findall(text):
        yield from link_text(plain_text(words), **where)


def link_text(text: str, **where: Any) -> Iterator[Finding]:
    """Find fault with the ``text`` of one link; ``where`` as for ``readiness.error``."""
    words = " ".join(text.split())
    if words.strip(" .…:!»›>→").lower() in VAGUE_LINK_TEXTS:
        message = _("The link “%(text)s” does not say where it leads. Name the page or what one finds there.")
        yield error(message % {"text": words}, **where)
    elif words.lower().startswith(("http://", "https://", "www.")):
        message = _("The link “%(text)s” shows a web address, which is hard to read aloud. Name the page instead.")
        yield advice(message % {"text": words}, **where)
