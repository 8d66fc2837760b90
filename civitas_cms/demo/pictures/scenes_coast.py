"""Scenes in the south and at the sea: Valencia, Torres Vedras and a harbour."""

from collections.abc import Callable

from PIL import Image

from .buildings import blocks, lamp_post, stone_wall, tiled_roof
from .canvas import Canvas
from .geometry import archway, band, box, ellipse, smooth, spread
from .nature import bush, cloud, clouds, grass, palm, poplar, ridge, sun, tree
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
    RUST,
    SAND,
    SKY,
    STONE,
    TEAL,
    WHITE,
    darker,
    lighter,
    mix,
    seeded,
    veil,
)
from .people import LISTEN, TALK, person, someone
from .vehicles import bike, rider

WIDTH, HEIGHT = 1800, 1200


def valencia() -> Image.Image:
    """White shells and ribs of futuristic buildings in shallow water, under palms."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(TEAL, SKY, 0.25), SKY, CREAM), 0, 760)
    sun(canvas, 330, 230, 66, CREAM, MUSTARD)
    clouds(canvas, "mediterranean", 120, 420, WHITE, 5)
    blocks(canvas, "valencia", 770, 60, 170, mix(LAGOON, SAND, 0.6))
    for x in (60, 170, 1630, 1740, 1560):
        palm(canvas, x, 776, 190, 8)
    _ribbed_hall(canvas)
    _eye(canvas.at(560, 770))
    canvas.box(0, 766, WIDTH, 12, CREAM)
    canvas.box(0, 778, WIDTH, 12, mix(SAND, TEAL, 0.35))
    canvas.reflect(790, 290, TEAL, 0.8, 1.3)
    canvas.ripples(805, 1060, WHITE, 70)
    promenade = [(0, 1040), *smooth([(0, 1040), (600, 1066), (1200, 1062), (1800, 1030)]), (1800, 1200), (0, 1200)]
    canvas.fade(promenade, (CREAM, SAND))
    canvas.shape(band(smooth([(0, 1040), (600, 1066), (1200, 1062), (1800, 1030)]), 14), mix(SAND, ORANGE, 0.35))
    random = seeded("valencia walkers")
    person(canvas.at(760, 1130, 1.15), someone(random, top=CORAL, cut="dress", style="long"), TALK)
    person(canvas.at(850, 1130, 1.15, flip=True), someone(random, top=NIGHT, cut="shirt", style="short"), LISTEN)
    rider(canvas.at(1250, 1140, 1.15), someone(random, top=MUSTARD, cut="shirt", style="bun"), TEAL)
    palm(canvas, 90, 1150, 720, 40)
    palm(canvas, 1730, 1140, 600, -30)
    for x in (20, 210, 1600, 1770):
        bush(canvas, x, 1180, 190, MOSS)
    return canvas.finish(CREAM, 0.25)


def _ribbed_hall(canvas: Canvas) -> None:
    """Draw a long hall of slanting white ribs, and a tall leaning arch behind it."""
    canvas.shape(band(smooth([(1000, 770), (1080, 420), (1250, 240), (1460, 190)]), 26), WHITE)
    for index in range(16):
        t = index / 15
        x, y = 1010 + 430 * t**1.2, 740 - 545 * t**0.5
        canvas.line([(x, y), (1120 + 400 * t, 770)], 2.5, veil(WHITE, 0.9))
    base = smooth([(1060, 772), (1130, 640), (1300, 560), (1480, 600), (1580, 772)])
    canvas.fade(base, (lighter(TEAL, 0.2), PETROL))
    for index in range(17):
        t = index / 16
        x = 1040 + 560 * t
        rise = 250 * (1 - (2 * t - 1) ** 2) ** 0.7
        canvas.shape(
            [(x - 9, 772), (x + 9, 772), (x + 26 * (t - 0.3) + 4, 752 - rise), (x + 26 * (t - 0.3) - 4, 752 - rise)],
            WHITE,
        )
        canvas.shape(
            [(x + 2, 772), (x + 9, 772), (x + 26 * (t - 0.3) + 4, 752 - rise), (x + 26 * (t - 0.3) + 1, 752 - rise)],
            veil(DUSK, 0.25),
        )
    crest = smooth([(1030, 770), (1110, 590), (1310, 488), (1500, 580), (1612, 770)])
    canvas.shape(band(crest, 20), CREAM)


def _eye(canvas: Canvas) -> None:
    """Draw a great half-open eye: a shell over a sphere, centred on x = 0, mirrored by the water."""
    canvas.disc(0, -30, 166, mix(PETROL, NIGHT, 0.3), 150)
    canvas.shade(ellipse(0, -30, 166, 150), LAGOON, 0.9, towards="left", reach=0.7)
    shell = smooth(
        [
            (-430, 0),
            (-330, -170),
            (-130, -282),
            (60, -300),
            (270, -220),
            (420, 0),
            (330, -90),
            (170, -172),
            (0, -196),
            (-190, -160),
            (-340, -60),
        ],
        closed=True,
    )
    canvas.shape(shell, WHITE)
    canvas.shade(shell, DUSK, 0.5, reach=0.75)
    for x in spread(-300, 300, 50):
        top = -196 + 0.00165 * x * x
        canvas.line([(x * 0.97, top + 4), (x * 1.12, 0)], 5, WHITE)
    canvas.shape(
        band(smooth([(-430, 0), (-340, -62), (-190, -162), (0, -198), (170, -174), (330, -92), (420, 0)]), 8),
        mix(CREAM, DUSK, 0.2),
    )


def torres_vedras() -> Image.Image:
    """Draw a white hill town under a ruined castle, with a bicycle at the look-out."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(TEAL, SKY, 0.5), mix(SKY, CREAM, 0.3), PEACH), 0, 820)
    sun(canvas, 380, 300, 60, CREAM, MUSTARD)
    clouds(canvas, "west", 100, 380, WHITE, 5)
    ridge(canvas, 700, 120, (mix(LAGOON, PEACH, 0.35), mix(LAGOON, PEACH, 0.5)), "far vines")
    ridge(canvas, 800, 90, (mix(LEAF, SAND, 0.45), mix(LEAF, SAND, 0.3)), "near vines")
    hill = [
        (380, 1200),
        *smooth([(380, 1000), (640, 700), (860, 480), (1090, 420), (1320, 450), (1500, 620), (1800, 860)]),
        (1800, 1200),
    ]
    canvas.fade(hill, (mix(LEAF, SAND, 0.25), MOSS))
    canvas.shade(hill, INK, 0.4, reach=0.5)
    _castle(canvas)
    random = seeded("torres")
    for row, (y, left, right) in enumerate(((610, 800, 1480), (720, 690, 1660), (840, 560, 1780), (970, 430, 1800))):
        x = left
        while x < right:
            width = random.uniform(80, 125) * (0.7 + row * 0.16)
            if random.random() < 0.2:
                poplar(canvas, x + width / 2, y + 20, 90 + 25 * row)
            else:
                _white_house(
                    canvas.at(x, y + random.uniform(-14, 14)), width, width * random.uniform(0.6, 0.85), random.random()
                )
            x += width * random.uniform(0.92, 1.12)
    near = [
        (0, 1000),
        *smooth([(0, 980), (360, 990), (760, 1060), (1250, 1100), (1800, 1050)]),
        (1800, 1200),
        (0, 1200),
    ]
    canvas.fade(near, (LEAF, MOSS))
    canvas.shape(band(smooth([(-20, 1120), (500, 1130), (1000, 1170), (1500, 1160), (1820, 1120)]), 70), SAND)
    grass(canvas, "near", 1010, 1090, MINT, 50)
    tree(canvas, 150, 1070, 560, mix(LEAF, MUSTARD, 0.15))
    stone_wall(canvas, 330, 1096, 420, 60, lighter(STONE, 0.2))
    bike(canvas.at(470, 1130, 1.5), CORAL)
    person(
        canvas.at(660, 1136, 1.4), someone(seeded("look-out"), top=MUSTARD, cut="shirt", style="long", hair=INK), TALK
    )
    return canvas.finish(PEACH, 0.25)


