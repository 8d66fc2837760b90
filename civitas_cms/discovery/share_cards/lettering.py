"""Text in pictures.

Pillow brings a scalable font (Aileron), but only with the letters of ASCII and some signs. So we draw the accents of
European names ourselves, above and below its letters.
"""

import unicodedata
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFont

LETTERS = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~©«°±´·»‘’“”…‹›™"
)
# What stands for signs and letters that are no letter with an accent.
REPLACEMENTS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "ı": "i",
        "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "\xa0": " ", "\u202f": " ", "\u2009": " ", "\xad": "",
        "„": "“", "‚": "‘", "€": "EUR ", "•": "·", "→": "-", "×": "x",
    }
)  # fmt: skip
FINE = 4  # how many times larger accents are drawn at first
STROKED = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"}

# Accents as lines between points, in hundredths of the font size: to the right of the letter's middle, and up from the
# accent's lower edge. A single point is a dot.
ABOVE = {
    "\u0300": [[(-8, 11), (5, 0)]],
    "\u0301": [[(-5, 0), (8, 11)]],
    "\u0302": [[(-12, 0), (0, 11), (12, 0)]],
    "\u0303": [[(-14, 2), (-7, 8), (0, 5), (7, 2), (14, 8)]],
    "\u0304": [[(-13, 4), (13, 4)]],
    "\u0306": [[(-12, 10), (-7, 3), (0, 1), (7, 3), (12, 10)]],
    "\u0307": [[(0, 5)]],
    "\u0308": [[(-10, 5)], [(10, 5)]],
    "\u030a": [[(0, 0), (6, 3), (8, 8), (6, 13), (0, 16), (-6, 13), (-8, 8), (-6, 3), (0, 0)]],
    "\u030b": [[(-11, 0), (-3, 11)], [(3, 0), (12, 11)]],
    "\u030c": [[(-12, 11), (0, 0), (12, 11)]],
}
# The same, but down from the baseline.
BELOW = {
    "\u0323": [[(0, 12)]],
    "\u0326": [[(1, 8), (-3, 20)]],
    "\u0327": [[(0, 2), (0, 8), (7, 13), (4, 20), (-6, 20)]],
    "\u0328": [[(8, 0), (3, 8), (5, 17), (14, 18)]],
}


