"""Houses, towers, bridges and skylines. The origin of each lies at its left foot unless said otherwise."""

import itertools
from collections.abc import Sequence
from math import sin

from .canvas import Canvas
from .geometry import archway, band, box, sag, smooth, spread
from .palette import (
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    INK,
    MUSTARD,
    NIGHT,
    PEACH,
    PETROL,
    RUST,
    SAND,
    STONE,
    TEAL,
    WHITE,
    Colour,
    darker,
    lighter,
    mix,
    seeded,
    veil,
)

FACADES = (CORAL, MUSTARD, PEACH, SAND, CREAM, TEAL, BRICK, mix(PEACH, MUSTARD, 0.5), mix(TEAL, CREAM, 0.5))


def windows(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    columns: int,
    rows: int,
    glass: Colour,
    lit: float = 0,
    seed: str = "",
) -> None:
    """Fill a facade with rows of tall windows; `lit` is the share of them with lamplight."""
    random = seeded(f"{seed}{x}{width}{rows}")
    cell_width, cell_height = width / columns, height / rows
    for row in range(rows):
        for column in range(columns):
            left, top = x + (column + 0.24) * cell_width, y + (row + 0.18) * cell_height
            wide, tall = cell_width * 0.52, cell_height * 0.64
            colour = mix(MUSTARD, CREAM, random.uniform(0, 0.5)) if random.random() < lit else glass
            canvas.box(left - 2.5, top - 2.5, wide + 5, tall + 5, veil(WHITE, 0.55))
            canvas.box(left, top, wide, tall, colour)
            canvas.shape([(left, top), (left + wide * 0.6, top), (left, top + tall * 0.6)], veil(WHITE, 0.22))
            canvas.box(left + wide / 2 - 1, top, 2, tall, veil(WHITE, 0.5))
            canvas.box(left - 5, top + tall + 3, wide + 10, 4, veil(INK, 0.22))


def gabled_house(
    canvas: Canvas,
    width: float,
    height: float,
    colour: Colour,
    gable: str = "step",
    *,
    lit: float = 0,
    seed: str = "",
    shop: bool = True,
) -> None:
    """Draw a narrow town house with a "step", "bell" or "point" gable; `height` is that of its wall."""
    top = _gable(width, height, gable)
    outline = [(0, 0), *top, (width, 0)]
    canvas.shape(outline, colour)
    canvas.shade(outline, darker(colour, 0.6), 0.7, reach=0.7)
    canvas.shape(band(top, 7), lighter(colour, 0.5))
    glass = darker(mix(DUSK, PETROL, 0.5), 0.2)
    columns = max(2, round(width / 60))
    floors = max(1, round((height - 100) / 100))
    foot = 100 if shop else 20
    windows(canvas, width * 0.08, -height + 8, width * 0.84, height - foot - 12, columns, floors, glass, lit, seed)
    canvas.shape(archway(width / 2 - 13, -height - 8, 26, 46), mix(MUSTARD, CREAM, 0.3) if lit else glass)
    if shop:
        _shop_front(canvas, width, colour, lit)


def _gable(width: float, height: float, gable: str) -> list[tuple[float, float]]:
    middle, rise = width / 2, width * 0.62
    if gable == "step":
        steps = 5
        left = []
        for index in range(steps):
            x = width * 0.42 * index / steps
            left += [(x, -height - rise * index / steps), (x, -height - rise * (index + 1) / steps)]
    elif gable == "bell":
        left = smooth(
            [
                (0, -height),
                (width * 0.1, -height - rise * 0.18),
                (width * 0.22, -height - rise * 0.5),
                (width * 0.34, -height - rise * 0.62),
            ],
            steps=6,
        )
        left += smooth([(width * 0.34, -height - rise * 0.72), (middle - 2, -height - rise * 0.95)], steps=4)
    else:
        left = [(0, -height), (middle, -height - rise)]
    return left + [(width - x, y) for x, y in reversed(left)]


def _shop_front(canvas: Canvas, width: float, colour: Colour, lit: float) -> None:
    glass = mix(MUSTARD, CREAM, 0.35) if lit else lighter(DUSK, 0.25)
    canvas.box(0, -92, width, 92, darker(colour, 0.45))
    canvas.box(width * 0.08, -76, width * 0.5, 62, glass, 3)
    canvas.box(width * 0.68, -76, width * 0.22, 76, darker(colour, 0.75), 3)
    canvas.shape([(width * 0.1, -76), (width * 0.3, -76), (width * 0.14, -14), (width * 0.08, -14)], veil(WHITE, 0.3))
    stripes = 7
    for index in range(stripes):
        shade = CREAM if index % 2 else lighter(colour, 0.05)
        left = width * index / stripes
        canvas.shape(
            [(left, -96), (left + width / stripes, -96), (left + width / stripes + 2, -72), (left - 2, -72)], shade
        )


