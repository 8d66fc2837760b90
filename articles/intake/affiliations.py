"""Position and organisation of somebody, as they stand beside a name: after it, before it, or in brackets."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from .positions import ARTICLE, is_organisation, names_position, split_position
from .sentences import CLAUSE_END
from .words import Language, Word, folded, name_words, plain, words_of

AGE = re.compile(r"^(?:now |aged )?\d{1,2}(?: and)? ", re.IGNORECASE)
YEARS_OLD = re.compile(r"\s*\d{1,3}(?:\s(?:ans|Jahre(?: alt)?|ετών|años|anni|years old|jaar|år|lat))?\s*")
MAX_WORDS_BEFORE = 12
MAX_CHARACTERS_BEFORE = 160
MAX_PART_WORDS = 16
MAX_OWNED_WORDS = 3
GENITIVE = re.compile(r"(?<![isuß])(?<!ie)s$")
COMMON_OWNER = re.compile(r"^[a-zà-ÿ-]+[’']s\s+")  # "the city's mayor" does not say which


class Affiliation(NamedTuple):
    """What somebody is, and where; ``start`` and ``end`` say where that stands in the text."""

    position: str = ""
    organisation: str = ""
    start: int = 0
    end: int = 0


def affiliation_after(text: str, end: int, language: Language, is_line: bool = False) -> Affiliation:
    """Return what follows a name that ends at ``end``.

    ``is_line``: the line has nothing but the name and this, so that all of it is taken.
    """
    if bracket := re.match(r"\s*[(\[]([^()\[\]\0]{2,160})[)\]]", text[end:]):
        position, organisation, _stopped = _read_parts(bracket[1].split(","), language, True, True)
        if position or organisation:
            return Affiliation(position, organisation, end, end + bracket.end())
    if comma := re.match(r"\s*(?:,|[–—|/]|\s-\s)\s*" if is_line else r"\s*,\s*", text[end:]):
        return affiliation_at(text, end + comma.end(), language, is_line)
    words = words_of(text[end : end + 60])
    if words and words[0].folded in language.being and not text[end : end + words[0].start].strip():
        return affiliation_at(text, end + words[0].end, language, is_line)
    return _after_preposition(text, end, language)


def affiliation_at(text: str, start: int, language: Language, is_line: bool = False) -> Affiliation:
    """Return what begins at ``start``: "Mayor of Turku", behind a comma or where a sentence begins with it."""
    boundary = None if is_line else CLAUSE_END.search(text, start)
    stop = boundary.start() if boundary else len(text)
    # "Mayor of Turku." ends with its sentence; before a colon, other words follow what somebody is.
    is_closed = is_line or not boundary or boundary[0] in ".;\n)" or boundary[0].strip() in "–—-"
    separator = r"[,|/]|\s[–—-]\s" if is_line else ","
    parts = re.split(separator, text[start:stop])
    position, organisation, read = _read_parts(parts, language, is_closed, is_line)
    if not position and not organisation:
        return Affiliation()
    return Affiliation(position, organisation, start, min(stop, start + read))


def _after_preposition(text: str, end: int, language: Language) -> Affiliation:
    """Return the organisation in "Ana Berg of Eurocities"."""
    words = words_of(text[end : end + 120])
    if not words or text[end : end + words[0].start].strip():
        return Affiliation()
    match = language.pattern("at").match(plain(text[end : end + 40]))
    if not match:
        return Affiliation()
    number = len(match[0].split())
    rest_start = end + words[number - 1].end
    run = _nominal_run(text[rest_start : CLAUSE_END.search(text + "\n", rest_start).start()], language)  # type: ignore[union-attr]
    run = _with_owned(run, text[rest_start:])
    name = ARTICLE.sub("", run.strip(), count=1) if ARTICLE.match(run.strip()) else run.strip()
    first = words_of(name)[:1]
    is_any_noun = language.code == "de" and not is_organisation(name)  # "bei der Eröffnung": all have capital letters
    if (
        not first
        or is_any_noun
        or not (first[0].is_capitalised or is_organisation(name))
        or first[0].folded in name_words("never") - {"european", "climate", "green", "new", "smart"}
    ):
        return Affiliation()
    return Affiliation("", name.strip(" ,"), end, rest_start + len(run))


def _with_owned(run: str, text: str) -> str:
    """Return ``run``, with which ``text`` begins, with what its owner has: "Oulu's" with "technical department"."""
    if not run.endswith(("'s", "’s")):
        return run
    owned = list(takewhile(lambda word: word.text.islower(), words_of(text[len(run) :])[:MAX_OWNED_WORDS]))
    is_organisation = owned and owned[-1].folded in name_words("organisations")
    return text[: len(run) + owned[-1].end] if is_organisation else run[:-2]


def _read_parts(parts: Sequence[str], language: Language, is_closed: bool, is_line: bool) -> tuple[str, str, int]:
    """Return position, organisation, and how many characters of ``parts`` (between commas) they are."""
    positions: list[str] = []
    organisations: list[str] = []
    read = consumed = 0
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if YEARS_OLD.fullmatch(part):  # how old somebody is
            consumed += len(part) + 1
            continue
        taken = _part(part, language, is_first=not index, is_whole=is_line or not is_last or is_closed, is_line=is_line)
        if not taken:
            break
        if names_position(taken, language) and not organisations:
            positions.append(taken)
        elif folded(taken) in name_words("countries") or re.fullmatch(r"[\d\s/.-]+", taken):
            if not positions and not organisations:
                break
        else:
            organisations.append(taken)
        read = consumed + part.find(taken) + len(taken)
        consumed += len(part) + 1
        if len(taken) < len(part.strip()):
            break
    if not positions and len(organisations) > 1 and all(map(is_organisation, organisations)):
        organisations = [", ".join(organisations)]  # "European Commission, DG MOVE"
    position = ", ".join(positions + organisations[:-1])
    organisation = organisations[-1] if organisations else ""
    if position and not is_organisation(organisation):
        # "Director of Movia Lab, Copenhagen": the last part is a place.
        shorter, leads = split_position(position, language)
        position, organisation = (shorter, leads) if leads else (position, organisation)
    return _tidied(position), _tidied(organisation), read


def _part(part: str, language: Language, is_first: bool, is_whole: bool, is_line: bool) -> str:
    """Return as much of ``part`` as says what somebody is or where; empty if it says something else."""
    words = words_of(part)
    if not words or len(words) > 2 * MAX_PART_WORDS:
        return ""
    if is_line:
        return part.strip(" ,.")
    first = words[0]
    if len(words) > 2 and first.folded in language.who and words[1].folded in language.being:
        return _part(part[words[2].start :], language, is_first=is_first, is_whole=is_whole, is_line=is_line)
    if language.says(first) or first.folded in language.pronoun_genders or first.folded in name_words("conjunctions"):
        return ""
    if names_position(part, language):
        taken = _cut(part, words, language) if is_whole else _nominal_run(part, language)
        return taken if names_position(taken, language) else ""
    run = _nominal_run(part, language).strip()
    return run if _may_be_organisation(run, part.strip(), language, is_first, is_whole) else ""


def _may_be_organisation(run: str, part: str, language: Language, is_first: bool, is_whole: bool) -> bool:
    """Tell whether ``run``, with which ``part`` begins, may be where somebody works."""
    if not run or not (run[0].isupper() or ARTICLE.match(run)):
        return False
    if is_first and not (is_organisation(run) or (is_whole and run == part)):
        return False
    says = any(language.says(word) for word in words_of(part[len(run) :])[:1])
    # "…, Lemaître noted": a name again, and what he does.
    return not says or len(words_of(run)) > 1 or is_organisation(run)


def _cut(part: str, words: Sequence[Word], language: Language) -> str:
    """Return ``part`` up to a verb or a clause about somebody."""
    for index, word in enumerate(words[1:MAX_PART_WORDS], start=1):
        following = words[index + 1].folded if index + 1 < len(words) else ""
        is_clause = word.folded in language.relative and word.folded not in language.joining
        is_occasion = word.folded in ("in", "at", "during", "on", "lors", "bei") and following in (
            *("his", "her", "their", "a", "an", "our", "de", "du", "einer", "einem"),
        )
        is_noun = words[index - 1].folded in name_words("determiners")  # "of the report"
        is_verb = language.says(word) and not language.names_position(word) and not word.is_capitalised
        if (is_verb and not is_noun) or is_occasion:
            return part[: word.start].strip()
        if is_clause and not (word.folded in language.at or (following and words[index + 1].is_capitalised)):
            return part[: word.start].strip()
    return part.strip()


def _nominal_run(text: str, language: Language) -> str:
    """Return the beginning of ``text`` as long as it names something: capitals, positions, and what joins them."""
    words = words_of(text)
    end, has_position, has_name = 0, False, False
    needs_position = names_position(" ".join(word.text for word in words[:5]), language)
    for index, word in enumerate(words):
        if language.says(word) and not word.is_capitalised:
            break
        is_position = language.names_position(word)
        if has_name and word.folded in name_words("nominative_articles"):
            break  # "von der Universität Kassel die Tagung"
        joins = word.folded in language.joining or word.folded in language.at or ARTICLE.fullmatch(word.text + " ")
        after_joining = index > 0 and words[index - 1].folded in language.joining
        has_name = has_name or (word.is_capitalised and not is_position)
        if word.is_capitalised or is_position or (word.text[0].isdigit() and index):
            end = word.end
        elif not joins and not (needs_position and not has_position):
            followed = index + 1 < len(words) and words[index + 1].folded in language.joining
            if not (has_position and (after_joining or followed)):
                break
            end = word.end
        has_position = has_position or is_position
    return text[:end]


def affiliation_before(text: str, start: int, language: Language) -> Affiliation:
    """Return what stands before a name that begins at ``start``: "Turku’s mayor", "the mayor of Turku,"."""
    taken: list[Word] = []
    is_after_comma = False
    following = start
    offset = max(0, start - MAX_CHARACTERS_BEFORE)
    for found in reversed(words_of(text[offset:start])):
        word = found._replace(start=found.start + offset, end=found.end + offset)
        gap = text[word.end : following]
        if gap.strip(" \xa0"):
            if taken or gap.strip() != ",":
                break
            is_after_comma = True
        if len(taken) >= MAX_WORDS_BEFORE or not _may_stand_before(word, taken, language):
            break
        taken.append(word)
        following = word.start
    return _trimmed(text, taken[::-1], start, language, is_after_comma)


def _may_stand_before(word: Word, taken: Sequence[Word], language: Language) -> bool:
    if (language.names_position(word) and not language.says(word)) or word.folded in language.joining:
        return True
    if taken and word.folded in name_words("qualifiers") | name_words("institutions"):
        return True
    if language.says(word) or word.folded in language.pronoun_genders:
        return False
    if word.is_capitalised or ARTICLE.fullmatch(word.text + " ") or ARTICLE.fullmatch(word.text):
        return word.folded not in language.common or bool(ARTICLE.match(word.text + " "))
    nearer = taken[-1] if taken else None
    if word.folded in language.common:
        return False
    is_after_joining = (
        nearer is None
        or nearer.folded in language.joining
        or (language.names_position(nearer) and nearer.text.islower())
    )
    return is_after_joining or (any(language.names_position(each) for each in taken) is False and len(taken) < 2)


def _trimmed(text: str, words: list[Word], start: int, language: Language, is_after_comma: bool) -> Affiliation:
    """Return the affiliation in ``words``, which stand before a name, without what does not belong to it."""
    while (
        words
        and not (
            language.names_position(words[0]) or (words[0].is_capitalised and words[0].folded not in language.common)
        )
        and not _qualifies(words, language)
    ):
        words = words[1:]
    position = next((index for index, word in enumerate(words) if language.names_position(word)), None)
    if position is None and words and words[-1].folded.endswith(("'s", "s'")) and not is_after_comma:
        owner = re.sub(r"[’']s?$", "", text[words[0].start : words[-1].end])
        return Affiliation("", _tidied(owner), words[0].start, start) if is_organisation(owner) else Affiliation()
    if position is None:
        return Affiliation()
    phrase = text[words[0].start : words[-1].end]
    owners = words[:position]
    organisation = ""
    if owning := [index for index, word in enumerate(owners) if word.folded.endswith(("'s", "s'"))]:
        owner = text[owners[0].start : owners[owning[-1]].end]
        # "the city's mayor" does not say which city
        organisation = re.sub(r"[’']s?$", "", owner) if owner[0].isupper() else ""
        phrase = text[words[owning[-1] + 1].start : words[-1].end]
    elif (
        owners
        and _is_organisation_before(owners)
        and not _begins_position(text, words, position)
        and not _is_german_adjective(owners, language)
    ):
        organisation = text[owners[0].start : owners[-1].end]
        if language.code == "de" and GENITIVE.search(organisation) and not is_organisation(organisation):
            organisation = organisation[:-1]  # "Tübingens Oberbürgermeister"
        phrase = text[words[position].start : words[-1].end]
    if not organisation:
        phrase, organisation = split_position(phrase, language)
    return Affiliation(_tidied(phrase), _tidied(organisation), words[0].start, start)


def _qualifies(words: Sequence[Word], language: Language) -> bool:
    """Tell whether the first word, in small letters, belongs to a position that follows: "urban planner"."""
    if len(words) > 1 and words[0].folded in name_words("qualifiers"):
        return True
    if (
        words[0].folded in language.common
        or words[0].folded in language.joining
        or ARTICLE.fullmatch(words[0].text + " ")
    ):
        return False
    return len(words) > 1 and words[1].text.islower() and language.names_position(words[1])


def _begins_position(text: str, words: Sequence[Word], position: int) -> bool:
    """Tell whether a word has its capital letter from the sentence that it begins: "Project coordinator Ana Berg"."""
    begins = text[: words[0].start].rstrip(' "“”‘’«»\0')[-1:] in ("", ".", "!", "?", ":", "\n")
    return position == 1 and begins and words[1].text.islower() and not is_organisation(words[0].text)


def _is_german_adjective(owners: Sequence[Word], language: Language) -> bool:
    """Tell whether a word is made of a place, as in "Berliner Verkehrsplanerin"."""
    return language.code == "de" and len(owners) == 1 and owners[0].text.endswith("er")


def _is_organisation_before(owners: Sequence[Word]) -> bool:
    if any(word.folded in ("eu", "un") or not word.is_capitalised for word in owners):
        return False
    return not any(word.folded in name_words("fields") | name_words("qualifiers") for word in owners)


def _tidied(words: str) -> str:
    words = " ".join(words.replace("\0", " ").split()).strip(" ,;:.–—-")
    words = AGE.sub("", words)
    if match := ARTICLE.match(words):
        words = words[match.end() :]
    words = COMMON_OWNER.sub("", words)
    return words[:1].upper() + words[1:]
