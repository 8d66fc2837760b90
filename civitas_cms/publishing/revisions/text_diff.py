"""Two versions of a text side by side, with marks on the words that differ. Rich text keeps its structure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby

from typing_extensions import override

CONTEXT = 1  # unchanged lines that are shown beside a changed one
ALIKE = 0.4  # from which share of words in common two lines are taken for versions of each other

Token = tuple[str, str]  # a word, and how it looks: "", "strong", "em", "link", "address"


@dataclass(frozen=True)
class Line:
    """A paragraph, heading or list item (``kind`` is its element), or a single value, as words."""

    kind: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Piece:
    """Some words that look the same. ``mark`` says how they differ: "deleted", "inserted", or nothing."""

    text: str
    style: str
    mark: str = ""


@dataclass(frozen=True)
class DiffLine:
    """A line with its differences marked. Of the kind "gap", it stands for ``count`` lines that are the same."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    count: int = 0


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a ``text`` without markup."""
    return [Line("p", tuple((word, "") for word in line.split())) for line in text.splitlines() if line.strip()]


def value_line(value: str) -> list[Line]:
    """Return ``value`` as one line that is the same as a whole or not at all; nothing for an empty one."""
    return [Line("value", ((value, ""),))] if value else []


def rich_lines(html: str) -> list[Line]:
    """Return the paragraphs, headings and list items of ``html``, with the addresses of links as words of their own."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    parser.end_line()
    return parser.lines


def side_by_side(old: list[Line], new: list[Line]) -> tuple[list[DiffLine], list[DiffLine]]:
    """Return both versions with their differences marked; long stretches without any are left out."""
    left: list[tuple[DiffLine | None, bool]] = []
    right: list[tuple[DiffLine | None, bool]] = []
    for before, after in _pairs(old, new):
        marked_before, marked_after = _marked(before, after)
        left.append((marked_before, before == after))
        right.append((marked_after, before == after))
    return _shortened(left), _shortened(right)


class _Lines(HTMLParser):
    LINES = ("p", "h2", "h3", "h4", "li")
    STYLES = ("strong", "em")

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.tokens: list[Token] = []
        self.open: list[str] = []
        self.href = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.LINES or tag == "br":
            self.end_line()
        if tag == "a":
            self.href = dict(attrs).get("href") or ""
        if tag != "br":
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            self.tokens.append((f"({self.href})", "address"))
        if tag in self.LINES:
            self.end_line()
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    @override
    def handle_data(self, data: str) -> None:
        style = "link" if "a" in self.open else next((name for name in self.STYLES if name in self.open), "")
        words = data.split()
        if words and self.tokens and self.tokens[-1][1] != "address" and not re.match(r"\s", data) and not self.has_gap:
            words[0] = self._continued(words[0], style)
        self.tokens += [(word, style) for word in words if word]
        self.has_gap = bool(re.search(r"\s\Z", data))

    has_gap = True

    def _continued(self, word: str, style: str) -> str:
        """Join ``word`` to the one before, of which it is the rest, if they look the same; punctuation always."""
        last, last_style = self.tokens[-1]
        if style == last_style or not re.search(r"\w", word):
            self.tokens[-1] = (last + word, last_style)
            return ""
        return word

    def end_line(self) -> None:
        if self.tokens:
            self.lines.append(Line(self._kind(), tuple(self.tokens)))
        self.tokens, self.has_gap = [], True

    def _kind(self) -> str:
        names = [tag for tag in self.open if tag in ("ul", "ol", "blockquote", "h2", "h3", "h4")]
        return names[-1] if names else "p"


def _pairs(old: list[Line], new: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Return the lines of both versions beside each other; None where there is nothing beside one."""
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        else:
            yield from _most_alike(old[i:j], new[k:m])


def _most_alike(old: list[Line], new: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Put the two lines that are most alike beside each other, and so on before and after them."""
    likeness, i, k = max(
        ((_likeness(before, after), i, k) for i, before in enumerate(old) for k, after in enumerate(new)),
        default=(0, 0, 0),
        key=lambda found: found[0],
    )
    if likeness < ALIKE:
        yield from ((before, None) for before in old)
        yield from ((None, after) for after in new)
        return
    yield from _most_alike(old[:i], new[:k])
    yield old[i], new[k]
    yield from _most_alike(old[i + 1 :], new[k + 1 :])


def _likeness(before: Line, after: Line) -> float:
    matcher = SequenceMatcher(None, before.tokens, after.tokens, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0


def _marked(before: Line | None, after: Line | None) -> tuple[DiffLine | None, DiffLine | None]:
    """Return two versions of a line with marks; None for one that is not there."""
    if before is None or after is None or before.kind != after.kind:
        return (_line(before, "deleted") if before else None), (_line(after, "inserted") if after else None)
    left: list[tuple[Token, str]] = []
    right: list[tuple[Token, str]] = []
    for operation, i, j, k, m in SequenceMatcher(None, before.tokens, after.tokens, autojunk=False).get_opcodes():
        same = operation == "equal"
        left += [(token, "" if same else "deleted") for token in before.tokens[i:j]]
        right += [(token, "" if same else "inserted") for token in after.tokens[k:m]]
    return DiffLine(before.kind, _pieces(left)), DiffLine(after.kind, _pieces(right))


def _line(line: Line, mark: str) -> DiffLine:
    return DiffLine(line.kind, _pieces([(token, mark) for token in line.tokens]))


def _pieces(tokens: Iterable[tuple[Token, str]]) -> tuple[Piece, ...]:
    groups = groupby(tokens, key=lambda found: (found[0][1], found[1]))
    return tuple(Piece(" ".join(word for (word, _), _ in group), style, mark) for (style, mark), group in groups)


def _shortened(lines: Sequence[tuple[DiffLine | None, bool]]) -> list[DiffLine]:
    """Return the lines that are there, with those far from any difference replaced by gaps."""
    present = [(line, is_same) for line, is_same in lines if line]
    near = {
        index + offset
        for index, (_line, is_same) in enumerate(present)
        if not is_same
        for offset in range(-CONTEXT, CONTEXT + 1)
    }
    result: list[DiffLine] = []
    for is_near, group in groupby(enumerate(present), key=lambda numbered: numbered[0] in near):
        stretch = [line for _index, (line, _same) in group]
        result += stretch if is_near or len(stretch) == 1 else [DiffLine("gap", count=len(stretch))]
    return result
