"""Scenes of a conference: the stand, the plenary and the world café."""

from collections.abc import Callable

from PIL import Image

from .buildings import blocks, terrace
from .canvas import Canvas
from .geometry import archway, band, box, ellipse, rounded, smooth, spread
from .nature import pot_plant, tree
from .palette import (
    BRICK,
    CORAL,
    CREAM,
    DUSK,
    GARMENTS,
    INK,
    LAGOON,
    LEAF,
    MINT,
    MUSTARD,
    NIGHT,
    ORANGE,
    PEACH,
    PETROL,
    RUST,
    SAND,
    SKINS,
    SKY,
    STONE,
    TEAL,
    WHITE,
    Colour,
    darker,
    mix,
    seeded,
    veil,
)
from .people import LISTEN, SIT, SIT_TALK, TALK, WALK, chair, person, someone, spectator
from .rooms import WIDTH, pendant, room, speech
from .vehicles import tram


def stand() -> Image.Image:
    """Draw the initiative's stand at a conference, with roll-up banners, talk and a model tram."""
    canvas = room((NIGHT, mix(NIGHT, PETROL, 0.6), PETROL), (mix(SAND, DUSK, 0.25), mix(SAND, CREAM, 0.3)), 880)
    for x in spread(-60, 1860, 160):
        canvas.line([(x, 60), (x + 160, 120)], 5, veil(LAGOON, 0.3))
        canvas.line([(x, 120), (x + 160, 60)], 5, veil(LAGOON, 0.3))
    for y in (60, 120):
        canvas.box(0, y - 5, WIDTH, 9, veil(LAGOON, 0.4))
    for x, lean in ((420, 120), (900, 0), (1380, -120)):
        canvas.shape([(x - 24, 140), (x + 24, 140), (x + lean + 330, 900), (x + lean - 330, 900)], veil(CREAM, 0.08))
        canvas.box(x - 22, 112, 44, 40, INK, 8)
        canvas.glow(x, 154, 90, CREAM, 0.8)
    _crowd_behind(canvas)
    wall = box(390, 270, 1020, 612)
    canvas.fade(wall, (CREAM, SAND))
    _stand_wall(canvas)
    canvas.shade(wall, DUSK, 0.35, reach=0.4)
    _roll_up(canvas.at(230, 930), CORAL, "city")
    _roll_up(canvas.at(1420, 930), MUSTARD, "wheel")
    canvas.shape(ellipse(900, 1010, 760, 130), mix(TEAL, PETROL, 0.3))
    canvas.shade(ellipse(900, 1010, 760, 130), INK, 0.4, reach=0.6)
    random = seeded("stand")
    person(canvas.at(800, 930, 2), someone(random, top=CORAL, cut="jacket", style="bob", hair=INK, bottom=NIGHT), TALK)
    person(
        canvas.at(1010, 930, 2, flip=True),
        someone(random, top=CREAM, cut="shirt", style="short", beard=True, bottom=PETROL, skin=SKINS[3], hair=INK),
        LISTEN,
    )
    _counter(canvas)
    person(canvas.at(430, 1060, 2.1), someone(random, top=MUSTARD, cut="coat", style="scarf", bottom=NIGHT), TALK)
    person(
        canvas.at(610, 1070, 2.1, flip=True),
        someone(random, top=NIGHT, cut="jacket", style="bald", beard=True, bottom=INK, skin=SKINS[1]),
        LISTEN,
    )
    person(
        canvas.at(1380, 1080, 2.15, flip=True),
        someone(random, top=LAGOON, cut="dress", style="curly", hair=INK, skin=SKINS[4]),
        WALK,
    )
    pot_plant(canvas, 1690, 1060, 360, CORAL)
    pot_plant(canvas, 110, 1030, 300, CREAM)
    return canvas.finish(CREAM, 0.22)


def _crowd_behind(canvas: Canvas) -> None:
    random = seeded("hall crowd")
    for x in spread(30, 1780, 105):
        look = someone(
            random, top=mix(DUSK, TEAL, random.random()), bottom=NIGHT, skin=mix(PEACH, DUSK, 0.45), hair=NIGHT
        )
        person(
            canvas.at(x + random.uniform(-30, 30), 885, 1.2, flip=random.random() < 0.5),
            look,
            random.choice((TALK, LISTEN, WALK)),
            shadow=False,
        )
    canvas.box(0, 500, WIDTH, 384, veil(mix(NIGHT, PETROL, 0.5), 0.45))


def _stand_wall(canvas: Canvas) -> None:
    """Draw the printed rear wall: a word, a line network and a city."""
    canvas.text(900, 350, "CIVITAS", 92, NIGHT, bold=0.035)
    canvas.text(900, 425, "cleaner and better transport in cities", 32, TEAL)
    blocks(canvas, "stand print", 880, 70, 220, mix(SAND, LAGOON, 0.55), start=392, end=1330)
    line = smooth([(400, 560), (560, 520), (700, 600), (900, 540), (1120, 590), (1400, 500)])
    canvas.shape(band(line, 12), CORAL)
    for x, y in ((560, 520), (700, 600), (900, 540), (1120, 590)):
        canvas.disc(x, y, 19, CORAL)
        canvas.disc(x, y, 10, CREAM)


