"""The people in a text: who is named, with what they are, and who is meant where a name is not said in full."""

import re
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from events.names import PARTICLES, parts_of_name

from .affiliations import Affiliation, affiliation_after, affiliation_before
from .known import Known, KnownPerson
from .names import Name, is_same_name, names_in, stem
from .words import Language, Word, folded, name_words, words_of

MAX_NAME_LINE_LENGTH = 220
MAX_LINES_OF_NAME = 3
#: As far back "she" and "the mayor" may mean somebody.
MAX_PARAGRAPHS_TO_NAME = 30
#: As far back they may mean somebody who is not certain to be a person, but begins a paragraph.
MAX_PARAGRAPHS_TO_LIKELY = 2
MAX_PLACES_TO_ROLE = 200
MAX_NAMESAKES = 40
LINE_START = re.compile(r"^[\s\-–—―*•~(]*")
DASHES = "-–—―~"
# Several sentences, leaving abbreviations aside.
SENTENCES = re.compile(r"(?<!\b\w)(?<!\b\w\w)(?<!\b\w\w\w)(?<!\b\w\w\w\w)[.!?]\s+\S+\s+\S")


@dataclass(eq=False)
class Person:
    """Somebody in the text. ``is_certain`` if more than the form of the name says that it is a person."""

    name: str
    title: str = ""
    position: str = ""
    organisation: str = ""
    gender: str = ""
    is_certain: bool = False
    known: tuple[KnownPerson, ...] = ()
    given_name: str = ""
    family_name: str = ""
    family_words: tuple[str, ...] = field(default=())

    @property
    def is_likely(self) -> bool:
        """Tell whether the name is one as most people have: near by, "she" may mean it."""
        first, *others = re.split(r"[\s-]", self.name)
        words = [first, *(word for word in others if folded(word) not in PARTICLES)]
        return len(words) in (2, 3) and all(word[:1].isupper() and word[1:].islower() for word in words)


#: Somebody of whom the text does not say the name: "My grandmother", "the driver".
NOBODY = Person("")


class Mention(NamedTuple):
    """Where a text speaks of somebody: from ``start`` to ``end`` with all that belongs to it."""

    start: int
    end: int
    name_start: int
    name_end: int
    person: Person
    kind: str = "name"  # or: family, pronoun, role

    @property
    def gender(self) -> str:
        """What a pronoun says of somebody: f, m or an empty string."""
        gender = self.kind.removeprefix("pronoun ") if self.kind.startswith("pronoun") else ""
        return gender if gender in ("f", "m") else ""


class Place(NamedTuple):
    """A place in the text: the number of the paragraph, and the character in it."""

    paragraph: int
    character: int


