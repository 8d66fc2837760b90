"""The paragraphs of a text as the rules look at them: with their words, people, sentences and quotations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from civitas_cms.publishing.foreign_html import Paragraph, Run

from .incises import between_dashes, without_incises
from .people import Mention, People, Place
from .quotation_marks import Passage, is_left_open, opening_mark, passages
from .references import later_mentions
from .sentences import masked, sentences
from .words import Language, Word, language_of, words_of

LINE_BREAK = "\n"
MAX_JOINED_PARAGRAPHS = 12
#: A paragraph of several pages is kept as it is: nobody would find the quotes in it either.
MAX_LINE_LENGTH = 20_000
#: Passages shorter than this stay part of their sentence for all rules: titles, single words.
MIN_QUOTATION_WORDS = 3
OPENS_LINE = re.compile(r"\s*(?:[–—―-]\s|[“„«\"»]|[^\W\d_][\w.’' -]{0,60}:\s)")


@dataclass
class Line:
    """A paragraph. If several were one quotation, they are joined in it, and stand in ``originals`` as they were."""

    paragraph: Paragraph
    number: int
    language: Language
    originals: list[Paragraph] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    #: Who a line is about that has nothing but a name and what somebody is.
    named: Mention | None = None

    @cached_property
    def text(self) -> str:
        """The words."""
        return self.paragraph.text

    @cached_property
    def passages(self) -> list[Passage]:
        """What stands in quotation marks, if it is long enough for a quotation."""
        if len(self.text) > MAX_LINE_LENGTH:
            return []
        parted = [part for each in passages(self.text) for part in without_incises(each, self.text, self.language)]
        return [each for each in parted if self._may_be_said(each)] or list(between_dashes(self.text, self.language))

    def _may_be_said(self, passage: Passage) -> bool:
        number = len(passage.words.split())
        if number >= MIN_QUOTATION_WORDS or passage.words[-1:] in (*",.!?",):
            return True
        begins = self.text[: passage.start].rstrip()[-1:] in (*".!?:", "")
        return number == MIN_QUOTATION_WORDS - 1 and begins and self.text[passage.end :].lstrip()[:1] in (*",.–—-",)

    @cached_property
    def masked(self) -> str:
        """The text with its quotations masked."""
        return masked(self.text, self.passages) if len(self.text) <= MAX_LINE_LENGTH else ""

    @cached_property
    def words(self) -> list[Word]:
        """The words outside of quotations."""
        return words_of(self.masked)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences begin and end."""
        return sentences(self.masked)

    @property
    def is_quotation(self) -> bool:
        """Tell whether the line is nothing but a quotation."""
        return bool(self.passages) and not self.words

    def forget(self) -> None:
        """Look at the paragraph anew: it is another now."""
        for name in ("text", "passages", "masked", "words", "sentences"):
            self.__dict__.pop(name, None)

    def introduce(self, people: People, *, is_title: bool = False) -> None:
        """Find the names in the line, and remember who they are; in a title, those in full ("A ride with Mr Bus")."""
        self.mentions = people.mentions_in(self.masked, self.words, self.language, only_whole=is_title)
        for mention in self.mentions:
            if not mention.person.is_certain and self._acts_as_person(mention):
                mention.person.is_certain = True

    def _acts_as_person(self, mention: Mention) -> bool:
        """Tell whether somebody says something, or is told of with "who"."""
        before = [word for word in self.words if word.end <= mention.start][-1:]
        after = [word for word in self.words if word.start >= mention.end][:1]
        if re.match(r",? \(?\d{1,2}[,)]", self.masked[mention.name_end :]):
            return True  # how old somebody is
        if any(self.language.says(word) for word in before + after) or any(
            word.folded in self.language.who for word in after
        ):
            return True
        start, end = next((each for each in self.sentences if each[0] <= mention.start < each[1]), (0, 0))
        is_quoted = any(start <= passage.start < end for passage in self.passages)
        first = next((other for other in self.mentions if other.start >= start), mention)
        return (
            is_quoted
            and first is mention
            and any(self.language.says(word) for word in self.words if mention.end <= word.start < end)
        )

    def resolve(self, people: People) -> None:
        """Find out who is meant where names are not said in full. Lines before have done so."""
        for mention in self.mentions:
            people.note(Place(self.number, mention.start), mention.person)
        if self.named:
            people.note(Place(self.number, self.named.start), self.named.person)
        later = later_mentions(self.masked, self.words, self.mentions, people, self.language, self.number)
        self.mentions = sorted([*self.mentions, *later], key=lambda mention: mention.name_start)


