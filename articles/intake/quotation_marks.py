"""Finding what stands in quotation marks, in the ways of all languages of Europe.

An apostrophe looks like a mark, a mark that closes in one language opens in another, and people mix them. So a mark is
judged by the characters beside it, and a passage begins only where its end is found.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Each opening mark, and those that close it: the right one first, then what is written for it by mistake.
PAIRS = {
    "“": ("”", "“", '"', "„"),
    "„": ("“", "”", '"', "„"),
    "‟": ("”",),
    "«": ("»",),
    "»": ("«", "»"),
    "‹": ("›",),
    "›": ("‹",),
    "”": ("”",),
    '"': ('"', "”"),
    "‘": ("’", "'"),
    "‚": ("‘", "’", "'"),
    "’": ("’",),
    "'": ("'", "’"),
    "`": ("'", "´", "`"),
}
APOSTROPHES = "'’‘`"
#: A mark whose end is not found so near opens nothing.
MAX_PASSAGE_LENGTH = 6_000
SPACES = " \xa0\u202f\u2009\n\t"
BEFORE_OPENING = SPACES + "([{—–-:/¿¡…,;"
AFTER_CLOSING = SPACES + ".,;:!?)]}—–-…/"
ENDS = ".!?…,;"
MAX_FORGOTTEN_LENGTH = 600
CLOSED_BEFORE = re.compile(r"[\"”“»]")


class Passage(NamedTuple):
    """What stands in quotation marks: from ``start`` to ``end`` with them, its ``words`` without."""

    start: int
    end: int
    words: str


def passages(text: str) -> list[Passage]:
    """Return the outermost passages in quotation marks in ``text``, in their order."""
    return list(_passages(re.sub(r",,(?=\w)", "„ ", text)))  # two commas, as typewriters write „


def _passages(text: str) -> Iterator[Passage]:
    position = 0
    while position < len(text):
        if _opens(text, position):
            end = _closing(text, position)
            if end is not None:
                yield Passage(position, end + 1, text[position + 1 : end].strip(SPACES))
                position = end
            elif _is_forgotten(text, position):
                yield Passage(position, len(text), text[position + 1 :].strip(SPACES))
                return
        position += 1


def _is_forgotten(text: str, position: int) -> bool:
    """Tell whether a mark opens what goes on after who spoke, to the end of the text, and its end was forgotten.

    As in "“We walk,” said Ana Berg, “and we like it." A passage before it has shown that marks are used here.
    """
    rest = text[position + 1 :].strip(SPACES)
    return (
        text[position] in '“„«"'
        and text[:position].rstrip(SPACES).endswith(",")
        and bool(CLOSED_BEFORE.search(text[:position]))
        and rest[-1:] in (*".!?…",)
        and not set(rest) & set('“”„«»"')
        and len(rest) < MAX_FORGOTTEN_LENGTH
    )


def opening_mark(text: str) -> str:
    """Return the mark that ``text`` begins with, if it is one that may open; else an empty string."""
    return text[0] if text and text[0] in PAIRS and _opens(text, 0) else ""


def is_left_open(text: str, mark: str) -> bool:
    """Tell whether what the first character of ``text`` opens, the ``mark``, is not closed in it."""
    return text.startswith(mark) and _closing(text, 0) is None


def _opens(text: str, position: int) -> bool:
    """Tell whether a mark that may open stands at ``position``, as the characters beside it say."""
    mark = text[position]
    if mark not in PAIRS:
        return False
    before, after = text[position - 1 : position] or " ", text[position + 1 : position + 2] or " "
    if mark == "«":
        return True
    is_outside = before in BEFORE_OPENING or before in PAIRS
    is_inside = after not in SPACES or (mark in '"„' and text[position + 1 : position + 3].lstrip() != "")
    if mark in "»›":
        return is_outside and after.isalnum()
    if mark in "“„‚‟":
        return after not in SPACES or before in SPACES
    if mark in APOSTROPHES:
        # "’90s" and "'em" are no quotations.
        return (
            is_outside
            and (after.isalpha() or after in "¿¡…")
            and not re.match(r".(?:em|tis|twas|til|n)\b", text[position : position + 5])
        )
    return is_outside and is_inside and not (mark == '"' and after in SPACES and before == " ")


def _closing(text: str, position: int) -> int | None:
    """Return where what the mark at ``position`` opens is closed, or None."""
    mark = text[position]
    for closing in PAIRS[mark]:
        found = _matching(text, position, mark, closing)
        if found is not None:
            return found
    return None


def _matching(text: str, position: int, mark: str, closing: str) -> int | None:
    if closing in APOSTROPHES and mark in "‘’'`‚":
        return _closing_apostrophe(text, position, closing)
    depth = 0
    for index in range(position + 1, min(len(text), position + MAX_PASSAGE_LENGTH)):
        character = text[index]
        if character == closing and _may_close(text, index, mark):
            if not depth:
                return index if text[position + 1 : index].strip(SPACES) else None
            depth -= 1
        elif character == mark and mark != closing and _opens(text, index):
            depth += 1
    return None


def _may_close(text: str, index: int, mark: str) -> bool:
    before, after = text[index - 1], text[index + 1 : index + 2] or " "
    if text[index] == mark or (mark == "»" and text[index] == "«") or text[index] in '“„"':
        return (before not in SPACES or text[index] == "»") and not after.isalnum()
    return True


def _closing_apostrophe(text: str, position: int, closing: str) -> int | None:
    """Return where single marks close: after a stop or before one rather than after the s of "the cities’ needs"."""
    candidates = [
        index
        for index in range(position + 2, min(len(text), position + MAX_PASSAGE_LENGTH))
        if text[index] == closing
        and text[index - 1] not in SPACES
        and (text[index + 1 : index + 2] or " ") in AFTER_CLOSING
    ]
    sure = [
        index
        for index in candidates
        if text[index - 1] in ENDS
        or text[index + 1 : index + 2] in (*ENDS, "", ")", ":")
        or text[index - 1] not in "sS"
    ]
    return next(iter(sure or candidates), None)
