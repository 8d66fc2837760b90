"""What somebody is, and where: "Head of Mobility at the City of Ghent" in its two parts."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from .words import Language, Word, name_words, words_of

ARTICLE = re.compile(
    r"(?:the|a|an|our|le|la|les|l[’']|un|une|der|die|das|ein|eine|den|dem|ο|η|το|τον|την|του|της|el|los|las|una|il|lo|gli|de|het|een|o|as|os|um|uma)\s*(?<=[\s’'])",
    re.IGNORECASE,
)
#: Prepositions that lead to where somebody works, and never to the field.
PLACES = ("at", "bei", "beim", "chez", "presso", "bij", "hos", "from", "with")
IN_CHARGE = re.compile(
    r"(?<=\s)(?:en charge|chargée?|in charge|responsible|zuständig|αρμόδι\w+|encargad[oa]|responsabile)\s.*",
    re.IGNORECASE,
)
MAX_WORDS_OF_KIND = 3
MAX_WORDS_TO_POSITION = 4
OWNER = re.compile(r"([^\W\d_][^,]*?)[’'](?:s\s|\s)(?=.)")


def names_position(text: str, language: Language) -> bool:
    """Tell whether a word of ``text`` names a position."""
    return any(language.names_position(word) for word in words_of(text))


def is_institution(word: Word) -> bool:
    """Tell whether a word says what kind of organisation one is, as in "University" or "Volksschule"."""
    return word.folded in name_words("organisations") or (
        len(word.text) > 7 and word.folded.endswith(tuple(name_words("organisation_endings")))
    )


def is_organisation(text: str) -> bool:
    """Tell whether ``text`` is what an organisation is called: by a word, as an acronym, or with capitals within."""
    words = words_of(text)
    return any(
        is_institution(word) or (len(word.text) > 1 and word.text.isupper()) or re.search(r"[a-zà-ÿ][A-Z]", word.text)
        for word in words
        if word.is_capitalised or word.folded in name_words("institutions")
    )


def split_position(position: str, language: Language) -> tuple[str, str]:
    """Return position and organisation of "Head of Mobility at the City of Ghent"; empty where none is named."""
    owner = OWNER.match(position)
    if owner and owner[1][0].isupper() and names_position(position[owner.end() :], language):
        return position[owner.end() :], owner[1]
    charge = IN_CHARGE.search(position)
    words = words_of(position[: charge.start()] if charge and " at " not in position else position)
    # What leads to where somebody works, before what may also lead to a field.
    for index in sorted(range(1, len(words) - 1), key=lambda index: words[index].folded not in PLACES):
        number = _length_of_preposition(words, index, language)
        rest = position[words[index + number - 1].end :].strip()
        name = ARTICLE.sub("", rest, count=1) if ARTICLE.match(rest) else rest
        name = _before_other_position(_without_kind(name, words[index + number - 1], language), language)
        if number and name and _leads_to_organisation(words[index], words[index - 1], name, language):
            head, charge = position[: words[index].start].strip(" ,"), IN_CHARGE.search(name)
            return (f"{head} {charge[0]}", name[: charge.start()]) if charge else (head, name)
    return position, ""


def _without_kind(name: str, preposition: Word, language: Language) -> str:
    """Return the name in "non-profit Mpact" or "regional operator Movia": without what kind of organisation it is."""
    words = words_of(name)
    while words and "-" in words[0].folded and words[0].folded.rpartition("-")[2] in name_words("compounds"):
        name = name[words[0].end :].lstrip()  # "Rotterdam-based think tank Loopstad"
        words = words_of(name)
    kind = list(takewhile(lambda word: not word.is_capitalised and word.folded not in language.joining, words))
    if not 0 < len(kind) <= MAX_WORDS_OF_KIND or len(kind) == len(words) or not words[len(kind)].is_capitalised:
        return name
    if any(word.folded in language.common | name_words("institutions") for word in kind):
        return name
    is_kind = preposition.folded in PLACES or kind[-1].folded in name_words("kinds_of_organisations")
    return name[words[len(kind)].start :] if is_kind else name


def _before_other_position(name: str, language: Language) -> str:
    """Return the organisation in "City of Chania and member of its board": what stands before another position."""
    words = words_of(name)
    for joining, following in pairwise(words):
        joins = joining.folded in name_words("conjunctions") - {"en"}  # in French, it says in what: "en charge de"
        rest = words_of(name[joining.end :])[:MAX_WORDS_TO_POSITION]
        is_other = any(word.text.islower() and language.names_position(word) for word in rest)
        if joins and following.text.islower() and is_other:
            return name[: joining.start].rstrip(" ,")
    return name


def _length_of_preposition(words: Sequence[Word], index: int, language: Language) -> int:
    """Return of how many words the longest preposition is that begins at ``index``; 0 if none does."""
    for size in (3, 2, 1):
        if " ".join(word.folded for word in words[index : index + size]) in language.at and index + size < len(words):
            return size
    return 0


def _leads_to_organisation(preposition: Word, head: Word, name: str, language: Language) -> bool:
    first = words_of(name)
    named = takewhile(lambda word: word.folded not in PLACES, first[:5])
    is_named = is_organisation(" ".join(word.text for word in named))
    if not first or (first[0].folded in name_words("fields") and not (is_named and preposition.folded in PLACES)):
        return False
    if not first[0].is_capitalised and first[0].folded not in name_words("institutions"):
        return False
    if words_of(name)[-1].folded in language.project:
        return False
    if preposition.folded in PLACES:
        return True
    if is_named:
        return True
    return head.folded in name_words("heads") and not language.names_position(first[0])
