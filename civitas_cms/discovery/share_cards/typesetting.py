"""Text in pictures, in the site's typeface, and in a fallback for each character that it lacks."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SUBSETS = ("latin", "latin-europe", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
FALLBACKS = Path(__file__).parent / "fonts"
#: The first that has a character draws it. The last has symbols and many alphabets, Arabic and Georgian among them.
FACES = (
    *(settings.BASE_DIR / "static" / "fonts" / f"source-sans-3-{subset}.woff2" for subset in SUBSETS),
    FALLBACKS / "noto-emoji.woff2",
    FALLBACKS / "dejavu-sans-bold.woff2",
)
NO_CHARACTER = "\U0010ffff"  # no face has it: what is drawn for it stands for all that is missing
LINE_HEIGHT = 1.2  # times the size: room for an accent above a capital letter


@lru_cache(maxsize=64)
def _font(face: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face, size)
    if face.parent != FALLBACKS:
        font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4096)
def _face_of(character: str) -> Path | None:
    """Return the first face that has ``character``; None if there is none."""
    for face in FACES:
        font = _font(face, 16, 400)
        if bytes(font.getmask(character)) != bytes(font.getmask(NO_CHARACTER)):
            return face
    return None


def legible(text: str) -> str:
    """Return those words of ``text`` that can be drawn whole and are seen; what only looks special becomes plain."""
    plain = (
        character if _face_of(character) else unicodedata.normalize("NFKC", character)
        for character in unicodedata.normalize("NFC", text)
    )
    return " ".join(word for word in "".join(plain).split() if all(map(_face_of, word)) and width_of(word, 16))


def _runs(text: str) -> Iterator[tuple[Path, str]]:
    """Yield the parts of ``text`` that one face draws, from left to right."""
    faces: list[Path] = []
    for before, character in pairwise(f" {text}"):
        # Accents and joiners belong to what they follow; so do spaces after Arabic words, to keep the words' order.
        follows = unicodedata.category(character) in {"Mn", "Me", "Cf"} or (
            character == " " and unicodedata.bidirectional(before) in {"R", "AL"}
        )
        faces.append(faces[-1] if faces and follows else _face_of(character) or FACES[0])
    for face, pairs in groupby(zip(faces, text, strict=True), key=lambda pair: pair[0]):
        yield face, "".join(character for _face, character in pairs)


def width_of(text: str, size: int, weight: int = 400) -> float:
    """Return the width of ``text`` in pixels."""
    return sum(_font(face, size, weight).getlength(part) for face, part in _runs(text))


def fit(text: str, sizes: tuple[int, ...], weight: int, width: int, height: int) -> tuple[int, list[str]]:
    """Return the largest of ``sizes`` in which ``text`` fits into ``width`` × ``height`` pixels, and its lines.

    In the last of them, words that are wider than a line are broken, and what is too much becomes an ellipsis.
    """
    for size in sizes:
        lines, count = _wrap(text, size, weight, width), int(height // (size * LINE_HEIGHT))
        if len(lines) <= count and all(width_of(line, size, weight) <= width for line in lines):
            return size, lines
    words = (part for word in text.split() for part in _break(word, size, weight, width))
    lines = _wrap(" ".join(words), size, weight, width)
    if len(lines) > count:
        last = lines[count - 1]
        while width_of(f"{last}…", size, weight) > width:
            last = last[:-1].rstrip(" ,;:")
        lines[count - 1 :] = [f"{last}…"]
    return size, lines


def _wrap(text, size, weight, width):
    """Return ``text`` in lines of at most ``width`` pixels, as far as its words are not wider."""
    lines = []
    for word in text.split():
        if lines and width_of(longer := f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _break(word, size, weight, width):
    """Yield ``word`` in parts of at most ``width`` pixels."""
    while width_of(word, size, weight) > width:
        end = next(
            end for end in range(len(word) - 1, 0, -1) if end == 1 or width_of(word[:end], size, weight) <= width
        )
        yield word[:end]
        word = word[end:]
    yield word


def write(image: Image.Image, place: tuple[float, float], text: str, size: int, weight: int, colour: str) -> None:
    """Draw one line of ``text`` with the left end of its baseline at ``place``; ``weight`` is that of CSS."""
    draw, (x, y) = ImageDraw.Draw(image), place
    for face, part in _runs(text):
        font = _font(face, size, weight)
        draw.text((x, y), part, fill=colour, font=font, anchor="ls")
        x += font.getlength(part)
