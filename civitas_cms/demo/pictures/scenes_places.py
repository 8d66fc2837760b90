"""Scenes of places: the skyline of the home page, and cities large and small."""

from collections.abc import Callable

from PIL import Image

from .buildings import arched_bridge, blocks, dome, lamp_post, spire, terrace, tiled_roof
from .canvas import Canvas
from .geometry import arc, archway, band, box, ellipse, smooth, spread
from .nature import bush, clouds, ridge, sun, tree
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
from .people import LISTEN, STAND, TALK, WALK, person, someone
from .vehicles import rider, tram

WIDTH, HEIGHT = 1800, 1200


def skyline() -> Image.Image:
    """Draw a European city at dawn, with its river and a tram on the bridge."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((DUSK, mix(TEAL, SKY, 0.35), PEACH, CREAM), 0, 800)
    sun(canvas, 640, 560, 80, CREAM, MUSTARD)
    clouds(canvas, "dawn", 90, 430, mix(PEACH, WHITE, 0.5), 7)
    ridge(canvas, 660, 120, (mix(LAGOON, PEACH, 0.5), mix(PEACH, CREAM, 0.4)), "far hills", 860)
    blocks(canvas, "far", 850, 150, 290, mix(TEAL, PEACH, 0.62))
    canvas.glow(640, 700, 620, mix(PEACH, CREAM, 0.4), 0.8)
    blocks(canvas, "mid", 850, 130, 250, mix(PETROL, PEACH, 0.32), lit=0.12)
    for x, size in ((1130, 1.12), (1240, 1.16)):
        spire(canvas.at(x, 850, size), 74, 300, mix(SAND, CORAL, 0.3), PETROL)
    dome(canvas.at(330, 850, 1.1), 210, 240, mix(CREAM, PEACH, 0.5), TEAL)
    spire(canvas.at(850, 850, 1.2), 62, 210, BRICK, NIGHT)
    spire(canvas.at(1570, 850), 66, 250, mix(SAND, PEACH, 0.6), TEAL)
    terrace(canvas, -30, 870, 850, "quay", size=0.5, lit=0.16, tint=PEACH, share=0.2)
    terrace(canvas, 870, 1830, 850, "quay two", size=0.52, lit=0.16, tint=DUSK, share=0.18)
    for x in (110, 262, 480, 700, 860):
        tree(canvas, x, 862, 104, mix(MOSS, LEAF, 0.4), shadow=False)
    canvas.box(0, 848, WIDTH, 22, mix(STONE, DUSK, 0.35))
    _birds(canvas, ((430, 300), (505, 262), (590, 318), (380, 236)))
    _bridge_with_tram(canvas)
    canvas.reflect(870, 330, PETROL, 0.72, 1.5)
    canvas.glow(640, 900, 360, PEACH, 0.4)
    canvas.ripples(890, 1190, mix(PEACH, CREAM, 0.4), 70)
    _river_bank(canvas)
    return canvas.finish(PEACH, 0.22)


def _birds(canvas: Canvas, places: tuple[tuple[float, float], ...]) -> None:
    for x, y in places:
        wings = smooth([(x - 24, y - 8), (x - 10, y - 12), (x, y), (x + 10, y - 12), (x + 24, y - 8)], steps=5)
        canvas.line(wings, 4, NIGHT)


def _bridge_with_tram(canvas: Canvas) -> None:
    stone = mix(SAND, DUSK, 0.28)
    tram(canvas.at(1010, 752, 0.36), CORAL, SKY, 3, "7")
    arched_bridge(canvas, 880, 1840, 876, 116, 4, stone)
    for x in (930, 1180, 1420, 1660):
        lamp_post(canvas, x, 752, 118)


def _river_bank(canvas: Canvas) -> None:
    bank = [(-20, 1040), *smooth([(-20, 1040), (300, 1046), (700, 1092), (1100, 1160), (1240, 1220)]), (-20, 1220)]
    canvas.fade(bank, (MOSS, darker(MOSS, 0.45)))
    path = smooth([(-20, 1112), (300, 1116), (640, 1150), (960, 1220)])
    canvas.shape(band(path, 44), mix(SAND, DUSK, 0.2))
    random = seeded("bank")
    rider(canvas.at(300, 1120, 0.92), someone(random, style="tail", hair=RUST, top=MUSTARD, cut="jumper"), CORAL)
    person(
        canvas.at(560, 1142, 0.92, flip=True), someone(random, top=CREAM, cut="coat", style="curly", bottom=NIGHT), WALK
    )
    tree(canvas, 90, 1104, 420, MOSS)
    bush(canvas, 30, 1210, 340, darker(MOSS, 0.3))


def zagreb() -> Image.Image:
    """Draw a blue tram in front of a cathedral with two towers, between trees."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(PETROL, SKY, 0.4), SKY, PEACH), 0, 860)
    canvas.glow(250, 520, 700, CREAM, 0.8)
    clouds(canvas, "zagreb", 90, 380, WHITE, 6)
    ridge(canvas, 640, 130, (mix(TEAL, SKY, 0.5), mix(TEAL, PEACH, 0.55)), "medvednica")
    blocks(canvas, "upper town", 860, 120, 240, mix(PEACH, TEAL, 0.25))
    nave = [(800, 860), (800, 560), (960, 420), (1120, 560), (1120, 860)]
    canvas.shape(nave, lighter(SAND, 0.3))
    canvas.shade(nave, DUSK, 0.6)
    for x in (800, 1120):
        spire(canvas.at(x, 860), 128, 420, lighter(SAND, 0.25), mix(TEAL, MINT, 0.35))
    canvas.disc(960, 600, 46, mix(CORAL, SAND, 0.2))
    for turn in range(0, 180, 30):
        canvas.at(960, 600, turn=turn).line([(-46, 0), (46, 0)], 5, CREAM)
    canvas.ring(960, 600, 46, 9, CREAM)
    canvas.shape(archway(922, 860, 76, 150), RUST)
    terrace(canvas, -60, 690, 872, "zagreb west", size=0.82, tint=CREAM, share=0.2)
    terrace(canvas, 1230, 1830, 872, "zagreb east", size=0.82, tint=DUSK, share=0.12)
    for x, height in ((690, 210), (1240, 220), (60, 250), (1740, 250), (400, 190), (1500, 190)):
        tree(canvas, x, 884, height, mix(LEAF, MUSTARD, 0.1))
    canvas.fade(box(0, 872, WIDTH, 328), (mix(STONE, CREAM, 0.5), mix(STONE, DUSK, 0.25)))
    for y in (1000, 1016):
        canvas.box(0, y, WIDTH, 5, mix(DUSK, STONE, 0.3))
    canvas.line([(0, 552), (1800, 546)], 2.5, veil(INK, 0.7))
    tram(canvas.at(-70, 1010, 0.92), mix(TEAL, DUSK, 0.75), SKY, 2, "11")
    random = seeded("zagreb")
    person(canvas.at(1330, 1090, 1.5, flip=True), someone(random, top=CORAL, cut="coat", style="bob"), WALK)
    person(canvas.at(1450, 1100, 1.5, flip=True), someone(random, top=MUSTARD, cut="jumper", style="short"), WALK)
    rider(canvas.at(360, 1150, 1.5), someone(random, top=CREAM, cut="shirt", style="tail"), CORAL)
    lamp_post(canvas, 1700, 1110, 500)
    return canvas.finish(CREAM, 0.3)