def _roll_up(canvas: Canvas, colour: Colour, motif: str) -> None:
    """Draw a roll-up banner 190 wide and 590 high."""
    canvas.shape([(10, 0), (180, -6), (330, 36), (120, 40)], veil(INK, 0.18))
    sheet = box(0, -590, 190, 584)
    canvas.shape(sheet, colour)
    canvas.disc(95, -440, 66, veil(CREAM, 0.95))
    if motif == "wheel":
        canvas.ring(95, -440, 42, 9, NIGHT)
        for turn in range(0, 180, 30):
            canvas.at(95, -440, turn=turn).line([(-40, 0), (40, 0)], 3, NIGHT)
    else:
        for x, height, tone in ((58, 44, TEAL), (84, 76, NIGHT), (110, 56, CORAL)):
            canvas.box(x, -404 - height, 24, height, tone, 3)
    for index, width in enumerate((130, 150, 110, 140, 90)):
        canvas.box(20, -330 + index * 34, width, 12, veil(CREAM if index else NIGHT, 0.85), 6)
    canvas.shape([(0, -6), (0, -120), (190, -60), (190, -6)], NIGHT)
    canvas.shade(sheet, INK, 0.4, reach=0.5)
    canvas.box(-8, -10, 206, 14, INK, 5)
    canvas.box(-3, -596, 196, 10, STONE, 4)


def _counter(canvas: Canvas) -> None:
    """Draw a round-fronted counter with the model tram on it."""
    front = rounded(700, 810, 430, 230, 26)
    canvas.shape([(720, 1036), (1110, 1030), (1290, 1076), (860, 1084)], veil(INK, 0.2))
    canvas.shape(front, NIGHT)
    canvas.shade(front, INK, 0.7)
    canvas.disc(915, 928, 56, TEAL)
    canvas.line([(880, 950), (905, 905), (925, 945), (950, 905)], 9, CREAM)
    canvas.box(680, 790, 470, 30, CREAM, 12)
    canvas.box(716, 784, 396, 8, RUST, 3)
    tram(canvas.at(730, 784, 0.205), CORAL, SKY, 3, "1")


def plenary() -> Image.Image:
    """Draw a conference hall: the speaker on stage, a great screen, and the audience from behind."""
    canvas = room((INK, NIGHT, mix(NIGHT, PETROL, 0.5)), (NIGHT, INK), 800)
    for index in range(13):
        left = index * 150 - 60
        panel = box(left, 0, 120, 790)
        canvas.fade(panel, (mix(NIGHT, PETROL, 0.15), mix(NIGHT, PETROL, 0.6)))
        canvas.shade(panel, INK, 0.6)
    canvas.glow(1020, 380, 900, TEAL, 0.55)
    screen = box(560, 120, 930, 500)
    canvas.box(546, 106, 958, 528, INK, 10)
    with canvas.clip(screen):
        _screen_picture(canvas)
    canvas.shade(screen, NIGHT, 0.3, towards="bottom", reach=0.4)
    canvas.fade([(120, 800), (1680, 800), (1800, 910), (0, 910)], (mix(BRICK, ORANGE, 0.35), mix(RUST, ORANGE, 0.4)))
    canvas.fade(box(0, 908, WIDTH, 70), (RUST, darker(RUST, 0.6)))
    for x, lean in ((240, 190), (700, -240)):
        canvas.shape([(x - 16, 30), (x + 16, 30), (x + lean + 150, 850), (x + lean - 150, 850)], veil(CREAM, 0.11))
        canvas.box(x - 20, 8, 40, 44, INK, 8)
        canvas.glow(x, 54, 80, CREAM, 0.9)
    canvas.shape(ellipse(420, 862, 260, 34), veil(CREAM, 0.35))
    random = seeded("speaker")
    person(
        canvas.at(400, 862, 1.9),
        someone(random, top=CORAL, cut="jacket", style="bun", hair=INK, bottom=NIGHT, skin=SKINS[3]),
        TALK,
        shadow=False,
    )
    _lectern(canvas.at(470, 868, 1.9))
    for x in (1180, 1330, 1480):
        chair(canvas.at(x, 866, 1.5, flip=True), TEAL)
        person(
            canvas.at(x, 866, 1.5, flip=True), someone(random, bottom=INK), SIT_TALK if x == 1330 else SIT, shadow=False
        )
    pot_plant(canvas, 1640, 870, 230, CREAM)
    _audience(canvas)
    return canvas.finish(TEAL, 0.14)


def _screen_picture(canvas: Canvas) -> None:
    canvas.fade(box(560, 120, 930, 500), (mix(TEAL, SKY, 0.35), SKY, PEACH))
    canvas.disc(830, 400, 80, CREAM)
    blocks(canvas, "screen far", 560, 80, 190, mix(TEAL, PEACH, 0.4), start=550, end=1420)
    terrace(canvas, 550, 1500, 570, "screen", size=0.36)
    canvas.box(560, 566, 930, 60, PETROL)
    tram(canvas.at(860, 590, 0.27), CORAL, SKY, 3, "1")
    canvas.text(610, 190, "Cities on the move", 56, NIGHT, anchor="lm", bold=0.03)
    canvas.box(612, 232, 260, 9, CORAL, 4)


