"""What the tests of the intake share."""

import tomllib
from collections import Counter
from pathlib import Path

from articles.intake.files import read_bytes, read_file
from articles.intake.known import Known
from articles.intake.understanding import understand
from articles.intake.words import plain
from civitas_cms.publishing.rich_text import plain_text

TEXTS = Path(__file__).with_name("texts")
EXPECTED = tomllib.loads((TEXTS / "expected.toml").read_text("utf-8"))
HEADLINE = "A headline of some words"


def file_of(name):
    """Return the file of a text in ``texts/``."""
    return next(path for path in TEXTS.iterdir() if path.stem == name and path.suffix != ".toml")


def understood(text, known=None, name="text.txt"):
    """Return what is understood of a text."""
    content = text.encode() if isinstance(text, str) else text
    return understand(read_bytes(content, name), known or Known())


def understood_file(path, known=None):
    """Return what is understood of a file."""
    return understand(read_file(path), known or Known())


def quotes_of(understood):
    """Return the quotes as pairs of speaker and words."""
    return [(block["speaker"], block["words"]) for block in understood.blocks if block["kind"] == "quote"]


def normalised(quotes):
    """Return speaker and words of each quote without marks, so that they can be compared."""
    return [(plain(speaker), plain(words)) for speaker, words, *_then in quotes]


def words_in(text):
    """Count the words of a text."""
    return Counter(plain(text).split())


def all_words(understood):
    """Count the words of everything that is shown to the editor."""
    parts = [understood.title, understood.strapline, understood.summary]
    for block in understood.blocks:
        rows = [" ".join(row) for row in block.get("rows", [])]
        values = [value for key, value in block.items() if isinstance(value, str) and key not in ("kind", "html")]
        parts += [plain_text(block.get("html", "")), *rows, *values]
    parts += [left["text"] for left in understood.left_out]
    return words_in(" ".join(parts))