def small_town() -> Image.Image:
    """Draw a market square with stalls, a town hall and its tower."""
    canvas = Canvas(WIDTH, HEIGHT, SKY)
    canvas.sky((mix(TEAL, SKY, 0.5), SKY, CREAM), 0, 800)
    sun(canvas, 260, 220, 60, CREAM, MUSTARD)
    clouds(canvas, "market", 80, 330, WHITE, 6)
    ridge(canvas, 620, 110, (mix(LEAF, SKY, 0.5), mix(LEAF, SKY, 0.35)), "town hills")
    terrace(canvas, -50, 720, 800, "market west", size=1, tint=CREAM, share=0.12)
    terrace(canvas, 1080, 1850, 800, "market east", size=1, tint=DUSK, share=0.1)
    hall = box(700, 410, 400, 390)
    canvas.shape(hall, mix(PEACH, CORAL, 0.25))
    tiled_roof(canvas, [(670, 412), (760, 300), (1040, 300), (1130, 412)], PETROL)
    spire(canvas.at(900, 420), 110, 230, mix(PEACH, CREAM, 0.4), TEAL)
    canvas.shade(hall, RUST, 0.5)
    for x in spread(718, 1010, 98):
        canvas.shape(archway(x, 800, 72, 128), darker(CORAL, 0.7))
        canvas.shape(archway(x + 8, 600, 54, 120), CREAM)
        canvas.shape(archway(x + 13, 596, 44, 110), mix(PETROL, DUSK, 0.4))
    canvas.fade(box(0, 796, WIDTH, 404), (mix(SAND, CREAM, 0.4), mix(SAND, CORAL, 0.25)))
    random = seeded("cobbles")
    for _ in range(150):
        y = random.uniform(820, 1190)
        canvas.shape(ellipse(random.uniform(0, WIDTH), y, 6 + (y - 800) / 18, 2 + (y - 800) / 110, 12), veil(RUST, 0.1))
    for x, y, size, colour in ((60, 930, 0.9, CORAL), (1230, 920, 0.9, TEAL), (430, 900, 0.75, MUSTARD)):
        _stall(canvas.at(x, y, size), colour, f"stall{x}")
    people = (
        (790, 940, 1.05, TALK, False),
        (880, 944, 1.05, LISTEN, True),
        (1150, 1050, 1.45, WALK, True),
        (470, 1070, 1.5, WALK, False),
    )
    for x, y, size, pose, flip in people:
        person(canvas.at(x, y, size, flip=flip), someone(random), pose)
    rider(canvas.at(800, 1140, 1.5), someone(random, style="short", top=CREAM, cut="shirt"), PETROL)
    _stall(canvas.at(1310, 1150, 1.5), CORAL, "near stall")
    tree(canvas, 90, 1130, 620, mix(LEAF, MUSTARD, 0.12))
    return canvas.finish(CREAM, 0.28)


