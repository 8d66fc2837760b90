"""Showing lines whose differences are marked."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civitas_cms.publishing.revisions.text_diff import DiffLine, Piece

register = template.Library()

STYLE_MARKUP = {
    "strong": "<strong>{}</strong>",
    "em": "<em>{}</em>",
    "link": "<u>{}</u>",
    "address": '<span class="address">{}</span>',
}


@register.filter
def as_diff(lines: list[DiffLine]) -> SafeString:
    """Return ``lines`` as paragraphs, with ``<del>`` and ``<ins>`` around the words that differ."""
    return format_html_join("\n", '<p class="line line-{}">{}</p>', ((line.kind, _content(line)) for line in lines))


@register.filter
def as_difference(lines: list[DiffLine]) -> SafeString:
    """Return ``lines`` as paragraphs, with ``<mark>`` around what differs: neither version is the newer one."""
    return format_html_join(
        "\n", '<p class="line line-{}">{}</p>', ((line.kind, _content(line, _differing_piece)) for line in lines)
    )


def _content(line, piece=None):
    if line.kind == "gap":
        words = ngettext("… %(count)s line is the same", "… %(count)s lines are the same", line.count)
        return words % {"count": line.count}
    return format_html_join(mark_safe(" "), "{}", (((piece or _piece)(each),) for each in line.pieces))


def _differing_piece(piece: Piece) -> SafeString:
    words = format_html(STYLE_MARKUP.get(piece.style, "{}"), piece.text)
    return format_html("<mark>{}</mark>", words) if piece.mark else words


def _piece(piece: Piece) -> SafeString:
    words = format_html(STYLE_MARKUP.get(piece.style, "{}"), piece.text)
    match piece.mark:
        case "deleted":
            return format_html('<del><span class="visually-hidden">{} </span>{}</del>', _("removed:"), words)
        case "inserted":
            return format_html('<ins><span class="visually-hidden">{} </span>{}</ins>', _("added:"), words)
    return words