@lru_cache(maxsize=32)
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at ``size`` pixels."""
    return ImageFont.load_default(size)  # type: ignore[return-value] # with a size, it is of this kind


def can_write(text: str) -> bool:
    """Tell whether all of ``text`` can be drawn: text in Greek, Cyrillic or Chinese letters cannot."""
    return all(base in LETTERS and marks is not None for base, marks in _letters(text))


def width_of(text: str, size: int) -> float:
    """Return the width of ``text`` in pixels."""
    return font_of(size).getlength("".join(base for base, _marks in _letters(text)))


def wrap(text: str, size: int, width: int, lines: int) -> list[str] | None:
    """Return ``text`` in at most ``lines`` lines of at most ``width`` pixels; None if it does not fit."""
    wrapped = [""]
    for word in text.split():
        longer = f"{wrapped[-1]} {word}".strip()
        if width_of(longer, size) <= width:
            wrapped[-1] = longer
        elif len(wrapped) < lines and width_of(word, size) <= width:
            wrapped.append(word)
        else:
            return None
    return wrapped


def fit(text: str, sizes: tuple[int, ...], width: int, height: int) -> tuple[int, list[str]]:
    """Return the largest of ``sizes`` in which ``text`` fits into ``width`` × ``height`` pixels, and its lines.

    What does not fit even in the last of them is cut off with an ellipsis.
    """
    for size in sizes:
        if lines := wrap(text, size, width, height // line_height(size)):
            return size, lines
    words = [word[:30] for word in text.split()]
    while words and not (lines := wrap(" ".join(words).rstrip(",;:") + "…", size, width, height // line_height(size))):
        words.pop()
    return size, lines or ["…"]


def line_height(size: int) -> int:
    """Return the distance from one line to the next, in pixels: high enough for an accent above a capital letter."""
    return round(size * 1.22)


def write(image: Image.Image, place: tuple[int, int], text: str, size: int, colour: str, bold: bool = False) -> None:
    """Draw one line of ``text`` with the left end of its baseline at ``place``; ``bold`` makes it heavier."""
    letters = list(_letters(text))
    base_text = "".join(base for base, _marks in letters)
    font, weight = font_of(size), max(1, round(size / 45)) if bold else 0
    # A strip for the line alone, with its baseline at a place of its own.
    strip, baseline, margin = (round(font.getlength(base_text)) + 2 * size, 2 * size), round(1.4 * size), size // 2
    text_mask = Image.new("L", strip, 0)
    text_draw = ImageDraw.Draw(text_mask)
    text_draw.text((margin, baseline), base_text, font=font, fill=255, anchor="ls", stroke_width=weight)
    # Pillow draws lines without smoothing: accents are drawn large and made smaller.
    marks_mask = Image.new("L", (strip[0] * FINE, strip[1] * FINE), 0)
    marks_draw = ImageDraw.Draw(marks_mask)
    thickness = max(2, size * 0.075) + weight
    for position, (base, marks) in enumerate(letters):
        if marks:
            start, end = (margin + font.getlength(base_text[:stop]) for stop in (position, position + 1))
            foot = ((start + end) / 2, baseline)
            if base in "ij" and any(mark in ABOVE for mark in marks):
                _take_dot_off(text_draw, base, foot, font)
                base = "x"  # noqa: PLW2901 - as low as an i without its dot
            _draw_marks(marks_draw, marks, base, foot, font, thickness)
    mask = ImageChops.lighter(text_mask, marks_mask.resize(strip, Image.Resampling.BOX))
    image.paste(colour, (place[0] - margin, place[1] - baseline), mask)


def _letters(text):
    """Yield the letters of ``text`` as pairs of a base letter and its accents; None for accents that we do not know."""
    for letter in unicodedata.normalize("NFC", text.translate(REPLACEMENTS)):
        if letter in STROKED:
            yield STROKED[letter], "/"
            continue
        base, *marks = unicodedata.normalize("NFD", letter)
        yield base, "".join(marks) if all(mark in ABOVE or mark in BELOW for mark in marks) else None


def _take_dot_off(draw, base, foot, font):
    """Make room for an accent above an i or a j whose baseline has its middle at ``foot``."""
    middle, baseline = foot
    top, small = (baseline + font.getbbox(letter, anchor="ls")[1] for letter in (base, "x"))
    reach = font.size * 0.14
    draw.rectangle([middle - reach, top - 3, middle + reach, small - 3], fill=0)


def _draw_marks(draw, marks, base, foot, font, thickness):
    """Draw ``marks`` on the letter ``base`` whose baseline has its middle at ``foot``."""
    middle, baseline = foot
    size = font.size
    top = baseline + font.getbbox(base, anchor="ls")[1]
    edge = top - size * 0.09
    for mark in marks:
        if mark in ABOVE:
            _draw_lines(draw, ABOVE[mark], (middle, edge), -size / 100, thickness)
            edge -= size * 0.2
        elif mark in BELOW:
            _draw_lines(draw, BELOW[mark], (middle, baseline), size / 100, thickness)
        elif base in "dh":  # a bar through the upper end, right of the middle or left of it
            side, bar = size * (0.14 if base == "d" else -0.14), size * 0.14
            _draw_lines(draw, [[(-17, 0), (17, 0)]], (middle + side, top + bar), size / 100, thickness)
        else:
            slope = 0 if base in "DH" else 10
            line = [[(-17, slope), (17, -slope)]]
            _draw_lines(draw, line, (middle, (top + baseline) / 2), size / 100, thickness)


def _draw_lines(draw, lines, origin, unit, thickness):
    """Draw ``lines`` from ``origin``; ``unit`` is a hundredth of the font size in pixels, negative for upwards."""
    for line in lines:
        points = [((origin[0] + x * abs(unit)) * FINE, (origin[1] + y * unit) * FINE) for x, y in line]
        for start, end in pairwise(points):
            draw.line([start, end], fill=255, width=round(thickness * FINE))
        radius = thickness * FINE / 2 * (1.25 if len(points) == 1 else 1)
        for x, y in points:
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
