"""Scenes of work together: a workshop, a first meeting, an interview and a webinar."""

from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from .buildings import blocks, gabled_house, sash, spire, terrace
from .canvas import Canvas
from .geometry import arc, band, box, ellipse, rounded, smooth
from .nature import cloud, clouds, pot_plant, sun, tree
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
    SKINS,
    SKY,
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
from .people import LISTEN, POINT, SIT, SIT_TALK, STAND, TALK, chair, person, someone
from .portraits import bust, invent
from .rooms import WIDTH, room, speech


def workshop() -> Image.Image:
    """Draw people at a board full of sticky notes."""
    canvas = room((mix(CREAM, PEACH, 0.35), CREAM), (mix(TEAL, PETROL, 0.3), PETROL), 900)
    canvas.shape([(0, 140), (620, 0), (1240, 0), (300, 900), (0, 900)], veil(WHITE, 0.5))
    canvas.disc(1560, 330, 240, veil(CORAL, 0.18))
    canvas.shape([(440, 870), (1400, 860), (1640, 920), (700, 930)], veil(INK, 0.2))
    for x in (470, 1330):
        canvas.line([(x, 700), (x - 20, 900)], 14, NIGHT)
    canvas.box(420, 150, 980, 610, NIGHT, 18)
    canvas.box(440, 170, 940, 570, WHITE, 8)
    _notes(canvas)
    canvas.shade(box(440, 170, 940, 570), DUSK, 0.25, reach=0.5)
    random = seeded("workshop")
    person(
        canvas.at(520, 1010, 2.75),
        someone(random, top=TEAL, cut="jumper", style="tail", hair=RUST, bottom=NIGHT),
        POINT,
    )
    person(
        canvas.at(1240, 1020, 2.75, flip=True),
        someone(random, top=CORAL, cut="jacket", style="short", beard=True, hair=INK, skin=SKINS[4], bottom=INK),
        TALK,
    )
    person(
        canvas.at(1500, 1070, 2.9, flip=True),
        someone(random, top=MUSTARD, cut="dress", style="scarf", skin=SKINS[2]),
        LISTEN,
    )
    person(
        canvas.at(240, 1080, 2.9),
        someone(random, top=NIGHT, cut="shirt", style="bob", hair=(217, 211, 203), bottom=SAND, glasses=True),
        LISTEN,
    )
    pot_plant(canvas, 1710, 1060, 430, CORAL)
    return canvas.finish(WHITE, 0.2)


def _notes(canvas: Canvas) -> None:
    random = seeded("notes")
    columns = ((500, CORAL), (690, MUSTARD), (880, LAGOON), (1070, PEACH), (1240, MINT))
    for index, (x, colour) in enumerate(columns):
        canvas.box(x, 200, 120, 16, NIGHT, 8)
        for row in range((4, 3, 4, 2, 4)[index]):
            note = canvas.at(x + 58 + random.uniform(-8, 8), 290 + row * 118, turn=random.uniform(-5, 5))
            note.box(-48, -44, 104, 100, veil(INK, 0.12))
            note.box(-52, -50, 104, 100, mix(colour, WHITE, random.uniform(0, 0.25)))
            for line, width in enumerate((70, 78, 46)):
                note.box(-38, -28 + line * 20, width, 6, veil(INK, 0.5), 3)
    link = smooth([(610, 420), (700, 560), (860, 600), (1000, 480), (1130, 560)])
    canvas.shape(band(link, 7), NIGHT)
    canvas.shape([(1120, 534), (1160, 570), (1108, 584)], NIGHT)


