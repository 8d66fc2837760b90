"""Who speaks, said among the words: « La rue, dit Ana Berg, est à nous », or between dashes, as in Polish.

Such a passage becomes two, with who spoke between them, and then it is what English writes with marks on both sides.
"""

import re
from collections.abc import Iterator
from itertools import islice

from .quotation_marks import SPACES, Passage
from .sentences import ABBREVIATION
from .words import Language, Word, name_words, words_of

#: Languages that write it so.
WITHIN_MARKS = ("fr", "it", "es", "pt")
BETWEEN_DASHES = ("pl", "es", "pt")
MAX_WORDS_TO_SUBJECT = 6
MAX_WORDS_TO_POSITION = 3
MAX_INCISE_LENGTH = 200
MAX_PLACES = 200  # in one passage, where an incise may begin
BEGINS = re.compile(r"[,!?…]\s+")
ENDS = re.compile(r"[,.!?…;:](?=\s|$)")
DASH = re.compile(r"(?:(?<=\s)|^)[–—-](?=\s)|(?:(?<=\s)|^)—(?=\S)|(?<=\S)—(?=\s)")
REFLEXIVE = frozenset(("s", "se", "si", "est", "a", "ha", "me", "nous", "sie"))


def without_incises(passage: Passage, text: str, language: Language) -> Iterator[Passage]:
    """Yield ``passage``, or its parts before and behind what says who speaks."""
    if language.code not in WITHIN_MARKS:
        yield passage
        return
    start, inner_end = passage.start, text.rindex(passage.words[-1], passage.start, passage.end) + 1
    for begin in islice(BEGINS.finditer(text, passage.start, inner_end), MAX_PLACES):
        if begin.start() < start or not (end := _end_of_incise(text, begin.end(), inner_end, language)):
            continue
        stop = begin.start() + (begin[0][0] != ",")
        yield _passage(text, start, stop)
        start = end
    if start == passage.start:
        yield passage
    elif text[start:inner_end].strip(SPACES + ",.;:"):
        start = next(index for index in range(start, passage.end) if text[index] not in SPACES + ",;:.")
        yield Passage(start, passage.end, text[start:inner_end].strip(SPACES))


def _passage(text: str, start: int, end: int) -> Passage:
    return Passage(start, end, text[start:end].strip(SPACES + "«»“”„\"'‘’"))


def _end_of_incise(text: str, start: int, end: int, language: Language) -> int:
    """Return where what begins at ``start`` ends, if it says who speaks; else 0."""
    words = _words(text, start, min(end, start + MAX_INCISE_LENGTH))
    verb = next((index for index, word in enumerate(words[:3]) if word.folded not in REFLEXIVE), None)
    if verb is None or not language.says(words[verb]) or text[start].isupper():
        return 0
    is_pronoun = any(part in language.pronoun_genders for part in words[verb].parts[1:])
    following = words[verb + 1 : verb + 1 + MAX_WORDS_TO_SUBJECT]
    first = ENDS.search(text, words[verb].end, end)
    subject = [word for word in following if not first or word.start < first.start()]
    if not (
        is_pronoun
        or any(word.is_capitalised for word in subject)
        or any(language.names_position(word) for word in subject[:MAX_WORDS_TO_POSITION])
    ):
        return 0
    return _end_of_apposition(text, words[verb].end, end, language)


def _end_of_apposition(text: str, start: int, end: int, language: Language) -> int:
    """Return where who speaks ends: before a comma behind which not what they are follows, or at a stop."""
    for stop in ENDS.finditer(text, start, end):
        if stop[0] == ".":
            if not ABBREVIATION.search(text[max(start, stop.start() - 8) : stop.end()]):
                return stop.start()
            continue
        words = _words(text, stop.end(), end)[:MAX_WORDS_TO_POSITION]
        is_told = any(language.names_position(word) for word in words) or (
            bool(words) and words[0].folded in name_words("conjunctions") - {"et", "e", "y"}
        )
        if stop[0] != "," or not is_told:
            return stop.start()
    return end


def _words(text: str, start: int, end: int) -> list[Word]:
    return [word._replace(start=word.start + start, end=word.end + start) for word in words_of(text[start:end])]


def between_dashes(text: str, language: Language) -> Iterator[Passage]:
    """Yield what somebody says in "– Words – says Ana Berg. – Words.", where a line begins with a dash."""
    dashes = [match.start() for match in DASH.finditer(text)]
    if language.code not in BETWEEN_DASHES or len(dashes) < 2 or text[: dashes[0]].strip():
        return
    pieces = list(zip(dashes, [*dashes[1:], len(text)], strict=True))
    is_attribution = [False, *(_says(text, start, end, language) for start, end in pieces[1:])]
    if not any(is_attribution):
        return
    began = dashes[0]
    for (start, end), says in zip(pieces, is_attribution, strict=True):
        if says and began < start:
            yield Passage(began, _trimmed_end(text, start), text[began + 1 : start].strip(SPACES))
        if says:
            began = end
    if began < len(text):
        yield Passage(began, len(text), text[began + 1 :].strip(SPACES))


def _says(text: str, start: int, end: int, language: Language) -> bool:
    words = _words(text, start, end)[:2]
    verb = next((word for word in words if word.folded not in REFLEXIVE), None)
    return verb is not None and language.says(verb) and verb.text.islower()


def _trimmed_end(text: str, end: int) -> int:
    while text[end - 1] in SPACES:
        end -= 1
    return end
