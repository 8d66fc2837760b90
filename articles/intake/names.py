"""Names of people: where they stand in a text, and which part is the family name."""

import re
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from events.names import PARTICLES

from .positions import is_institution
from .sentences import CLAUSE_END
from .words import Language, Word, folded, name_words

MAX_NAME_WORDS = 4  # without particles: more in a row is a headline
ENDINGS_BY_CASE = re.compile(r"(?:ουσ|ου|οσ|ον|ο|ησ|η|ασ|α|ων|ισ|ι|σ|ego|emu|owi|iem|em|a|y|i|s)$")


#: Articles that are particles only behind one: "van der Berg", but "Leitung der Linie".
AFTER_PARTICLE = frozenset(("der", "den", "las", "los", "het", "die", "des", "la", "le"))

#: Particles that are given names, too: "Ben Olsen".
GIVEN_PARTICLES = frozenset(("Ben", "Al", "Mac", "Nic"))
AGE = re.compile(r",? \(?\d{1,2}\b")
ACRONYM_IN_BRACKETS = re.compile(r" \(([A-ZÄÖÜΑ-Ω]{2,8})\)")
AGE_IN_BRACKETS = re.compile(r" \(\d{1,2}\)|, \d{1,2}(?: years old| ans| Jahre(?: alt)?| ετών| años| anni)?,")
#: How English words for what people do end, and hardly a given name.
ROLE_ENDINGS = ("structor", "ator", "ctor", "ist", "eer", "ssor", "itor", "grapher", "maker")
MAX_WORDS_TO_POSITION = 5
MAX_CHARACTERS_TO_QUOTATION = 200


class Name(NamedTuple):
    """A person's name as a text has it: from ``start`` to ``end``, with the ``title`` before it."""

    start: int
    end: int
    text: str
    title: str = ""
    gender: str = ""
    is_whole: bool = True  # not a family name alone, as after "Ms"


def names_in(text: str, words: Sequence[Word], language: Language, known: Container[str] = ()) -> list[Name]:
    """Return the names of people in ``text``, whose words are ``words``.

    ``known`` has the names (folded) of people of whom it is certain. All others are judged by their form, so that some
    are no names; who uses them asks for more.
    """
    found, index = [], 0
    while index < len(words):
        if name := _name_at(text, words, index, language, known):
            found.append(name)
            index = next((i for i in range(index, len(words)) if words[i].start >= name.end), len(words))
        else:
            index += 1
    return found


def _name_at(text: str, words: Sequence[Word], index: int, language: Language, known: Container[str]) -> Name | None:
    first = index
    while first < len(words) and is_title(words[first]) and _is_joined(text, words, first):
        first += 1
    last = _last_of_name(text, words, first, language) if first < len(words) else None
    if last is None:
        return None
    number = sum(not _is_particle(word) for word in words[first : last + 1])
    number += words[first].text in GIVEN_PARTICLES
    titles = words[index:first]
    is_short = bool(titles) or _is_one_name(text, words, index, last, language)
    if (
        _is_abbreviated(text, words[first : last + 1])
        or number < (1 if is_short else 2)
        or (last > first and words[first].folded.endswith("'s"))
    ):
        return None
    name = text[words[first].start : words[last].end]
    if folded(name) not in known:
        if _begins_with_other(text, words, index, number, language):
            return _name_at(text, words, index + 1, language, known) if number > 2 else None
        if number > MAX_NAME_WORDS or (is_acronym(words[first]) and not is_acronym(words[last])):
            return None
    academic = [word for word in titles if _bare(word) in name_words("titles")]
    title = text[academic[0].start : _end_with_stop(text, academic[-1].end)] if academic else ""
    return Name(words[index].start, words[last].end, name, title, _gender(titles), number >= 2)


def _is_abbreviated(text: str, words: Sequence[Word]) -> bool:
    """Tell whether words are initials ("S. B.") or have their acronym behind them ("Basler Betriebe (BB)")."""
    acronym = ACRONYM_IN_BRACKETS.match(text, words[-1].end)
    return all(map(_is_initial, words)) or bool(acronym and acronym[1][0] == words[0].text[0])


def _is_one_name(text: str, words: Sequence[Word], first: int, last: int, language: Language) -> bool:
    """Tell whether one word is enough for a name: "says Aino, 9", "said Emil", "Filip (9) is satisfied: …"."""
    end = words[last].end
    is_said = first > 0 and language.says(words[first - 1])
    if first < last:
        return is_said and bool(AGE.match(text, end))
    if AGE_IN_BRACKETS.match(text, end) and "\0" in text[end : end + MAX_CHARACTERS_TO_QUOTATION]:
        return True
    following = words[last + 1] if last + 1 < len(words) else None
    is_beside_verb = is_said or bool(following and language.says(following) and following.text.islower())
    if is_beside_verb and words[last].folded in name_words("women") | name_words("men"):
        return not (following and following.is_capitalised and _is_joined(text, words, last))
    return (is_said and bool(AGE.match(text, end))) or _is_described(text, words, last, language, is_said=is_said)