def _stall(canvas: Canvas, colour: object, seed: str) -> None:
    """Draw a market stall 300 wide with a striped awning and crates of fruit."""
    random = seeded(seed)
    canvas.shape([(0, 4), (300, -6), (430, 26), (90, 36)], veil(INK, 0.16))
    for x in (12, 288):
        canvas.box(x - 4, -210, 8, 212, RUST)
    seller = someone(random, cut="shirt")
    person(canvas.at(150, -6), seller, STAND, shadow=False)
    canvas.box(6, -84, 288, 86, mix(RUST, ORANGE, 0.35))
    canvas.shade(box(6, -84, 288, 86), INK, 0.5, towards="bottom")
    for index in range(4):
        fruit = (CORAL, MUSTARD, LEAF, ORANGE)[(index + len(seed)) % 4]
        for x in range(5):
            canvas.disc(26 + index * 70 + x * 11, -90 - (x % 2) * 8, 8, mix(fruit, WHITE, random.uniform(0, 0.25)))
        canvas.box(14 + index * 70, -88, 62, 24, SAND, 3)
    for index in range(8):
        left = index * 300 / 8
        stripe = CREAM if index % 2 else colour
        canvas.shape(
            [
                (left + (150 - left) * 0.14, -262),
                (left + 37.5 + (112.5 - left) * 0.14, -262),
                (left + 37.5, -196),
                (left, -196),
            ],
            stripe,
        )
        canvas.shape(arc(left + 18.75, -197, 18.75, 15, 0, 180, 10), darker(stripe, 0.08))
    canvas.shade([(20, -262), (280, -262), (300, -182), (0, -182)], RUST, 0.5, reach=0.7)


