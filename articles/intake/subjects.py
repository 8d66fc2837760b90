"""What a text is about, by the names that the site knows: conferences, projects, organisations, tags."""

import re
from collections.abc import Iterable, Sequence

from .known import KnownThing
from .lines import Line
from .words import folded, plain, words_of

MIN_TAG_LENGTH = 4
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Searched:
    """A text, prepared so that many names can be looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain = f" {plain(text)} "
        self._words = {word.text for word in words_of(text)} | {word.text.removesuffix("s") for word in words_of(text)}
        self.years = {int(year) for year in YEAR.findall(text)}

    def has(self, name: str) -> bool:
        """Tell whether the text has ``name``, whatever its case and accents; a single word has to be written alike."""
        wanted = plain(name)
        if not wanted:
            return False
        if " " in name.strip() or "-" in name:
            return f" {wanted} " in self._plain
        # "UPPER" is a project, "upper" is not.
        return name in self._words or (name.isalpha() is False and f" {wanted} " in self._plain)

    def place_of(self, name: str) -> int:
        """Return where the text has ``name`` first; its end if only written otherwise."""
        found = self._plain.find(f" {plain(name)} ")
        return found if found >= 0 else len(self._plain)


def named(things: Iterable[KnownThing], text: Searched) -> list[KnownThing]:
    """Return those of ``things`` that the text names, in the order in which it does."""
    found = [
        (min(text.place_of(name) for name in (thing.name, *thing.other_names) if name and text.has(name)), thing)
        for thing in things
        if any(name and text.has(name) for name in (thing.name, *thing.other_names))
    ]
    return [thing for _place, thing in sorted(found, key=lambda each: each[0])]


def conferences_in(conferences: Sequence[KnownThing], text: Searched) -> list[KnownThing]:
    """Return the conferences that the text names: in full or, where several have that name, of the year it names.

    A conference may be called by the part of its title before a colon, if that has several words.
    """
    in_full = [conference for conference in conferences if text.has(conference.name)]
    if in_full:
        return in_full
    by_start = [
        each for each in conferences if any(name.count(" ") and text.has(name) for name in _short_names(each.name))
    ]
    of_year = [each for each in by_start if set(each.years) & text.years]
    return of_year or (
        by_start
        if len(by_start) == 1 and not (text.years and by_start[0].years and not set(by_start[0].years) & text.years)
        else []
    )


def _short_names(title: str) -> list[str]:
    start = re.split(r"\s*[:–—|]\s+|\s+-\s+", title)[0]
    return list(dict.fromkeys([start, re.sub(r"\s*\b(?:19|20)\d\d\b\s*", " ", start).strip()]))


def tags_in(tags: Iterable[KnownThing], text: Searched) -> list[KnownThing]:
    """Return the tags whose name the text has, in any case, in the singular or plural."""
    whole = f" {plain(text.text)} "
    return [
        tag
        for tag in tags
        if len(tag.name) >= MIN_TAG_LENGTH
        and any(
            f" {form} " in whole for form in (plain(tag.name), f"{plain(tag.name)}s", plain(tag.name).removesuffix("s"))
        )
    ]


def acronyms_of_projects(lines: Iterable[Line]) -> list[str]:
    """Return what stands beside the word "project" as an acronym does: "the projects UPPER and SPINE"."""
    found: dict[str, None] = {}
    for line in lines:
        words = words_of(line.text)
        for index, word in enumerate(words):
            if word.folded not in line.language.project:
                continue
            for step in (-1, 1):
                position = index + step
                while 0 <= position < len(words) and abs(position - index) <= 8:
                    each = words[position]
                    if _is_acronym(each.text):
                        found[each.text] = None
                    elif not (
                        each.folded in line.language.joining
                        or each.folded in ("and", "et", "und", "και", "y", "e", "i", "och", "en", "h2020", "horizon")
                    ):
                        break
                    position += step
    return [name for name in found if folded(name) not in ("eu", "un", "eu's")]


def _is_acronym(word: str) -> bool:
    capitals = sum(character.isupper() for character in word)
    return (
        capitals >= 2
        and len(word) >= 3
        and word[:1].isupper()
        and "'" not in word
        and "’" not in word
        and word != "H2020"
    )
