"""Who says what stands in quotation marks: by its own sentence, or by what stands before and below it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from .attribution import Attribution, Part, attribution_after, attribution_before, main_mention, may_be_verb, part_of
from .lines import Line
from .people import DASHES, Mention, People, Person, Place
from .quotation_marks import Passage
from .words import Language, Word, name_words, plain

#: Languages in which a verb needs no pronoun.
PRO_DROP = ("el", "es", "it", "pt", "pl")
MAX_WORDS_OF_VERB = 6
MAX_WORDS_WITHOUT_SUBJECT = 3
MAX_WORDS_OF_DESCRIPTION = 5
MAX_SENTENCES_BETWEEN = 2
MAX_WORDS_OF_INTRODUCTION = 6


@dataclass
class Quote:
    """Words that somebody said.

    From ``start`` to ``end`` the text of its line is cut out, if ``is_cut``; else the quote repeats what stays there.
    ``told`` are the words beside it that say who spoke, and are no more in the text.
    """

    words: str
    person: Person
    start: int
    end: int
    is_cut: bool = True
    told: str = ""
    mention: Mention | None = None
    #: Whether words of its own sentence lead to it.
    has_lead: bool = False


@dataclass
class Sentence:
    """A sentence with quotations: what it has of them, and what stands before, between and after."""

    start: int
    end: int
    passages: list[Passage]
    parts: list[Part]
    quotes: list[Quote] = field(default_factory=list)
    #: Who says its quotations, also those that are too short for quotes.
    speaker: Person | None = None

    @property
    def before(self) -> Part:
        """What leads to the first quotation."""
        return self.parts[0]

    @property
    def after(self) -> Part:
        """What follows the last."""
        return self.parts[-1]

    @property
    def is_alone(self) -> bool:
        """Tell whether it is nothing but quotations."""
        return not any(part.words for part in self.parts)


class Context(NamedTuple):
    """Where a sentence stands."""

    line: Line
    lines: Sequence[Line]
    people: People
    speakers: dict[int, Person]  # who is quoted at the end of a line, by its number
    is_named_before: bool  # the names of who speaks stand above what they say, not below


def starts_with_dash(line: Line) -> bool:
    """Tell whether a line begins with a dash, as names below quotations do."""
    return line.text.lstrip()[:1] in DASHES


def attributions(sentence: Sentence, language: Language) -> list[Attribution | None]:
    """Return for each passage who is said to speak, as its own sentence says."""
    number = len(sentence.passages)
    after = [
        None if _begins_anew(part) else attribution_after(part, language, is_parted=_is_parted(passage, part))
        for passage, part in zip(sentence.passages, sentence.parts[1:], strict=True)
    ]
    before = [
        attribution_before(part, language) if not index or _begins_anew(part) or _leads_on(part) else None
        for index, part in enumerate(sentence.parts[:-1])
    ]
    found = [after[index] or before[index] for index in range(number)]
    if number > 1:
        first = next((each for each in found if each), None)
        for index in range(number):
            if found[index] is None and first is not None:
                found[index] = found[index - 1] if index and found[index - 1] else first
    return found


def _is_parted(passage: Passage, part: Part) -> bool:
    """Tell whether a comma, or the end of a sentence within, parts a quotation from what follows it."""
    return passage.words[-1] in ",!?…" or part.text.lstrip()[:1] in (*",–—-",)


def implied_speaker(sentence: Sentence, context: Context) -> Person | None:
    """Return who is meant where only a verb says that somebody speaks, as in Greek, Spanish, Italian or Polish."""
    language = context.line.language
    place = Place(context.line.number, sentence.start)
    for part in (*reversed(sentence.parts[1:]), sentence.before):
        is_verb = language.code in PRO_DROP and not part.mentions and _is_verb_alone(part, language)
        if is_verb or _points_back(part, language):
            return context.people.last_before(place, within_paragraphs=2)
    return None


def _is_verb_alone(part: Part, language: Language) -> bool:
    """Tell whether a part says that somebody speaks, and not who: a verb of saying, or after a comma any verb."""
    if any(language.says(word) for word in part.words):
        return len(part.words) <= MAX_WORDS_OF_VERB
    words = [word for word in part.words if word.folded not in language.common]
    return len(words) == len(part.words) == 1 and words[0].text.islower() and part.text.lstrip().startswith(",")


def _points_back(part: Part, language: Language) -> bool:
    """Tell whether "In her view", "For this nurse" or "According to the expert" points to somebody named before."""
    if part.mentions:
        return False
    lead = language.pattern("by").match(plain(part.text))
    words = part.words[len(lead[0].split()) :] if lead else []
    points = bool(words) and (words[0].folded in language.this or words[0].folded in name_words("definite"))
    is_short = points and (len(words) <= MAX_WORDS_OF_DESCRIPTION or words[0].folded in language.this)
    return language.starts_with("view", part.text) or (
        is_short and not any(_is_no_person(word, language) or _is_nobody(word, language) for word in words[1:3])
    )


def described_speaker(sentence: Sentence, before: Sequence[Sentence], context: Context) -> Person | None:
    """Return who is meant by "the Greek politician said": whom the sentence ``before`` that names somebody is about."""
    line = context.line
    words = next(filter(None, (_description(part, line.language) for part in reversed(sentence.parts[1:]))), ())
    if not words and any(line.language.names_position(word) for word in _description(sentence.before, line.language)):
        words = _description(sentence.before, line.language)
    is_named = sentence.after.mentions or sentence.before.mentions
    if is_named or not words or any(_is_no_person(word, line.language) for word in words):
        return None
    for former in reversed(before):
        if former.quotes:
            return former.quotes[-1].person
        named = part_of(line.masked, former.start, former.end, line.words, line.mentions)
        if named.mentions:
            return _described(main_mention(named), named, words, line.language)
    if any(word.folded in name_words("offices") for word in words):
        person = context.people.last_before(Place(line.number, sentence.start), within_paragraphs=1)
        return person if person and not person.position else None
    if any(word.folded in name_words("generic_roles") for word in words):
        return context.people.last_before(Place(line.number, sentence.start), within_paragraphs=1)
    return None


def _described(mention: Mention, part: Part, words: Sequence[Word], language: Language) -> Person | None:
    """Return the person of ``mention`` if ``words`` may describe them, and learn what they say."""
    person = mention.person
    position = [word for word in words if language.names_position(word)]
    begins = not any(word.end <= mention.start for word in part.words)
    is_told_apart = any(word.is_capitalised or word.folded in name_words("offices") for word in words)
    if not person.is_certain and not (position and person.is_likely and begins and is_told_apart):
        return None
    is_generic = any(word.folded in name_words("generic_roles") for word in words)
    if position and not person.position and words[-1] is position[-1] and not is_generic:
        person.position = " ".join(word.text for word in words if word.text.islower()).capitalize()
        person.organisation = person.organisation or " ".join(word.text for word in words if word.text.isupper())
    return person


def _description(part: Part, language: Language) -> Sequence[Word]:
    """Return the words beside the verb in "the Greek politician said"; none if it is nothing of that form."""
    verbs = [index for index, word in enumerate(part.words) if language.says(word)]
    if not verbs and part.words and part.text.lstrip().startswith(",") and may_be_verb(part.words[0], language):
        verbs = [0]  # a verb that no table has
    if not verbs:
        return ()
    words = part.words[: verbs[0]] or _words_to_comma(part, 1)
    if not 2 <= len(words) <= MAX_WORDS_OF_DESCRIPTION or words[0].folded not in name_words("definite"):
        return ()
    # "the founder of Night Riders": of whom something is said are the words before "of".
    return list(takewhile(lambda word: word.folded not in language.joining, words[1:]))


def _words_to_comma(part: Part, first: int) -> list[Word]:
    """Return the words from the ``first`` on, up to a comma: "insists the mayor, before he leaves"."""
    comma = part.text.find(",", part.words[first].start - part.start) if len(part.words) > first else -1
    return [word for word in part.words[first:] if comma < 0 or word.start < part.start + comma]


def _is_no_person(word: Word, language: Language) -> bool:
    names = name_words("organisations") | name_words("institutions")
    if word.folded in language.title_cues | language.speech | language.project | names:
        return True
    return (
        word.folded.endswith("s") and not word.folded.endswith(("ss", "is", "us", "os"))
    ) or word.folded in name_words("impersonal")


def _begins_anew(part: Part) -> bool:
    """Tell whether a part between two quotations leads to the second: "… and Ben added that …"."""
    return (
        bool(part.words)
        and part.words[0].folded in name_words("conjunctions")
        and part.text.strip(" ,;")[:1].isalpha()
        and not part.text.rstrip().endswith((".", "!"))
    )


def _leads_on(part: Part) -> bool:
    return part.text.rstrip().endswith(":")


def speaker_by_context(sentence: Sentence, before: Sequence[Sentence], context: Context) -> Person | None:
    """Return who says a quotation whose sentence does not say it; ``before`` are those of its paragraph before it."""
    line = context.line
    former = before[-1] if before else None
    if sentence.before.words:
        return _named_with_colon(sentence.before, former, context)
    if former and former.quotes:
        return former.quotes[-1].person
    if former:
        part = part_of(line.masked, former.start, former.end, line.words, line.mentions)
        return _introduced_by(part, context, Place(line.number, sentence.start)) or _who_goes_on(before, line)
    return _by_neighbours(context)


def _who_goes_on(before: Sequence[Sentence], line: Line) -> Person | None:
    """Return who spoke in a paragraph before a sentence or two in which nobody else is named."""
    between = list(takewhile(lambda sentence: not sentence.speaker, reversed(before)))
    if len(between) == len(before) or len(between) > MAX_SENTENCES_BETWEEN:
        return None
    person = before[len(before) - len(between) - 1].speaker
    start = between[-1].start if between else before[-1].end
    words = [word for word in line.words if start <= word.start < before[-1].end]
    others = [each for each in line.mentions if start <= each.start < before[-1].end and each.person is not person]
    return None if others or any(_is_nobody(word, line.language) for word in words) else person


def _named_with_colon(part: Part, former: Sentence | None, context: Context) -> Person | None:
    """Return who speaks after a colon before which nobody is named: who spoke last, or was named last.

    ``former`` is the sentence before. "Her message:" points back; "Below, somebody had added:" does not.
    """
    line = context.line
    language = line.language
    if any(_is_nobody(word, language) for word in part.words):
        return None
    if former and former.quotes:
        return former.quotes[-1].person
    speaks = any(language.says(word) or word.folded in language.speech for word in part.words)
    points_back = any(word.folded in language.his or word.folded in language.pronoun_genders for word in part.words)
    if not speaks or not (points_back or len(part.words) <= MAX_WORDS_WITHOUT_SUBJECT):
        return None
    if former and (before := part_of(line.masked, former.start, former.end, line.words, line.mentions)).mentions:
        return main_mention(before).person
    return context.people.last_before(Place(line.number, part.start), within_paragraphs=1)


def _is_nobody(word: Word, language: Language) -> bool:
    if any(word.folded in name_words(kind) for kind in ("indefinite", "impersonal", "quoting")):
        return True
    return word.folded in language.title_cues and word.folded not in language.speech | language.common


def _introduced_by(part: Part, context: Context, place: Place) -> Person | None:
    """Return whom a sentence before a quotation introduces."""
    if not part.mentions:
        return None
    mention = main_mention(part)
    lead = [word for word in part.words if word.end <= mention.start]
    if mention.person.is_certain and (
        len(lead) <= MAX_WORDS_OF_INTRODUCTION
        or part.text.rstrip().endswith(":")
        or any(context.line.language.says(word) for word in part.words)
    ):
        return mention.person
    return None


def _by_neighbours(context: Context) -> Person | None:
    """Return who says what is a paragraph of its own: by the line below, above, or the paragraph before."""
    line, lines = context.line, context.lines
    below = lines[line.number + 1] if line.number + 1 < len(lines) else None
    above = lines[line.number - 1] if line.number else None
    if below and below.named and (starts_with_dash(below) or not context.is_named_before):
        return below.named.person
    if above and above.named and not starts_with_dash(above):
        return above.named.person
    if line.number - 1 in context.speakers:
        return context.speakers[line.number - 1]
    return _by_paragraph_before(above, context) if above else None


def _by_paragraph_before(above: Line, context: Context) -> Person | None:
    """Return whom the last sentence of the paragraph before introduces."""
    if above.is_quotation or above.paragraph.level or not above.sentences:
        return None
    start, end = above.sentences[-1]
    part = part_of(above.masked, start, end, above.words, above.mentions)
    place = Place(context.line.number, 0)
    if not above.text.rstrip().endswith(":"):
        return _introduced_by(part, context, place)
    return main_mention(part).person if part.mentions else context.people.last_before(place, within_paragraphs=1)
