"""HTML from elsewhere, made a text of ours: one way for what is pasted, imported or migrated.

Programs write the same things in very different ways, and much that nobody wants on a page. ``rules`` is the table of
what is recognised; ``reading`` makes a flat list of paragraphs of it, which ``paragraphs`` writes as our HTML.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.utils.html import escape
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django_prose_editor.fields import create_sanitizer

from civitas_cms.publishing.rich_text import ARTICLE, PARAGRAPHS

from . import rules
from .paragraphs import Paragraph, Run, heading_levels, write
from .reading import Reader
from .rules import Kind
from .tables import Table

__all__ = ["Document", "Kind", "Normalised", "Paragraph", "Run", "Table", "normalise", "read", "to_html"]


@dataclass(frozen=True)
class Document:
    """What a text from elsewhere consists of, for those who make more of it than one text.

    ``paragraphs`` are in their order, rows of tables among them; ``tables`` are those of several rows. A paragraph's
    ``table`` is the same object for all rows of one table, and ``table_of`` says which that is.
    """

    paragraphs: list[Paragraph]
    tables: list[Table] = field(default_factory=list)
    left_out: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def left_out_words(self) -> str:
        """What was left out as a list, as in "2 pictures and 1 comment"; empty if nothing was."""
        return get_text_list([rules.WORDS[kind] % number for kind, number in self.left_out.items()], _("and"))

    def table_of(self, paragraph: Paragraph) -> Table | None:
        """Return the table of which ``paragraph`` is a row or the caption, or None."""
        return self._tables.get(id(paragraph.table)) if paragraph.table else None

    @cached_property
    def _tables(self) -> dict[int, Table]:
        marks = dict.fromkeys(id(paragraph.table) for paragraph in self.paragraphs if paragraph.table)
        return dict(zip(marks, (table for table in self.tables if table.rows), strict=False))


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
    left_out_words: str = ""


def normalise(html: str, *, headings: bool = True, base_url: str = "") -> Normalised:
    """Return ``html`` from any program as a text of ours; never raises, and again it changes nothing.

    ``headings``: for a field with headings and quotations, as for RichTextField. ``base_url``: the page it is from.
    """
    document = read(html, headings=headings, base_url=base_url)
    without_tables = [paragraph for paragraph in document.paragraphs if not paragraph.table]
    return Normalised(
        html=to_html(document.paragraphs, headings=headings),
        html_without_tables=to_html(without_tables, headings=headings),
        tables=document.tables,
        left_out=document.left_out,
        left_out_words=document.left_out_words,
    )


def read(html: str, *, headings: bool = True, base_url: str = "") -> Document:
    """Return what ``html`` from any program consists of; never raises. The arguments are those of ``normalise``."""
    sanitise = _sanitiser(headings)
    reader = Reader(html, base_url, lambda url: "href=" in sanitise(f'<a href="{escape(url)}">x</a>'))
    heading_levels(reader.paragraphs)
    return Document(reader.paragraphs, reader.tables, dict(reader.left_out))


def to_html(paragraphs: Iterable[Paragraph], *, headings: bool = True) -> str:
    """Return ``paragraphs`` as a text of ours; ``headings`` is as for ``normalise``."""
    return _sanitiser(headings)(write(paragraphs, headings))


@cache
def _sanitiser(headings: bool) -> Callable[[str], str]:
    sanitise: Callable[[str], str] = create_sanitizer(ARTICLE if headings else PARAGRAPHS)
    return sanitise
