"""Word marks of made-up design: a geometric mark and a name on a coloured plate."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from .canvas import OVERSAMPLING, Canvas
from .geometry import arc, box, ellipse, rounded, star, turned
from .palette import (
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    LAGOON,
    MINT,
    MUSTARD,
    NIGHT,
    PEACH,
    PETROL,
    TEAL,
    WHITE,
    Colour,
    seeded,
    veil,
)

WIDTH, HEIGHT = 800, 400
SHORT_WORDS = 6
"""Names up to this length are written in capitals, as most short project names are acronyms."""
PLATES = (
    (NIGHT, CREAM, (CORAL, MUSTARD, LAGOON)),
    (PETROL, WHITE, (MUSTARD, MINT, CORAL)),
    (TEAL, WHITE, (MUSTARD, CREAM, NIGHT)),
    (CREAM, NIGHT, (CORAL, TEAL, MUSTARD)),
    (DUSK, WHITE, (PEACH, LAGOON, MUSTARD)),
    (BRICK, CREAM, (MUSTARD, PEACH, NIGHT)),
    (MUSTARD, NIGHT, (CORAL, PETROL, CREAM)),
    (MINT, NIGHT, (PETROL, CORAL, CREAM)),
)


def logo(text: str) -> Image.Image:
    """Return the word mark of a name such as "civitas-muse": 800 × 400 pixels, a rounded plate on nothing."""
    random = seeded(f"mark of {text}")
    plate, ink, tones = random.choice(PLATES)
    tones = random.sample(tones, len(tones))
    canvas = Canvas(WIDTH, HEIGHT, plate)
    random.choice(MARKS)(canvas.at(170, 200), tones, random)
    _words(canvas, text, ink, tones[0])
    return cut_out(canvas, 48)


def cut_out(canvas: Canvas, radius: float) -> Image.Image:
    """Return the finished canvas as a plate with rounded corners on a transparent ground."""
    mask = Image.new("L", canvas.image.size)
    outline = rounded(2, 2, canvas.size[0] - 4, canvas.size[1] - 4, radius)
    ImageDraw.Draw(mask).polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in outline], fill=255)
    picture = canvas.image.reduce(OVERSAMPLING)
    picture.putalpha(mask.reduce(OVERSAMPLING))
    return picture


def _words(canvas: Canvas, text: str, ink: Colour, accent: Colour) -> None:
    """Write the name in one to three lines, as large as fits."""
    words = [word for word in text.replace("-", " ").replace("_", " ").split() if word] or ["·"]
    lines = _lines([word.upper() if len(word) <= SHORT_WORDS or word == "civitas" else _titled(word) for word in words])
    size = min(112, 230 / len(lines))
    size *= min(1, 430 / max(canvas.text_width(line, size) * 1.04 for line in lines))
    step, top = size * 1.12, 200 - size * 1.12 * (len(lines) - 1) / 2
    for index, line in enumerate(lines):
        canvas.text(310, top + index * step - 6, line, size, ink, anchor="lm", bold=0.02 if index == 0 else 0)
    canvas.box(312, top + (len(lines) - 1) * step + size * 0.62, 86, 10, accent, 5)


def _titled(word: str) -> str:
    return word if any(letter.isupper() for letter in word) else word.capitalize()


def _lines(words: list[str]) -> list[str]:
    """Join short words, so that there are at most three lines."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) < 11 and len(words) > 2:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) <= 3 else [*lines[:2], " ".join(lines[2:])]


Tones = list[Colour]


def _orbits(canvas: Canvas, tones: Tones, random: Random) -> None:
    for index, tone in enumerate(tones):
        turn = random.uniform(0, 360)
        radius = 92 - index * 30
        canvas.line(arc(0, 0, radius, radius, turn, turn + 250, 48), 17, tone)
        canvas.disc(*turned([(radius, 0)], turn + 250)[0], 14, tone)


def _petals(canvas: Canvas, tones: Tones, random: Random) -> None:
    count = random.choice((4, 5, 6))
    for index in range(count):
        petal = turned(ellipse(0, -56, 27, 50), index * 360 / count)
        canvas.shape(petal, veil(tones[index % len(tones)], 0.92))
    canvas.disc(0, 0, 16, WHITE)


def _steps(canvas: Canvas, tones: Tones, random: Random) -> None:
    heights = random.sample((70, 110, 150, 186), 4)
    for index, height in enumerate(heights):
        canvas.box(-98 + index * 51, 94 - height, 42, height, tones[index % len(tones)], 12)


def _route(canvas: Canvas, tones: Tones, random: Random) -> None:
    side = random.choice((-1, 1))
    line = (
        [(side * -80, 84), (side * -80, 10), *arc(side * -40, 10, 40, 40, 180, 270, 8)]
        if side > 0
        else [(80, 84), (80, 10), *arc(40, 10, 40, 40, 360, 270, 8)]
    )
    canvas.line([*line, (side * 20, -30), (side * 70, -80)], 24, tones[0])
    for x, y, tone in ((side * -80, 84, tones[1]), (0, -30, tones[2]), (side * 74, -84, tones[1])):
        canvas.disc(x, y, 27, tone)
        canvas.disc(x, y, 11, WHITE)


def _quarters(canvas: Canvas, tones: Tones, random: Random) -> None:
    for index, (x, y) in enumerate(((-48, -48), (48, -48), (48, 48), (-48, 48))):
        tone, start = tones[index % len(tones)], random.choice((0, 90, 180, 270))
        corner = {0: (-44, -44), 90: (44, -44), 180: (44, 44), 270: (-44, 44)}[start]
        centre = (x + corner[0], y + corner[1])
        canvas.shape([centre, *arc(*centre, 88, 88, start, start + 90)], tone)


def _waves(canvas: Canvas, tones: Tones, random: Random) -> None:
    shift = random.choice((0, 180))
    for index, y in enumerate((-54, 0, 54)):
        for part in range(3):
            start = 180 if part % 2 == 0 else 0
            bow = arc(-66 + part * 66, y, 33, 33, start + shift, start + 180 + shift, 20)
            canvas.line(bow, 20, tones[index % len(tones)])


def _hexagons(canvas: Canvas, tones: Tones, random: Random) -> None:
    turn = random.choice((0, 30))
    for index, radius in enumerate((100, 66, 32)):
        canvas.shape(turned(ellipse(0, 0, radius, steps=6), turn + index * 30), tones[index])


def _spark(canvas: Canvas, tones: Tones, random: Random) -> None:
    points = random.choice((6, 8, 12))
    canvas.shape(star(0, 0, 100, 0.55, points), tones[0])
    canvas.disc(0, 0, 44, tones[1])
    canvas.shape(turned(box(-18, -18, 36, 36), 45), tones[2])


MARKS: tuple[Callable[[Canvas, Tones, Random], None], ...] = (
    _orbits,
    _petals,
    _steps,
    _route,
    _quarters,
    _waves,
    _hexagons,
    _spark,
)