def _lectern(canvas: Canvas) -> None:
    front = [(-6, -104), (52, -116), (44, 0), (2, 0)]
    canvas.shape([(-4, 0), (50, -3), (130, 14), (60, 18)], veil(INK, 0.3))
    canvas.shape(front, CREAM)
    canvas.shade(front, DUSK, 0.6)
    canvas.shape([(-14, -108), (56, -124), (60, -114), (-12, -98)], MUSTARD)
    canvas.disc(24, -62, 13, TEAL)
    canvas.line([(8, -110), (-4, -132)], 2, INK)
    canvas.disc(-4, -133, 3, INK)


def _audience(canvas: Canvas) -> None:
    random = seeded("audience")
    rows = (
        (1010, 1.3, mix(DUSK, LAGOON, 0.35), 96),
        (1086, 1.75, mix(DUSK, PETROL, 0.35), 128),
        (1180, 2.3, mix(NIGHT, INK, 0.2), 170),
    )
    for y, size, colour, gap in rows:
        for x in spread(-20, 1820, gap):
            tone = mix(colour, random.choice(GARMENTS), 0.17)
            look = someone(random)
            spectator(canvas.at(x + random.uniform(-14, 14), y + random.uniform(-8, 8), size), look, tone)
        for x in spread(-60, 1860, gap):
            canvas.box(x - gap * 0.42, y + 24 * size, gap * 0.84, 70 * size, darker(colour, 0.45), 14)


def world_cafe() -> Image.Image:
    """Draw groups which talk at round tables under hanging lamps."""
    canvas = room(
        (mix(TEAL, PETROL, 0.4), TEAL, mix(TEAL, LAGOON, 0.4)), (mix(SAND, ORANGE, 0.2), mix(SAND, RUST, 0.25)), 760
    )
    for x in (90, 1290):
        canvas.fade(archway(x, 640, 420, 520), (SKY, PEACH, CREAM))
        with canvas.clip(archway(x, 640, 420, 520)):
            blocks(canvas, f"cafe{x}", 650, 60, 240, mix(LAGOON, PEACH, 0.5))
            tree(canvas, x + 330, 660, 260, LEAF, shadow=False)
        canvas.line([*archway(x, 640, 420, 520), (x + 420, 640)], 16, CREAM)
        for share in (0.33, 0.67):
            canvas.box(x + 420 * share - 4, 150, 8, 490, CREAM)
        canvas.box(x - 20, 400, 460, 8, CREAM)
        canvas.box(x - 26, 640, 472, 20, CREAM)
    canvas.shape([(520, 780), (900, 770), (1500, 1200), (900, 1200)], veil(CREAM, 0.16))
    for x, y, colour in ((420, 240, CORAL), (900, 170, MUSTARD), (1380, 240, CORAL)):
        pendant(canvas, x, y, 100, colour)
    pot_plant(canvas, 900, 800, 330, CREAM)
    _table_group(canvas.at(400, 930, 1.35), "one")
    _table_group(canvas.at(1420, 930, 1.35), "two")
    _table_group(canvas.at(900, 1130, 1.9), "three")
    speech(canvas, 310, 600, 190, CREAM)
    speech(canvas, 1530, 610, 200, MUSTARD, flip=True, lines=2)
    speech(canvas, 730, 680, 220, CORAL, lines=2, flip=True)
    speech(canvas, 1075, 690, 230, CREAM)
    return canvas.finish(CREAM, 0.25)


def _table_group(canvas: Canvas, seed: str) -> None:
    """Draw four people around a round table with papers; its foot is the origin."""
    random = seeded(f"cafe {seed}")
    canvas.shape(ellipse(30, 6, 190, 20), veil(INK, 0.18))
    for x, flip in ((-52, False), (48, True)):
        person(
            canvas.at(x, -14, flip=flip), someone(random, cut=random.choice(("jumper", "jacket"))), LISTEN, shadow=False
        )
    for x, flip in ((-128, False), (128, True)):
        local = canvas.at(x, 0, flip=flip)
        chair(local, RUST)
        person(local, someone(random), SIT_TALK if flip else SIT, shadow=False)
    canvas.shape([(-8, -70), (8, -70), (12, -4), (46, 4), (-46, 4), (-12, -4)], NIGHT)
    canvas.disc(0, -68, 112, darker(CREAM, 0.2), 20)
    canvas.disc(0, -74, 112, CREAM, 20)
    for x, y, colour in ((-62, -76, MUSTARD), (-22, -70, WHITE), (20, -80, MINT), (58, -72, CORAL)):
        canvas.shape([(x - 15, y - 4), (x + 12, y - 6), (x + 18, y + 4), (x - 12, y + 6)], colour)
    for x in (-44, 44):
        canvas.box(x - 6, -93, 12, 14, TEAL, 3)


SCENES: dict[str, Callable[[], Image.Image]] = {"stand": stand, "plenary": plenary, "world-cafe": world_cafe}