def kick_off() -> Image.Image:
    """Draw a first meeting in a room whose window looks on stepped gables."""
    canvas = room((mix(PETROL, NIGHT, 0.25), PETROL), (mix(RUST, ORANGE, 0.25), darker(RUST, 0.25)), 900)
    view = box(330, 90, 1140, 610)
    with canvas.clip(view):
        canvas.fade(view, (mix(TEAL, SKY, 0.5), SKY, PEACH, CREAM))
        sun(canvas, 620, 330, 56)
        clouds(canvas, "kick-off", 140, 300, WHITE, 5)
        blocks(canvas, "kick-off", 710, 100, 250, mix(LAGOON, PEACH, 0.5))
        spire(canvas.at(1130, 710), 82, 340, mix(SAND, PEACH, 0.5), PETROL)
        x = 320
        for index, colour in enumerate((PEACH, CORAL, SAND, MUSTARD, BRICK, CREAM, CORAL, PEACH)):
            gable = ("step", "step", "bell", "step")[index % 4]
            gabled_house(canvas.at(x, 730), 150, 250 + 50 * (index % 3), mix(colour, CREAM, 0.1), gable, shop=False)
            x += 150
    sash(canvas, 330, 90, 1140, 610, 4, 2, CREAM, 14)
    canvas.shape([(420, 900), (1300, 900), (1640, 1200), (700, 1200)], veil(MUSTARD, 0.16))
    for x in (330, 1470):
        side = -1 if x < 900 else 1
        curtain = [(x, 60), (x + side * 150, 60), (x + side * 120, 880), (x + side * 20, 880), (x - side * 6, 400)]
        canvas.shape(curtain, CORAL)
        canvas.shade(curtain, RUST, 0.8, reach=0.8)
    canvas.box(160, 50, 1480, 16, MUSTARD, 8)
    random = seeded("kick-off people")
    back = ((470, TALK, False), (670, LISTEN, False), (880, STAND, False), (1080, TALK, True), (1290, LISTEN, True))
    looks = (("curly", CORAL), ("short", CREAM), ("scarf", MUSTARD), ("bald", LAGOON), ("long", ORANGE))
    for (x, pose, flip), (style, top) in zip(back, looks, strict=True):
        person(
            canvas.at(x, 1010, 2.45, flip=flip), someone(random, style=style, top=top, bottom=NIGHT), pose, shadow=False
        )
    _long_table(canvas)
    for x, flip, top in ((210, False, TEAL), (1590, True, CREAM)):
        local = canvas.at(x, 1130, 2.5, flip=flip)
        chair(local, NIGHT)
        person(local, someone(random, top=top, bottom=INK, cut="jumper"), SIT_TALK, shadow=False)
    pot_plant(canvas, 1715, 960, 330, CREAM)
    return canvas.finish(PEACH, 0.22)


def _long_table(canvas: Canvas) -> None:
    for x in (460, 1300):
        canvas.shape([(x, 960), (x + 34, 960), (x + 24, 1150), (x + 10, 1150)], NIGHT)
    canvas.shape([(400, 900), (1400, 900), (1480, 960), (320, 960)], mix(SAND, CREAM, 0.5))
    canvas.box(320, 960, 1160, 22, mix(SAND, RUST, 0.4), 6)
    canvas.shape([(430, 1150), (1330, 1150), (1560, 1186), (600, 1186)], veil(INK, 0.25))
    for x in (520, 760, 1000, 1220):
        canvas.shape([(x, 920), (x + 74, 920), (x + 84, 946), (x - 6, 946)], WHITE)
        canvas.line([(x + 12, 930), (x + 62, 930)], 3, STONE)
        canvas.box(x + 108, 902, 24, 30, CORAL, 6)
    canvas.shape([(846, 910), (936, 910), (946, 860), (856, 860)], DUSK)