class People:
    """All people of a text, and where each is mentioned."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._by_name: dict[str, Person] = {}
        self._by_stem: dict[str, Person] = {}
        self._by_part: dict[str, list[Person]] = {}
        self._places: list[tuple[Place, Person]] = []

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_name.values())

    # Introducing ------------------------------------------------------------------------------------------------------

    def mentions_in(
        self, text: str, words: Sequence[Word], language: Language, *, only_whole: bool = False
    ) -> list[Mention]:
        """Return where ``text`` names people in full, and remember them with what they are."""
        mentions: list[Mention] = []
        for name in names_in(text, words, language, self._known.people_by_name):
            if not name.is_whole and (only_whole or self.by_family_name(folded(name.text))):
                continue
            is_quoted = text[: name.start].rstrip()[-1:] in (*'“„«"‘',)
            if is_quoted or (mentions and name.start < mentions[-1].end):
                continue  # what something is called, or within what somebody is
            mentions.append(self._introduce(text, name, language))
        return mentions

    def _introduce(self, text: str, name: Name, language: Language) -> Mention:
        after = affiliation_after(text, name.end, language)
        before = affiliation_before(text, name.start, language)
        person = self.add(name, language)
        self._describe(person, after.position or before.position, after.organisation or before.organisation)
        if after.position and before.position and not person.organisation:
            person.organisation = before.organisation
        is_told = bool(before.position or after.position or name.gender or name.title)
        person.is_certain = person.is_certain or is_told or not name.is_whole  # one word is a name only if more says so
        start = before.start if before.position else name.start
        end = after.end if after.position or after.organisation else name.end
        return Mention(start, end, name.start, name.end, person)

    def add(self, name: Name, language: Language) -> Person:
        """Return the person of this name, who may be new."""
        key = folded(re.sub(r"[’']s$", "", name.text))
        is_declined = language.code in ("el", "pl")
        person = self._by_name.get(key) or (self._by_stem.get(stem(key)) if is_declined else None)
        if person is None:
            person = self._by_name[key] = self._new(re.sub(r"[’']s$", "", name.text), language)
            self._by_stem.setdefault(stem(key), person)
            parts = {" ".join(person.family_words), *person.family_words, *folded(person.given_name).split()[:1]}
            for part in {stem(part) for part in parts}:
                self._by_part.setdefault(part, []).append(person)
        person.title = person.title or name.title
        person.gender = person.gender or name.gender
        return person

    def _new(self, text: str, language: Language) -> Person:
        known = tuple(self._known.people_by_name.get(folded(text), ()))
        given, family = parts_of_name(text, has_two_family_names=language.code in ("es", "pt"))
        if known:
            given, family = known[0].given_name, known[0].family_name
        elif family and family.split()[-1] != text.rsplit(maxsplit=1)[-1]:
            text = f"{given} {family}".strip()
        gender = _gender_of((given or family).replace("-", " ").split()[0])
        return Person(
            name=known[0].name if known else _recased(text, given, family),
            gender=gender,
            is_certain=bool(known) or bool(gender and given),
            known=known,
            given_name=given,
            family_name=family,
            family_words=tuple(folded(family).split()),
        )

    def _describe(self, person: Person, position: str, organisation: str) -> None:
        """Keep what somebody is, if that was not known yet."""
        if {word.folded for word in words_of(position)} <= name_words("relations"):
            position = ""
        if position and not person.position:
            person.position = position
            person.organisation = organisation or person.organisation
        elif organisation and not person.organisation:
            person.organisation = organisation

    def named_on_line(self, line: str, language: Language) -> Mention | None:
        """Return who a line is about that has nothing but a name and what somebody is, or None."""
        start = LINE_START.match(line).end()  # type: ignore[union-attr] # it matches everything
        text = line[start:].rstrip().rstrip(")") if "(" in line[:start] else line[start:].rstrip()
        text = text.replace("\n", ",") if text.count("\n") < MAX_LINES_OF_NAME else text
        if not text or len(text) > MAX_NAME_LINE_LENGTH or text[-1] in "?!:" or SENTENCES.search(text):
            return None
        names = names_in(text, words_of(text), language, self._known.people_by_name)
        if not names:
            return None
        name = names[0]
        before = affiliation_before(text, name.start, language)
        if name.start and (not before.position or text[: before.start].strip()):
            return None
        after = affiliation_after(text, name.end, language, is_line=True)
        if not _is_only_affiliation(text[name.end :].strip(), after, language):
            return None
        person = self.add(name, language)
        self._describe(person, after.position or before.position, after.organisation or before.organisation)
        person.is_certain = person.is_certain or bool(after.position or after.organisation or before.position)
        return Mention(0, len(line), start + name.start, start + name.end, person)

    # Finding ----------------------------------------------------------------------------------------------------------

    def note(self, place: Place, person: Person) -> None:
        """Remember that ``person`` is mentioned at ``place``."""
        insort(self._places, (place, person), key=lambda noted: noted[0])

    def by_family_name(self, name: str) -> Person | None:
        """Return who has this family name (folded), or given name if no one; None if nobody or several have it."""
        name = name.removesuffix("'s")
        namesakes = self._by_part.get(stem(name), [])[:MAX_NAMESAKES]
        for ask in (self._has_family_name, self._has_given_name):
            if found := [person for person in namesakes if ask(person, name)]:
                certain = [person for person in found if person.is_certain]
                return (certain or found)[0] if len(certain or found) == 1 else self._latest(certain or found)
        return None

    def in_full(self, person: Person) -> Person | None:
        """Return who is named elsewhere with a longer name that ends as that of ``person`` does; or themselves."""
        ending = tuple(map(stem, folded(person.name).split()))
        found = [
            each
            for each in self._by_part.get(ending[-1], [])[:MAX_NAMESAKES]
            if each is not person and tuple(map(stem, folded(each.name).split()))[-len(ending) :] == ending
        ]
        return found[0] if len(found) == 1 else (person if person.given_name else None)

    @staticmethod
    def _has_family_name(person: Person, name: str) -> bool:
        if not person.given_name and person.family_name != name:
            return is_same_name(folded(person.family_name), name)
        return (
            is_same_name(" ".join(person.family_words), name)
            or (bool(person.family_words) and is_same_name(person.family_words[-1], name))
            or (len(person.family_words) > 1 and is_same_name(person.family_words[0], name))
        )

    @staticmethod
    def _has_given_name(person: Person, name: str) -> bool:
        return bool(person.given_name) and is_same_name(folded(person.given_name).split()[0], name)

    def _latest(self, people: Sequence[Person]) -> Person | None:
        return next((person for _place, person in reversed(self._places) if person in people), people[0])

    def last_before(
        self, place: Place, gender: str = "", within_paragraphs: int = MAX_PARAGRAPHS_TO_NAME
    ) -> Person | None:
        """Return who was mentioned last before ``place``, certain to be a person, and not of another gender."""
        likely = None
        for where, person in reversed(self._places):
            if place.paragraph - where.paragraph > within_paragraphs:
                break
            if person is NOBODY:
                if where.paragraph == place.paragraph and where < place:
                    return likely
                continue
            if where >= place or (gender in ("f", "m") and person.gender not in ("", gender)):
                continue
            if where.paragraph < place.paragraph and likely:
                break  # whoever is named in the same paragraph is nearer than who is certain before it
            if person.is_certain:
                return person
            is_near = where.paragraph == place.paragraph or (
                not where.character and place.paragraph - where.paragraph <= MAX_PARAGRAPHS_TO_LIKELY
            )
            likely = likely or (person if is_near and person.is_likely else None)
        return likely

    def by_role(self, role: str, language: Language, before: Place) -> Person | None:
        """Return who was introduced with a position that ``role`` ("the mayor") may mean."""
        wanted = [word for word in words_of(role) if language.names_position(word)]
        if not wanted:
            return None
        for where, person in islice(reversed(self._places), MAX_PLACES_TO_ROLE):
            if where < before and person.position:
                words = _folded_words(person.position)
                if all(any(_is_same_role(word.folded, each) for each in words) for word in wanted):
                    return person
        return None


def _is_only_affiliation(rest: str, after: Affiliation, language: Language) -> bool:
    """Tell whether the ``rest`` of a line, behind a name, is nothing or what somebody is."""
    if not rest:
        return True
    if not (after.position or after.organisation) or (rest[0] not in ",(–—-|/" and not after.organisation):
        return False
    return rest.startswith((",", "(")) or not any(language.says(word) for word in words_of(rest))


@lru_cache(maxsize=10_000)
def _folded_words(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]


@lru_cache(maxsize=10_000)
def _is_same_role(one: str, other: str) -> bool:
    """Tell whether two words (folded) name a position alike: "Bürgermeisterin", "Oberbürgermeisterin"."""
    short, long = sorted((one, other), key=len)
    is_compound = len(short) > 5 and long.endswith(short) and not long.removesuffix(short).endswith("-")
    return is_same_name(one, other) or is_compound


def _gender_of(given_name: str) -> str:
    """Return f or m if people with this name are of one gender; else an empty string."""
    if folded(given_name) in name_words("women"):
        return "f"
    return "m" if folded(given_name) in name_words("men") else ""


def _recased(text: str, given: str, family: str) -> str:
    """Return a name that was written in capital letters as others are."""
    if text.isupper():
        return text.title()
    recased = f"{given} {family}".strip()
    return recased if folded(recased) == folded(text) else text
