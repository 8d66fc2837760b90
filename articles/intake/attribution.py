"""Who said what stands in quotation marks: by the words before, between and after it in its sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .people import Mention
from .words import Language, Word, name_words, plain

MAX_WORDS_TO_VERB = 30
#: As many words besides who and how may stand in what only says who spoke.
MAX_OTHER_WORDS = 4
MAX_WORDS_AFTER_VERB = 5
MAX_CHARACTERS_OF_ARTICLE = 5
MAX_WORDS_BEFORE_NAME = 3


class Part(NamedTuple):
    """A part of a sentence beside a quotation, between two places of its paragraph."""

    text: str
    start: int
    words: Sequence[Word]
    mentions: Sequence[Mention]


class Attribution(NamedTuple):
    """Who is said to speak, and where that stands."""

    mention: Mention
    has_verb: bool


def part_of(text: str, start: int, end: int, words: Sequence[Word], mentions: Sequence[Mention]) -> Part:
    """Return what stands between two places."""
    return Part(
        text[start:end],
        start,
        [word for word in words if start <= word.start and word.end <= end],
        [mention for mention in mentions if start <= mention.name_start and mention.name_end <= end],
    )


def attribution_after(part: Part, language: Language, *, is_parted: bool = False) -> Attribution | None:
    """Return who speaks by what follows a quotation: "said Ana Berg", "Ana Berg said", "so Ana", "(Ana Berg)".

    ``is_parted``: a comma or the like stands between the two, so that even a verb that no table has says so.
    """
    if part.mentions and language.starts_with("with_words", part.text):
        return Attribution(part.mentions[0], has_verb=True)
    verb = _first_verb(part, language)
    if verb is not None:
        return _subject_beside(part, verb, language, is_after_quotation=True)
    if not part.mentions:
        return None
    if is_parted and (found := _subject_of_unknown_verb(part, language)):
        return found
    mention = part.mentions[0]
    lead = part.text[: mention.start - part.start]
    is_named_after_phrase = bool(re.fullmatch(rf"(?:{language.pattern('by').pattern})?", plain(lead)))
    if not is_named_after_phrase or (mention.kind != "name" and not plain(lead)):
        return None
    rest = part.text[mention.end - part.start :]
    is_alone = not plain(rest) or bool(plain(lead))
    return Attribution(mention, has_verb=bool(plain(lead))) if is_alone else None


def _subject_of_unknown_verb(part: Part, language: Language) -> Attribution | None:
    """Return who speaks in "quipped Ana Berg" and "Ana Berg quipped", where nothing else stands."""
    mention = part.mentions[0]
    lead = [word for word in part.words if word.end <= mention.start]
    rest = [word for word in part.words if mention.end <= word.start]
    if (
        lead
        and len(lead) <= MAX_WORDS_AFTER_VERB
        and may_be_verb(lead[0], language)
        and not any(word.folded in name_words("prepositions") - {"de"} for word in lead)
    ):
        return Attribution(mention, has_verb=True)
    if not lead and rest and len(rest) <= MAX_WORDS_AFTER_VERB and may_be_verb(rest[0], language):
        return Attribution(mention, has_verb=True)
    return None


def may_be_verb(word: Word, language: Language) -> bool:
    """Tell whether a word may be a verb that no table has: one in small letters that is nothing else we know."""
    small = (
        language.common
        | language.joining
        | language.at
        | language.position
        | language.title_cues
        | name_words("prepositions")
    )
    return word.text.islower() and len(word.text) > 2 and word.folded not in small and not language.names_position(word)


def attribution_before(part: Part, language: Language) -> Attribution | None:
    """Return who speaks by what leads to a quotation: "Ana Berg said that", "According to Ana Berg,", "Ana Berg:"."""
    if any(word.folded in name_words("quoting") for word in part.words):
        return None
    if part.text.rstrip().endswith(":") and (found := _by_phrase_at_end(part, language)):
        return found
    verbs = [index for index, word in enumerate(part.words) if _is_verb(part, index, language)]
    for index in reversed(verbs):
        if found := _subject_beside(part, index, language, is_after_quotation=False):
            return found
    return _by_colon(part, language) if part.mentions else None


def _by_colon(part: Part, language: Language) -> Attribution | None:
    """Return who speaks where no verb says so: by a colon, by "that" behind whatever verb, or by a phrase."""
    if part.text.rstrip().endswith(":"):
        return Attribution(main_mention(part), has_verb=False)
    if part.words[-1].folded in language.that and len(part.words) > 2 and may_be_verb(part.words[-2], language):
        return Attribution(main_mention(part), has_verb=True)  # "… hinted that", whatever the verb
    return _by_phrase(part, language)


def _by_phrase_at_end(part: Part, language: Language) -> Attribution | None:
    """Return who speaks in "All is well, so Ana Berg:", where a comma stands before the phrase."""
    comma = part.text.rfind(",", 0, part.mentions[-1].start - part.start) if part.mentions else -1
    if comma < 0 or not language.starts_with("by", part.text[comma + 1 :]):
        return None
    start = part.start + comma + 1
    words = [word for word in part.words if word.start >= start]
    mentions = [mention for mention in part.mentions if mention.start >= start]
    return _by_phrase(Part(part.text[comma + 1 :], start, words, mentions), language)


def _by_phrase(part: Part, language: Language) -> Attribution | None:
    """Return who speaks in "According to Ana Berg,"."""
    text = plain(part.text)
    for phrase in language.pattern("by").finditer(text):
        number = len(text[: phrase.end()].split())
        if not 0 < number <= len(part.words):
            continue
        end = part.words[number - 1].end
        for mention in part.mentions:
            rest = [word for word in part.words if word.start >= mention.end]
            if _is_straight_behind(part, end, mention) and (len(rest) <= 2 or _is_apposition(part, mention, language)):
                return Attribution(mention, has_verb=True)
    return None


def _is_apposition(part: Part, mention: Mention, language: Language) -> bool:
    """Tell whether only what somebody is follows a name, between commas: "according to Ana Berg, of Polis, “…”"."""
    rest = part.text[mention.end - part.start :].strip()
    words = [word for word in part.words if word.start >= mention.end]
    is_between_commas = rest[:1] == "," and rest[-1:] == "," and "," not in rest[1:-1]
    return is_between_commas and words[0].folded in language.at and not any(map(language.says, words))


def _is_straight_behind(part: Part, end: int, mention: Mention) -> bool:
    """Tell whether a name begins at ``end``, with nothing before it but what somebody is: "to the taxi driver Ana"."""
    gap = part.text[end - part.start : mention.start - part.start]
    between = [word for word in part.words if end <= word.start < mention.start]
    if mention.start < end or not plain(gap) or len(gap) <= MAX_CHARACTERS_OF_ARTICLE:
        return 0 <= mention.start - end <= MAX_CHARACTERS_OF_ARTICLE
    is_small = all(word.text.islower() and word.folded not in name_words("prepositions") for word in between)
    return is_small and len(between) <= MAX_WORDS_BEFORE_NAME and not re.search(r"[,;:.!?\0()]", gap)


def main_mention(part: Part) -> Mention:
    """Return who a sentence is about: the first who does not stand after a preposition, nor owns something."""
    named = [mention for mention in part.mentions if mention.kind != "pronoun n"] or part.mentions  # not "on", "man"
    free = [mention for mention in named if not _after_preposition(part, mention)] or named
    return next((mention for mention in free if not _is_owner(part, mention)), free[0])


def _is_owner(part: Part, mention: Mention) -> bool:
    name = part.text[mention.name_start - part.start : mention.name_end - part.start]
    return name.endswith(("'s", "’s"))


def _not_owner(part: Part, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first of ``mentions``, or of "Mac Cába's colleague Ana Berg" the second."""
    if len(mentions) > 1 and _is_owner(part, mentions[0]) and "," not in _between(part, *mentions[:2]):
        return mentions[1]
    return next(iter(mentions), None)


