"""From a text that somebody sent to what an article would be made of: proposals, each taken from the text."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from civitas_cms.publishing.foreign_html import Document, Paragraph, Run, read
from civitas_cms.publishing.rich_text import plain_text
from civitas_cms.publishing.workflow.general_checks import SHOWN_OF_SUMMARY

from .affiliations import affiliation_after
from .files import Source
from .heads import unused_title, without_dateline
from .interviews import Answer, answers_in, is_interview
from .known import Known
from .lines import Line, lines_of
from .names import names_in
from .people import People
from .proposal import Understood, speaker_of, thing_of
from .quotes import find_quotes
from .roles import MAX_STRAPLINE_LENGTH, Role, Structure
from .sentences import sentences
from .speakers import Quote
from .structure import structure_of
from .subjects import Searched, acronyms_of_projects, conferences_in, named, tags_in
from .words import folded, line_pattern, plain, words_of
from .writing import Writer

MAX_PROPOSED_SUMMARY = 300
FALLBACK_TITLE_WORDS = 12
MIN_SUMMARY_WORDS = 8


def understand(source: Source, known: Known) -> Understood:
    """Return what an article of ``source`` would be made of, with the names that are ``known``. It asks no database."""
    document = read(source.html, base_url=source.base_url)
    lines = lines_of(document.paragraphs)
    people = People(known)
    structure = structure_of(lines, people, known, source.title)
    body = [line for line in lines if structure.role(line) == Role.TEXT]
    for line in body:
        if line.paragraph.quotation and not line.passages and not line.named:
            _mark_block_quotation(line)
    for line in lines:
        if structure.role(line) in (Role.TEXT, Role.TITLE, Role.STRAPLINE, Role.SUMMARY):
            line.introduce(people, is_title=structure.role(line) == Role.TITLE)
    understood = Understood(title=structure.title, strapline=structure.strapline, summary=structure.summary)
    understood.language = _language(lines)
    quotes, answers = _spoken(lines, body, people, structure)
    Writer(document, lines, structure, known, quotes, answers, understood).write()
    understood.pictures = [block for block in understood.blocks if block["kind"] == "picture"]
    _find_subjects(understood, lines, structure, known)
    _find_people(understood, people, known, quotes, answers)
    understood.kind = _kind(understood, lines, is_interview(body, understood.title, answers.values()))
    _propose_what_is_missing(understood, [line for line in body if line.number not in answers])
    if title := unused_title(source.title, structure.title):
        understood.left_out.append({"text": title, "reason": _("the title that the file itself has")})
    understood.left_out += [{"text": aside.text, "reason": _(aside.reason)} for aside in source.asides]
    understood.left_out += [
        {"text": note, "reason": _("cannot be part of an article")} for note in [*source.notes, *_counted(document)]
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


# What else was understood -------------------------------------------------------------------------------------------


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
    by_line = re.split(r"\s[•·|–—]\s(?=\W*\d)", line.text.strip())[0]  # before the date
    text = re.sub(r"^[^:\n]{1,40}:\s*", "", by_line)
    text = line.language.pattern("author").sub("", text, count=1) if text == by_line else text
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
        understood.author_organisation = thing_of(organisation) or {"name": text, "id": None}


def _find_people(
    understood: Understood, people: People, known: Known, quotes: dict[int, list[Quote]], answers: dict[int, Answer]
) -> None:
    """List the people who are quoted, and those whom the site knows, each matched or proposed as new."""
    speaking = {id(quote.person) for line in quotes.values() for quote in line} | {
        id(each.person) for each in answers.values()
    }
    for person in people:
        if id(person) in speaking or person.known or (person.is_certain and person.position):
            described = speaker_of(person)
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
    is_interview_text = understood.kind == "interview"
    first = next(
        (
            line.text
            for line in body
            if not line.paragraph.level
            and not line.is_quotation
            and not (is_interview_text and line.text.rstrip().endswith(("?", ";")))
            and len(line.text.split()) > MIN_SUMMARY_WORDS
        ),
        "" if is_interview_text else next(iter(texts), ""),
    )
    first = without_dateline(first)
    if is_interview_text and not first:
        first = understood.strapline  # who is asked, rather than a question or an answer
    if not understood.title:
        words = (first or " ".join(texts) or next((block.get("words", "") for block in understood.blocks), "")).split()
        understood.title = " ".join(words[:FALLBACK_TITLE_WORDS]) + (" …" if len(words) > FALLBACK_TITLE_WORDS else "")
    if not understood.summary and first:
        understood.summary = _summary_of(" ".join(first.split()))
    understood.strapline = understood.strapline[:MAX_STRAPLINE_LENGTH]


def _summary_of(text: str) -> str:
    """Return the first sentences of ``text``: those that search engines show whole, but one at least.

    They stay in the text: lists, search engines and feeds show the summary, the page of the article does not.
    """
    short = first_sentences(text, SHOWN_OF_SUMMARY)
    return first_sentences(text, MAX_PROPOSED_SUMMARY) if short.endswith(" …") else short


def first_sentences(text: str, limit: int) -> str:
    """Return as many whole sentences of ``text`` as ``limit`` characters hold, or words if the first is longer."""
    taken = ""
    for start, end in sentences(text):
        if len(taken) + end - start > limit:
            break
        taken = text[:end].rstrip()
    return taken or text[:limit].rsplit(" ", 1)[0].rstrip(",;:") + (" …" if len(text) > limit else "")
