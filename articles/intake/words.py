"""The words of ``languages.toml``, folded and ready to be asked, and which language a text is in."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from events.names import folded

TABLE = Path(__file__).with_name("languages.toml")
# A word with its inner apostrophes and hyphens; what French puts before one ("d’", "qu’") is a word by itself.
WORD = re.compile(
    r"(?<![^\W_])(?:[dlcsnjmt]|qu)[’'](?=\w)|(?<![^\W_])(?:[DLCSNJMT]|Qu)[’'](?=[a-zà-ÿ])"
    r"|(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?|[^\W_]+(?:[’'‑-][^\W_]+)*"
)
# What a language must have more of than the text's own, for a paragraph to count as written in it.
MIN_WEIGHT = 3
SAMPLE_WORDS = 4_000


class Word(NamedTuple):
    """A word of a text, folded, and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Tell whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def parts(self) -> list[str]:
        """What hyphens and apostrophes part, folded: "declare", "t", "elle"."""
        return re.split(r"[-']", self.folded)


def words_of(text: str) -> list[Word]:
    """Return the words of ``text`` in their order."""
    return [Word(each[0], folded(each[0]), each.start(), each.end()) for each in WORD.finditer(text)]


@dataclass(frozen=True)
class Language:
    """The words of one language, by the names in the table."""

    code: str
    table: dict[str, Any]

    def __getattr__(self, name: str) -> frozenset[str]:
        """Return a row of the table: single words, or phrases where strokes part them."""
        if name.startswith("_") or name not in self.__dict__["table"]:
            raise AttributeError(name)
        found = _set(self.__dict__["table"][name])
        self.__dict__[name] = found
        return found

    @cached_property
    def pronoun_genders(self) -> dict[str, str]:
        """The pronouns, each with its gender: f, m or n."""
        return {word: gender for gender, words in self.table["pronouns"].items() for word in _set(words)}

    def names_position(self, word: Word) -> bool:
        """Tell whether ``word`` names a position, as in "Mayor" or "Projektleiterin"."""
        if word.folded in self.position:
            return True
        return len(word.folded) > 6 and word.folded.endswith(self._endings)

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        return tuple(_set(self.table["position_endings"])) or ("\0",)

    def says(self, word: Word) -> bool:
        """Tell whether ``word`` is a verb of saying."""
        return word.folded in self.saying or (
            ("-" in word.folded or "'" in word.folded) and any(part in self.saying for part in word.parts)
        )

    def weight(self, word: str) -> int:
        """Return how much ``word`` (folded) speaks for the language."""
        return (word in self.common) + 2 * (word in self.saying) + (word in self.position)

    def starts_with(self, name: str, text: str) -> bool:
        """Tell whether ``text`` begins with one of the phrases of a row."""
        return bool(self.pattern(name).match(plain(text)))

    def has(self, name: str, text: str) -> bool:
        """Tell whether one of the phrases of a row stands in ``text``."""
        return bool(self.pattern(name).search(plain(text)))

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return an expression for the phrases of a row, for text as ``plain`` writes it."""
        return _pattern(tuple(sorted((plain(phrase) for phrase in getattr(self, name)), key=len, reverse=True)))


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def plain(text: str) -> str:
    """Return ``text`` folded, with a space for all that is no letter or figure."""
    return re.sub(r"[^\w]+", " ", folded(text)).strip()


def _set(words: str) -> frozenset[str]:
    return frozenset(folded(word.strip()) for word in (words.split("|") if "|" in words else words.split()))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


@cache
def languages() -> dict[str, Language]:
    """Return the languages that are known, by their codes (ISO 639)."""
    return {code: Language(code, table) for code, table in _tables().items() if code not in ("names", "lines")}


@cache
def name_words(kind: str) -> frozenset[str]:
    """Return a row of the table of what names are made of."""
    return _set(_tables()["names"][kind])


@cache
def line_pattern(kind: str) -> re.Pattern[str]:
    """Return an expression for the phrases by which a kind of line is known, for text as ``plain`` writes it."""
    phrases = sorted((plain(phrase) for phrase in _set(_tables()["lines"][kind])), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})")


def language_of(words: Iterable[str], default: str = "en") -> Language:
    """Return the language of a text, by its words (folded); ``default`` unless another has clearly more of its own."""
    words = list(words)[:SAMPLE_WORDS]
    if sum("α" <= word[0] <= "ω" for word in words) > len(words) / 2:
        return languages()["el"]
    counts = {code: sum(map(language.weight, words)) for code, language in languages().items()}
    best = max(counts, key=lambda code: counts[code])
    is_clear = counts[best] >= MIN_WEIGHT and counts[best] > 1.3 * counts[default]
    return languages()[best if is_clear else default]
