"""Scenes of mobility: trams, buses, bicycles, the metro and streets by day and by night."""

from collections.abc import Callable

from PIL import Image

from .buildings import blocks, bunting, dome, festoon, lamp_post, spire, terrace
from .canvas import Canvas
from .geometry import arc, archway, box, ellipse, rounded, smooth, spread
from .nature import bush, clouds, grass, ridge, sun, tree
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
    Colour,
    mix,
    seeded,
    veil,
)
from .people import CHEER, LISTEN, STAND, TALK, WALK, WAVE, person, someone
from .vehicles import bike, bus, cargo_bike, metro, rider, scooter, tram

WIDTH, HEIGHT = 1800, 1200


def public_transport() -> Image.Image:
    """Draw a tram and a bus that meet at a stop where people wait."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(TEAL, SKY, 0.4), SKY, PEACH, CREAM), 0, 820)
    sun(canvas, 1380, 300, 70, CREAM, MUSTARD)
    clouds(canvas, "stop", 80, 360, WHITE, 6)
    blocks(canvas, "stop far", 800, 180, 420, mix(LAGOON, PEACH, 0.45))
    blocks(canvas, "stop near", 800, 90, 260, mix(TEAL, PEACH, 0.3), lit=0.1)
    spire(canvas.at(1180, 800), 70, 300, mix(SAND, CORAL, 0.3), PETROL)
    terrace(canvas, -40, 560, 810, "stop", size=0.9, tint=CREAM, share=0.1)
    for x in (610, 760, 1000, 1330, 1500, 1700):
        tree(canvas, x, 816, 200, mix(LEAF, MUSTARD, 0.1))
    canvas.fade(box(0, 800, WIDTH, 400), (mix(STONE, CREAM, 0.4), mix(STONE, DUSK, 0.3)))
    bus(canvas.at(-330, 884, 0.8), TEAL)
    canvas.line([(0, 500), (1800, 496)], 2.5, veil(INK, 0.6))
    for y in (980, 996):
        canvas.box(0, y, WIDTH, 5, mix(DUSK, STONE, 0.3))
    tram(canvas.at(2340, 988, 0.98, flip=True), CORAL, SKY, 3, "4")
    canvas.box(0, 1030, WIDTH, 170, mix(CREAM, SAND, 0.5))
    canvas.box(0, 1030, WIDTH, 14, WHITE)
    canvas.box(0, 1044, WIDTH, 10, veil(INK, 0.2))
    for x in range(0, WIDTH, 40):
        canvas.box(x + 4, 1062, 30, 12, MUSTARD, 3)
    _shelter(canvas.at(1120, 1110, 1.5))
    random = seeded("waiting")
    person(canvas.at(1300, 1108, 1.6), someone(random, top=MUSTARD, cut="coat", style="bob", hair=INK), TALK)
    person(canvas.at(1430, 1112, 1.6, flip=True), someone(random, top=NIGHT, cut="jacket", style="short"), LISTEN)
    person(canvas.at(560, 1120, 1.65), someone(random, top=ORANGE, cut="jumper", style="scarf"), WALK)
    person(
        canvas.at(920, 1124, 1.65, flip=True), someone(random, top=LAGOON, cut="shirt", style="curly", hair=INK), WAVE
    )
    bike(canvas.at(330, 1140, 1.65), MUSTARD)
    person(canvas.at(190, 1130, 1.65), someone(random, top=PETROL, cut="dress", style="tail", hair=RUST), STAND)
    return canvas.finish(CREAM, 0.25, "right")


def _shelter(canvas: Canvas) -> None:
    """Draw a glass tram shelter 360 wide with a stop sign."""
    canvas.box(0, -250, 360, 14, PETROL, 5)
    canvas.box(14, -238, 332, 232, veil(LAGOON, 0.35))
    canvas.shape([(60, -238), (140, -238), (50, -6), (14, -6), (14, -100)], veil(WHITE, 0.35))
    for x in (10, 340):
        canvas.box(x, -240, 8, 242, PETROL)
    canvas.box(40, -52, 200, 9, BRICK, 4)
    for x in (60, 215):
        canvas.box(x, -44, 6, 44, PETROL)
    canvas.box(268, -190, 60, 100, CREAM, 3)
    canvas.line([(280, -110), (296, -140), (304, -120), (318, -176)], 4, CORAL)
    canvas.box(396, -300, 9, 302, NIGHT)
    canvas.box(374, -330, 54, 54, CORAL, 10)
    canvas.text(401, -303, "H", 36, WHITE, bold=0.04)


def cycling() -> Image.Image:
    """Draw a family on a protected cycle lane under trees."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(TEAL, SKY, 0.5), SKY, CREAM), 0, 760)
    sun(canvas, 270, 240, 66, CREAM, MUSTARD)
    clouds(canvas, "cycling", 90, 320, WHITE, 5)
    blocks(canvas, "cycling", 720, 130, 320, mix(LAGOON, SKY, 0.4))
    terrace(canvas, 980, 1830, 730, "cycling", size=0.86, tint=CREAM, share=0.2)
    ridge(canvas, 720, 50, (mix(LEAF, MINT, 0.3), LEAF), "park", 860)
    for x, height in ((80, 330), (330, 300), (590, 340), (870, 310), (1180, 330), (1460, 300), (1720, 340)):
        tree(canvas, x, 772, height, mix(LEAF, MUSTARD, (x % 5) / 14))
    canvas.fade(box(0, 760, WIDTH, 60), (LEAF, MOSS))
    grass(canvas, "verge", 772, 815, MINT, 80)
    canvas.box(0, 815, WIDTH, 34, CREAM)
    canvas.box(0, 849, WIDTH, 12, mix(STONE, DUSK, 0.3))
    canvas.fade(box(0, 861, WIDTH, 235), (mix(CORAL, RUST, 0.12), mix(CORAL, RUST, 0.35)))
    for x in range(-60, WIDTH, 240):
        canvas.shape([(x, 974), (x + 120, 974), (x + 116, 984), (x - 6, 984)], veil(CREAM, 0.85))
    random = seeded("family")
    cargo_bike(
        canvas.at(1200, 1010, 2.0),
        someone(random, top=NIGHT, cut="jumper", style="curly", hair=INK, skin=(154, 99, 66)),
        MUSTARD,
        [
            someone(random, top=LAGOON, style="short", glasses=False, beard=False),
            someone(random, top=CREAM, style="bob", hair=INK, glasses=False),
        ],
    )
    rider(canvas.at(800, 1000, 2.0), someone(random, top=TEAL, cut="shirt", style="tail", hair=RUST, bottom=INK), CREAM)
    rider(
        canvas.at(470, 1040, 1.42),
        someone(random, top=MUSTARD, cut="jumper", style="short", bottom=PETROL),
        LAGOON,
        helmet=True,
    )
    canvas.box(0, 1096, WIDTH, 16, CREAM)
    canvas.box(0, 1112, WIDTH, 88, mix(DUSK, INK, 0.3))
    for x in range(40, WIDTH, 300):
        canvas.shape([(x + 30, 1122), (x + 240, 1122), (x + 330, 1142), (x + 120, 1142)], veil(INK, 0.2))
        planter = rounded(x, 1066, 180, 60, 10)
        for offset in (50, 90, 130):
            bush(canvas, x + offset, 1074, 92, mix(MOSS, LEAF, offset / 160))
        canvas.shape(planter, SAND)
        canvas.shade(planter, RUST, 0.5, reach=0.8)
    return canvas.finish(CREAM, 0.28)


