"""Sentences of a paragraph, in which a passage in quotation marks is one piece."""

import re
from collections.abc import Sequence

from .quotation_marks import Passage

#: Stands for each character within a quotation: no rule takes it for a word.
MASK = "\0"
#: Where what belongs to a name ends: at the end of a sentence or clause, or where a quotation begins (masked as NUL).
CLAUSE_END = re.compile(r"[;:!?\0\n]|\.(?=\s|$)|\s[–—-]\s|[()]")
BOUNDARY = re.compile(r"[.!?…;][)\]]*\s+(?=[\"“„«»”‘‹(\[–—¿¡]*\s?(\S))|\n")
ABBREVIATION = re.compile(
    r"(?:\b(?:dr|prof|mr|mrs|ms|st|mme|m|ing|mag|z\.\s?b|bzw|nr|no|e\.g|i\.e|vs|ca|approx|ir|sr|sra|sig|dott|κ|art|vol|p|hon|jr"
    r"|u\.a|d\.h|inkl|dipl|mons|sta|hl)|\b[^\W\d_])\.\s*$",
    re.IGNORECASE,
)


def masked(text: str, passages: Sequence[Passage]) -> str:
    """Return ``text``, as long as before, with ``passages`` masked; a stop at the end of one remains at its end."""
    for passage in passages:
        last = passage.words[-1:]
        stop = last if last and last in ".!?…" else MASK
        text = text[: passage.start] + MASK * (passage.end - passage.start - 1) + stop + text[passage.end :]
    return text


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of ``text``, with quotations masked, begin and end."""
    found, start = [], 0
    for boundary in BOUNDARY.finditer(text):
        if _is_end(text, boundary) and text[start : boundary.end()].strip():
            found.append((start, boundary.end()))
            start = boundary.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def _is_end(text: str, boundary: re.Match[str]) -> bool:
    if boundary[0] == "\n":
        return True
    following = boundary[1]
    if boundary[0][0] == ";":  # a question mark in Greek
        return following.isupper() and not following.isascii() and "α" <= following.lower() <= "ώ"
    if not (following.isupper() or following.isdigit() or following == MASK):
        return False
    if text[boundary.start() - 1 : boundary.start()] == MASK:
        return True
    return not ABBREVIATION.search(text[max(0, boundary.start() - 8) : boundary.end()])
