"""Portraits: friendly faces made up from a text, which are nobody's likeness."""

from collections.abc import Callable
from random import Random

from PIL import Image

from .canvas import Canvas
from .geometry import arc, box, ellipse, smooth
from .hairstyles import BEHIND, HAIR, Face, distance
from .palette import (
    CORAL,
    CREAM,
    DUSK,
    GARMENTS,
    HAIRS,
    INK,
    LAGOON,
    MINT,
    MUSTARD,
    NIGHT,
    ORANGE,
    PEACH,
    PETROL,
    SAND,
    SKINS,
    SKY,
    TEAL,
    WHITE,
    darker,
    lighter,
    mix,
    seeded,
    shaded_skin,
    veil,
)

SIDE = 900
DARK_HAIRS = (HAIRS[0], HAIRS[1], HAIRS[5], HAIRS[6])
BACKGROUNDS = (TEAL, CORAL, MUSTARD, NIGHT, LAGOON, PETROL, PEACH, MINT, ORANGE, SKY, DUSK, SAND)


def portrait(text: str) -> Image.Image:
    """Return the portrait that belongs to a text, 900 × 900 pixels."""
    random = seeded(f"face of {text}")
    face = invent(random)
    canvas = Canvas(SIDE, SIDE, face.background)
    _backdrop(canvas, face, random)
    bust(canvas.at(450, 0), face)
    return canvas.finish(CREAM, 0.2)


def bust(canvas: Canvas, face: Face) -> None:
    """Draw head and shoulders around x = 0, from the crown at y = 200 down to y = 900."""
    if face.style in BEHIND:
        BEHIND[face.style](canvas, face)
    _shoulders(canvas, face)
    _head(canvas, face)
    if face.beard:
        _beard(canvas, face)
    _features(canvas, face)
    HAIR[face.style](canvas, face)
    if face.glasses:
        _glasses(canvas)


def invent(random: Random) -> Face:
    """Make up a face."""
    background = random.choice(BACKGROUNDS)
    garments = [colour for colour in GARMENTS if distance(colour, background) > 130]
    skin = random.choice(SKINS)
    natural = DARK_HAIRS if sum(skin) < 400 else HAIRS
    hairs = [colour for colour in natural if distance(colour, background) > 90 and distance(colour, skin) > 90]
    style = random.choice(tuple(HAIR))
    return Face(
        skin=skin,
        hair=random.choice(hairs or HAIRS[:1]),
        style=style,
        background=background,
        garment=random.choice(garments),
        collar=random.choice(("crew", "shirt", "jacket", "roll")),
        beard=style in ("crop", "quiff", "bald", "side") and random.random() < 0.45,
        glasses=random.random() < 0.35,
        width=random.uniform(0.95, 1.06),
    )


def _backdrop(canvas: Canvas, face: Face, random: Random) -> None:
    light = lighter(face.background, 0.22)
    canvas.fade(box(0, 0, SIDE, SIDE), (light, face.background, darker(face.background, 0.12)))
    kind = random.randrange(4)
    if kind == 0:
        canvas.disc(450, 430, 350, veil(WHITE, 0.22))
    elif kind == 1:
        canvas.shape(
            [(0, 620), *smooth([(0, 620), (260, 520), (560, 640), (900, 500)]), (900, 900), (0, 900)], veil(WHITE, 0.2)
        )
        canvas.disc(720, 210, 96, veil(WHITE, 0.3))
    elif kind == 2:
        for index in range(5):
            canvas.ring(450, 430, 190 + index * 90, 26, veil(WHITE, 0.13))
    else:
        for x, height in ((40, 420), (170, 540), (300, 380), (540, 460), (660, 600), (780, 430)):
            canvas.box(x, 900 - height, 110, height, veil(INK, 0.1), 8)


def _shoulders(canvas: Canvas, face: Face) -> None:
    neck = smooth([(-66, 500), (-68, 640), (-104, 690), (0, 740), (104, 690), (68, 640), (66, 500)], steps=6)
    body = [
        (-330, 910),
        *smooth(
            [(-330, 900), (-300, 760), (-200, 694), (-96, 664), (0, 690), (96, 664), (200, 694), (300, 760), (330, 900)]
        ),
        (330, 910),
    ]
    canvas.shape(body, face.garment)
    canvas.shade(body, darker(face.garment, 0.7), 0.75, reach=0.75)
    canvas.shape(neck, face.skin)
    canvas.shape(
        smooth([(-67, 560), (0, 640), (67, 560), (67, 600), (0, 672), (-67, 596)], closed=True, steps=6),
        shaded_skin(face.skin, 0.2),
    )
    COLLARS[face.collar](canvas, face)