def interchange() -> Image.Image:
    """Draw a mobility hub: its pole, shared bicycles and scooters, and a tram behind."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((PETROL, mix(TEAL, SKY, 0.5), PEACH, CREAM), 0, 820)
    canvas.glow(1500, 620, 620, mix(MUSTARD, CREAM, 0.5), 0.8)
    clouds(canvas, "hub", 80, 380, mix(PEACH, WHITE, 0.6), 6)
    blocks(canvas, "hub far", 800, 200, 430, mix(TEAL, PEACH, 0.5))
    blocks(canvas, "hub near", 800, 110, 300, mix(PETROL, PEACH, 0.25), lit=0.2)
    for x in (40, 250, 1120, 1420, 1640, 1780):
        tree(canvas, x, 812, 220, mix(MOSS, LEAF, 0.5))
    canvas.fade(box(0, 800, WIDTH, 400), (mix(STONE, CREAM, 0.5), mix(SAND, DUSK, 0.3)))
    for y in (880, 894):
        canvas.box(0, y, WIDTH, 5, mix(DUSK, STONE, 0.3))
    tram(canvas.at(-330, 888, 0.92), TEAL, SKY, 3, "9")
    canvas.box(0, 920, WIDTH, 12, CREAM)
    canvas.box(0, 932, WIDTH, 10, veil(INK, 0.2))
    for index, x in enumerate((150, 310, 470)):
        canvas.box(x + 78, 1000, 12, 62, NIGHT, 4)
        bike(canvas.at(x, 1060, 1.55), (CORAL, MUSTARD, CORAL)[index])
    canvas.box(90, 1062, 540, 10, veil(NIGHT, 0.6), 4)
    for index, x in enumerate((1210, 1305, 1400)):
        scooter(canvas.at(x, 1064, 1.5), (CORAL, LAGOON, MUSTARD)[index])
    canvas.shape(ellipse(1305, 1076, 220, 10), veil(NIGHT, 0.08))
    _hub_pole(canvas.at(880, 1090, 1.5))
    random = seeded("hub")
    person(canvas.at(780, 1098, 1.72), someone(random, top=CORAL, cut="coat", style="bun", hair=INK), TALK)
    person(
        canvas.at(1090, 1100, 1.72, flip=True),
        someone(random, top=CREAM, cut="jacket", style="short", skin=(109, 67, 45)),
        TALK,
    )
    rider(canvas.at(1640, 1150, 1.75), someone(random, top=MUSTARD, cut="shirt", style="long", hair=RUST), TEAL)
    return canvas.finish(PEACH, 0.3, "right")


def _hub_pole(canvas: Canvas) -> None:
    """Draw a mobility hub's pillar 420 high with pictograms and a small map."""
    canvas.shape([(-36, 0), (36, -6), (190, 26), (110, 34)], veil(INK, 0.18))
    pillar = rounded(-38, -430, 76, 432, 12)
    canvas.shape(pillar, NIGHT)
    canvas.disc(0, -392, 27, MUSTARD)
    canvas.text(0, -392, "M", 34, NIGHT, bold=0.05)
    for y, colour in ((-330, CORAL), (-272, TEAL), (-214, LAGOON)):
        canvas.box(-24, y - 22, 48, 46, colour, 8)
    canvas.box(-14, -346, 28, 26, CREAM, 5)
    canvas.box(-10, -341, 20, 11, CORAL, 2)
    for x in (-9, 9):
        canvas.ring(x, -265, 7, 2.4, CREAM)
    canvas.line([(-9, -265), (0, -278), (9, -265)], 2.2, CREAM)
    canvas.line([(-9, -203), (8, -203)], 3, CREAM)
    canvas.line([(8, -203), (3, -226)], 3, CREAM)
    canvas.box(-28, -172, 56, 96, CREAM, 5)
    canvas.line([(-20, -96), (0, -122), (-6, -140), (18, -162)], 4, TEAL)
    canvas.line([(-20, -150), (20, -100)], 4, CORAL)
    canvas.disc(-1, -125, 6, NIGHT)
    canvas.shade(pillar, INK, 0.6)


