"""What each line of a text is for: title, strapline, caption, heading, author, or what belongs to no article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from civitas_cms.pages.video import parse_video_address

from .known import Known
from .lines import Line
from .people import People
from .words import line_pattern, plain, words_of

MAX_TITLE_LENGTH = 250  # as the database keeps it
MAX_STRAPLINE_LENGTH = 250
MAX_SUMMARY_LENGTH = 500
MAX_MARKED_STRAPLINE = 160  # a longer one is a summary
MAX_HEADING_LENGTH = 90
MAX_HEADLINE_LENGTH = 200
MAX_DATE_WORDS = 9
MAX_CAPTION_WORDS = 7  # of a line that nothing but its place says to be a caption
MAX_LABEL_WORDS = 6
LINES_OF_HEAD = 8
#: What readers of files put around a picture: first, before its caption, and after its number among those of the file.
PICTURE_MARK, CAPTION_MARK, FILE_MARK = "\ue000", "\ue001", "\ue002"
ENDS_SENTENCE = re.compile(r"[.!?…:;,][”\"»’)]*$")
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


class Role(StrEnum):
    """What a line is for."""

    TEXT = "text"
    TITLE = "title"
    STRAPLINE = "strapline"
    SUMMARY = "summary"
    PICTURE = "picture"
    AUTHOR = "author"
    LINK = "link"
    VIDEO = "video"
    LEFT_OUT = "left out"


@dataclass
class Structure:
    """What the lines of a text are for, by their numbers; and why those are left out that are."""

    roles: dict[int, Role] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    title: str = ""
    strapline: str = ""
    summary: str = ""

    def role(self, line: Line) -> Role:
        """Return what ``line`` is for."""
        return self.roles.get(line.number, Role.TEXT)

    def leave_out(self, line: Line, reason: str) -> None:
        """Leave ``line`` out."""
        self.roles[line.number] = Role.LEFT_OUT
        self.reasons[line.number] = reason


def structure_of(lines: Sequence[Line], people: People, known: Known, title: str = "") -> Structure:
    """Return what ``lines`` are for; ``title`` is what the file itself says, as the subject of an e-mail does."""
    structure = Structure()
    _find_footer(lines, structure)
    _find_labelled(lines, structure)
    _find_title(lines, structure, REPLY.sub("", title).strip())
    for line in lines:
        if line.number not in structure.roles:
            _find_role(line, structure, known)
    _find_names(lines, structure, people)
    _find_head(lines, structure, known)
    _find_headings(lines, structure)
    return structure


# The end ------------------------------------------------------------------------------------------------------------


def _find_footer(lines: Sequence[Line], structure: Structure) -> None:
    """Leave out disclaimers, and what stands around them at the end: names of logos, who hosts the site."""
    start, is_footer = len(lines), False
    for line in reversed(lines):
        if is_disclaimer(line):
            is_footer, start = True, line.number
        elif not _is_label_line(line):
            break
        else:
            start = line.number
    if not is_footer:
        return
    for line in lines[start:]:
        reason = (
            "a disclaimer or note of the website it is from" if is_disclaimer(line) else "the name of a logo or menu"
        )
        structure.leave_out(line, reason)


def is_disclaimer(line: Line) -> bool:
    """Tell whether a line is what websites and mailings put below everything."""
    text = line.text.strip()
    return bool(line_pattern("footer").search(plain(text))) or (text.startswith(("©", "(c)")) and len(text) < 120)


def _is_label_line(line: Line) -> bool:
    if line.paragraph.level or line.paragraph.items or line.paragraph.table or line.passages:
        return False
    return all(
        0 < len(part.split()) <= MAX_LABEL_WORDS
        and not ENDS_SENTENCE.search(part.strip())
        and not re.search(r"[:@\d—–]", part)
        for part in line.text.split("\n")
        if part.strip()
    )


# The head -----------------------------------------------------------------------------------------------------------


def _find_labelled(lines: Sequence[Line], structure: Structure) -> None:
    """Take what says itself what it is: "Title: …"."""
    for line in lines[: 2 * LINES_OF_HEAD]:
        for name, label in LABELS.items():
            if (
                (match := label.match(line.text))
                and not getattr(structure, name)
                and len(line.text) - match.end() <= MAX_SUMMARY_LENGTH
            ):
                setattr(structure, name, line.text[match.end() :].strip())
                structure.roles[line.number] = Role(name)
                structure.reasons[line.number] = match[0].strip()


def _find_title(lines: Sequence[Line], structure: Structure, subject: str) -> None:
    """Find the title: what the file says, the highest heading near the beginning, or the first short line."""
    if structure.title:
        return
    if subject:
        structure.title = subject[:MAX_TITLE_LENGTH]
        for line in lines[:3]:
            if plain(line.text) == plain(subject):
                structure.roles[line.number] = Role.TITLE
        return
    head = [line for line in lines[:LINES_OF_HEAD] if line.number not in structure.roles]
    head = [line for line in head if not line.text.startswith(PICTURE_MARK)]
    highest = min((line.paragraph.level for line in head if line.paragraph.level), default=0)
    for line in head:
        is_heading = highest and line.paragraph.level == highest
        if not is_heading and _leave_out_of_head(line, structure):
            continue
        if is_heading or (line is head[0] and _may_be_title(line)) or (not highest and _may_be_title(line)):
            structure.title = line.text.replace("\n", " ")[:MAX_TITLE_LENGTH]
            structure.roles[line.number] = Role.TITLE if len(line.text) <= MAX_TITLE_LENGTH else Role.TEXT
            return
        if not highest:
            return


def _leave_out_of_head(line: Line, structure: Structure) -> bool:
    """Leave out what stands around a title and is no part of the text; tell whether ``line`` is that."""
    if _is_greeting(line):
        structure.leave_out(line, "a greeting")
    elif is_kicker(line) or is_date(line):
        structure.leave_out(line, "the kind, date or place of the text")
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
    text = line.text.strip(" ()–—-.:")
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


def _find_head(lines: Sequence[Line], structure: Structure, known: Known) -> None:
    """Find what stands between the title and the text: strapline, summary, the caption of the lead picture."""
    number = next((number for number, role in structure.roles.items() if role == Role.TITLE), -1)
    for line in lines[number + 1 : number + LINES_OF_HEAD]:
        if line.number in structure.roles:
            continue
        if _leave_out_of_head(line, structure):
            continue
        role = _role_below_title(line, lines, structure)
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
    following = next((each for each in lines[line.number + 1 :] if each.number not in structure.roles), None)
    if line.is_quotation and following and not following.named and len(text) <= MAX_MARKED_STRAPLINE:
        return None if structure.strapline else Role.STRAPLINE  # words of the text above it, as newspapers have them
    if paragraph.items or paragraph.table or line.passages or line.named or not following or text[-1] in ":?;":
        return None
    is_sentence, number = bool(ENDS_SENTENCE.search(text)), len(text.split())
    if paragraph.level:
        is_subtitle = (is_sentence or number > 8) and len(text) <= MAX_STRAPLINE_LENGTH
        return Role.STRAPLINE if is_subtitle and not structure.strapline else None
    if paragraph.is_bold() or all(run.italic for run in paragraph.runs if run.text.strip()):
        return _role_of_marked_line(text, structure)
    if (
        is_sentence
        or structure.strapline
        or not number > 2
        or len(text) > min(MAX_HEADLINE_LENGTH, len(following.text))
    ):
        return None
    return Role.PICTURE if number <= MAX_CAPTION_WORDS else Role.STRAPLINE


def _role_of_marked_line(text: str, structure: Structure) -> Role | None:
    """Return what a line in bold or italics below the title is for, by its length."""
    if len(text.split()) < MAX_LABEL_WORDS:
        return None
    if not structure.strapline and len(text) <= MAX_MARKED_STRAPLINE:
        return Role.STRAPLINE
    return Role.SUMMARY if not structure.summary and len(text) <= MAX_SUMMARY_LENGTH else None


# Lines by themselves ------------------------------------------------------------------------------------------------


def _find_role(line: Line, structure: Structure, known: Known) -> None:
    text, language, paragraph = line.text.strip(), line.language, line.paragraph
    words = len(text.split())
    hrefs = {run.href for run in paragraph.runs if run.href}
    if paragraph.table or paragraph.items:
        return
    if text.startswith((PICTURE_MARK, CAPTION_MARK)) or (words <= 12 and known.picture(text)):
        structure.roles[line.number] = Role.PICTURE
    elif len(hrefs) == 1 and parse_video_address(next(iter(hrefs))) and words <= 15 and not ENDS_SENTENCE.search(text):
        structure.roles[line.number] = Role.VIDEO
    elif (
        words <= 40
        and (re.match(r"[\[(]?\s*[^\W\d_]+(?:\s[^\W\d_]+)?\s*(?::|©)", text) or text.startswith("©"))
        and (language.starts_with("caption", text) or text.startswith("©"))
    ):
        structure.roles[line.number] = Role.PICTURE
    elif (
        words <= 20
        and re.match(r"[^:\n]{1,30}:\s", text)
        and language.starts_with("author", text)
        and not line.passages
    ):
        structure.roles[line.number] = Role.AUTHOR
    elif (
        words <= 16
        and len(hrefs) < 2
        and not paragraph.level
        and language.starts_with("more", text)
        and not text.endswith((":", "?"))
        and not line.passages
    ):
        structure.roles[line.number] = Role.LINK
    elif line_pattern("closing").match(plain(text)) and words <= 8:
        structure.leave_out(line, "the end of a letter")


def _find_names(lines: Sequence[Line], structure: Structure, people: People) -> None:
    """Find the lines that have nothing but a name and what somebody is; near the title, "By Ana Berg" is an author."""
    for line in lines:
        if structure.role(line) != Role.TEXT or line.passages or line.paragraph.items or line.paragraph.table:
            continue
        text, language = line.text.strip(), line.language
        match = re.match(r"(?:by|par|von|por|di|door|av|από|του|της)\s+(?=[^\W\d_a-zα-ω])", text, re.IGNORECASE)
        if (
            match
            and len(text.split()) <= 10
            and not ENDS_SENTENCE.search(text)
            and (line.number < LINES_OF_HEAD or line.number >= len(lines) - 4)
        ):
            structure.roles[line.number] = Role.AUTHOR
        elif len(text) <= 220:
            line.named = people.named_on_line(text, language)


def _find_headings(lines: Sequence[Line], structure: Structure) -> None:
    """Give a level to short lines above longer ones, where a text has no headings by itself."""
    has_headings = any(line.paragraph.level for line in lines if structure.role(line) == Role.TEXT)
    for line, following in pairwise(lines):
        if structure.role(line) != Role.TEXT or line.paragraph.level or line.named or not _looks_like_heading(line):
            continue
        if (
            structure.role(following) == Role.TEXT
            and len(following.text) > len(line.text)
            and (line.paragraph.is_bold() or not has_headings)
        ):
            line.paragraph.level = 3 if has_headings and line.paragraph.is_bold() else 2


def _looks_like_heading(line: Line) -> bool:
    text = line.text.strip()
    if line.paragraph.items or line.paragraph.table or line.paragraph.quotation or line.passages or "\n" in text:
        return False
    if re.match(r"[-–—―*•]", text) or not (text[:1].isupper() or text[:1].isdigit()):
        return False
    return len(text) <= MAX_HEADING_LENGTH and not ENDS_SENTENCE.search(text)
