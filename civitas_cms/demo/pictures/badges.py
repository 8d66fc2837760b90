"""Badges: the European emblem after its published construction, and awards of our own invention."""

import itertools
from collections.abc import Callable
from math import cos, radians, sin

from PIL import Image

from .canvas import Canvas
from .geometry import arc, ellipse, limb, smooth, star
from .logos import cut_out
from .nature import tree
from .palette import CORAL, CREAM, LAGOON, LEAF, MINT, MUSTARD, NIGHT, PETROL, SAND, TEAL, WHITE, Colour, darker, rgb
from .vehicles import bike

WIDTH, HEIGHT = 600, 300
EMBLEM_BLUE, EMBLEM_GOLD = rgb("003399"), rgb("ffcc00")


def european_emblem() -> Image.Image:
    """Draw twelve golden stars on blue, beside the words that go with them.

    Geometry after the emblem's graphical specification: a rectangle of 3:2; the stars' centres stand at the hours of
    a clock on a circle with a radius of a third of the height; each star is drawn in a circle with a radius of an
    eighteenth of the height, one point upright.
    """
    canvas = Canvas(WIDTH, HEIGHT, WHITE)
    height = 216
    left, top = 42, (HEIGHT - height) / 2
    canvas.box(left, top, height * 1.5, height, EMBLEM_BLUE)
    for hour in range(12):
        angle = radians(hour * 30)
        x, y = left + height * 0.75 + height / 3 * sin(angle), top + height / 2 - height / 3 * cos(angle)
        canvas.shape(star(x, y, height / 18), EMBLEM_GOLD)
    for index, words in enumerate(("Funded", "by the", "European", "Union")):
        canvas.text(390, top + 30 + index * 52, words, 38, EMBLEM_BLUE, anchor="lm", bold=0.012)
    return cut_out(canvas, 24)


def web_awards() -> Image.Image:
    """Draw a laurel wreath around a cursor arrow."""
    canvas = _plate(NIGHT, CREAM, "Web Awards", "Public service")
    for side in (-1, 1):
        for index in range(8):
            angle = radians(90 + side * (24 + index * 19))
            leaf = canvas.at(150 + 88 * cos(angle), 150 + 88 * sin(angle), turn=(angle * 57.3) + side * 62)
            leaf.shape(
                smooth([(-24, 0), (0, -10), (24, 0), (0, 10)], closed=True, steps=6), MUSTARD if index % 2 else SAND
            )
    canvas.shape([(126, 100), (126, 192), (148, 172), (164, 206), (182, 198), (166, 164), (194, 160)], CORAL)
    return cut_out(canvas, 32)


def mobility_week() -> Image.Image:
    """Draw a bicycle under a sun."""
    canvas = _plate(MINT, NIGHT, "Mobility Week", "16 to 22 September")
    canvas.disc(150, 150, 104, MUSTARD)
    canvas.shape(arc(150, 150, 104, 104, 22, 158), TEAL)
    with canvas.clip(ellipse(150, 150, 104)):
        tree(canvas, 212, 194, 110, LEAF, shadow=False)
        bike(canvas.at(140, 206, 0.95), NIGHT)
    return cut_out(canvas, 32)


def smart_cities() -> Image.Image:
    """Draw houses joined by a net of nodes."""
    canvas = _plate(PETROL, CREAM, "Smart Cities", "Marketplace member")
    canvas.disc(150, 150, 106, darker(PETROL, 0.4))
    for x, height, tone in ((78, 60, CORAL), (116, 104, CREAM), (154, 78, MUSTARD), (192, 50, LAGOON)):
        canvas.box(x, 214 - height, 32, height, tone, 4)
        for y in range(int(224 - height), 200, 20):
            canvas.box(x + 7, y, 6, 9, darker(tone, 0.35))
            canvas.box(x + 19, y, 6, 9, darker(tone, 0.35))
    nodes = ((94, 126), (132, 78), (170, 104), (208, 136))
    for start, end in itertools.pairwise(nodes):
        canvas.shape(limb(start, end, 5, 5), CREAM)
    for x, y in nodes:
        canvas.shape(ellipse(x, y, 11), MUSTARD)
        canvas.shape(ellipse(x, y, 5), NIGHT)
    return cut_out(canvas, 32)


def _plate(colour: Colour, ink: Colour, title: str, subtitle: str) -> Canvas:
    """Return a plate with a title in two lines and a smaller line, on the right."""
    canvas = Canvas(WIDTH, HEIGHT, colour)
    for index, word in enumerate(title.split()):
        canvas.text(286, 88 + index * 62, word, 58, ink, anchor="lm", bold=0.02)
    canvas.box(288, 190, 60, 7, CORAL, 3)
    canvas.text(286, 222, subtitle, 29, ink, anchor="lm")
    return canvas


BADGES: dict[str, Callable[[], Image.Image]] = {
    "badge-eu": european_emblem,
    "badge-web-awards": web_awards,
    "badge-mobility-week": mobility_week,
    "badge-smart-cities": smart_cities,
}