def _castle(canvas: Canvas) -> None:
    wall = mix(SAND, STONE, 0.5)
    stone_wall(canvas, 930, 470, 340, 96, wall, crenels=True)
    stone_wall(canvas, 900, 480, 96, 190, wall, crenels=True)
    stone_wall(canvas, 1216, 486, 120, 150, wall, crenels=True)
    ruin = [(1050, 440), (1050, 250), (1078, 240), (1096, 262), (1120, 226), (1150, 236), (1166, 280), (1166, 440)]
    canvas.shape(ruin, wall)
    canvas.shade(ruin, RUST, 0.6, reach=0.7)
    for x in (1076, 1122):
        canvas.shape(archway(x, 330, 20, 46), darker(wall, 0.6))
    canvas.shape(archway(1070, 472, 60, 70), darker(wall, 0.7))
    canvas.line([(948, 292), (948, 180)], 4, INK)
    canvas.shape([(950, 182), (1014, 196), (950, 222)], CORAL)


def _white_house(canvas: Canvas, width: float, height: float, chance: float) -> None:
    """Draw a whitewashed house with a tiled roof and a coloured band, seen half from its gable side."""
    gable = width * 0.4
    canvas.shape([(0, 30), (0, -height), (gable / 2, -height - gable * 0.5), (gable, -height), (gable, 30)], WHITE)
    canvas.shape(box(gable, -height, width - gable, height + 30), mix(CREAM, DUSK, 0.14))
    tiled_roof(
        canvas,
        [
            (gable / 2 - 3, -height - gable * 0.56),
            (width - gable * 0.4, -height - gable * 0.56),
            (width + 5, -height),
            (gable - 2, -height),
        ],
        mix(CORAL, BRICK, chance),
    )
    canvas.shape(
        band([(-4, -height + 2), (gable / 2, -height - gable * 0.52), (gable, -height + 2)], 6), mix(CORAL, BRICK, 0.6)
    )
    stripe = (MUSTARD, TEAL, DUSK, CORAL)[int(chance * 4)]
    canvas.box(0, 14, width, 16, mix(stripe, WHITE, 0.15))
    glass = mix(PETROL, NIGHT, 0.4)
    canvas.box(gable * 0.36, -height * 0.8, gable * 0.28, height * 0.36, glass)
    for x in (0.55, 0.78):
        canvas.box(width * x, -height * 0.72, width * 0.1, height * 0.34, glass)
    canvas.shape(archway(gable * 0.36, 30, gable * 0.28, 46), stripe)


