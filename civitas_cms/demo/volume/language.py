"""Sentences out of chance: a small grammar whose rules are in ``content/vocabulary.toml``."""

import re
from functools import cache
from random import Random

from django.utils.text import slugify

from civitas_cms.demo.content import read

PREFIX = "sample-"  # how the address of everything generated begins

SLOT = re.compile(r"{(\w+)}")
SENTENCE_START = re.compile(r"(^|[.?!] )([a-zà-ž])")
GOLDEN = 0.618034


@cache
def vocabulary() -> dict:
    """Return the names, places and rules."""
    return read("vocabulary")


def address(number: int, text: str) -> str:
    """Return the slug of the generated row with that number."""
    return f"{PREFIX}{number:05}-{slugify(text)}"[:200].rstrip("-")


def spread(number: int) -> float:
    """Return a fraction from 0 to 1: those of the first so many numbers lie evenly spread, however many they are."""
    return number * GOLDEN % 1


def in_batches(numbers, size: int):
    """Yield lists of at most ``size`` numbers."""
    numbers = list(numbers)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


class Writer:
    """Writes by the rules. ``facts`` are filled in wherever a rule names them, instead of a random phrase."""

    def __init__(self, random: Random, **facts):
        self.random = random
        self.rules = vocabulary()["rules"]
        self.facts = facts
        for name in ("measure", "subject", "town", "other_measure"):
            self.facts.setdefault(name, self.random.choice(self.rules.get(name) or self._others(name)))

    def write(self, rule: str) -> str:
        """Return a phrase made by ``rule``, each sentence with a capital letter."""
        return self.finish(self.random.choice(self.rules[rule]))

    def write_several(self, rule: str, count: int) -> list[str]:
        """Return ``count`` phrases made by ``rule``, all of different patterns."""
        return [self.finish(pattern) for pattern in self.random.sample(self.rules[rule], count)]

    def finish(self, pattern: str) -> str:
        """Return the pattern with its slots filled in."""
        text = pattern
        while SLOT.search(text):
            text = SLOT.sub(self._fill, text)
        return SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), text)

    def _fill(self, slot):
        name = slot[1]
        return str(self.facts[name]) if name in self.facts else self.random.choice(self.rules[name])

    def _others(self, name):
        if name == "town":
            return vocabulary()["towns"]
        return [measure for measure in self.rules["measure"] if measure != self.facts["measure"]]