def _is_described(text: str, words: Sequence[Word], index: int, language: Language, *, is_said: bool) -> bool:
    """Tell whether behind a comma stands what a person is: "Göran, a retired teacher", "said Zoé, who cycles"."""
    end = words[index].end
    if not text.startswith(", ", end) or is_acronym(words[index]):
        return False
    behind = words[index + 1 : index + 1 + MAX_WORDS_TO_POSITION]
    described = [word for word in behind if not CLAUSE_END.search(text[end + 1 : word.start])]
    if not described or not (is_said or described[0].folded in name_words("indefinite_articles")):
        return False
    is_given_name = words[index].folded in name_words("women") | name_words("men")
    if (is_said and described[0].folded in language.who) or (is_given_name and described[0].folded == "one"):
        return True  # "said Zoé, who", "Petra, one of three drivers"
    position = next((word for word in described if language.names_position(word)), None)
    return position is not None and position.text.islower() and (is_said or not may_be_of_organisation(position))


def _begins_with_other(text: str, words: Sequence[Word], index: int, number: int, language: Language) -> bool:
    """Tell whether the first word belongs to what stands before the name: a verb, or of what somebody is head.

    As in "Says Ana Costa", "maire de Lyon Grégory Doucet", "δήμαρχος Αθηναίων Άννα Παππά".
    """
    former = words[index - 1] if index and language.code in ("el", "pl") else None
    following = words[index + number : index + number + 2]
    if (
        former
        and language.names_position(former)
        and text.startswith(", ", words[index + number - 1].end)
        and len([word for word in following if is_of_name(word, language)]) > 1
    ):
        return True  # "αντιδήμαρχος Βιώσιμης Κινητικότητας, Άννα Παππά"
    if number > 2 and _begins_sentence(text, words[index]) and not _is_given(words[index]):
        is_role = language.code == "en" and words[index].folded.endswith(ROLE_ENDINGS)
        if is_role or _is_given(words[index + 1]):
            return True  # "Buschauffeur Mieke de Wit", "Instructor Miha Golob": a capital letter from its sentence
    if language.code == "el" and number > 2 and _leads_to_given(words[index : index + number]):
        return True  # "Πανεπιστημίου Δυτικής Μακεδονίας Σάββας Τσολακίδης"
    is_genitive = former and (language.names_position(former) or former.folded in name_words("organisations"))
    is_other = language.says(words[index]) or bool(is_genitive)
    return (number > 2 and is_other) or _is_of_institution(text, words, index, number, language)


def _begins_sentence(text: str, word: Word) -> bool:
    return text[: word.start].rstrip(' "“”‘’«»\0')[-1:] in ("", ".", "!", "?", ":", "\n")


def _leads_to_given(words: Sequence[Word]) -> bool:
    """Tell whether Greek words begin with a genitive, and a given name follows."""
    is_genitive = words[0].folded.endswith(("ησ", "ασ", "ου", "ων")) and not _is_given(words[0])
    return is_genitive and any(map(_is_given, words[1:-1]))


def _is_given(word: Word) -> bool:
    given = name_words("women") | name_words("men")
    return word.folded in given or (word.folded[0] >= "α" and stem(word.folded) in _greek_stems())


@cache
def _greek_stems() -> frozenset[str]:
    """Return the stems of Greek given names, which stand in texts in all cases."""
    return frozenset(stem(name) for name in name_words("women") | name_words("men") if name[0] >= "α")


def _gender(titles: Sequence[Word]) -> str:
    """Return what titles say: f, m, or an empty string."""
    if any(_bare(word) in name_words("feminine") for word in titles):
        return "f"
    return "m" if any(_bare(word) in name_words("masculine") for word in titles) else ""


def _is_of_institution(text: str, words: Sequence[Word], index: int, number: int, language: Language) -> bool:
    """Tell whether what begins at ``index`` says of what somebody is head, or what an institution is called."""
    former = words[index - 1] if index else None
    if _is_called(text, words, index):
        return True
    following = words[index + number : index + number + 2]
    is_before_name = len([word for word in following if is_of_name(word, language)]) > 1
    is_parted = text.startswith(", ", words[min(index + number, len(words)) - 1].end)
    if former and is_institution(former) and is_before_name and is_parted:
        return True  # "die Direktorin der Volksschule Viktor Kaplan, Eva Rossmann"
    joined = next((i for i in range(index - 1, -1, -1) if words[i].folded not in language.joining), None)
    if joined is None or joined == index - 1:
        return False
    head = words[joined]
    return language.names_position(head) or (head.is_capitalised and head.folded in name_words("organisations"))


