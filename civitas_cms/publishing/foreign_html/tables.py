"""Tables of data: cells that go over several rows or columns put in their places."""

from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from .paragraphs import LINE_BREAK, Run

MAX_SPAN = 100  # of columns or rows of one cell: more than a table has that people can read


@dataclass(frozen=True)
class Table:
    """A table's cells as plain text, row by row, all of the same length."""

    caption: str
    rows: list[list[str]]
    has_header_row: bool
    has_header_column: bool


class Cell(NamedTuple):
    """A cell that is being read."""

    runs: list[Run]
    is_header: bool

    @property
    def text(self) -> str:
        """The words."""
        return "".join(run.text for run in self.runs).replace(LINE_BREAK, " ")


class Grid:
    """A table that is being read, row by row."""

    def __init__(self) -> None:
        self._rows: list[list[Cell]] = []
        self._spans: dict[int, tuple[int, Cell]] = {}  # by column: in how many rows more a cell stands, and the cell

    def add_row(self, read: list[tuple[LexborNode, Cell]]) -> list[Cell]:
        """Add a row of elements and what was read of each; returns its cells.

        A cell that goes over several rows is in each of them, so that each can be understood by itself; one that goes
        over several columns is in the first.
        """
        row: list[Cell] = []
        for node, cell in read:
            self._continue_cells(row)
            rowspan = min(number_of(node, "rowspan") or 1, MAX_SPAN)
            colspan = min(number_of(node, "colspan") or 1, MAX_SPAN - len(row))
            for each in [cell] + [Cell([], cell.is_header)] * (colspan - 1):
                if rowspan > 1:
                    self._spans[len(row)] = (rowspan - 1, each)
                row.append(each)
        self._continue_cells(row)
        self._rows.append(row)
        return row

    def _continue_cells(self, row: list[Cell]) -> None:
        """Add those cells to ``row`` that come down from above to where it ends."""
        while len(row) in self._spans:
            rows_left, cell = self._spans.pop(len(row))
            if rows_left > 1:
                self._spans[len(row)] = (rows_left - 1, cell)
            row.append(cell)

    def as_table(self, caption: str) -> Table:
        """Return it with empty cells where rows are too short, and without empty rows."""
        rows = [row for row in self._rows if any(cell.text.strip() for cell in row)]
        width = max(map(len, rows), default=0)
        first, *others = rows or [[]]
        return Table(
            caption,
            [[cell.text.strip() for cell in row] + [""] * (width - len(row)) for row in rows],
            has_header_row=_are_headers(first) or not any(_are_headers(row[:1]) for row in others),
            has_header_column=bool(others) and all(_are_headers(row[:1]) and not _are_headers(row) for row in others),
        )


def number_of(node: LexborNode, attribute: str) -> int | None:
    """Return an attribute's value from 1 on, or None."""
    value = (node.attributes.get(attribute) or "").strip()
    return int(value) or None if value.isascii() and value.isdecimal() and len(value) < 5 else None


def _are_headers(cells: list[Cell]) -> bool:
    words = [cell for cell in cells if cell.text.strip()]
    return bool(words) and all(cell.is_header for cell in words)