def metro_station() -> Image.Image:
    """Draw a metro train arriving at a vaulted platform."""
    canvas = Canvas(WIDTH, HEIGHT, PETROL)
    canvas.fade(box(0, 0, WIDTH, 1000), (NIGHT, PETROL, TEAL))
    for x in range(-280, WIDTH, 440):
        niche = archway(x, 860, 396, 730, 200)
        canvas.line([*niche[1:], niche[0]], 34, mix(SAND, PEACH, 0.3))
        canvas.fade(niche, (mix(PETROL, NIGHT, 0.3), TEAL, mix(TEAL, LAGOON, 0.5)))
        for y in spread(210, 840, 48):
            canvas.line([(x + 4, y), (x + 392, y)], 1.6, veil(MINT, 0.25))
        canvas.shade(niche, INK, 0.7, towards="left", reach=0.6)
    canvas.fade(box(0, 0, WIDTH, 96), (INK, NIGHT))
    canvas.box(0, 92, WIDTH, 12, mix(SAND, PEACH, 0.3))
    for x in range(138, WIDTH, 440):
        canvas.shape([(x - 60, 190), (x + 60, 190), (x + 300, 900), (x - 300, 900)], veil(CREAM, 0.07))
        canvas.line([(x, 100), (x, 150)], 5, INK)
        canvas.glow(x, 176, 170, MUSTARD, 0.7)
        canvas.disc(x, 176, 34, CREAM)
    metro(canvas.at(-360, 905, 1.05), CORAL, mix(MUSTARD, CREAM, 0.5))
    _speed(canvas)
    canvas.fade(box(0, 900, WIDTH, 300), (mix(SAND, CREAM, 0.5), mix(SAND, DUSK, 0.35)))
    canvas.box(0, 900, WIDTH, 14, INK)
    for x in range(0, WIDTH, 60):
        canvas.box(x + 4, 934, 50, 18, MUSTARD, 4)
    canvas.shape([(200, 952), (1160, 952), (1400, 1200), (240, 1200)], veil(WHITE, 0.18))
    for x in (1330, 1560):
        canvas.line([(x, 320), (x, 96)], 5, INK)
    canvas.box(1270, 300, 350, 86, NIGHT, 12)
    canvas.disc(1322, 343, 30, CORAL)
    canvas.text(1322, 343, "M", 36, CREAM, bold=0.05)
    canvas.text(1480, 343, "Centraal", 44, CREAM)
    random = seeded("platform")
    person(canvas.at(1360, 1050, 1.75, flip=True), someone(random, top=TEAL, cut="coat", style="long", hair=INK), STAND)
    person(
        canvas.at(1500, 1060, 1.75, flip=True),
        someone(random, top=MUSTARD, cut="jumper", style="curly", hair=INK, skin=(109, 67, 45)),
        TALK,
    )
    person(canvas.at(520, 1090, 1.95), someone(random, top=NIGHT, cut="jacket", style="short", bottom=DUSK), WALK)
    person(canvas.at(900, 1110, 2.0, flip=True), someone(random, top=CORAL, cut="dress", style="scarf"), WALK)
    return canvas.finish(MUSTARD, 0.15, "right")


