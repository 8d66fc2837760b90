"""Scenes that are maps: the network of cities, and ten cities along one line."""

from collections.abc import Callable

from PIL import Image

from .buildings import dome, gabled_house, spire
from .canvas import Canvas
from .geometry import Point, archway, box, ellipse, sag, smooth
from .nature import bush, palm, poplar, tree
from .palette import (
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    INK,
    LAGOON,
    LEAF,
    MINT,
    MOSS,
    MUSTARD,
    NIGHT,
    ORANGE,
    PEACH,
    PETROL,
    SAND,
    SKY,
    STONE,
    TEAL,
    WHITE,
    Colour,
    lighter,
    mix,
    seeded,
    veil,
)
from .vehicles import bike, tram

WIDTH, HEIGHT = 1800, 1200

# Rough coasts, as (longitude, latitude) in degrees: enough to recognise a continent, not to find one's way.
MAINLAND = (
    (-9, 37), (-9.5, 39), (-9, 43), (-2, 43.5), (-1.2, 45.5), (-4.5, 48.3), (-1.5, 49), (1.5, 50.6), (4, 52),
    (5.5, 53.4), (8.5, 53.8), (8.2, 57), (10.4, 57.6), (10.2, 54.6), (14, 54.1), (18.6, 54.7), (21, 55.4),
    (21.4, 57.4), (24, 57.2), (23.8, 59.3), (30, 59.9), (50, 61), (50, 44), (39, 47), (35, 45), (32.5, 46.3),
    (30, 45.4), (28, 43.2), (28.6, 41.3), (26, 40.8), (23, 40.4), (24, 38), (22.8, 36.6), (21, 38.6), (19.5, 41.4),
    (16, 43.6), (13.6, 45.5), (12.3, 44.8), (14, 42.4), (18.3, 40.2), (16.8, 40.2), (16, 38.1), (15.3, 40.1),
    (12.2, 41.9), (10, 43.9), (7.5, 43.9), (4, 43.4), (3.1, 42), (0, 40), (-0.4, 38.2), (-2, 36.8), (-5.5, 36.1),
)  # fmt: skip
NORTH = (
    (5, 59), (5, 62), (10, 64), (14, 68), (20, 70), (30, 70), (29, 66), (30.5, 62), (28, 60.5), (22.7, 60),
    (21.4, 63), (25, 65.2), (22, 65.8), (17.4, 62.2), (18.6, 60), (16.4, 57), (14.2, 55.5), (12.6, 56), (11, 59),
    (8, 58.1),
)  # fmt: skip
ISLANDS = (
    (
        (-5.5, 50.1), (1.3, 51.2), (1.6, 52.7), (-0.4, 54), (-2, 57.4), (-4, 58.6), (-5.6, 56), (-3.2, 54.4),
        (-4.5, 53), (-5, 51.8), (-3, 51.4),
    ),
    ((-6.2, 52.2), (-10, 51.8), (-9.8, 54), (-7.5, 55.2), (-5.8, 54.2)),
    ((12.5, 38), (15.4, 38.1), (15, 36.8)),
    ((8.3, 39), (8.4, 40.9), (9.6, 41), (9.5, 39.2)),
    ((8.8, 41.6), (8.7, 42.5), (9.4, 42.9), (9.4, 41.7)),
    ((23.6, 35.4), (26, 35.4), (26.2, 35), (23.8, 35)),
    ((-24, 65), (-20, 66.3), (-14.5, 66), (-14, 64.6), (-19, 63.4), (-23, 64)),
    ((27, 40.2), (31, 41.2), (50, 42), (50, 35), (36, 36.2), (30.5, 36.6), (27.6, 36.9)),
    ((-14, 33), (-6, 35.6), (-1, 35.3), (10, 37.2), (11, 35), (20, 32), (-14, 30)),
)  # fmt: skip
CITIES = {
    "north": (10.7, 59.9), "east": (24.9, 60.2), "isle": (-0.5, 51.7), "west": (-9, 39), "south": (-0.4, 39.5),
    "hub": (4.4, 50.8), "adria": (16, 45.8), "aegean": (23.7, 38.2), "plain": (21, 52.2), "alps": (11.6, 48.1),
    "sound": (12.4, 55.8), "green": (-6.6, 53.4), "seine": (2.3, 48.6), "tiber": (12.6, 42),
    "delta": (26.1, 44.4), "gulf": (24.2, 57.1),
}  # fmt: skip
LINKS = (
    ("hub", "north"), ("hub", "west"), ("hub", "south"), ("hub", "adria"), ("hub", "isle"), ("hub", "plain"),
    ("hub", "tiber"), ("north", "east"), ("adria", "aegean"), ("plain", "delta"), ("isle", "green"),
    ("seine", "south"), ("alps", "adria"), ("sound", "gulf"), ("tiber", "aegean"), ("seine", "west"),
    ("alps", "sound"), ("delta", "aegean"), ("east", "plain"),
)  # fmt: skip