def _between(part: Part, one: Mention, other: Mention) -> str:
    return part.text[one.name_end - part.start : other.name_start - part.start]


def _first_verb(part: Part, language: Language) -> int | None:
    for index in range(min(MAX_WORDS_TO_VERB, len(part.words))):
        if _is_verb(part, index, language):
            return index
    return None


def _is_verb(part: Part, index: int, language: Language) -> bool:
    word = part.words[index]
    if not language.says(word) or any(
        mention.start <= word.start < mention.name_start or mention.name_end <= word.start < mention.end
        for mention in part.mentions
        if mention.kind == "name"
    ):
        return False
    if word.is_capitalised and index and part.text[: word.start - part.start].rstrip()[-1:] not in ".!?":
        return False  # in the middle of a sentence, a capital letter is a name's or a noun's
    previous = part.words[index - 1].folded if index else ""
    return language.code != "en" or previous not in ("the", "a", "to", "his", "her", "its")  # "the report", "to report"


def _subject_beside(part: Part, verb: int, language: Language, *, is_after_quotation: bool) -> Attribution | None:
    """Return who does what the verb says."""
    word = part.words[verb]
    free = [
        mention for mention in part.mentions if mention.name_end <= word.start and not _after_preposition(part, mention)
    ]
    following = [mention for mention in part.mentions if mention.name_start >= word.end]
    after = _not_owner(part, following)
    if after and not _is_close(part, word, after, language):
        after = None
    subject = (
        _subject_after_quotation(part, verb, free, after, language)
        if is_after_quotation
        else _subject_before_quotation(word, free, after)
    )
    return Attribution(subject, has_verb=True) if subject else None