def _crew(canvas: Canvas, face: Face) -> None:
    canvas.line(smooth([(-106, 664), (-62, 716), (0, 734), (62, 716), (106, 664)]), 24, darker(face.garment, 0.22))


def _roll(canvas: Canvas, face: Face) -> None:
    collar = smooth([(-84, 606), (0, 648), (84, 606), (124, 700), (0, 760), (-124, 700)], closed=True, steps=8)
    canvas.shape(collar, darker(face.garment, 0.14))
    canvas.shade(collar, INK, 0.4, reach=0.7)


def _shirt(canvas: Canvas, face: Face) -> None:
    pale = lighter(face.garment, 0.35)
    for side in (-1, 1):
        canvas.shape(
            [(side * 72, 632), (side * 118, 676), (side * 74, 790), (0, 720)], pale if side < 0 else darker(pale, 0.12)
        )
    canvas.line([(0, 740), (0, 900)], 5, darker(face.garment, 0.25))
    for y in (790, 860):
        canvas.disc(0, y, 8, pale)


def _jacket(canvas: Canvas, face: Face) -> None:
    canvas.shape([(-84, 650), (84, 650), (30, 910), (-30, 910)], WHITE)
    canvas.shape([(-72, 640), (0, 712), (-44, 770)], darker(WHITE, 0.07))
    canvas.shape([(72, 640), (0, 712), (44, 770)], darker(WHITE, 0.14))
    for side in (-1, 1):
        lapel = [
            (side * 84, 642),
            (side * 150, 690),
            (side * 152, 770),
            (side * 120, 780),
            (side * 26, 912),
            (side * 10, 912),
        ]
        canvas.shape(lapel, darker(face.garment, 0.18 if side < 0 else 0.3))


def _head(canvas: Canvas, face: Face) -> None:
    wide = face.width
    for side in (-1, 1):
        canvas.disc(side * 148 * wide, 436, 30, shaded_skin(face.skin, 0.06 if side < 0 else 0.16), 42)
    outline = smooth(
        [
            (0, 236),
            (-104 * wide, 272),
            (-150 * wide, 390),
            (-136 * wide, 500),
            (-76 * wide, 596),
            (0, 622),
            (76 * wide, 596),
            (136 * wide, 500),
            (150 * wide, 390),
            (104 * wide, 272),
        ],
        closed=True,
        steps=8,
    )
    canvas.shape(outline, face.skin)
    canvas.shade(outline, darker(mix(face.skin, CORAL, 0.3), 0.4), 0.5, reach=0.55)


def _features(canvas: Canvas, face: Face) -> None:
    for side in (-1, 1):
        canvas.glow(side * 92, 500, 52, CORAL, 0.3)
        canvas.disc(side * 62, 424, 13, INK, 16)
        canvas.disc(side * 62 - 4, 418, 4, WHITE)
        brow = smooth([(side * 94, 378), (side * 66, 364), (side * 36, 374)])
        canvas.line(brow, 11, darker(mix(face.hair, face.skin, 0.15), 0.15))
    nose = smooth([(4, 420), (20, 474), (14, 492), (-8, 494)])
    canvas.line(nose, 8, darker(mix(face.skin, CORAL, 0.25), 0.28))
    smile = smooth([(-46, 536), (-20, 556), (14, 557), (46, 534)])
    mouth = [*smile, *smooth([(46, 534), (0, 541), (-46, 536)])]
    canvas.shape(mouth, WHITE)
    canvas.line(smile, 8, darker(mix(face.skin, CORAL, 0.5), 0.35))


def _beard(canvas: Canvas, face: Face) -> None:
    wide = face.width
    outline = [
        *smooth(
            [
                (-146 * wide, 420),
                (-138 * wide, 520),
                (-84 * wide, 612),
                (0, 644),
                (84 * wide, 612),
                (138 * wide, 520),
                (146 * wide, 420),
            ]
        ),
        *smooth([(122 * wide, 470), (78, 512), (0, 508), (-78, 512), (-122 * wide, 470)]),
    ]
    canvas.shape(outline, face.hair)
    canvas.shade(outline, INK, 0.4, reach=0.7)


def _glasses(canvas: Canvas) -> None:
    for side in (-1, 1):
        canvas.disc(side * 64, 426, 50, veil(WHITE, 0.2), 46)
        canvas.line(
            [*ellipse(side * 64, 426, 50, 46), (side * 64 + 50, 426), ellipse(side * 64, 426, 50, 46)[1]], 9, NIGHT
        )
        canvas.line([(side * 114, 420), (side * 148, 412)], 9, NIGHT)
    canvas.line(arc(0, 424, 15, 12, 180, 360, 12), 9, NIGHT)


COLLARS: dict[str, Callable[[Canvas, Face], None]] = {"crew": _crew, "shirt": _shirt, "jacket": _jacket, "roll": _roll}