def _last_of_name(text: str, words: Sequence[Word], first: int, language: Language) -> int | None:
    """Return the index of the last word of the name that begins at ``first``, or None."""
    if not is_of_name(words[first], language) and not (words[first].is_capitalised and _is_particle(words[first])):
        return None
    last, index = first, first
    while index + 1 < len(words) and _is_joined(text, words, index):
        following = words[index + 1]
        if is_of_name(following, language) or _is_profession_as_name(words, index + 1, first, language):
            last = index + 1
        elif (
            not _is_particle(following)
            or (following.text in AFTER_PARTICLE and not _is_particle(words[index]))
            or (index > first and last == index and _leads_to_institution(words, index + 1, language))
        ):
            break
        index += 1
    is_profession = _is_profession_as_name(words, last, first, language)
    return last if is_of_name(words[last], language) or is_profession else None


def _is_profession_as_name(words: Sequence[Word], index: int, first: int, language: Language) -> bool:
    """Tell whether a word that names a profession is a family name, straight behind a given one: "Dennis Bakker"."""
    word = words[index]
    return (
        index == first + 1
        and word.text.istitle()
        and language.names_position(word)
        and _is_given(words[first])
        and not is_title(word)
    )


def _is_called(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether words are what something is called: "l'université Clermont Auvergne", "the website Urban Access"."""
    while index and words[index - 1].is_capitalised and _is_joined(text, words, index - 1):
        index -= 1
    if not index or not words[index - 1].text.islower() or not _is_joined(text, words, index - 1):
        return False
    return words[index - 1].folded in name_words("institutions") | name_words("called")


def _leads_to_institution(words: Sequence[Word], index: int, language: Language) -> bool:
    """Tell whether the particle at ``index``, behind a whole name, leads elsewhere: "von der Bahn", "das"."""
    if language.code == "de" and words[index].text in ("von", "das"):
        return True
    following = next((word for word in words[index:] if not _is_particle(word)), None)
    return following is not None and (is_acronym(following) or following.folded in name_words("organisations"))


def is_of_name(word: Word, language: Language) -> bool:
    """Tell whether ``word`` may be of somebody's name, by its form and by what it is not."""
    if not word.is_capitalised or any(character.isdigit() for character in word.text):
        return False
    if _is_initial(word):
        return word.folded not in ("a", "i", "o", "η", "ο")
    text = word.folded
    if "-" in text and text.rpartition("-")[2] in name_words("compounds"):
        return False  # "Eighteen-year-old", "Rotterdam-based"
    if text in language.common or text in language.pronoun_genders or is_title(word) or language.names_position(word):
        return False
    if text in name_words("never") or is_institution(word) or text in name_words("countries"):
        return False
    return len(word.text) > 2 or word.text[1:].islower()


def _is_initial(word: Word) -> bool:
    return len(word.text.rstrip(".")) == 1 or bool(re.fullmatch(r"(?:\w\.)+\w?\.?", word.text))


def is_title(word: Word) -> bool:
    """Tell whether ``word`` is what stands before names: Dr, Ms."""
    if not word.is_capitalised:
        return word.folded in name_words("small_titles")
    return _bare(word) in name_words("titles") or _bare(word) in name_words("address")


def _bare(word: Word) -> str:
    return word.folded.rstrip(".")


def _is_particle(word: Word) -> bool:
    return word.folded in PARTICLES


def may_be_of_organisation(position: Word) -> bool:
    """Tell whether a position may also be an organisation's: a partner, an operator."""
    return position.folded in name_words("roles_of_organisations")


def is_acronym(word: Word) -> bool:
    """Tell whether a word is written in capital letters only."""
    return len(word.text) > 1 and word.text.isupper() and "." not in word.text


def _is_joined(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether only a space stands between the word at ``index`` and the next, or a stop after an initial."""
    if index + 1 >= len(words):
        return False
    gap = text[words[index].end : words[index + 1].start]
    if gap in (" ", "\xa0", "", "-") or (gap == ".-" and is_title(words[index])):
        return True
    return gap in (". ", ".", ".\xa0") and (len(words[index].text) <= 2 or is_title(words[index]))


def _end_with_stop(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] == "." else end


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names (folded) are the same, whatever the case in which a language puts them."""
    one, other = one.removesuffix("'s"), other.removesuffix("'s")
    return one == other or (min(len(one), len(other)) > 3 and stem(one) == stem(other))


@lru_cache(maxsize=50_000)
def stem(name: str) -> str:
    """Return a name (folded) without the endings of cases: names that are the same have the same stem."""
    return " ".join(ENDINGS_BY_CASE.sub("", word) for word in name.split())