def terrace(
    canvas: Canvas,
    start: float,
    end: float,
    y: float,
    seed: str,
    *,
    size: float = 1,
    lit: float = 0,
    tint: Colour | None = None,
    share: float = 0,
) -> None:
    """Draw a row of gabled houses from `start` to `end`; `tint` and its `share` tone them with the light."""
    random, x, before = seeded(seed), start, None
    while x < end:
        width, height = random.uniform(120, 190), random.choice((280, 330, 380, 430))
        colour = random.choice([c for c in FACADES if c != before])
        before = colour
        toned = mix(colour, tint, share) if tint else colour
        gable = random.choice(("step", "bell", "point", "step"))
        gabled_house(canvas.at(x, y, size), width, height, toned, gable, lit=lit, seed=f"{seed}{x}")
        x += width * size


def blocks(
    canvas: Canvas,
    seed: str,
    y: float,
    low: float,
    high: float,
    colour: Colour,
    *,
    lit: float = 0,
    start: float = -20,
    end: float | None = None,
) -> None:
    """Draw a distant row of plain buildings of one colour, with pitched or flat roofs and lit windows."""
    random, x = seeded(seed), start
    end = canvas.size[0] if end is None else end
    while x < end:
        width, height = random.uniform(70, 150), random.uniform(low, high)
        outline = [(x, y), (x, y - height), (x + width, y - height), (x + width, y)]
        if random.random() < 0.6:
            outline.insert(2, (x + width / 2, y - height - random.uniform(20, 50)))
        canvas.shape(outline, mix(colour, INK, random.uniform(0, 0.08)))
        _specks(canvas, random, (x, y - height, width, height), colour, lit)
        x += width - 2


def _specks(canvas: Canvas, random: object, place: Sequence[float], colour: Colour, lit: float) -> None:
    x, y, width, height = place
    for left in spread(x + 14, x + width - 22, 24):
        for top in spread(y + 18, y + max(40, height - 30), 34):
            glass = MUSTARD if random.random() < lit else darker(colour, 0.14)
            canvas.box(left, top, 9, 16, glass)


def spire(canvas: Canvas, width: float, height: float, colour: Colour, roof: Colour) -> None:
    """Draw a church tower with clock, belfry and pointed roof, centred on x = 0; `height` is that of its wall."""
    wall = box(-width / 2, -height, width, height)
    canvas.shape(wall, colour)
    canvas.shade(wall, darker(colour, 0.6), 0.8, reach=0.7)
    for y in (0.35, 0.68, 1):
        canvas.box(-width / 2 - 4, -height * y, width + 8, 7, lighter(colour, 0.3))
    for x in (-0.22, 0.22):
        canvas.shape(archway(width * (x - 0.09), -height * 0.72, width * 0.18, height * 0.2), darker(colour, 0.65))
    canvas.disc(0, -height * 0.52, width * 0.18, CREAM)
    canvas.line([(0, -height * 0.52), (0, -height * 0.52 - width * 0.12)], 2.5, INK)
    canvas.line([(0, -height * 0.52), (width * 0.09, -height * 0.52)], 2.5, INK)
    top = [
        (-width / 2 - 6, -height),
        (width / 2 + 6, -height),
        (width * 0.1, -height - width * 1.3),
        (0, -height - width * 2.3),
        (-width * 0.1, -height - width * 1.3),
    ]
    canvas.shape(top, roof)
    canvas.shade(top, darker(roof, 0.6), 0.9, reach=0.7)
    canvas.line([(0, -height - width * 2.25), (0, -height - width * 2.6)], 3, MUSTARD)


def dome(canvas: Canvas, width: float, height: float, colour: Colour, roof: Colour) -> None:
    """Draw a drum with columns, a dome and a lantern, centred on x = 0."""
    canvas.box(-width / 2, -height, width, height, colour)
    for x in spread(-width * 0.4, width * 0.4, width * 0.16):
        canvas.shape(archway(x - width * 0.04, -height * 0.15, width * 0.08, height * 0.6), darker(colour, 0.5))
    outline = archway(-width * 0.48, -height, width * 0.96, width * 0.56, width * 0.52)
    canvas.shape(outline, roof)
    canvas.shade(outline, darker(roof, 0.6), 0.9, reach=0.7)
    canvas.box(-width / 2 - 6, -height - 4, width + 12, 10, lighter(colour, 0.4))
    canvas.box(-width * 0.07, -height - width * 0.7, width * 0.14, width * 0.18, lighter(colour, 0.2))
    canvas.shape(
        [(-width * 0.09, -height - width * 0.68), (width * 0.09, -height - width * 0.68), (0, -height - width * 0.98)],
        roof,
    )


