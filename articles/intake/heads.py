"""The head of a text: its title, strapline and summary, and what stands around them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from .lines import Line
from .roles import (
    ENDS_SENTENCE,
    LINES_OF_HEAD,
    MAX_STRAPLINE_LENGTH,
    MAX_SUMMARY_LENGTH,
    MAX_TITLE_LENGTH,
    PICTURE_MARK,
    Role,
    Structure,
)
from .words import line_pattern, name_words, plain, words_of

MAX_MARKED_STRAPLINE = 160  # a longer one is a summary
MAX_HEADLINE_LENGTH = 200
MAX_DATE_WORDS = 9
MAX_CAPTION_WORDS = 7  # of a line that nothing but its place says to be a caption
MIN_MARKED_WORDS = 6
MAX_WORDS_OF_NAME = 5
DATELINE = re.compile(r"\s*([^\W\d_]{3}[^\n!?:;–—]{0,60}?)(?:\s[–—-]{1,2}\s|[.:]\s+(?:[–—-]\s)?)(?=[^\W\d_a-zß-ÿα-ω])")
DAY_OR_YEAR = re.compile(r"\d+(?:st|nd|rd|th|er|º|η)?")
NUMERIC_DATE = re.compile(r"(?:[^\W\d]+,?\s+){0,2}\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
REPLY = re.compile(r"(?:re|fwd?|aw|wg|tr|απ|rv|sv|vb|i|odp)\s*:\s*", re.IGNORECASE)
LABELS = {
    "title": re.compile(r"(?:title|headline|titre|titel|τίτλος|título|titolo)\s*:\s*(?=\S)", re.IGNORECASE),
    "strapline": re.compile(
        r"(?:subtitle|strapline|sub-?heading|sous-titre|untertitel|υπότιτλος|subtítulo|sottotitolo)\s*:\s*(?=\S)",
        re.IGNORECASE,
    ),
    "summary": re.compile(
        r"(?:summary|abstract|teaser|résumé|chapeau|zusammenfassung|περίληψη|resumen|riassunto)\s*:\s*(?=\S)",
        re.IGNORECASE,
    ),
}


def find_labelled(lines: Sequence[Line], structure: Structure) -> None:
    """Take what says itself what it is: "Title: …"."""
    for line in [line for line in lines if line.number not in structure.roles][: 2 * LINES_OF_HEAD]:
        for name, label in LABELS.items():
            if (
                (match := label.match(line.text))
                and not getattr(structure, name)
                and len(line.text) - match.end() <= MAX_SUMMARY_LENGTH
            ):
                setattr(structure, name, line.text[match.end() :].strip())
                structure.roles[line.number] = Role(name)
                structure.reasons[line.number] = match[0].strip()


def find_title(lines: Sequence[Line], structure: Structure, subject: str) -> None:
    """Find the title: what the file says, the highest heading near the beginning, or the first short line."""
    if structure.title:
        return
    head = [line for line in lines if line.number not in structure.roles][:LINES_OF_HEAD]
    if subject:
        _find_title_of_file(head, structure, subject)
        return
    head = [line for line in head if not line.text.startswith(PICTURE_MARK) and line.number not in structure.leads]
    highest = min((line.paragraph.level for line in head if line.paragraph.level), default=0)
    for line in head:
        is_heading = highest and line.paragraph.level == highest
        if not is_heading and _leave_out_of_head(line, structure):
            continue
        if is_heading or (line is head[0] and _may_be_title(line)) or (not highest and _may_be_title(line)):
            structure.title = _with_name(line, lines)[:MAX_TITLE_LENGTH]
            structure.roles[line.number] = Role.TITLE if len(line.text) <= MAX_TITLE_LENGTH else Role.TEXT
            return
        if not highest:
            return


def _with_name(line: Line, lines: Sequence[Line]) -> str:
    """Return a title; "Three questions to" with the name that stands below it."""
    title = line.text.replace("\n", " ")
    is_open = words_of(title)[-1:] and words_of(title)[-1].folded in name_words("prepositions")
    below = lines[line.number + 1].text.split("\n")[0].split(",")[0] if line.number + 1 < len(lines) else ""
    return f"{title} {below}" if is_open and len(below.split()) <= MAX_WORDS_OF_NAME else title


def _find_title_of_file(head: Sequence[Line], structure: Structure, subject: str) -> None:
    """Take the headline with which the text begins, or what the file is called if it begins with none."""
    structure.title = subject[:MAX_TITLE_LENGTH]
    for line, following in pairwise(head):
        if plain(line.text) == plain(subject):
            structure.roles[line.number] = Role.TITLE
            return
        if _leave_out_of_head(line, structure):
            continue
        is_above_text = len(following.text) > len(line.text) and not following.paragraph.items
        if is_above_text and len(line.text.split()) > 2 and _may_be_title(line) and not ENDS_SENTENCE.search(line.text):
            structure.title = line.text.replace("\n", " ")[:MAX_TITLE_LENGTH]
            structure.roles[line.number] = Role.TITLE
        return


def _leave_out_of_head(line: Line, structure: Structure) -> bool:
    """Leave out what stands around a title and is no part of the text; tell whether ``line`` is that."""
    if _is_greeting(line):
        structure.leave_out(line, _("a greeting"))
    elif is_kicker(line) or is_date(line):
        structure.leave_out(line, _("the date, place or kind of the text"))
    else:
        return False
    return True


def _may_be_title(line: Line) -> bool:
    text = line.text.rstrip()
    return (
        len(text) <= MAX_HEADLINE_LENGTH
        and text[-1] not in ".:;,"
        and not line.paragraph.items
        and not line.paragraph.table
    )


def is_kicker(line: Line) -> bool:
    """Tell whether a line only says what kind of text it is: "PRESS RELEASE", "Newsletter No 3"."""
    words = line.text.split()
    return (
        0 < len(words) <= 9
        and bool(line_pattern("kicker").match(plain(line.text)))
        and (
            len(words) <= 3
            or line.text.isupper()
            or bool(re.search(r"[\d|–—]", line.text))
            or "release" in line.text.lower()
        )
    )


def is_date(line: Line) -> bool:
    """Tell whether a line is a date, perhaps with a place: "Brussels, 12 June 2024"."""
    return _is_date(line.text)


def _is_date(text: str) -> bool:
    text = text.strip(" ()–—-.:")
    words = [word.folded for word in words_of(text)]
    if not 0 < len(words) <= MAX_DATE_WORDS or not re.search(r"\d", text) or ENDS_SENTENCE.search(text):
        return False
    others = [word for word in words if not DAY_OR_YEAR.fullmatch(word)]
    months = [word for word in others if line_pattern("months").fullmatch(word)]
    return bool(NUMERIC_DATE.fullmatch(text)) or (bool(months) and len(others) - len(months) <= 4)


def _is_greeting(line: Line) -> bool:
    return (
        len(line.text.split()) <= 8
        and line.text.rstrip().endswith((",", "!", ":"))
        and bool(line_pattern("greeting").match(plain(line.text)))
    )


def find_head(lines: Sequence[Line], structure: Structure) -> None:
    """Find what stands between the title and the text: strapline, summary, the caption of the lead picture."""
    number = next((number for number, role in structure.roles.items() if role == Role.TITLE), -1)
    for line in [line for line in lines[number + 1 :] if line.number not in structure.roles][:LINES_OF_HEAD]:
        if line.number != number and _repeats(line, structure):
            structure.leave_out(line, _("repeats what stands above it"))
            continue
        if _leave_out_of_head(line, structure):
            continue
        is_lead = line.number in structure.leads
        role = _role_of_lead(line, structure) if is_lead else _role_below_title(line, lines, structure)
        if not role:
            return
        structure.roles[line.number] = role
        if role == Role.STRAPLINE:
            structure.strapline = line.text.replace("\n", " ")
        elif role == Role.SUMMARY:
            structure.summary = line.text.replace("\n", " ")


def _role_below_title(line: Line, lines: Sequence[Line], structure: Structure) -> Role | None:
    """Return what a line between title and text is for; None if it is text."""
    paragraph, text = line.paragraph, line.text.strip()
    below = (each for each in lines[line.number + 1 :] if each.number not in structure.roles and not is_date(each))
    following = next(below, None)
    if line.is_quotation and following and not following.named and len(text) <= MAX_MARKED_STRAPLINE:
        return None if structure.strapline else Role.STRAPLINE  # words of the text above it, as newspapers have them
    if paragraph.items or paragraph.table or line.passages or line.named or not following or text[-1] in ":?;":
        return None
    is_sentence, number = bool(ENDS_SENTENCE.search(text)), len(text.split())
    if paragraph.level:
        is_subtitle = (is_sentence or number > 8) and len(text) <= MAX_STRAPLINE_LENGTH
        return Role.STRAPLINE if is_subtitle and not structure.strapline else None
    if paragraph.is_bold() or all(run.italic for run in paragraph.runs if run.text.strip()):
        return _role_of_marked_line(line, structure)
    if (
        is_sentence
        or structure.strapline
        or not number > 2
        or len(text) > min(MAX_HEADLINE_LENGTH, len(following.text))
    ):
        return None
    return Role.PICTURE if number <= MAX_CAPTION_WORDS else Role.STRAPLINE


def _role_of_lead(line: Line, structure: Structure) -> Role | None:
    """Return what a line is for that the file marks as strapline or lead."""
    if not structure.strapline and len(line.text) <= MAX_MARKED_STRAPLINE:
        return Role.STRAPLINE
    return Role.SUMMARY if not structure.summary and len(line.text) <= MAX_SUMMARY_LENGTH else None


def _role_of_marked_line(line: Line, structure: Structure) -> Role | None:
    """Return what a line in bold or italics below the title is for, by its length."""
    if len(line.text.split()) < MIN_MARKED_WORDS:
        return None
    return _role_of_lead(line, structure)


def without_dateline(text: str) -> str:
    """Return ``text`` without where and when it was written: "GHENT, Belgium – ", "Ghent, 11 June 2025 – "."""
    match = DATELINE.match(text)
    is_dateline = match and (match[1].split()[0].strip(",").isupper() or _is_date(match[1]))
    return text[match.end() :] if match and is_dateline else text


def unused_title(title: str, taken: str) -> str:
    """Return what the file itself says as its title, if another was ``taken``; else an empty string."""
    subject = REPLY.sub("", title).strip()
    return "" if plain(subject) in plain(taken) else subject


def _repeats(line: Line, structure: Structure) -> bool:
    """Tell whether a line says the same as what is found already, as teasers of websites do."""
    return plain(line.text) in {plain(words) for words in (structure.title, structure.strapline, structure.summary)}