def _speed(canvas: Canvas) -> None:
    """Draw streaks of light which follow the train."""
    random = seeded("speed")
    for _ in range(26):
        y, length = random.uniform(480, 880), random.uniform(120, 560)
        streak = [(-10, y), (length, y + 1), (-10, y + random.uniform(4, 10))]
        canvas.shape(streak, veil(random.choice((CREAM, WHITE, PEACH, MUSTARD)), 0.55))


def anniversary() -> Image.Image:
    """Draw a festive street at dusk with bunting, lanterns, cyclists and a 20 made of lights."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT)
    canvas.sky((NIGHT, DUSK, mix(PETROL, PEACH, 0.45), PEACH), 0, 860)
    random = seeded("stars")
    for _ in range(110):
        canvas.disc(
            random.uniform(0, WIDTH),
            random.uniform(0, 420),
            random.uniform(1, 2.6),
            veil(CREAM, random.uniform(0.3, 0.9)),
        )
    canvas.glow(900, 800, 760, ORANGE, 0.55)
    blocks(canvas, "feast", 850, 130, 260, mix(DUSK, PEACH, 0.3), lit=0.35, start=480, end=1330)
    dome(canvas.at(900, 850, 0.9), 240, 200, mix(PEACH, DUSK, 0.4), mix(TEAL, DUSK, 0.4))
    terrace(canvas, -60, 500, 880, "feast west", size=1.22, lit=0.5, tint=DUSK, share=0.32)
    terrace(canvas, 1290, 1860, 880, "feast east", size=1.22, lit=0.5, tint=DUSK, share=0.32)
    canvas.fade(box(0, 870, WIDTH, 330), (mix(DUSK, PEACH, 0.35), mix(NIGHT, DUSK, 0.4)))
    canvas.glow(900, 960, 700, ORANGE, 0.3)
    flags = (CORAL, MUSTARD, CREAM, LAGOON, TEAL)
    bunting(canvas, (-40, 190), (880, 120), 110, flags, 46)
    bunting(canvas, (920, 110), (1860, 230), 120, flags, 46)
    festoon(canvas, (-40, 380), (1840, 340), 100)
    bunting(canvas, (-40, 560), (1860, 560), 120, flags[::-1], 40)
    _number_of_lights(canvas, 900, 370)
    for x, y in ((330, 410), (560, 445), (1240, 440), (1470, 405)):
        _lantern(canvas.at(x, y + 25), (CORAL, MUSTARD, LAGOON, ORANGE)[x % 4])
    crowd = (
        (520, 930, 1.05, CHEER),
        (600, 940, 1.1, TALK),
        (700, 930, 1.05, LISTEN),
        (1090, 930, 1.05, WAVE),
        (1180, 942, 1.1, CHEER),
        (1270, 934, 1.05, TALK),
    )
    for index, (x, y, size, pose) in enumerate(crowd):
        person(canvas.at(x, y, size, flip=index % 2 == 1), someone(random), pose)
    rider(canvas.at(330, 1090, 1.9), someone(random, top=MUSTARD, cut="jumper", style="bun", hair=RUST), CORAL)
    rider(
        canvas.at(830, 1120, 2.0),
        someone(random, top=CREAM, cut="shirt", style="short", skin=(109, 67, 45), hair=INK),
        LAGOON,
    )
    rider(canvas.at(1370, 1100, 1.9), someone(random, top=CORAL, cut="dress", style="long", hair=INK), MUSTARD)
    _confetti(canvas, flags)
    return canvas.finish(ORANGE, 0.12)


def _number_of_lights(canvas: Canvas, x: float, y: float) -> None:
    """Draw a "20" made of glowing bulbs, 280 high, its middle at (x, y)."""
    two = [
        *smooth([(-200, -70), (-180, -124), (-120, -140), (-60, -112), (-54, -56), (-120, 40), (-204, 136)], steps=5),
        (-160, 138),
        (-110, 138),
        (-44, 138),
    ]
    zero = smooth(
        [(110, -140), (46, -96), (34, 0), (46, 96), (110, 140), (174, 96), (186, 0), (174, -96)], closed=True, steps=4
    )
    for line in (two, [*zero, zero[0]]):
        placed = [(x + px, y + py) for px, py in line]
        canvas.line(placed, 40, veil(INK, 0.55))
        for px, py in placed:
            canvas.glow(px, py, 70, MUSTARD, 0.4)
        for px, py in placed:
            canvas.disc(px, py, 11, mix(MUSTARD, CREAM, 0.35))
            canvas.disc(px, py, 6, WHITE)


def _lantern(canvas: Canvas, colour: Colour) -> None:
    canvas.line([(0, 0), (0, 26)], 2.5, NIGHT)
    canvas.glow(0, 62, 130, colour, 0.7)
    canvas.disc(0, 62, 34, mix(colour, MUSTARD, 0.25), 38)
    for rx in (12, 25):
        canvas.shape(ellipse(0, 62, rx, 38), veil(CREAM, 0.25))
    canvas.box(-14, 20, 28, 9, NIGHT, 3)
    canvas.box(-14, 96, 28, 9, NIGHT, 3)


def _confetti(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    random = seeded("confetti")
    for _ in range(150):
        x, y = random.uniform(0, WIDTH), random.uniform(60, 1150)
        bit = canvas.at(x, y, random.uniform(0.7, 1.3), turn=random.uniform(0, 180))
        bit.box(-7, -3.5, 14, 7, veil(random.choice(colours), 0.9), 2)


def night_bus() -> Image.Image:
    """Draw a night bus with warm windows in the rain."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT)
    canvas.sky((INK, NIGHT, DUSK, mix(DUSK, TEAL, 0.45)), 0, 860)
    canvas.glow(1330, 330, 380, mix(CREAM, LAGOON, 0.3), 0.35)
    canvas.disc(1330, 330, 62, mix(CREAM, SKY, 0.3))
    canvas.disc(1356, 314, 56, veil(DUSK, 0.55))
    clouds(canvas, "rain", 120, 400, mix(DUSK, LAGOON, 0.35), 6)
    blocks(canvas, "night far", 850, 200, 430, mix(DUSK, TEAL, 0.25), lit=0.2)
    blocks(canvas, "night mid", 850, 110, 290, mix(NIGHT, PETROL, 0.45), lit=0.3)
    terrace(canvas, -40, 620, 850, "night west", size=1.05, lit=0.4, tint=NIGHT, share=0.55)
    terrace(canvas, 1360, 1860, 850, "night east", size=1.05, lit=0.4, tint=NIGHT, share=0.55)
    canvas.box(0, 845, WIDTH, 40, mix(NIGHT, DUSK, 0.7))
    for x in (160, 700, 1240, 1700):
        lamp_post(canvas, x, 880, 460, lit=True)
    canvas.glow(900, 740, 640, MUSTARD, 0.28)
    bus(canvas.at(400, 930, 0.9), CORAL, mix(MUSTARD, CREAM, 0.45), "N7 Station")
    canvas.reflect(930, 270, mix(NIGHT, PETROL, 0.25), 0.75, 1.5)
    canvas.glow(1600, 850, 260, CREAM, 0.75)
    canvas.shape([(1470, 850), (1800, 800), (1800, 1010), (1470, 872)], veil(CREAM, 0.12))
    canvas.ripples(945, 1190, mix(MUSTARD, CREAM, 0.5), 60, "puddles")
    canvas.fade(box(0, 1130, WIDTH, 70), (mix(DUSK, NIGHT, 0.4), INK))
    canvas.box(0, 1124, WIDTH, 10, mix(DUSK, LAGOON, 0.3))
    random = seeded("umbrella")
    person(
        canvas.at(240, 1160, 2.1),
        someone(random, top=MUSTARD, cut="coat", style="bob", hair=INK, bottom=INK),
        TALK,
        shadow=False,
    )
    _umbrella(canvas.at(240, 1160, 2.1), TEAL)
    _rain(canvas)
    return canvas.finish(DUSK, 0.12)


def _umbrella(canvas: Canvas, colour: Colour) -> None:
    canvas.line([(42, -130), (42, -216)], 2.6, INK)
    dome_line = arc(26, -196, 78, 52, 180, 360, 20)
    scallops = [point for x in (78, 26, -26) for point in arc(x, -196, 26, 8, 0, -180, 8)]
    canvas.shape([*dome_line, *scallops], colour)
    canvas.shape([(26, -248), (52, -196), (0, -196)], veil(CREAM, 0.2))
    canvas.shade([*dome_line, *scallops], INK, 0.6)


def _rain(canvas: Canvas) -> None:
    random = seeded("drops")
    for _ in range(260):
        x, y, length = random.uniform(0, WIDTH + 100), random.uniform(-40, HEIGHT), random.uniform(18, 54)
        canvas.line([(x, y), (x - length * 0.25, y + length)], 1.6, veil(SKY, random.uniform(0.1, 0.35)))


SCENES: dict[str, Callable[[], Image.Image]] = {
    "public-transport": public_transport,
    "cycling": cycling,
    "interchange": interchange,
    "metro": metro_station,
    "anniversary": anniversary,
    "night-bus": night_bus,
}
