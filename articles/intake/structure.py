"""What each line of a text is for: title, strapline, caption, heading, author, or what belongs to no article."""

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from civitas_cms.pages.video import parse_video_address

from .heads import REPLY, find_head, find_labelled, find_title, is_date
from .known import Known
from .letters import around_the_text, is_closing
from .lines import Line
from .people import People
from .roles import CAPTION_MARK, ENDS_SENTENCE, LEAD_MARK, LINES_OF_HEAD, PICTURE_MARK, Role, Structure
from .words import line_pattern, plain

MAX_HEADING_LENGTH = 90
MAX_LABEL_WORDS = 6
MAX_CLOSING_WORDS = 8
MAX_CONTACT_WORDS = 16
END_OF_RELEASE = re.compile(r"[\W_]*(?:ends?|end of (?:press )?release|ende|fin|τέλος|###|30)[\W_]*", re.IGNORECASE)
MAX_WORDS_OF_BY_LINE = 10
BY = re.compile(r"(?i:by|par|von|por|di|door|av|από|του|της)\s+(?=[^\W\d_a-zß-ÿα-ώ])")
REACHED_AT = re.compile(r"\S@\S|\+?\d[\d\s()/.-]{6,}")


def structure_of(lines: Sequence[Line], people: People, known: Known, title: str = "") -> Structure:
    """Return what ``lines`` are for; ``title`` is what the file itself says, as the subject of an e-mail does."""
    structure = Structure()
    _take_marks(lines, structure)
    for number, reason in around_the_text(lines, title).items():
        structure.leave_out(lines[number], reason)
    _find_footer(lines, structure)
    _find_press_contact(lines, structure)
    find_labelled(lines, structure)
    find_title(lines, structure, REPLY.sub("", title).strip())
    for line in lines:
        if line.number not in structure.roles:
            _find_role(line, structure, known)
    _find_names(lines, structure, people)
    find_head(lines, structure)
    _find_headings(lines, structure)
    return structure


def _take_marks(lines: Sequence[Line], structure: Structure) -> None:
    for line in lines:
        if LEAD_MARK in line.text:
            structure.leads.add(line.number)
            line.paragraph.runs = [run._replace(text=run.text.replace(LEAD_MARK, "")) for run in line.paragraph.runs]
            line.forget()


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
            _("a disclaimer or note of the website it comes from")
            if is_disclaimer(line)
            else _("the name of a logo or menu")
        )
        structure.leave_out(line, reason)


def _find_press_contact(lines: Sequence[Line], structure: Structure) -> None:
    """Leave out whom journalists may ask: short lines at the end, below one that says so."""
    text = [line for line in lines if line.number not in structure.roles]
    contact: list[Line] = []
    for line in reversed(text):
        if line.paragraph.table or line.passages or len(line.text.split()) > MAX_CONTACT_WORDS:
            return
        contact.append(line)
        if line_pattern("press_contact").match(plain(line.text)):
            break
    else:
        return
    if any(REACHED_AT.search(line.text) for line in contact):
        for line in contact:
            structure.leave_out(line, _("a contact for the press"))


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
    elif END_OF_RELEASE.fullmatch(text):
        structure.leave_out(line, _("marks the end of the text"))
    elif is_closing(line) and words <= MAX_CLOSING_WORDS:
        structure.leave_out(line, _("the end of a letter"))


def _find_names(lines: Sequence[Line], structure: Structure, people: People) -> None:
    """Find the lines that have nothing but a name and what somebody is; near the title, "By Ana Berg" is an author."""
    for line in lines:
        if structure.role(line) != Role.TEXT or line.passages or line.paragraph.items or line.paragraph.table:
            continue
        text, language = line.text.strip(), line.language
        by_line = re.split(r"\s[•·|–—]\s", text)[0]  # before the date
        if (
            BY.match(by_line)
            and len(by_line.split()) <= MAX_WORDS_OF_BY_LINE
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
    if is_date(line) or re.match(r"[-–—―*•]", text) or not (text[:1].isupper() or text[:1].isdigit()):
        return False
    return len(text) <= MAX_HEADING_LENGTH and not ENDS_SENTENCE.search(text)