def _project(place: Point) -> Point:
    longitude, latitude = place
    return (longitude + 19.5) * 27, (65.5 - latitude) * 39.5


def _softened(points: list[Point]) -> list[Point]:
    """Return the closed outline with its corners cut twice (Chaikin's algorithm)."""
    for _ in range(2):
        softer = []
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            softer += [(x1 * 0.75 + x2 * 0.25, y1 * 0.75 + y2 * 0.25), (x1 * 0.25 + x2 * 0.75, y1 * 0.25 + y2 * 0.75)]
        points = softer
    return points


def networks() -> Image.Image:
    """Draw a stylised map on which arcs join glowing cities."""
    canvas = Canvas(WIDTH, HEIGHT, PETROL)
    canvas.sky((NIGHT, PETROL, mix(TEAL, PETROL, 0.4)))
    canvas.glow(720, 620, 980, TEAL, 0.6)
    random = seeded("waves")
    for _ in range(110):
        x, y = random.uniform(0, WIDTH), random.uniform(0, HEIGHT)
        canvas.line(
            smooth([(x - 22, y), (x - 11, y - 6), (x, y), (x + 11, y - 6), (x + 22, y)], steps=5), 2.4, veil(MINT, 0.22)
        )
    coasts = [_softened([_project(place) for place in coast]) for coast in (MAINLAND, NORTH, *ISLANDS)]
    for grow, opacity in ((46, 0.07), (24, 0.1)):
        for coast in coasts:
            canvas.line([*coast, coast[0], coast[1]], grow, veil(MINT, opacity))
    for coast in coasts:
        canvas.shape([(x + 10, y + 16) for x, y in coast], veil(INK, 0.35))
    for coast in coasts:
        canvas.fade(coast, (mix(SAND, MINT, 0.55), SAND, mix(SAND, PEACH, 0.6)))
        canvas.shade(coast, mix(TEAL, LEAF, 0.4), 0.75, reach=0.9)
    for start, end in LINKS:
        _arc(canvas, _project(CITIES[start]), _project(CITIES[end]), CORAL if "hub" in (start, end) else NIGHT)
    for name, place in CITIES.items():
        _city_dot(canvas, *_project(place), 26 if name == "hub" else 15)
    _map_marks(canvas)
    return canvas.finish(CREAM, 0.18)


def _arc(canvas: Canvas, start: Point, end: Point, colour: Colour) -> None:
    height = -0.17 * (abs(end[0] - start[0]) + abs(end[1] - start[1]) * 0.5)
    canvas.line(sag(start, end, height), 7 if colour == CORAL else 4.5, colour)


