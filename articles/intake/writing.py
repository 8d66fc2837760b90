"""Writing the blocks of an article from the lines of a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from civitas_cms.publishing.foreign_html import Document, Paragraph, to_html

from .interviews import Answer
from .known import Known
from .lines import Line
from .people import Person
from .proposal import Understood, speaker_of, thing_of
from .quotation_marks import passages
from .roles import CAPTION_MARK, FILE_MARK, PICTURE_MARK, Role, Structure
from .sentences import sentences
from .speakers import Quote
from .subjects import Searched, named

MAX_QUOTE_LENGTH = 1000  # as the form of a quote has it
ANSWER_DASH = re.compile(r"[-–—―]\s+")  # as dialogues are set
TOLD = gettext_noop("names the speaker: shown beside the quote")


class Writer:
    """Writes the blocks, line by line."""

    def __init__(
        self,
        document: Document,
        lines: Sequence[Line],
        structure: Structure,
        known: Known,
        quotes: dict[int, list[Quote]],
        answers: dict[int, Answer],
        understood: Understood,
    ) -> None:
        self._document = document
        self._lines = lines
        self._structure = structure
        self._known = known
        self._quotes = quotes
        self._answers = answers
        self._understood = understood
        self._text: list[Paragraph] = []
        self._lifted: list[Quote] = []
        self._answer: list[str] = []
        self._answering: Person | None = None
        self._table: object = None
        self._shift = self._heading_shift()

    def _heading_shift(self) -> int:
        levels = [
            line.paragraph.level
            for line in self._lines
            if line.paragraph.level and self._structure.role(line) == Role.TEXT
        ]
        return min(levels) - 2 if levels else 0

    def write(self) -> None:
        """Write all lines."""
        for line in self._lines:
            if line.number not in self._answers:
                self._end_answer()
            self._write_line(line)
        self._end_answer()
        self._end_text()

    def _write_line(self, line: Line) -> None:
        match self._structure.role(line):
            case Role.TEXT:
                self._write_text(line)
            case Role.PICTURE:
                self._write_picture(line)
            case Role.LINK:
                self._write_link(line)
            case Role.VIDEO:
                self._end_text()
                url = next(run.href for run in line.paragraph.runs if run.href)
                title = "" if re.match(r"(?:https?:|www\.)", line.text) else line.text
                self._add(kind="video", title=title, url=url, text=line.text)
            case Role.AUTHOR:
                self._leave_out(line.text, _("names the author: proposed as such"))
            case Role.LEFT_OUT:
                self._leave_out(line.text, self._structure.reasons[line.number])
            case _:
                if reason := self._structure.reasons.get(line.number):
                    self._leave_out(reason, _("a label: what follows it is kept"))

    def _add(self, **block: Any) -> None:
        self._understood.blocks.append(block)

    def _leave_out(self, text: str, reason: str) -> None:
        if text.strip():
            self._understood.left_out.append({"text": text.strip(), "reason": _(reason)})

    # Text and quotes -------------------------------------------------------------------------------------------------

    def _write_text(self, line: Line) -> None:
        if line.paragraph.table:
            self._write_row(line)
        elif answer := self._answers.get(line.number):
            self._write_answer(answer)
        elif line.named and self._is_told(line):
            self._leave_out(line.text, TOLD)
        elif quotes := self._quotes.get(line.number):
            self._write_quotes(line, quotes)
        else:
            self._text += line.originals or [self._levelled(line.paragraph)]

    def _levelled(self, paragraph: Paragraph) -> Paragraph:
        paragraph.level = max(2, paragraph.level - self._shift) if paragraph.level else 0
        return paragraph

    def _is_told(self, line: Line) -> bool:
        """Tell whether a line names who speaks in a quote beside it."""
        person = line.named.person if line.named else None
        is_heading = line.paragraph.level or line.paragraph.is_bold()
        beside = [self._quotes.get(number, []) for number in (line.number - 1, line.number + 1)]
        if is_heading and not any(quote.is_cut for quote in beside[0] if quote.person is person):
            return False
        answer = self._answers.get(line.number + 1)
        is_answered = answer is not None and answer.person is person
        return is_answered or any(quote.person is person and quote.is_cut for quotes in beside for quote in quotes)

    def _write_quotes(self, line: Line, quotes: Sequence[Quote]) -> None:
        position = 0
        for quote in quotes:
            if not quote.is_cut:
                self._lifted.append(quote)
                continue
            self._keep(line.paragraph.cut(position, quote.start))
            self._end_text()
            if quote.words:
                self._write_quote(quote)
            else:
                self._leave_out(quote.told, TOLD)
            position = quote.end
        self._keep(line.paragraph.cut(position))
        self._write_lifted()

    def _keep(self, paragraph: Paragraph) -> None:
        if re.search(r"\w", paragraph.text):
            self._text += paragraph.tidied()

    def _write_lifted(self) -> None:
        if self._lifted:
            lifted, self._lifted = self._lifted, []
            self._end_text()
            for quote in lifted:
                self._write_quote(quote)

    def _write_quote(self, quote: Quote) -> None:
        for words in fitting(quote.words):
            self._add(kind="quote", words=words, **speaker_of(quote.person))
        self._leave_out(quote.told, TOLD)

    def _end_text(self) -> None:
        if self._text:
            text, self._text = self._text, []
            self._add(kind="text", html=to_html(text))
        self._write_lifted()

    # Interviews ------------------------------------------------------------------------------------------------------

    def _write_answer(self, answer: Answer) -> None:
        if answer.person is not self._answering or answer.label:
            self._end_answer()
        self._answering = answer.person
        words = ANSWER_DASH.sub("", answer.line.text[answer.start :].strip(), count=1)
        whole = passages(words)
        if len(whole) == 1 and (whole[0].start, whole[0].end) == (0, len(words)):
            words = whole[0].words
        self._answer.append(words)
        self._leave_out(answer.label, TOLD)

    def _end_answer(self) -> None:
        if self._answer and self._answering:
            words, self._answer = "\n\n".join(self._answer), []
            self._end_text()
            for part in fitting(words):
                self._add(kind="quote", words=part, **speaker_of(self._answering))
        self._answering = None

    # Other blocks ----------------------------------------------------------------------------------------------------

    def _write_row(self, line: Line) -> None:
        table = self._document.table_of(line.paragraph)
        if table is None:
            self._text.append(line.paragraph)
        elif line.paragraph.table is not self._table:
            self._end_text()
            self._add(kind="table", **asdict(table))
        self._table = line.paragraph.table

    def _write_picture(self, line: Line) -> None:
        self._end_text()
        marked, _mark, caption = line.text.partition(CAPTION_MARK)
        is_marked = marked.startswith(PICTURE_MARK)
        number, _mark, alternative_text = marked.removeprefix(PICTURE_MARK).rpartition(FILE_MARK)
        caption = caption.strip() if is_marked else line.text
        alternative_text = alternative_text.strip() if is_marked else ""
        if caption and not number and not alternative_text and self._takes_caption():
            self._understood.blocks[-1]["caption"] = caption
            return
        picture = self._known.picture(caption) or self._known.picture(alternative_text)
        self._add(
            kind="picture",
            caption=caption,
            alternative_text=alternative_text,
            picture=thing_of(picture),
            file=int(number) if number else None,
        )

    def _takes_caption(self) -> bool:
        """Tell whether the last block is a picture of the file without a caption: a caption follows its picture."""
        last = self._understood.blocks[-1] if self._understood.blocks else {}
        return last.get("kind") == "picture" and last["file"] is not None and not last["caption"]

    def _write_link(self, line: Line) -> None:
        self._end_text()
        hrefs = [run.href for run in line.paragraph.runs if run.href]
        things = named([*self._known.projects, *self._known.organisations], Searched(line.text))
        url = hrefs[0] if hrefs else next((thing.website for thing in things if thing.website), "")
        text = re.sub(r"\s*(?:https?://|www\.)\S+", "", line.text) or line.text
        self._add(kind="link", text=text.strip(" .:»→>"), url=url)


def fitting(words: str) -> list[str]:
    """Return ``words`` in pieces that a quote may have, each of whole paragraphs or sentences where possible."""
    if len(words) <= MAX_QUOTE_LENGTH:
        return [words]
    pieces = [piece for paragraph in words.split("\n\n") for piece in _pieces(paragraph)]
    fitted: list[str] = []
    for piece, separator in pieces:
        if fitted and len(fitted[-1]) + len(piece) + 2 <= MAX_QUOTE_LENGTH:
            fitted[-1] += separator + piece
        else:
            fitted.append(piece)
    return fitted


def _pieces(paragraph: str) -> Iterable[tuple[str, str]]:
    if len(paragraph) <= MAX_QUOTE_LENGTH:
        yield paragraph, "\n\n"
        return
    separator = "\n\n"
    for start, end in sentences(paragraph):
        sentence = paragraph[start:end].strip()
        for at in range(0, len(sentence), MAX_QUOTE_LENGTH):
            yield sentence[at : at + MAX_QUOTE_LENGTH], separator
            separator = " "