def interview() -> Image.Image:
    """Two people talk at a small table with a microphone between plants."""
    canvas = room((mix(CORAL, PEACH, 0.25), mix(PEACH, CORAL, 0.25), PEACH), (PETROL, mix(PETROL, NIGHT, 0.5)), 930)
    canvas.disc(900, 480, 400, mix(CREAM, PEACH, 0.35))
    canvas.disc(900, 480, 320, mix(CREAM, PEACH, 0.1))
    canvas.shade(ellipse(900, 480, 320), ORANGE, 0.4, reach=0.7)
    for x, width, colour in ((90, 210, TEAL), (1530, 180, MUSTARD)):
        canvas.box(x, 170, width, 260, NIGHT, 6)
        canvas.box(x + 12, 182, width - 24, 236, CREAM)
        canvas.disc(x + width / 2, 290, 56, colour)
        canvas.shape([(x + 12, 418), (x + width * 0.4, 320), (x + width - 12, 418)], NIGHT)
    canvas.shape(ellipse(900, 1090, 720, 90), mix(TEAL, LAGOON, 0.2))
    canvas.shape(ellipse(900, 1090, 660, 78), TEAL)
    pot_plant(canvas, 190, 1030, 620, CREAM)
    pot_plant(canvas, 1640, 1030, 520, CORAL, MOSS)
    random = seeded("interview")
    guest = someone(random, top=NIGHT, cut="jacket", style="curly", hair=INK, skin=SKINS[3], bottom=DUSK, glasses=False)
    host = someone(random, top=MUSTARD, cut="jumper", style="bob", hair=RUST, skin=SKINS[0], bottom=NIGHT, glasses=True)
    for x, flip, look, pose in ((540, False, host, SIT_TALK), (1260, True, guest, SIT)):
        local = canvas.at(x, 1100, 4.1, flip=flip)
        local.shape(ellipse(20, 4, 64, 7), veil(INK, 0.25))
        _armchair(local, CORAL if flip else CREAM)
        person(local, look, pose, shadow=False)
    _round_table(canvas)
    speech(canvas, 700, 440, 260, WHITE)
    speech(canvas, 1110, 400, 220, NIGHT, flip=True, lines=2)
    return canvas.finish(CREAM, 0.25)


def _armchair(canvas: Canvas, colour: Colour) -> None:
    for x in (-20, 26):
        canvas.line([(x, -22), (x * 1.15, 2)], 4, RUST)
    back = smooth([(-34, -18), (-42, -70), (-34, -104), (-18, -100), (-14, -52), (-8, -18)], closed=True, steps=6)
    canvas.shape(back, darker(colour, 0.12))
    seat = rounded(-34, -46, 76, 28, 12)
    canvas.shape(seat, colour)
    canvas.shade(seat, RUST, 0.6, towards="bottom")


def _round_table(canvas: Canvas) -> None:
    canvas.shape([(888, 880), (912, 880), (916, 1090), (990, 1106), (810, 1106), (884, 1090)], NIGHT)
    canvas.disc(900, 884, 150, darker(SAND, 0.25), 24)
    canvas.disc(900, 876, 150, SAND, 24)
    canvas.box(800, 830, 34, 44, CORAL, 8)
    canvas.box(968, 836, 32, 40, CREAM, 8)
    canvas.line([(900, 872), (900, 760)], 7, INK)
    canvas.disc(900, 876, 40, INK, 8)
    canvas.box(872, 670, 56, 104, NIGHT, 28)
    canvas.box(872, 670, 56, 52, STONE, 26)
    for y in (690, 702, 714):
        canvas.line([(880, y), (920, y)], 2.4, DUSK)
    canvas.box(870, 718, 60, 10, CORAL, 4)


def webinar() -> Image.Image:
    """Draw a laptop with participants in tiles on a desk by the window."""
    canvas = room((mix(NIGHT, PETROL, 0.4), PETROL), (mix(RUST, ORANGE, 0.4), BRICK), 930)
    view = box(120, 70, 720, 640)
    with canvas.clip(view):
        canvas.fade(view, (mix(TEAL, SKY, 0.4), SKY, PEACH, CREAM))
        sun(canvas, 330, 300, 62)
        cloud(canvas, 620, 220, 220)
        blocks(canvas, "webinar far", 720, 130, 300, mix(LAGOON, PEACH, 0.5), end=860)
        terrace(canvas, 90, 860, 740, "webinar", size=0.72)
        tree(canvas, 770, 740, 300, LEAF, shadow=False)
    sash(canvas, 120, 70, 720, 640, 2, 2, CREAM, 16)
    for x in (960, 1130):
        for y in (90, 236):
            canvas.shape([(x, y), (x + 150, y + 36), (x + 150, y + 166), (x, y + 130)], veil(MUSTARD, 0.22))
    canvas.box(1400, 330, 330, 18, MUSTARD, 4)
    for x, width, height, colour in (
        (1420, 34, 150, CORAL),
        (1458, 28, 180, CREAM),
        (1490, 40, 140, TEAL),
        (1534, 30, 170, PEACH),
        (1568, 26, 130, MUSTARD),
    ):
        canvas.box(x, 330 - height, width, height, colour, 3)
    pot_plant(canvas, 1672, 330, 150, CORAL)
    canvas.fade(box(0, 930, WIDTH, 270), (mix(SAND, ORANGE, 0.3), mix(RUST, ORANGE, 0.45)))
    canvas.box(0, 930, WIDTH, 10, veil(CREAM, 0.5))
    pot_plant(canvas, 250, 1010, 460, CREAM)
    _laptop(canvas)
    _desk_things(canvas)
    return canvas.finish(CREAM, 0.25)