def harbour() -> Image.Image:
    """Draw a ferry at the quay, harbour cranes, and people with bicycles."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(PETROL, TEAL, 0.4), mix(LAGOON, SKY, 0.5), PEACH, CREAM), 0, 720)
    sun(canvas, 300, 560, 80, CREAM, ORANGE)
    clouds(canvas, "harbour", 90, 400, mix(PEACH, WHITE, 0.6), 6)
    blocks(canvas, "warehouses", 725, 50, 130, mix(TEAL, PEACH, 0.5))
    for x, size in ((140, 0.8), (440, 0.95), (1560, 0.9)):
        _crane(canvas.at(x, 728, size))
    canvas.reflect(725, 320, PETROL, 0.55, 1.4)
    canvas.glow(300, 800, 330, PEACH, 0.5)
    canvas.ripples(740, 1000, CREAM, 90)
    _ferry(canvas.at(620, 910, 1.05))
    for x, y in ((420, 380), (500, 330), (350, 300)):
        canvas.shape(
            band(smooth([(x - 24, y - 8), (x - 10, y - 12), (x, y), (x + 10, y - 12), (x + 24, y - 8)], steps=5), 4),
            NIGHT,
        )
    canvas.fade(box(0, 985, WIDTH, 215), (mix(SAND, STONE, 0.5), mix(STONE, DUSK, 0.4)))
    canvas.box(0, 980, WIDTH, 16, lighter(STONE, 0.4))
    canvas.box(0, 996, WIDTH, 14, veil(INK, 0.2))
    for x in (90, 560, 1500):
        canvas.shape(
            smooth(
                [(x - 22, 1000), (x - 14, 970), (x - 26, 950), (x + 26, 950), (x + 14, 970), (x + 22, 1000)],
                closed=True,
                steps=4,
            ),
            INK,
        )
    random = seeded("harbour")
    rider(canvas.at(330, 1130, 1.7), someone(random, top=CORAL, cut="jumper", style="tail", hair=RUST), MUSTARD)
    person(canvas.at(1330, 1100, 1.55), someone(random, top=MUSTARD, cut="coat", style="scarf"), TALK)
    bike(canvas.at(1500, 1112, 1.55, flip=True), TEAL)
    person(
        canvas.at(1590, 1104, 1.6, flip=True),
        someone(random, top=CREAM, cut="jumper", style="short", bottom=NIGHT),
        LISTEN,
    )
    lamp_post(canvas, 110, 1120, 520)
    return canvas.finish(PEACH, 0.3)


def _crane(canvas: Canvas) -> None:
    """Draw a portal crane about 420 high, in silhouette."""
    colour = mix(PETROL, DUSK, 0.4)
    for start, end in (
        ((-50, 0), (-26, -230)),
        ((50, 0), (26, -230)),
        ((-44, -70), (44, -70)),
        ((-44, -70), (30, -200)),
    ):
        canvas.line([start, end], 9, colour)
    canvas.box(-60, -270, 100, 54, CORAL, 5)
    canvas.box(14, -258, 20, 26, CREAM)
    canvas.line([(-20, -270), (190, -440)], 9, colour)
    canvas.line([(20, -270), (190, -440)], 4, colour)
    canvas.line([(-60, -300), (190, -440)], 3, colour)
    canvas.line([(-60, -250), (-60, -304)], 5, colour)
    canvas.line([(190, -438), (190, -180)], 2.5, colour)
    canvas.box(160, -182, 60, 34, MUSTARD, 2)


def _ferry(canvas: Canvas) -> None:
    """Draw a passenger ferry 950 long, with its bow to the left; the origin is on the waterline at its bow."""
    canvas.shape([(-20, 0), (960, 0), (900, 40), (30, 30)], veil(INK, 0.35))
    canvas.box(150, -300, 650, 90, WHITE, 14)
    canvas.box(90, -218, 800, 100, WHITE, 10)
    canvas.box(190, -372, 260, 80, CREAM, 12)
    canvas.shape([(560, -300), (576, -430), (686, -430), (702, -300)], CORAL)
    canvas.box(572, -430, 116, 22, NIGHT)
    cloud(canvas, 760, -450, 240, WHITE, 0.5)
    canvas.box(206, -356, 228, 34, mix(PETROL, NIGHT, 0.4), 8)
    for x in spread(180, 750, 48):
        canvas.box(x, -280, 30, 34, mix(PETROL, DUSK, 0.3), 8)
    for x in spread(120, 840, 60):
        canvas.box(x, -196, 42, 40, mix(MUSTARD, CREAM, 0.3) if x % 7 < 2 else mix(PETROL, DUSK, 0.3), 8)
    hull = [*smooth([(-60, -150), (-20, -60), (40, 0)]), (890, 0), *smooth([(930, -60), (940, -132)]), (60, -128)]
    canvas.shape(hull, NIGHT)
    canvas.shape([(x, max(y, -34)) for x, y in hull], CORAL)
    canvas.shade(hull, INK, 0.7, reach=0.6)
    canvas.line([(-58, -152), (60, -130)], 8, CREAM)
    canvas.line([(60, -130), (940, -134)], 8, CREAM)
    canvas.text(470, -82, "NORDLICHT", 50, CREAM, bold=0.03)
    for x in spread(60, 900, 40):
        canvas.line([(x, -134), (x, -160)], 2.5, CREAM)
    canvas.line([(0, -160), (920, -160)], 3, CREAM)


SCENES: dict[str, Callable[[], Image.Image]] = {
    "valencia": valencia,
    "torres-vedras": torres_vedras,
    "harbour": harbour,
}
