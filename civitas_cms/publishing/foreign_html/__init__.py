"""HTML from elsewhere, made a text of ours: one way for what is pasted, imported or migrated.

Programs write the same things in very different ways, and much that nobody wants on a page. ``rules`` is the table of
what is recognised; ``reading`` makes a flat list of paragraphs of it, which ``paragraphs`` writes as our HTML.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils.html import escape
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django_prose_editor.fields import create_sanitizer

from civitas_cms.publishing.rich_text import ARTICLE, PARAGRAPHS

from . import rules
from .paragraphs import heading_levels, write
from .reading import Reader
from .rules import Kind
from .tables import Table

__all__ = ["Kind", "Normalised", "Table", "normalise"]


@dataclass(frozen=True)
class Normalised:
    """A text as our fields keep it: sanitising changes nothing.

    ``html`` has tables as paragraphs, a row in each, ``html_without_tables`` has none; ``tables`` are those of several
    rows. ``left_out`` is how much of each kind was there and is no more.
    """

    html: str
    html_without_tables: str
    tables: list[Table] = field(default_factory=list)
    left_out: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def left_out_words(self) -> str:
        """What was left out as a list, as in "2 pictures and 1 comment"; empty if nothing was."""
        return get_text_list([rules.WORDS[kind] % number for kind, number in self.left_out.items()], _("and"))


def normalise(html: str, *, headings: bool = True, base_url: str = "") -> Normalised:
    """Return ``html`` from any program as a text of ours; never raises, and again it changes nothing.

    ``headings``: for a field with headings and quotations, as for RichTextField. ``base_url``: the page it is from.
    """
    sanitise = _sanitiser(headings)
    reader = Reader(html, base_url, lambda url: "href=" in sanitise(f'<a href="{escape(url)}">x</a>'))
    heading_levels(reader.paragraphs)
    without_tables = [paragraph for paragraph in reader.paragraphs if not paragraph.table]
    return Normalised(
        html=sanitise(write(reader.paragraphs, headings)),
        html_without_tables=sanitise(write(without_tables, headings)),
        tables=reader.tables,
        left_out=dict(reader.left_out),
    )


@cache
def _sanitiser(headings: bool) -> Callable[[str], str]:
    sanitise: Callable[[str], str] = create_sanitizer(ARTICLE if headings else PARAGRAPHS)
    return sanitise