def lines_of(paragraphs: Iterable[Paragraph]) -> list[Line]:
    """Return ``paragraphs`` as lines, each in the language in which it is written."""
    paragraphs = [part for paragraph in paragraphs for part in _split(paragraph)]
    words = [word.folded for paragraph in paragraphs[:400] for word in words_of(paragraph.text)]
    language = language_of(words)
    return [
        Line(
            paragraph, number, language_of([word.folded for word in words_of(paragraph.text)], language.code), originals
        )
        for number, (paragraph, originals) in enumerate(_joined(paragraphs))
    ]


def _split(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield a paragraph in several where lines in it begin as quotations, names and answers do."""
    text = paragraph.text
    breaks = [
        match.start()
        for match in re.finditer(LINE_BREAK, text)
        if OPENS_LINE.match(text, match.end()) or text[match.start() - 1 : match.start()] in (*'”»“"’',)
    ]
    if paragraph.items or paragraph.table or not breaks:
        yield paragraph
        return
    start = 0
    for end in [*breaks, len(text)]:
        part = paragraph.cut(start, end)
        if part.text.strip():
            yield part
        start = end + 1


def _joined(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, list[Paragraph]]]:
    """Yield paragraphs; those that are one quotation, as one, with what they were."""
    index = 0
    while index < len(paragraphs):
        number = _length_of_quotation(paragraphs, index)
        group = list(paragraphs[index : index + number])
        yield (_as_one(group), group) if number > 1 else (group[0], [])
        index += number


def _length_of_quotation(paragraphs: Sequence[Paragraph], index: int) -> int:
    """Return over how many paragraphs a quotation goes that begins in the one at ``index``; 1 if it ends there."""
    mark_at = _open_mark(paragraphs[index])
    if mark_at is None:
        return 1
    mark = paragraphs[index].text[mark_at]
    for number, following in enumerate(paragraphs[index + 1 : index + MAX_JOINED_PARAGRAPHS], start=2):
        if following.level or following.table or following.items:
            return 1
        text = following.text
        repeated = text[:1] == mark or (mark == "«" and text[:1] == "»") or (mark == "„" and text[:1] == "“")
        if repeated and is_left_open(mark + text[1:], mark):
            continue
        if repeated:
            return number
        if opening_mark(text):
            return 1  # another quotation: the first was never closed
        if is_left_open(mark + text, mark):
            continue
        return number
    return 1


def _open_mark(paragraph: Paragraph) -> int | None:
    """Return where a mark opens that is not closed in the paragraph, or None."""
    if paragraph.level or paragraph.table or paragraph.items:
        return None
    if len(paragraph.text) > MAX_LINE_LENGTH:
        return None
    text, closed = paragraph.text, passages(paragraph.text)
    for index, character in enumerate(text):
        if character in '“„«"' and not any(passage.start <= index < passage.end for passage in closed):
            before = text[index - 1 : index] or " "
            if (before in " \n\xa0(:—–-" or index == 0) and text[index + 1 : index + 2].strip("\n"):
                return index
    return None


def _as_one(group: Sequence[Paragraph]) -> Paragraph:
    """Return paragraphs as one, without the opening marks that each repeats."""
    runs = list(group[0].runs)
    for paragraph in group[1:]:
        first, *others = paragraph.runs
        runs += [
            Run(LINE_BREAK),
            Run(LINE_BREAK),
            first._replace(text=re.sub(r"^[“„«»\"]\s*", "", first.text)),
            *others,
        ]
    return Paragraph(group[0].level, group[0].items, group[0].quotation, group[0].table, runs)