def _laptop(canvas: Canvas) -> None:
    canvas.shape([(540, 1080), (1400, 1070), (1740, 1140), (760, 1150)], veil(INK, 0.22))
    canvas.box(560, 370, 820, 600, INK, 28)
    canvas.box(586, 394, 768, 544, NIGHT, 8)
    random = seeded("webinar tiles")
    tones = (CORAL, LAGOON, MUSTARD, TEAL, PEACH, DUSK, MINT, ORANGE, CREAM)
    for index in range(9):
        x, y = 602 + (index % 3) * 250, 410 + (index // 3) * 162
        tile = rounded(x, y, 236, 150, 12)
        canvas.shape(tile, tones[index])
        style = ("bob", "crop", "scarf", "cloud", "bun", "side", "long", "bald", "curls")[index]
        face = replace(
            invent(random), style=style, garment=tones[(index + 4) % 9], background=tones[index], beard=style == "side"
        )
        with canvas.clip(tile):
            canvas.disc(x + 118, y + 80, 84, veil(WHITE, 0.2))
            bust(canvas.at(x + 118, y - 20, 0.215), face)
    canvas.line([*rounded(852, 572, 236, 150, 12), (1088, 700)], 7, MUSTARD)
    for x, colour in ((880, LAGOON), (940, LAGOON), (1000, LAGOON), (1060, CORAL)):
        canvas.disc(x, 915, 16, colour)
    canvas.shape([(520, 966), (1420, 966), (1500, 1076), (440, 1076)], lighter(STONE, 0.25))
    canvas.shape([(580, 984), (1360, 984), (1396, 1034), (544, 1034)], DUSK)
    canvas.shape([(850, 1042), (1090, 1042), (1100, 1070), (840, 1070)], STONE)
    canvas.box(440, 1074, 1060, 18, mix(STONE, DUSK, 0.4), 9)


def _desk_things(canvas: Canvas) -> None:
    canvas.shape([(1560, 1080), (1650, 1080), (1760, 1110), (1640, 1118)], veil(INK, 0.2))
    canvas.shape(band(arc(1660, 1010, 34, 30, -90, 90), 12), CORAL)
    canvas.box(1556, 960, 104, 122, CORAL, 18)
    canvas.shade(rounded(1556, 960, 104, 122, 18), RUST, 0.7)
    for x, y in ((1590, 940), (1624, 930)):
        canvas.shape(band(smooth([(x, y), (x - 12, y - 24), (x + 10, y - 50), (x - 4, y - 80)]), 7), veil(CREAM, 0.35))
    canvas.shape([(190, 1120), (400, 1100), (430, 1164), (206, 1186)], WHITE)
    for index in range(4):
        canvas.line([(220, 1132 + index * 12), (380 - index * 14, 1117 + index * 12)], 3, STONE)
    canvas.line([(330, 1180), (460, 1120)], 9, MUSTARD)


SCENES: dict[str, Callable[[], Image.Image]] = {
    "workshop": workshop,
    "kick-off": kick_off,
    "interview": interview,
    "webinar": webinar,
}
