"""Who is meant where a name is not said in full: by a family name, a pronoun, or what somebody is."""

from collections.abc import Sequence

from .affiliations import affiliation_at
from .names import is_title, may_be_of_organisation
from .people import NOBODY, Mention, People, Place
from .words import Language, Word, folded, name_words

MAX_WORDS_TO_UNNAMED = 7
MAX_WORDS_OF_LEAD = 3


def later_mentions(
    text: str, words: Sequence[Word], whole: Sequence[Mention], people: People, language: Language, paragraph: int
) -> list[Mention]:
    """Return where ``text`` means somebody without the whole name: by family name, pronoun or position."""
    taken = [(mention.start, mention.end) for mention in whole]
    found: list[Mention] = []
    for index, word in enumerate(words):
        if any(start <= word.start < end for start, end in taken):
            continue
        place = Place(paragraph, word.start)
        if (
            mention := _pronoun(word, people, language, place)
            or _family_name(words, index, people, language)
            or _role(text, words, index, people, language, place)
            or _described(text, words, index, [*whole, *found], language)
        ):
            found.append(mention)
            people.note(place, mention.person)
            if any(language.says(beside) for beside in words[max(0, index - 1) : index + 2]):
                mention.person.gender = mention.person.gender or mention.gender
            taken.append((mention.start, mention.end))
        elif _is_unnamed(text, words, index, [*whole, *found], language):
            people.note(place, NOBODY)
    return found


def _pronoun(word: Word, people: People, language: Language, place: Place) -> Mention | None:
    genders = language.pronoun_genders
    key = word.folded if word.folded in genders else next((part for part in word.parts[1:] if part in genders), "")
    gender = genders.get(key)
    if not gender:
        return None
    person = people.last_before(place, gender)
    if person is None:
        return None
    person.is_certain = person.is_certain or gender in ("f", "m")
    return Mention(word.start, word.end, word.start, word.end, person, f"pronoun {gender}")


def _family_name(words: Sequence[Word], index: int, people: People, language: Language) -> Mention | None:
    word = words[index]
    if not word.is_capitalised or word.folded in language.common or len(word.text) < 3:
        return None
    for size in (3, 2, 1):
        group = words[index : index + size]
        if len(group) == size and (person := people.by_family_name(" ".join(each.folded for each in group))):
            start = words[index - 1].start if index and is_title(words[index - 1]) else word.start
            return Mention(start, group[-1].end, word.start, group[-1].end, person, "family")
    return None


def _role(
    text: str, words: Sequence[Word], index: int, people: People, language: Language, place: Place
) -> Mention | None:
    word = words[index]
    if not language.names_position(word):
        return None
    following = words[index + 1] if index + 1 < len(words) else None
    if (
        index
        and words[index - 1].folded in language.his
        and following
        and _is_compound(text, word, following, language)
    ):
        return None  # "in his student years"
    end = index + 1
    while following and (following.folded in language.joining or following.is_capitalised) and end < index + 6:
        end += 1
        following = words[end] if end < len(words) else None
    start = word.start
    person = people.by_role(text[start : words[min(end, len(words)) - 1].end], language, place) or people.by_role(
        word.text, language, place
    )
    return Mention(start, words[index].end, start, words[index].end, person, "role") if person else None


def _is_compound(text: str, word: Word, following: Word, language: Language) -> bool:
    """Tell whether a noun may follow ``word``, of which that only says more."""
    is_small = following.text.islower() and following.folded not in language.common | language.joining
    return is_small and text[word.end : following.start] == " " and not language.says(following)


def _described(
    text: str, words: Sequence[Word], index: int, mentions: Sequence[Mention], language: Language
) -> Mention | None:
    """Return who is meant by a sentence that begins with what they are: "Ana Berg came. The Director of POLIS said"."""
    word = words[index]
    lead = text[max(text.rfind(mark, 0, word.start) for mark in ".!?") + 1 : word.start].split()
    if not language.names_position(word) or not 0 < len(lead) <= MAX_WORDS_OF_LEAD:
        return None
    start = word.start - len(" ".join(lead)) - 1
    before = [mention for mention in mentions if mention.end <= start]
    is_definite = folded(lead[0]) in name_words("definite") and lead[0][0].isupper()
    if not before or not is_definite or before[-1].person.position or not before[-1].person.is_certain:
        return None
    found = affiliation_at(text, start + len(lead[0]) + 1, language)
    if not found.position or not (found.organisation or word.folded in name_words("offices")):
        return None
    person = before[-1].person
    person.position, person.organisation = found.position, person.organisation or found.organisation
    return Mention(start, found.end, word.start, word.end, person, "role")


def _is_unnamed(text: str, words: Sequence[Word], index: int, mentions: Sequence[Mention], language: Language) -> bool:
    """Tell whether a sentence is about somebody without a name: "My grandmother", "At the terminus, the driver"."""
    word = words[index]
    if not index or not language.names_position(word) or may_be_of_organisation(word):
        return False
    start = max(text.rfind(mark, 0, word.start) for mark in ".!?\0\n") + 1
    before = [each for each in words[max(0, index - MAX_WORDS_TO_UNNAMED) : index] if each.start >= start]
    if not before or before[-1].folded not in name_words("unnamed") or len(before) == MAX_WORDS_TO_UNNAMED:
        return False
    is_led = len(before) > 1 and before[-2].folded in name_words("prepositions")
    return not is_led and not any(start <= mention.start < word.start for mention in mentions)
