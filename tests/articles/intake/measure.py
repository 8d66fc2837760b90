"""How well quotes are recognised, text by text.

``DEBUG=true DJANGO_SETTINGS_MODULE=civitas_cms.settings python -m tests.articles.intake [FOLDER]`` prints it.

A folder holds texts and ``expected.toml``: for each text, by the name of its file, the ``quotes`` that an editor would
make of it. ``optional`` are those that one editor would make and another would not: neither asked for nor false.
"""

import argparse
import tomllib
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from .base import TEXTS, normalised, quotes_of, understood_file

Quote = tuple[str, str]


@dataclass
class Score:
    """What was found of the quotes of texts."""

    wanted: int = 0
    missed: list[Quote] = field(default_factory=list)
    false: list[Quote] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return which part of the quotes was found with the right speaker, from 0 to 1."""
        return 1 - len(self.missed) / self.wanted if self.wanted else 1.0

    @property
    def false_share(self) -> float:
        """Return how many others were found for each that was asked for."""
        return len(self.false) / max(self.wanted, 1)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.wanted + other.wanted, self.missed + other.missed, self.false + other.false)


def compare(found, expected, optional=()) -> Score:
    """Return the score of the quotes found; one quote may be two if the same person goes on."""
    found, expected, optional = normalised(found), normalised(expected), normalised(optional)
    right = _matching(found, expected) | _matching(expected, found)
    return Score(
        len(expected),
        [quote for quote in expected if quote not in found and quote not in right],
        [quote for quote in found if quote not in expected and quote not in right and quote not in optional],
    )


def _matching(quotes: list[Quote], others: list[Quote]) -> set[Quote]:
    """Return the quotes that only together are one of the others, and that one."""
    right = set()
    for first, second in pairwise(quotes):
        together = (first[0], f"{first[1]} {second[1]}")
        if first[0] == second[0] and together in others:
            right |= {first, second, together}
    return right


def measure(folder: Path):
    """Yield the name and the score of each text of a folder."""
    expected = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    files = {path.stem: path for path in folder.iterdir()}
    for name, truth in expected.items():
        found = quotes_of(understood_file(files[name]))
        yield name, compare(found, truth["quotes"], truth.get("optional", ()))


def main() -> None:
    """Print the score of each text, what was missed and what was false, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--only", nargs="*", default=[], help="Names of texts.")
    arguments = parser.parse_args()
    total = Score()
    for name, score in measure(arguments.folder):
        if arguments.only and name not in arguments.only:
            continue
        total += score
        print(f"{name:24} {score.recall:6.1%} of {score.wanted:3}, {len(score.false)} false")
        for kind, quotes in (("missed", score.missed), ("false ", score.false)):
            for speaker, words in quotes:
                print(f"    {kind} {speaker}: {words}")
    print(f"{'all':24} {total.recall:6.1%} of {total.wanted:3}, {total.false_share:.1%} false")