def arched_bridge(
    canvas: Canvas, start: float, end: float, y: float, height: float, arches: int, colour: Colour
) -> None:
    """Draw a stone bridge whose arches stand in the water at y; its road lies `height` above."""
    span = (end - start) / arches
    for index in range(arches):
        x = start + index * span
        opening = archway(x + span * 0.1, y + 2, span * 0.8, height * 0.78, height * 0.62)
        pier = [
            (x, y),
            (x, y - height),
            (x + span, y - height),
            (x + span, y),
            opening[0],
            *reversed(opening[2:]),
            opening[1],
        ]
        canvas.shape(pier, colour)
        canvas.shade(box(x, y - height, span, height * 0.3), darker(colour, 0.6), 0.5, towards="bottom")
        canvas.shape(
            [(x - 14, y), (x - 9, y - height * 0.45), (x + 9, y - height * 0.45), (x + 14, y)], lighter(colour, 0.12)
        )
    canvas.box(start, y - height - 12, end - start, 14, lighter(colour, 0.3))
    for x in spread(start, end, 26):
        canvas.box(x - 3, y - height - 34, 6, 24, lighter(colour, 0.15))
    canvas.box(start, y - height - 40, end - start, 8, lighter(colour, 0.3))


def lamp_post(canvas: Canvas, x: float, y: float, height: float, *, lit: bool = False, colour: Colour = INK) -> None:
    """Draw a street lamp standing at (x, y); a lit one glows."""
    local = canvas.at(x, y, height / 300)
    if lit:
        local.glow(0, -282, 260, MUSTARD, 0.5)
    local.shape([(-7, 0), (-3, -60), (-3, -250), (3, -250), (3, -60), (7, 0)], colour)
    local.box(-12, -6, 24, 8, colour, 2)
    local.shape([(-14, -294), (14, -294), (9, -256), (-9, -256)], CREAM if lit else mix(CREAM, DUSK, 0.3))
    local.shape([(-18, -292), (18, -292), (0, -312)], colour)


def bunting(
    canvas: Canvas,
    start: tuple[float, float],
    end: tuple[float, float],
    depth: float,
    colours: Sequence[Colour],
    size: float = 40,
) -> None:
    """Hang a string of triangular flags between two points."""
    line = sag(start, end, depth, max(4, round(abs(end[0] - start[0]) / (size * 1.15))))
    canvas.line(line, 3, darker(CREAM, 0.4))
    for index, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(line)):
        colour, drift = colours[index % len(colours)], size * 0.12 * sin(index * 1.7)
        flag = [(x1 + 3, y1), (x2 - 3, y2), ((x1 + x2) / 2 + drift, (y1 + y2) / 2 + size * 1.1)]
        canvas.shape(flag, colour)
        canvas.shape([flag[1], flag[2], ((x1 + x2) / 2 + 3, (y1 + y2) / 2)], veil(INK, 0.14))


def festoon(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], depth: float, gap: float = 44
) -> None:
    """Hang a string of glowing bulbs between two points."""
    line = sag(start, end, depth, max(3, round(abs(end[0] - start[0]) / gap)))
    canvas.line(line, 2.5, NIGHT)
    for x, y in line:
        canvas.glow(x, y + 9, 34, MUSTARD, 0.7)
        canvas.disc(x, y + 9, 6, mix(MUSTARD, WHITE, 0.6))


def sash(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    columns: int,
    rows: int,
    frame: Colour,
    thick: float = 10,
) -> None:
    """Draw the frame and glazing bars of a large window whose view has been drawn before."""
    for index in range(columns + 1):
        canvas.box(x + width * index / columns - thick / 2, y, thick, height, frame)
    for index in range(rows + 1):
        canvas.box(x - thick / 2, y + height * index / rows - thick / 2, width + thick, thick, frame)
    canvas.box(x - thick * 2, y + height, width + thick * 4, thick * 2, lighter(frame, 0.2))
    canvas.box(x - thick * 2, y + height + thick * 2, width + thick * 4, thick * 0.8, veil(INK, 0.2))


def tiled_roof(canvas: Canvas, points: Sequence[tuple[float, float]], colour: Colour = BRICK) -> None:
    """Draw a roof plane in clay tiles: the outline, rows of tiles and shade."""
    canvas.fade(points, (lighter(colour, 0.15), colour))
    canvas.shade(points, RUST, 0.7, reach=0.8)


def stone_wall(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: Colour = STONE,
    seed: str = "",
    *,
    crenels: bool = False,
) -> None:
    """Draw an old stone wall standing on y, with scattered ashlars and, if wished, battlements."""
    random = seeded(f"{seed}{x}")
    outline = box(x, y - height, width, height)
    canvas.shape(outline, colour)
    if crenels:
        for left in spread(x, x + width - 22, 44):
            canvas.box(left, y - height - 24, 24, 26, colour)
    for _ in range(int(width * height / 2600)):
        left, top = random.uniform(x + 4, x + width - 34), random.uniform(y - height + 8, y - 16)
        canvas.box(left, top, random.uniform(14, 28), 9, veil(random.choice((INK, WHITE)), 0.12), 3)
    canvas.shade(outline, darker(colour, 0.6), 0.7, reach=0.8)
