"""What lies between reading and writing: a text as a flat list of paragraphs, each of which knows where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape

#: A run of this text is the end of a line.
LINE_BREAK = "\n"
SPACES = " \xa0"


class Run(NamedTuple):
    """Characters that look alike."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(eq=False)
class ItemList:
    """A list, bulleted or numbered from ``start``."""

    is_numbered: bool
    start: int = 1
    last_item: "Item | None" = None


@dataclass(eq=False)
class Item:
    """An item of a list."""

    list: ItemList


@dataclass
class Paragraph:
    """A paragraph, or a heading of ``level`` 1 to 6 (0: none).

    It stands within ``items``, the outermost first, in the ``quotation`` (any object, the same for all paragraphs of
    one), and is a row or the caption of ``table`` (likewise).
    """

    level: int = 0
    items: tuple[Item, ...] = ()
    quotation: object = None
    table: object = None
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words."""
        return "".join(run.text for run in self.runs)

    def is_bold(self) -> bool:
        """Tell whether all words are bold."""
        return all(run.bold for run in self.runs if run.text.strip())

    def cut(self, start: int, end: int | None = None) -> "Paragraph":
        """Return what of it lies between two places in ``text``, as a paragraph of the same kind."""
        part, position = self._emptied(), 0
        end = len(self.text) if end is None else end
        for run in self.runs:
            text = run.text[max(0, start - position) : max(0, end - position)]
            if text:
                part.runs.append(run._replace(text=text))
            position += len(run.text)
        part._tidy_spaces()
        return part

    def tidied(self) -> list["Paragraph"]:
        """Return it with single spaces and none at the ends, as several where empty lines part it; none if empty."""
        paragraphs, breaks = [self._emptied()], 0
        for run in self.runs:
            if run.text == LINE_BREAK:
                breaks += 1
            elif breaks and not run.text.strip(SPACES):
                continue  # spaces in an empty line
            else:
                if breaks > 1:
                    paragraphs.append(self._emptied())
                elif breaks and paragraphs[-1].runs:
                    paragraphs[-1].runs.append(Run(LINE_BREAK))
                paragraphs[-1].runs.append(run)
                breaks = 0
        for paragraph in paragraphs:
            paragraph._tidy_spaces()
        return [paragraph for paragraph in paragraphs if paragraph.text.strip()]

    def _emptied(self) -> "Paragraph":
        return Paragraph(self.level, self.items, self.quotation, self.table)

    def _tidy_spaces(self) -> None:
        runs: list[Run] = []
        end = " "
        for run in self.runs:
            text = run.text.lstrip(SPACES) if end in SPACES + LINE_BREAK else run.text
            if run.text == LINE_BREAK:
                _strip_end(runs)
                text = text if runs else ""
            if text:
                runs.append(run._replace(text=text, href=run.href if text.strip() else ""))
                end = text[-1]
        _strip_end(runs)
        self.runs = [
            Run("".join(run.text for run in alike), *look)
            for (_is_break, look), alike in groupby(runs, key=lambda run: (run.text == LINE_BREAK, run[1:]))
        ]


def _strip_end(runs: list[Run]) -> None:
    """Take spaces and line breaks off the end of ``runs``."""
    while runs and not runs[-1].text.strip(SPACES + LINE_BREAK):
        runs.pop()
    if runs:
        runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip(SPACES + LINE_BREAK))


def write(paragraphs: Iterable[Paragraph], headings: bool) -> str:
    """Return ``paragraphs`` as HTML; without ``headings``, these are bold, and quotations are like other paragraphs."""
    paragraphs = [_fitted(paragraph, headings) for paragraph in paragraphs]
    parts = []
    for quotation, inside in groupby(paragraphs, key=lambda paragraph: headings and paragraph.quotation):
        html = _write_items(_with_parents(inside), 0)
        parts.append(f"<blockquote>{html}</blockquote>" if quotation else html)
    # Words of one weight are one piece, also where they had different ones before they became bold with their heading.
    return "".join(parts).replace("</strong><strong>", "").replace("</em><em>", "")


def heading_levels(paragraphs: list[Paragraph]) -> None:
    """Bring the headings to the levels that a text has, 2 to 4: below the title, and as deep as ours go."""
    lowered = any(paragraph.level == 1 for paragraph in paragraphs)
    for paragraph in paragraphs:
        if paragraph.level:
            paragraph.level = min(paragraph.level + lowered, 4)


def _fitted(paragraph: Paragraph, headings: bool) -> Paragraph:
    """Return ``paragraph`` as a heading without weight of its own or, where no headings stand, as a bold paragraph."""
    if not paragraph.level:
        return paragraph
    is_heading = headings and not paragraph.items and not paragraph.quotation
    runs = [run._replace(bold=not is_heading and run.text != LINE_BREAK) for run in paragraph.runs]
    if is_heading:
        runs = [run._replace(text=run.text.replace(LINE_BREAK, " ")) for run in runs]
    level = paragraph.level if is_heading else 0
    return Paragraph(level, paragraph.items, paragraph.quotation, paragraph.table, runs)


def _with_parents(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield ``paragraphs``, each only in those items that have words of their own before it: no others can be shown."""
    parents: set[Item] = set()
    for paragraph in paragraphs:
        items = tuple(item for item in paragraph.items[:-1] if item in parents) + paragraph.items[-1:]
        parents.update(items)
        yield Paragraph(paragraph.level, items, runs=paragraph.runs)


def _write_items(paragraphs: Iterable[Paragraph], depth: int) -> str:
    """Return the HTML of ``paragraphs``, which all stand in the same ``depth`` first items."""
    parts = []
    for item_list, members in groupby(paragraphs, key=lambda one: one.items[depth].list if one.items[depth:] else None):
        if not item_list:
            parts += [_write_paragraph(paragraph) for paragraph in members]
            continue
        items = [
            f"<li>{_write_items(inside, depth + 1)}</li>"
            for _item, inside in groupby(members, key=lambda one: one.items[depth])
        ]
        start = f' start="{item_list.start}"' if item_list.is_numbered and item_list.start != 1 else ""
        name = "ol" if item_list.is_numbered else "ul"
        parts.append(f"<{name}{start}>{''.join(items)}</{name}>")
    return "".join(parts)


def _write_paragraph(paragraph: Paragraph) -> str:
    name = f"h{paragraph.level}" if paragraph.level else "p"
    links = groupby(paragraph.runs, key=lambda run: run.href)
    return f"<{name}>{''.join(_write_link(href, runs) for href, runs in links)}</{name}>"


def _write_link(href: str, runs: Iterable[Run]) -> str:
    html = "".join(_write_run(run) for run in runs)
    return f'<a href="{escape(href)}">{html}</a>' if href else html


def _write_run(run: Run) -> str:
    html = escape(run.text).replace(LINE_BREAK, "<br>")
    html = f"<em>{html}</em>" if run.italic else html
    return f"<strong>{html}</strong>" if run.bold else html