def brick_hall() -> Image.Image:
    """Draw a goods station of the nineteenth century, lit up in the evening for a conference."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT)
    canvas.sky((NIGHT, mix(DUSK, PETROL, 0.5), mix(CORAL, DUSK, 0.35), PEACH), 0, 860)
    random = seeded("evening stars")
    for _ in range(60):
        canvas.disc(
            random.uniform(0, WIDTH),
            random.uniform(0, 330),
            random.uniform(1, 2.4),
            veil(CREAM, random.uniform(0.3, 0.8)),
        )
    canvas.glow(230, 820, 700, ORANGE, 0.6)
    clouds(canvas, "evening", 120, 420, mix(CORAL, PEACH, 0.4), 6)
    blocks(canvas, "canal", 850, 90, 230, mix(DUSK, CORAL, 0.3), lit=0.3)
    for left in (-60, 1330):
        _wing(canvas.at(left, 860), 530)
    for x, size in ((270, 0.9), (970, 0.9), (600, 1.12)):
        _nave(canvas.at(x, 862, size))
    canvas.fade(box(0, 858, WIDTH, 342), (mix(STONE, PEACH, 0.4), mix(DUSK, STONE, 0.3)))
    for x, width in ((565, 220), (900, 300), (1235, 220)):
        canvas.shape(
            [(x - width * 0.4, 862), (x + width * 0.4, 862), (x + width, 1200), (x - width, 1200)], veil(MUSTARD, 0.16)
        )
    for foot, top in (((120, 1200), (760, 862)), ((250, 1200), (790, 862))):
        canvas.line([foot, top], 6, veil(NIGHT, 0.5))
    for x in (70, 1730):
        tree(canvas, x, 900, 330, mix(MOSS, NIGHT, 0.3), shadow=False)
    for x, y, height in ((240, 960, 330), (1560, 960, 330)):
        lamp_post(canvas, x, y, height, lit=True)
    _visitors(canvas)
    return canvas.finish(ORANGE, 0.22)


def _nave(canvas: Canvas) -> None:
    """Draw the gable end of a train shed, 600 wide: brick piers and a great lit window of iron and glass."""
    brick, stone = mix(BRICK, CORAL, 0.25), mix(SAND, PEACH, 0.3)
    gable = [(0, 0), (0, -440), *smooth([(0, -440), (110, -560), (300, -640), (490, -560), (600, -440)]), (600, 0)]
    canvas.shape(gable, brick)
    for y in range(-420, -10, 44):
        canvas.box(0, y, 600, 7, veil(stone, 0.35))
    canvas.shade(gable, RUST, 0.9, reach=0.8)
    canvas.line(
        [(-12, -436), *smooth([(0, -444), (110, -566), (300, -648), (490, -566), (600, -444)]), (612, -436)], 24, stone
    )
    opening = archway(80, 0, 440, 520, 220)
    canvas.line([*opening[1:], opening[0]], 30, stone)
    canvas.fade(opening, (mix(MUSTARD, CORAL, 0.35), MUSTARD, mix(CREAM, MUSTARD, 0.35)))
    with canvas.clip(opening):
        _shed_inside(canvas)
    _glazing(canvas)
    for x in (-4, 560):
        canvas.box(x, -500, 44, 500, darker(brick, 0.18))
        canvas.box(x - 6, -512, 56, 20, stone)
        canvas.shape([(x - 4, -512), (x + 48, -512), (x + 22, -566)], stone)
        for y in (-330, -160):
            canvas.box(x - 2, y, 48, 14, stone)
    canvas.disc(300, -578, 30, stone)
    canvas.disc(300, -578, 21, NIGHT)
    canvas.line([(300, -578), (300, -594)], 3.5, CREAM)
    canvas.line([(300, -578), (311, -572)], 3.5, CREAM)


def _shed_inside(canvas: Canvas) -> None:
    """Draw what shows through the great window: iron arches going back into the hall, and people."""
    for share in (0.8, 0.62, 0.46):
        arch = archway(300 - 220 * share, -20, 440 * share, 440 * share, 200 * share)
        canvas.line(arch[1:], 9 * share, veil(RUST, 0.5))
    canvas.glow(300, -120, 190, WHITE, 0.5)
    random = seeded("inside")
    for x in range(110, 500, 42):
        tone = mix(RUST, NIGHT, random.random())
        look = someone(random, top=tone, bottom=tone, skin=darker(tone, 0.1), hair=darker(tone, 0.2))
        person(
            canvas.at(x, 0, 0.52, flip=random.random() < 0.5), look, random.choice((TALK, LISTEN, STAND)), shadow=False
        )


def _glazing(canvas: Canvas) -> None:
    """Draw iron bars: uprights, a transom with a fan above, and doors below."""
    for x in (154, 227, 300, 373, 446):
        canvas.line([(x, 0), (x, -300)], 7, NIGHT)
    for y in (-150, -300):
        canvas.box(80, y - 6, 440, 12, NIGHT)
    for turn in range(-150, -20, 30):
        canvas.at(300, -300, turn=turn).line([(60, 0), (216, 0)], 6, NIGHT)
    canvas.line(arc(300, -300, 62, 62, 180, 360), 7, NIGHT)
    canvas.line(arc(300, -300, 140, 140, 180, 360), 5, NIGHT)
    canvas.line(archway(80, 0, 440, 520, 220)[1:], 9, NIGHT)


def _wing(canvas: Canvas, width: float) -> None:
    """Draw a side wing with two rows of arched windows."""
    brick = mix(BRICK, RUST, 0.3)
    wall = box(0, -390, width, 392)
    canvas.shape(wall, brick)
    for y in (-390, -205):
        canvas.box(-6, y - 8, width + 12, 16, mix(SAND, PEACH, 0.3))
    for x in spread(40, width - 90, 86):
        for y, height in ((-222, 140), (-30, 146)):
            canvas.shape(archway(x - 7, y + 4, 64, height + 12), mix(SAND, PEACH, 0.2))
            canvas.fade(archway(x, y, 50, height), (mix(MUSTARD, CORAL, 0.3), mix(CREAM, MUSTARD, 0.5)))
            canvas.box(x + 22, y - height, 5, height, NIGHT)
            canvas.box(x, y - height * 0.5, 50, 5, NIGHT)
    canvas.shade(wall, INK, 0.6, reach=0.9)


def _visitors(canvas: Canvas) -> None:
    """Draw people on their way to the evening, and one who comes by bicycle."""
    random = seeded("visitors")
    groups = (
        (700, 960, 1.05, TALK, False),
        (770, 964, 1.05, LISTEN, True),
        (1080, 950, 1, WALK, True),
        (1180, 990, 1.2, WALK, True),
        (560, 1040, 1.4, WALK, False),
        (1330, 1070, 1.5, TALK, False),
        (1440, 1074, 1.5, LISTEN, True),
    )
    for x, y, size, pose, flip in groups:
        person(canvas.at(x, y, size, flip=flip), someone(random), pose)
    rider(canvas.at(860, 1130, 1.75), someone(random, top=MUSTARD, cut="coat", style="bob", hair=INK), LAGOON)


SCENES: dict[str, Callable[[], Image.Image]] = {
    "skyline": skyline,
    "zagreb": zagreb,
    "small-town": small_town,
    "brick-hall": brick_hall,
}
