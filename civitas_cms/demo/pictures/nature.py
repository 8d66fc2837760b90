"""Sky, land and plants."""

import itertools
from collections.abc import Sequence
from math import cos, radians, sin

from .canvas import Canvas
from .geometry import Point, arc, ellipse, limb, smooth, turned
from .palette import CREAM, INK, LEAF, MOSS, MUSTARD, RUST, WHITE, Colour, darker, lighter, mix, seeded, veil


def sun(canvas: Canvas, x: float, y: float, radius: float, colour: Colour = CREAM, halo: Colour = MUSTARD) -> None:
    """Draw a sun or moon with a wide halo."""
    canvas.glow(x, y, radius * 6, halo, 0.55)
    canvas.disc(x, y, radius * 1.35, veil(colour, 0.25))
    canvas.disc(x, y, radius, colour)


def cloud(canvas: Canvas, x: float, y: float, width: float, colour: Colour = WHITE, opacity: float = 0.75) -> None:
    """Draw a flat-bottomed cloud whose base is centred on (x, y)."""
    local = canvas.at(x, y, width / 200)
    outline = smooth(
        [
            (-100, 0),
            (-92, -14),
            (-62, -18),
            (-44, -40),
            (-8, -44),
            (12, -30),
            (44, -36),
            (62, -16),
            (90, -14),
            (100, 0),
        ],
        steps=8,
    )
    local.shape(outline, veil(colour, opacity))


def clouds(canvas: Canvas, seed: str, top: float, bottom: float, colour: Colour = WHITE, count: int = 6) -> None:
    """Scatter clouds over the sky; lower ones are smaller, as they are farther away."""
    random = seeded(seed)
    for index in range(count):
        x = canvas.size[0] * (index + random.random()) / count
        y = random.uniform(top, bottom)
        cloud(canvas, x, y, 340 - 220 * (y - top) / (bottom - top), colour, random.uniform(0.35, 0.7))


def ridge(
    canvas: Canvas, y: float, height: float, colours: Sequence[Colour], seed: str, bottom: float | None = None
) -> list[Point]:
    """Draw a range of hills across the picture, fading through the colours; return its outline."""
    random, width = seeded(seed), canvas.size[0]
    tops = [(x, y - height * random.uniform(0, 1)) for x in range(-200, width + 400, 220)]
    bottom = canvas.size[1] if bottom is None else bottom
    outline = [(-200, bottom), *smooth(tops), (width + 200, bottom)]
    canvas.fade(outline, colours)
    return outline


def tree(
    canvas: Canvas, x: float, y: float, height: float, colour: Colour = LEAF, seed: str = "", shadow: bool = True
) -> None:
    """Draw a round deciduous tree standing at (x, y)."""
    random, local = seeded(f"tree{x}{y}{seed}"), canvas.at(x, y, height / 300)
    if shadow:
        local.shape([(-10, 4), (10, -4), *arc(250, 14, 110, 26, -120, 120, 12)], veil(INK, 0.18))
    trunk = mix(RUST, INK, 0.3)
    local.shape([(-9, 3), (-5, -120), (5, -120), (10, 3)], trunk)
    for side in (-1, 1):
        local.shape(limb((0, -90), (side * 44, -160), 7, 3), trunk)
    crown = [
        (x + random.uniform(-9, 9), y + random.uniform(-9, 9))
        for x, y in (
            (-86, -150),
            (-96, -205),
            (-62, -262),
            (0, -296),
            (62, -266),
            (94, -205),
            (84, -150),
            (34, -112),
            (-34, -112),
        )
    ]
    outline = smooth(crown, closed=True)
    local.shape(outline, colour)
    local.shade(outline, darker(colour, 0.7), 0.85, reach=0.85)
    for _ in range(9):
        at = (random.uniform(-70, 10), random.uniform(-265, -160))
        local.shape(ellipse(*at, random.uniform(10, 20), random.uniform(5, 8), 16), veil(lighter(colour, 0.3), 0.6))


def poplar(canvas: Canvas, x: float, y: float, height: float, colour: Colour = MOSS) -> None:
    """Draw a slim, upright tree (a cypress or poplar) standing at (x, y)."""
    local = canvas.at(x, y, height / 200)
    local.box(-3, -24, 6, 26, mix(RUST, INK, 0.4))
    outline = smooth(
        [(-22, -30), (-26, -80), (-14, -150), (0, -200), (14, -150), (26, -80), (22, -30), (0, -18)], closed=True
    )
    local.shape(outline, colour)
    local.shade(outline, darker(colour, 0.7), 0.8, reach=0.8)