def _subject_after_quotation(
    part: Part, verb: int, free: Sequence[Mention], after: Mention | None, language: Language
) -> Mention | None:
    """Return who speaks in "said Ana Berg" or "Ana Berg said": who follows the verb, unless somebody stands before."""
    word = part.words[verb]
    for mention in part.mentions:
        if mention.start <= word.start and word.end <= mention.end:
            return mention  # "ajoute-t-elle"
    is_led = any(
        each.folded not in language.common and each.folded not in language.pronoun_genders for each in part.words[:verb]
    )
    if free and (is_led or free[-1].kind.startswith("pronoun")):
        return free[0]
    return after or (free[0] if free else None)


def _subject_before_quotation(verb: Word, free: Sequence[Mention], after: Mention | None) -> Mention | None:
    if not free:
        return None if _tells(verb) else after
    names = [mention for mention in free if not mention.kind.startswith("pronoun")]
    return free[-1] if free[-1].kind.startswith("pronoun") or not names else names[-1]


def _tells(word: Word) -> bool:
    return word.folded in ("told", "tells", "reminded", "asked", "urged", "invited", "tell", "thanked")


def _is_close(part: Part, verb: Word, mention: Mention, language: Language) -> bool:
    """Tell whether only small words stand between a verb and who follows it."""
    between = [word for word in part.words if verb.end <= word.start < mention.start]
    if any(
        word.folded in name_words("prepositions") and word.folded not in ("de", "und", "and", "et") for word in between
    ):
        return False
    gap = part.text[verb.end - part.start : mention.start - part.start]
    return len(between) <= 4 and not re.search(r"[.!?:;\0]", gap)


def _after_preposition(part: Part, mention: Mention) -> bool:
    lead = [word for word in part.words if word.end <= mention.start]
    if not lead:
        return False
    last = lead[-1]
    gap = part.text[last.end - part.start : mention.start - part.start]
    return (
        last.folded in name_words("prepositions")
        and not gap.strip()
        and not (len(lead) == 1 and last.folded in ("for", "para", "pour", "für"))
    )


def is_only_attribution(
    parts: Sequence[Part], speaker: Mention | None, language: Language, max_others: int = MAX_OTHER_WORDS
) -> bool:
    """Tell whether what stands beside a quotation says nothing but who spoke, so that a block may say it."""
    others = 0
    for part in parts:
        for word in part.words:
            is_named = any(mention.start <= word.start < mention.end for mention in part.mentions) or (
                speaker is not None and speaker.start <= word.start < speaker.end
            )
            if not is_named and not _is_small(word, language):
                others += 1
    return others <= max_others


def _is_small(word: Word, language: Language) -> bool:
    return (
        language.says(word)
        or any(part in language.pronoun_genders or part in language.saying for part in word.parts)
        or word.folded in language.common
        or word.folded in language.joining
        or word.folded in language.speech
        or word.folded in language.by
        or language.names_position(word)
        or word.folded.rstrip(".") in name_words("titles") | name_words("address")
    )
