"""Interviews, in which nobody needs quotation marks: "Ana Berg: …", question and answer, a name above what is said."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .lines import Line
from .names import is_title
from .people import Mention, People, Person
from .words import Language, folded, plain, words_of

MAX_LABEL_WORDS = 18
MAX_AFTERWORD_WORDS = 8
MAX_WORDS_OF_CREDIT = 18
MIN_LABELS = 2
MIN_QUESTIONS = 2
MAX_ASKED_WORDS = 60
MAX_QUESTION_LENGTH = 600
LINES_OF_HEAD = 6
LABEL = re.compile(r"\s*([^:\n\0]{1,120}?)\s*:\s+(?=\S)")
QUESTION_ENDS = ("?", "?”", "?»", "? »", '?"', "?“", ";", "\u037e", "?)")


class Answer(NamedTuple):
    """What somebody says in an interview: in the line from ``start`` on."""

    line: Line
    start: int
    person: Person
    label: str = ""


def answers_in(lines: Sequence[Line], people: People, head: str) -> list[Answer]:
    """Return the answers in ``lines``; none if the text is no interview. ``head`` are its title and first words."""
    return (
        labelled_answers(lines, people)
        or question_answers(lines, people, head)
        or answers_below_names(lines, people, head)
    )


def is_interview(lines: Sequence[Line], title: str, answers: Iterable[Answer]) -> bool:
    """Tell whether a text is an interview: by its answers, or although nobody can be told who gives them.

    Answers in quotation marks, as statements are, make none.
    """
    if any(not answer.line.passages or answer.line.words[-1].start > answer.start for answer in answers):
        return True
    if not lines:
        return False
    head = " ".join(line.text for line in lines[:LINES_OF_HEAD])
    language = lines[0].language
    asked = sum(_is_question(line, line.language) and len(line.words) <= MAX_ASKED_WORDS for line in lines)
    return language.starts_with("interview", title) or (asked >= MIN_QUESTIONS and language.has("interview", head))


# "Ana Berg: We began …" ---------------------------------------------------------------------------------------------


class Label(NamedTuple):
    """What stands before a colon at the beginning of a line, and whom it means: nobody if it is who asks."""

    text: str
    end: int
    person: Person | None
    is_answer: bool = False


def labelled_answers(lines: Sequence[Line], people: People) -> list[Answer]:
    """Return what stands after the labels of people who answer."""
    labels = {line.number: label for line in lines if (label := _label(line, people))}
    counts = Counter(folded(label.text) for label in labels.values())
    if len(labels) < MIN_LABELS or not (max(counts.values()) >= 2 or len(counts) >= 3):
        return []
    askers = _askers(lines, labels)
    for line in lines:  # who asks also says other things
        match = LABEL.match(line.masked)
        if match and line.number not in labels and folded(match[1].strip("-–—*• ")) in askers:
            labels[line.number] = Label(match[1].strip("-–—*• "), match.end(), None)
    interviewee = (
        _interviewee(lines[: LINES_OF_HEAD + 2], people) if any(label.is_answer for label in labels.values()) else None
    )
    answers: list[Answer] = []
    speaking: Person | None = None
    for line in lines:
        if line.paragraph.level or line.paragraph.table:
            speaking = None
        elif label := labels.get(line.number):
            person = label.person or (interviewee if label.is_answer else None)
            speaking = None if folded(label.text) in askers else person
            if speaking:
                answers.append(Answer(line, label.end, speaking, line.text[: label.end].strip()))
        elif speaking and not _is_question(line, line.language) and not line.passages:
            if line.paragraph.is_bold() or _is_afterword(line, speaking):
                speaking = None
            else:
                answers.append(Answer(line, 0, speaking))
    return answers


def _label(line: Line, people: People) -> Label | None:
    match = LABEL.match(line.masked)
    if not match or line.paragraph.table or line.paragraph.level:
        return None
    text, language = match[1].strip("-–—*• "), line.language
    if plain(text) in {plain(word) for word in language.question | language.answer}:
        is_answer = plain(text) not in {plain(word) for word in language.question}
        return Label(text, match.end(), None, is_answer)
    if any(language.says(word) for word in words_of(text)) or len(text.split()) > MAX_LABEL_WORDS:
        return None
    person = _known_as(text, people)
    if not person and (mention := people.named_on_line(text, language)):
        return Label(mention.person.name, match.end(), mention.person)
    is_short_name = len(text.split()) <= 2 and text[:1].isupper()
    return Label(text, match.end(), person) if person or (is_short_name and _is_question(line, language)) else None


def _known_as(text: str, people: People) -> Person | None:
    """Return whom a label of a word or two means: a family name, perhaps with a title, or initials."""
    if len(text.split()) > 3:
        return None
    return people.by_family_name(folded(re.sub(r"^\w{1,4}\.\s", "", text))) or _by_initials(text, people)


def _by_initials(text: str, people: People) -> Person | None:
    letters = folded(text.replace(".", "").replace(" ", ""))
    if not 2 <= len(letters) <= 3 or not text.isupper():
        return None
    found = [
        person
        for person in people
        if person.given_name
        and "".join(part[0] for part in re.split(r"[\s-]", folded(person.name)) if part).startswith(letters)
    ]
    return found[0] if len(found) == 1 else None


def _askers(lines: Sequence[Line], labels: dict[int, Label]) -> set[str]:
    """Return the labels (folded) of who asks: most of what they say are questions."""
    asked: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for line in lines:
        if label := labels.get(line.number):
            said[folded(label.text)] += 1
            asked[folded(label.text)] += _is_question(line, line.language)
    return {label for label, number in said.items() if asked[label] > number / 2}


# Questions, and answers without a name ------------------------------------------------------------------------------


def question_answers(lines: Sequence[Line], people: People, head: str) -> list[Answer]:
    """Return what stands below questions, if the head of the text says who is asked."""
    questions = [
        line.number
        for line in lines
        if _is_question(line, line.language) and (line.paragraph.is_bold() or line.paragraph.level or _has_marker(line))
    ]
    if len(questions) < MIN_QUESTIONS:
        ending = {line.number for line in lines if _is_question(line, line.language)}
        # What ends with a question between two of them is the answer to the first.
        questions = sorted(number for number in ending if not {number - 1, number + 1} <= ending)
    if len(questions) < MIN_QUESTIONS or not lines:
        return []
    before = lines[: questions[0]]
    language = lines[questions[0]].language
    person = _interviewee(before, people, [lines[number] for number in questions])
    if person is None or not (language.has("interview", head) or _speaks_of_itself(lines, questions)):
        return []
    asked = set(questions)
    answers: list[Answer] = []
    is_open = False
    for line in lines[questions[0] :]:
        if line.number in asked:
            is_open = True
        elif line.paragraph.level or line.paragraph.table or line.named or _is_afterword(line, person):
            is_open = False
        elif is_open:
            answers.append(Answer(line, _marker_end(line), person, line.text[: _marker_end(line)].strip()))
    told = sum(
        bool(answer.line.passages) and any(answer.line.language.says(word) for word in answer.line.words)
        for answer in answers
    )
    return answers if told <= len(answers) / 3 else []


def _is_question(line: Line, language: Language) -> bool:
    text = line.text.rstrip()
    if len(text) > MAX_QUESTION_LENGTH or len(line.paragraph.items) > 1 or line.is_quotation:
        return False
    return text.endswith(QUESTION_ENDS) and (language.code == "el" or text[-1] not in ";\u037e")


def _has_marker(line: Line) -> bool:
    match = LABEL.match(line.text)
    return bool(match) and plain(match[1]) in {plain(word) for word in line.language.question}  # type: ignore[index]


def _marker_end(line: Line) -> int:
    match = LABEL.match(line.text)
    return match.end() if match and plain(match[1]) in {plain(word) for word in line.language.answer} else 0


def _interviewee(before: Sequence[Line], people: People, questions: Sequence[Line] = ()) -> Person | None:
    """Return who is asked: whom the ``questions`` address, or who is named most in what stands before the first."""
    addressed = next((each for line in questions for each in line.mentions if _is_addressed(each, line)), None)
    if addressed and (person := people.in_full(addressed.person)):
        return person
    named: Counter[int] = Counter()
    by_id: dict[int, Person] = {}
    for line in before:
        for mention in [*line.mentions, *([line.named] if line.named else [])]:
            by_id[id(mention.person)] = mention.person
            named[id(mention.person)] += 1 + mention.person.is_certain + bool(line.language.has("interview", line.text))
    return by_id[named.most_common(1)[0][0]] if named else None


def _is_addressed(mention: Mention, line: Line) -> bool:
    """Tell whether a question begins with a name and a comma: "Ms Berg, what …"."""
    lead = [word for word in words_of(line.text[: mention.name_start]) if not is_title(word)]
    return not lead and line.text[mention.name_end :].startswith(",") and mention.kind in ("name", "family")


def _speaks_of_itself(lines: Sequence[Line], questions: Sequence[int]) -> bool:
    """Tell whether most of what follows the questions speaks of itself: I, we."""
    following = [lines[number + 1] for number in questions if number + 1 < len(lines)]
    return sum(_has_first_person(line) for line in following) > len(following) / 2


def _has_first_person(line: Line) -> bool:
    return any(word.folded in line.language.first for word in words_of(line.text))


def _is_afterword(line: Line, speaking: Person | None) -> bool:
    """Tell whether a line is what follows an interview: who asked, or where to read more."""
    language = line.language
    names_another = any(mention.kind == "name" and mention.person is not speaking for mention in line.mentions)
    if names_another and len(line.words) <= MAX_AFTERWORD_WORDS and not _has_first_person(line):
        return True
    text = line.text.lstrip("*–—- ")
    if speaking and text.startswith(speaking.name) and not _has_first_person(line):
        return True  # who it was: "Ana Berg is a consultant. She lives in Turku."
    return (
        (language.starts_with("author", text) and len(text.split()) < 14 and ":" in text)
        or (language.starts_with("more", text) and len(text.split()) < 20)
        or (len(text.split()) <= MAX_WORDS_OF_CREDIT and language.has("interview", " ".join(text.split()[:3])))
    )


# A name above what is said ------------------------------------------------------------------------------------------


def answers_below_names(lines: Sequence[Line], people: People, head: str) -> list[Answer]:
    """Return what stands below names, if there are several and what is said speaks of itself."""
    named = [line for line in lines if line.named]
    if len({id(line.named.person) for line in named if line.named}) < 3:
        return []
    first = [lines[line.number + 1] for line in named if line.number + 1 < len(lines)]
    # Where most of those who are named speak of themselves, so do the others.
    is_regular = sum(_has_first_person(line) for line in first) > len(named) / 2
    answers: list[Answer] = []
    speaking: Person | None = None
    for line in lines:
        if line.named:
            speaking = line.named.person
        elif (
            line.paragraph.level
            or line.paragraph.table
            or line.paragraph.items
            or line.passages
            or _is_afterword(line, speaking)
        ):
            speaking = None
        elif (
            speaking
            and not _is_question(line, line.language)
            and (_has_first_person(line) or (is_regular and lines[line.number - 1].named))
        ):
            answers.append(Answer(line, 0, speaking))
        elif speaking and answers and answers[-1].line.number != line.number - 1:
            speaking = None
    return answers