def bush(canvas: Canvas, x: float, y: float, width: float, colour: Colour = LEAF) -> None:
    """Draw a low round bush standing at (x, y)."""
    local = canvas.at(x, y, width / 200)
    outline = smooth(
        [(-100, 0), (-104, -36), (-64, -62), (-34, -92), (14, -86), (44, -66), (88, -58), (104, -20), (100, 0)], steps=8
    )
    local.shape(outline, colour)
    local.shade(outline, darker(colour, 0.7), 0.8, reach=0.9)


def palm(canvas: Canvas, x: float, y: float, height: float, lean: float = 20) -> None:
    """Draw a palm standing at (x, y), its crown shifted sideways by `lean`."""
    local = canvas.at(x, y, height / 300)
    local.shape([(-8, 3), (0, -5), (220, 24), (190, 36)], veil(INK, 0.16))
    trunk = smooth([(0, 0), (lean * 0.2, -100), (lean * 0.55, -190), (lean, -250)])
    bark = mix(RUST, MUSTARD, 0.3)
    for index, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(trunk)):
        local.shape(limb((x1, y1), (x2, y2), 14 + y1 / 45, 14 + y2 / 45), bark if index % 2 else darker(bark, 0.12))
    for index, angle in enumerate((-165, -15, -190, 10, -142, -38, -118, -62)):
        _frond(local.at(lean, -250), angle, mix(MOSS, LEAF, index / 7))


def _frond(canvas: Canvas, angle: float, colour: Colour) -> None:
    """Draw a drooping palm leaf: a spine that bends under its weight, with leaflets hanging from it."""
    out, up = cos(radians(angle)), sin(radians(angle))
    spine = [(t * 104 * out, t * 92 * up + 62 * t * t) for t in (step / 14 for step in range(15))]
    for index, (x, y) in enumerate(spine[1:], start=1):
        length = 10 + 34 * sin(index / 15 * 3)
        canvas.shape(limb((x, y), (x + 20 * out + 4, y + length), 8, 1.5), colour)
        canvas.shape(limb((x, y), (x + 22 * out, y - length * 0.3 + 6), 7, 1.5), darker(colour, 0.12))
    for start, end in itertools.pairwise(spine):
        canvas.shape(limb(start, end, 4.5, 4), lighter(colour, 0.2))


def pot_plant(canvas: Canvas, x: float, y: float, height: float, pot: Colour = CREAM, colour: Colour = LEAF) -> None:
    """Draw a large-leaved plant in a pot standing at (x, y)."""
    local = canvas.at(x, y, height / 200)
    for index, angle in enumerate((-68, 62, -44, 40, -20, 22, 0)):
        length = (96, 92, 122, 118, 138, 134, 146)[index]
        leaf = smooth([(0, 0), (-17, -length * 0.55), (0, -length), (17, -length * 0.55)], closed=True, steps=8)
        placed = turned(((px, py - 50) for px, py in leaf), angle, 0, -50)
        local.shape(placed, mix(darker(colour, 0.35), lighter(colour, 0.1), index / 7))
        tip = turned([(0, -50 - length * 0.85)], angle, 0, -50)[0]
        local.line([(0, -50), tip], 1.6, veil(CREAM, 0.35))
    outline = [(-30, -58), (30, -58), (22, 0), (-22, 0)]
    local.shape(outline, pot)
    local.shade(outline, darker(pot, 0.7), 0.6)
    local.box(-33, -64, 66, 12, lighter(pot, 0.15), 3)


def grass(canvas: Canvas, seed: str, top: float, bottom: float, colour: Colour, count: int = 120) -> None:
    """Scatter small tufts over a lawn, larger towards the front."""
    random = seeded(seed)
    for _ in range(count):
        depth = random.random()
        x, y, size = random.uniform(0, canvas.size[0]), top + (bottom - top) * depth, 5 + 10 * depth
        for turn in (-0.5, 0, 0.5):
            canvas.shape([(x - 2, y), (x + turn * size, y - size), (x + 2, y)], veil(colour, 0.7))
