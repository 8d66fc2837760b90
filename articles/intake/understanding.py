"""From a text that somebody sent to what an article would be made of: proposals, each taken from the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from civitas_cms.publishing.foreign_html import Document, Paragraph, Run, read, to_html
from civitas_cms.publishing.rich_text import plain_text

from .affiliations import affiliation_after
from .files import Source
from .interviews import Answer, answers_in
from .known import Known, KnownThing
from .lines import Line, lines_of
from .names import names_in
from .people import People, Person
from .quotation_marks import passages
from .quotes import Quote, find_quotes
from .sentences import sentences
from .structure import CAPTION_MARK, MAX_STRAPLINE_LENGTH, PICTURE_MARK, Role, Structure, structure_of
from .subjects import Searched, acronyms_of_projects, conferences_in, named, tags_in
from .words import folded, line_pattern, plain, words_of

MAX_QUOTE_LENGTH = 1000  # as the form of a quote has it
MAX_PROPOSED_SUMMARY = 300
FALLBACK_TITLE_WORDS = 12
TOLD = "says who spoke: it stands beside the quote"

Block = dict[str, Any]


@dataclass
class Understood:
    """What was understood of a text. ``left_out`` has what is in no other place, each with the reason.

    A block is a mapping: its ``kind`` is text (``html``), quote (``words``, ``speaker``, ``position``,
    ``organisation``, ``person``: its place in ``people``), table, picture, video or link.
    """

    title: str = ""
    strapline: str = ""
    summary: str = ""
    kind: str = "news"
    language: str = "en"
    blocks: list[Block] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    author_organisation: dict[str, Any] | None = None
    authors: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)
    conferences: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def understand(source: Source, known: Known) -> Understood:
    """Return what an article of ``source`` would be made of, with the names that are ``known``. It asks no database."""
    document = read(source.html, base_url=source.base_url)
    lines = lines_of(document.paragraphs)
    people = People(known)
    structure = structure_of(lines, people, known, source.title)
    body = [line for line in lines if structure.role(line) == Role.TEXT]
    for line in body:
        if line.paragraph.quotation and not line.passages:
            _mark_block_quotation(line)
    for line in lines:
        if structure.role(line) in (Role.TEXT, Role.TITLE, Role.STRAPLINE, Role.SUMMARY):
            line.introduce(people)
    understood = Understood(title=structure.title, strapline=structure.strapline, summary=structure.summary)
    understood.language = _language(lines)
    quotes, answers = _spoken(lines, body, people, structure)
    _Writer(document, lines, structure, known, quotes, answers, understood).write()
    _find_subjects(understood, lines, structure, known)
    _find_people(understood, people, known, quotes, answers)
    understood.kind = _kind(understood, lines, bool(answers))
    _propose_what_is_missing(understood, body)
    understood.left_out += [aside._asdict() for aside in source.asides]
    understood.left_out += [
        {"text": note, "reason": "the file has it, an article does not"}
        for note in [*source.notes, *_counted(document)]
    ]
    return understood


def _language(lines: Sequence[Line]) -> str:
    codes = [line.language.code for line in lines]
    return max(set(codes), key=codes.count) if codes else "en"


def _counted(document: Document) -> list[str]:
    return [document.left_out_words] if document.left_out else []


def _spoken(
    lines: Sequence[Line], body: Sequence[Line], people: People, structure: Structure
) -> tuple[dict[int, list[Quote]], dict[int, Answer]]:
    """Return the quotes, and the answers of an interview, by the numbers of their lines."""
    texts = [line if structure.role(line) == Role.TEXT else _silent(line) for line in lines]
    found = find_quotes(texts, people)
    head = " ".join(line.text for line in lines[:8])
    answers = {answer.line.number: answer for answer in answers_in(body_of(texts, structure), people, head)}
    return {number: quotes for number, quotes in found.items() if number not in answers}, answers


def body_of(lines: Sequence[Line], structure: Structure) -> list[Line]:
    """Return the lines with what the body does not have emptied, so that each still has its place."""
    return [
        line if structure.role(line) in (Role.TEXT, Role.TITLE, Role.STRAPLINE, Role.SUMMARY) else _silent(line)
        for line in lines
    ]


def _silent(line: Line) -> Line:
    """Return a line in which nobody is quoted, in the place of one that is no text."""
    if line.passages:
        return Line(Paragraph(), line.number, line.language)
    return line


def _mark_block_quotation(line: Line) -> None:
    """Let a paragraph within a block quotation count as one in quotation marks; if it is none, it stays as it was."""
    if not re.match(r"\s*[-–—]", line.text):
        paragraph = line.paragraph
        line.originals = line.originals or [paragraph]
        line.paragraph = replace(paragraph, quotation=None, runs=[Run("“"), *paragraph.runs, Run("”")])
        line.forget()


class _Writer:
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
                self._leave_out(line.text, "says who wrote it: proposed as the author")
            case Role.LEFT_OUT:
                self._leave_out(line.text, self._structure.reasons[line.number])
            case _:
                if reason := self._structure.reasons.get(line.number):
                    self._leave_out(reason, "only names what follows it")

    def _add(self, **block: Any) -> None:
        self._understood.blocks.append(block)

    def _leave_out(self, text: str, reason: str) -> None:
        if text.strip():
            self._understood.left_out.append({"text": text.strip(), "reason": reason})

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
            self._add(kind="quote", words=words, **_speaker(quote.person))
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
        words = answer.line.text[answer.start :].strip()
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
                self._add(kind="quote", words=part, **_speaker(self._answering))
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
        alternative_text = marked.removeprefix(PICTURE_MARK).strip() if marked.startswith(PICTURE_MARK) else ""
        caption = caption.strip() if _mark else ("" if marked.startswith(PICTURE_MARK) else line.text)
        picture = self._known.picture(caption) or self._known.picture(alternative_text)
        block = {
            "kind": "picture",
            "caption": caption,
            "alternative_text": alternative_text,
            "picture": _thing(picture),
        }
        self._add(**block)
        self._understood.pictures.append({key: value for key, value in block.items() if key != "kind"})

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


def _speaker(person: Person) -> dict[str, str]:
    """Return who speaks, as the text says it, or as the site writes the same; what the text leaves open, it fills."""
    position, organisation = person.position, person.organisation
    if len(person.known) == 1:
        known = person.known[0]
        said = plain(f"{position} {organisation}")
        if said in ("", plain(known.position)):
            position, organisation = known.position, known.organisation
        elif plain(known.position) == plain(position):
            position, organisation = known.position, organisation or known.organisation
    return {"speaker": person.name, "position": position, "organisation": organisation}


# What else was understood -------------------------------------------------------------------------------------------


def _thing(thing: KnownThing | None) -> dict[str, Any] | None:
    return {"name": thing.name, "id": thing.key} if thing else None


def _find_subjects(understood: Understood, lines: Sequence[Line], structure: Structure, known: Known) -> None:
    told = [line for line in lines if structure.role(line) != Role.LEFT_OUT]
    text = Searched("\n".join([understood.title, *(line.text for line in told)]))
    understood.conferences = [{"name": each.name, "id": each.key} for each in conferences_in(known.conferences, text)]
    keys = {each["id"] for each in understood.conferences}
    understood.sessions = [
        {"name": each.name, "id": each.key} for each in named(known.sessions, text) if each.belongs_to in keys
    ]
    understood.projects = [{"name": each.name, "id": each.key} for each in named(known.projects, text)]
    names = {plain(each["name"]) for each in understood.projects}
    understood.projects += [
        {"name": name, "id": None} for name in acronyms_of_projects(told) if plain(name) not in names
    ]
    understood.tags = [{"name": each.name, "id": each.key} for each in tags_in(known.tags, text)]
    understood.organisations = [{"name": each.name, "id": each.key} for each in named(known.organisations, text)]
    for line in lines:
        if structure.role(line) == Role.AUTHOR:
            _find_author(understood, line, known)


def _find_author(understood: Understood, line: Line, known: Known) -> None:
    """Propose an author: a person, or the organisation that is named."""
    text = re.sub(r"^[^:\n]{1,40}:\s*", "", line.text.strip())
    text = line.language.pattern("author").sub("", text, count=1) if text == line.text.strip() else text
    text = re.sub(r"^\W*(?:by|par|von|por|di|door|av|από|του|της)\s+", "", text.strip(), flags=re.IGNORECASE).strip(
        " .,;|–—-"
    )
    text = re.sub(r"\s*\([^()]*@[^()]*\)|\S+@\S+", "", text).strip()
    organisation = known.organisation(text)
    names = [] if organisation else names_in(text, words_of(text), line.language, known.people_by_name)
    for name in names:
        people = known.people_by_name.get(folded(name.text), [])
        understood.authors.append({"name": name.text, "id": people[0].key if len(people) == 1 else None})
    if names:
        text = affiliation_after(text, names[-1].end, line.language, is_line=True).organisation
        organisation = known.organisation(text)
    if text and (organisation or understood.author_organisation is None):
        understood.author_organisation = _thing(organisation) or {"name": text, "id": None}


def _find_people(
    understood: Understood, people: People, known: Known, quotes: dict[int, list[Quote]], answers: dict[int, Answer]
) -> None:
    """List the people who are quoted, and those whom the site knows, each matched or proposed as new."""
    speaking = {id(quote.person) for line in quotes.values() for quote in line} | {
        id(each.person) for each in answers.values()
    }
    for person in people:
        if id(person) in speaking or person.known or (person.is_certain and person.position):
            described = _speaker(person)
            organisation = known.organisation(described["organisation"])
            understood.people.append(
                {
                    "name": person.name,
                    "title": person.title,
                    "given_name": person.given_name,
                    "family_name": person.family_name,
                    "position": described["position"],
                    "organisation": described["organisation"],
                    "organisation_id": organisation.key if organisation else None,
                    "id": person.known[0].key if len(person.known) == 1 else None,
                    "candidates": [asdict(each) for each in person.known] if len(person.known) > 1 else [],
                    "is_quoted": id(person) in speaking,
                }
            )


def _kind(understood: Understood, lines: Sequence[Line], is_interview: bool) -> str:
    """Return what kind of article it is, as the model names them."""
    head = plain(" ".join([understood.title, *(line.text for line in lines[:4])])[:600])
    if is_interview:
        return "interview"
    if line_pattern("press").search(head):
        return "press_release"
    if line_pattern("call").search(plain(understood.title)):
        return "call"
    return "event_report" if understood.conferences else "news"


def _propose_what_is_missing(understood: Understood, body: Sequence[Line]) -> None:
    """Propose title and summary from the first words of the text, which stay where they are."""
    texts = [plain_text(block["html"]) for block in understood.blocks if block["kind"] == "text"]
    first = next(
        (line.text for line in body if not line.paragraph.level and len(line.text.split()) > 8),
        texts[0] if texts else "",
    )
    if not understood.title:
        words = (first or " ".join(texts) or next((block.get("words", "") for block in understood.blocks), "")).split()
        understood.title = " ".join(words[:FALLBACK_TITLE_WORDS]) + (" …" if len(words) > FALLBACK_TITLE_WORDS else "")
    if not understood.summary and first:
        understood.summary = first_sentences(" ".join(first.split()), MAX_PROPOSED_SUMMARY)
    understood.strapline = understood.strapline[:MAX_STRAPLINE_LENGTH]


def first_sentences(text: str, limit: int) -> str:
    """Return as many whole sentences of ``text`` as ``limit`` characters hold, or words if the first is longer."""
    taken = ""
    for start, end in sentences(text):
        if len(taken) + end - start > limit:
            break
        taken = text[:end].rstrip()
    return taken or text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + (" …" if len(text) > limit else "")