def _city_dot(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.glow(x, y, radius * 5, MUSTARD, 0.6)
    canvas.disc(x, y, radius * 1.35, CREAM)
    canvas.disc(x, y, radius, CORAL)
    canvas.disc(x, y, radius * 0.42, CREAM)


def _map_marks(canvas: Canvas) -> None:
    """Draw round vignettes on the sea and the land: a bicycle, a tram, a row of houses."""
    for x, y, colour in ((250, 330, MUSTARD), (1560, 330, CORAL), (240, 800, LAGOON)):
        canvas.disc(x + 8, y + 14, 104, veil(INK, 0.3))
        canvas.disc(x, y, 104, CREAM)
        canvas.disc(x, y, 92, colour)
    bike(canvas.at(246, 376, 0.86), NIGHT)
    with canvas.clip(ellipse(1560, 330, 92)):
        canvas.box(1460, 374, 200, 60, NIGHT)
        tram(canvas.at(1262, 372, 0.3), CREAM, SKY, 2, "1")
    with canvas.clip(ellipse(240, 800, 92)):
        canvas.box(140, 845, 200, 60, PETROL)
        for x, tone, gable in ((164, CORAL, "step"), (214, CREAM, "bell"), (264, MUSTARD, "step")):
            gabled_house(canvas.at(x, 847, 0.34), 146, 200, tone, gable)


ISLES = (
    (250, 330), (650, 300), (1070, 330), (1500, 300), (1540, 660), (1120, 700), (690, 650), (260, 700),
    (600, 1040), (1230, 1050),
)  # fmt: skip


def ten_cities() -> Image.Image:
    """Ten small cities on islands, one line running through all of them."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(LAGOON, SKY, 0.35), SKY, mix(SKY, CREAM, 0.5), mix(PEACH, CREAM, 0.4)))
    canvas.glow(320, 130, 800, CREAM, 0.7)
    random = seeded("calm sea")
    for _ in range(130):
        x, y = random.uniform(0, WIDTH), random.uniform(0, HEIGHT)
        canvas.shape(ellipse(x, y, random.uniform(14, 60), 2.2, 16), veil(WHITE, 0.5))
    for index, (x, y) in enumerate(ISLES):
        _isle(canvas.at(x, y), index)
    stations = [(x, y + 66) for x, y in ISLES]
    route = smooth(
        [
            (-80, stations[0][1] + 10),
            *stations[:4],
            (1720, 540),
            *stations[4:8],
            (120, 930),
            *stations[8:],
            (1900, 1040),
        ],
        steps=16,
    )
    canvas.line([(x + 4, y + 10) for x, y in route], 24, veil(NIGHT, 0.2))
    canvas.line(route, 24, NIGHT)
    canvas.line(route, 13, CORAL)
    for number, (x, y) in enumerate(stations, start=1):
        canvas.disc(x, y, 29, NIGHT)
        canvas.disc(x, y, 22, CREAM)
        canvas.text(x, y, str(number), 25, NIGHT, bold=0.04)
    return canvas.finish(CREAM, 0.2)


def _isle(canvas: Canvas, index: int) -> None:
    """Draw an island 340 wide with a small city of its own; its shore is the origin."""
    canvas.shape(ellipse(16, 72, 186, 58), veil(PETROL, 0.3))
    canvas.shape(ellipse(0, 58, 180, 56), mix(SAND, STONE, 0.35))
    canvas.shade(ellipse(0, 58, 180, 56), PETROL, 0.6, reach=0.8)
    canvas.shape(ellipse(0, 44, 172, 50), (LEAF, mix(SAND, CREAM, 0.4))[index % 2])
    canvas.shade(ellipse(0, 44, 172, 50), MOSS, 0.5, reach=0.7)
    CITY_PARTS[index](canvas)
    bush(canvas, -140, 52, 60, MOSS)
    bush(canvas, 142, 52, 66, mix(LEAF, MOSS, 0.5))


def _houses(
    canvas: Canvas, start: float, tones: tuple[Colour, ...], gables: str = "step bell", size: float = 0.44
) -> None:
    kinds = gables.split()
    for index, tone in enumerate(tones):
        height = (250, 320, 210)[index % 3]
        gabled_house(
            canvas.at(start + index * 138 * size, 34, size),
            138,
            height,
            tone,
            kinds[index % len(kinds)],
            seed=f"{start}",
        )


def _stepped_city(canvas: Canvas) -> None:
    spire(canvas.at(-8, 30, 0.5), 90, 330, SAND, PETROL)
    _houses(canvas, -126, (CORAL, CREAM, MUSTARD, PEACH), "step", 0.45)


def _domed_city(canvas: Canvas) -> None:
    dome(canvas.at(-10, 34, 0.62), 210, 160, CREAM, TEAL)
    _houses(canvas, -140, (PEACH,), "point", 0.42)
    _houses(canvas, 66, (CORAL,), "point", 0.42)


def _twin_towers(canvas: Canvas) -> None:
    for x in (-34, 34):
        spire(canvas.at(x, 34, 0.5), 92, 280, SAND, TEAL)
    canvas.shape([(-34, 34), (-34, -60), (0, -96), (34, -60), (34, 34)], lighter(SAND, 0.3))
    canvas.shape(archway(-12, 34, 24, 50), BRICK)
    _houses(canvas, 64, (MUSTARD,), "bell", 0.4)
    _houses(canvas, -122, (CORAL,), "step", 0.4)


def _shell_city(canvas: Canvas) -> None:
    palm(canvas, -116, 44, 170, 18)
    canvas.disc(0, 30, 66, PETROL, 62)
    for offset, tone in ((0, WHITE), (12, mix(CREAM, DUSK, 0.12))):
        canvas.shape(
            smooth(
                [
                    (-130 + offset, 40),
                    (-70, -46),
                    (20, -84 + offset),
                    (96, -40),
                    (130 - offset, 40),
                    (64, -14 + offset),
                    (0, -30 + offset),
                    (-70, -6),
                ],
                closed=True,
            ),
            tone,
        )
    canvas.shape(box(-140, 36, 280, 12), CREAM)
    palm(canvas, 122, 44, 140, -12)


def _high_city(canvas: Canvas) -> None:
    for x, width, height, tone in (
        (-100, 50, 130, TEAL),
        (-44, 56, 210, NIGHT),
        (18, 46, 160, CORAL),
        (68, 54, 110, MUSTARD),
    ):
        tower = box(x, 34 - height, width, height)
        canvas.shape(tower, tone)
        for top in range(int(46 - height), 16, 22):
            for left in (x + 9, x + 22, x + 35):
                canvas.box(left, top, 8, 12, mix(CREAM, tone, 0.25))
        canvas.shade(tower, INK, 0.6)
    canvas.line([(-16, -176), (-16, -216)], 4, NIGHT)


def _hill_city(canvas: Canvas) -> None:
    hill = smooth([(-150, 44), (-90, -10), (-20, -70), (40, -78), (100, -10), (150, 44)])
    canvas.fade(hill, (LEAF, MOSS))
    canvas.box(-20, -128, 70, 58, STONE)
    for x in (-26, 36):
        canvas.box(x, -150, 22, 82, mix(STONE, SAND, 0.5))
        for notch in (0, 14):
            canvas.box(x + notch, -158, 8, 10, mix(STONE, SAND, 0.5))
    for x, y in ((-100, 26), (-56, 4), (-6, -18), (44, 0), (86, 26), (0, 30), (-48, 36)):
        canvas.box(x, y - 26, 34, 30, WHITE)
        canvas.shape([(x - 4, y - 25), (x + 17, y - 42), (x + 38, y - 25)], CORAL)


def _park_city(canvas: Canvas) -> None:
    spire(canvas.at(-60, 34, 0.5), 84, 260, CREAM, PETROL)
    _houses(canvas, -40, (PEACH, CORAL), "bell", 0.42)
    for x, height in ((-116, 130), (96, 150), (132, 100)):
        tree(canvas, x, 42, height, LEAF, shadow=False)
    poplar(canvas, -84, 44, 120)


def _harbour_city(canvas: Canvas) -> None:
    _houses(canvas, -130, (BRICK, CREAM, TEAL), "bell point", 0.42)
    canvas.shape([(66, 38), (78, -110), (102, -110), (114, 38)], CREAM)
    for y in (-80, -30, 12):
        canvas.box(70 - (y + 110) * 0.02, y, 40, 22, CORAL)
    canvas.box(72, -136, 36, 28, MUSTARD)
    canvas.shape([(66, -134), (114, -134), (90, -166)], NIGHT)


def _tram_city(canvas: Canvas) -> None:
    _houses(canvas, -96, (CREAM, CORAL, LAGOON), "point step", 0.42)
    tram(canvas.at(-150, 50, 0.19), MUSTARD, SKY, 3, "1")


def _mill_city(canvas: Canvas) -> None:
    _houses(canvas, 20, (PEACH, TEAL), "step", 0.42)
    canvas.shape([(-104, 38), (-88, -84), (-44, -84), (-28, 38)], ORANGE)
    canvas.shape([(-92, -82), (-40, -82), (-66, -124)], NIGHT)
    for turn in (20, 110, 200, 290):
        sail = canvas.at(-66, -90, turn=turn)
        sail.box(0, -3, 96, 6, NIGHT)
        sail.box(24, 2, 70, 20, CREAM)


CITY_PARTS: tuple[Callable[[Canvas], None], ...] = (
    _stepped_city,
    _shell_city,
    _twin_towers,
    _domed_city,
    _harbour_city,
    _hill_city,
    _high_city,
    _park_city,
    _tram_city,
    _mill_city,
)

SCENES: dict[str, Callable[[], Image.Image]] = {"networks": networks, "ten-cities": ten_cities}
