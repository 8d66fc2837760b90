"""People in a flat style. Local units are centimetres; the origin lies on the ground; people face right."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .canvas import Canvas
from .geometry import Point, arc, ellipse, limb, smooth
from .palette import (
    CREAM,
    GARMENTS,
    HAIRS,
    INK,
    MUSTARD,
    SKINS,
    TROUSERS,
    WHITE,
    Colour,
    darker,
    lighter,
    shaded_skin,
    veil,
)

HAIR_STYLES = ("short", "bun", "long", "bob", "curly", "scarf", "bald", "tail")
CUTS = ("jumper", "jacket", "dress", "coat", "shirt")


@dataclass(frozen=True)
class Look:
    """What a person looks like."""

    skin: Colour
    hair: Colour
    style: str
    top: Colour
    bottom: Colour
    cut: str
    beard: bool = False
    glasses: bool = False


@dataclass(frozen=True)
class Pose:
    """Where the joints are: the hip above the ground, all others (but the knees and feet) relative to the hip."""

    hip: Point = (0, -88)
    lean: float = 2
    far_leg: tuple[Point, Point] = ((7, -46), (9, -3))
    near_leg: tuple[Point, Point] = ((-5, -46), (-7, -3))
    far_arm: tuple[Point, Point] = ((20, -27), (18, -2))
    near_arm: tuple[Point, Point] = ((-19, -27), (-13, -1))


STAND = Pose()
TALK = Pose(near_arm=((-14, -28), (12, -32)), far_arm=((24, -32), (40, -48)))
LISTEN = Pose(lean=3, near_arm=((-16, -27), (6, -34)), far_arm=((20, -28), (2, -38)))
POINT = Pose(lean=4, far_arm=((32, -58), (56, -76)))
WAVE = Pose(near_arm=((-30, -60), (-28, -90)))
CHEER = Pose(near_arm=((-30, -66), (-34, -96)), far_arm=((30, -66), (38, -96)))
WALK = Pose(
    lean=5,
    far_leg=((16, -48), (26, -4)),
    near_leg=((-2, -46), (-26, -8)),
    far_arm=((-8, -28), (-18, -6)),
    near_arm=((4, -30), (24, -12)),
)
SIT = Pose(
    hip=(0, -50),
    far_leg=((44, -52), (46, -3)),
    near_leg=((40, -50), (38, -3)),
    near_arm=((-4, -26), (30, -22)),
    far_arm=((24, -28), (44, -30)),
)
SIT_TALK = Pose(
    hip=(0, -50),
    lean=6,
    far_leg=((44, -52), (46, -3)),
    near_leg=((40, -50), (34, -3)),
    near_arm=((-2, -24), (26, -34)),
    far_arm=((28, -34), (46, -54)),
)


def someone(random: Random, **wishes: object) -> Look:
    """Return the look of a made-up person; `wishes` fixes some of its features."""
    bottom = random.choice(TROUSERS)
    choices = {
        "skin": random.choice(SKINS),
        "hair": random.choice(HAIRS),
        "style": random.choice(HAIR_STYLES),
        "top": random.choice([colour for colour in GARMENTS if colour != bottom]),
        "bottom": bottom,
        "cut": random.choice(CUTS),
        "glasses": random.random() < 0.25,
        "beard": random.random() < 0.5,
    }
    return Look(**(choices | wishes))


def person(canvas: Canvas, look: Look, pose: Pose = STAND, *, back: bool = False, shadow: bool = True) -> None:
    """Draw a person of about 178 units; `back` shows them from behind; `shadow` lies long to the right."""
    if shadow and pose.hip[1] < -80:
        canvas.shape([(-14, 2), (12, -4), (150, 22), (150, 40), (120, 42)], veil(INK, 0.16))
    x, y = pose.hip
    body = canvas.at(x, y)
    _arm(body, look, pose.lean + 12, pose.far_arm, far=True)
    _leg(canvas, look, pose.hip, pose.far_leg, far=True)
    _leg(canvas, look, pose.hip, pose.near_leg, far=False)
    _torso(body, look, pose, back)
    _neck(body, look, pose.lean)
    head(body.at(pose.lean * 1.4 + 1, -78), look, back=back)
    _arm(body, look, pose.lean - 12, pose.near_arm, far=False)


def _leg(canvas: Canvas, look: Look, hip: Point, leg: tuple[Point, Point], *, far: bool) -> None:
    knee, foot = leg
    bare = look.cut == "dress"
    colour = look.skin if bare else look.bottom
    colour = darker(colour, 0.22) if far else colour
    start = (hip[0] + (4 if far else -4), hip[1] + 2)
    thick = 13 if bare else 17
    canvas.shape(limb(start, knee, thick + 3, thick - 2), colour)
    canvas.shape(limb(knee, foot, thick - 2, 8 if bare else 11), colour)
    sole = foot[1] + 4
    shoe = [
        (foot[0] - 6, sole),
        (foot[0] - 6, sole - 8),
        (foot[0] + 5, sole - 8),
        (foot[0] + 17, sole - 3),
        (foot[0] + 17, sole),
    ]
    canvas.shape(shoe, darker(look.top, 0.65) if far else darker(look.top, 0.55))


def _arm(canvas: Canvas, look: Look, shoulder: float, arm: tuple[Point, Point], *, far: bool) -> None:
    elbow, hand = arm
    sleeve = darker(look.top, 0.24) if far else darker(look.top, 0.09)
    skin = shaded_skin(look.skin, 0.15) if far else look.skin
    canvas.disc(*hand, 5.2, skin)
    if look.cut in ("shirt", "dress"):
        canvas.shape(limb(elbow, hand, 8, 7), skin)
    else:
        canvas.shape(limb(elbow, _towards(hand, elbow, 0.16), 10.5, 8.5), sleeve)
    canvas.shape(limb((shoulder, -52), elbow, 14, 10.5), sleeve)


def _towards(start: Point, end: Point, share: float) -> Point:
    return tuple(a + (b - a) * share for a, b in zip(start, end, strict=True))


def _torso(canvas: Canvas, look: Look, pose: Pose, back: bool) -> None:
    lean = pose.lean
    outline = smooth(
        [
            (-15, 3),
            (lean / 2 - 14, -24),
            (lean - 18, -50),
            (lean - 11, -60),
            (lean + 11, -60),
            (lean + 18, -50),
            (lean / 2 + 14, -24),
            (15, 3),
        ],
        closed=True,
        steps=6,
    )
    canvas.shape(outline, look.top)
    _skirt(canvas, look, pose)
    if look.cut == "jacket" and not back:
        canvas.shape([(lean - 3, -61), (lean + 11, -61), (lean + 6, -22)], WHITE)
        canvas.shape([(lean + 3, -58), (lean + 7, -58), (lean + 7, -32)], darker(look.bottom, 0.1))
        canvas.shape([(lean - 5, -62), (lean - 2, -62), (lean + 6, -20), (lean - 2, -34)], darker(look.top, 0.25))
    if look.cut == "shirt" and not back:
        canvas.shape([(lean - 2, -61), (lean + 9, -61), (lean + 5, -50)], look.skin)
    canvas.shade(outline, darker(look.top, 0.7), 0.5, reach=0.6)


def _skirt(canvas: Canvas, look: Look, pose: Pose) -> None:
    seated = pose.hip[1] > -80
    if look.cut == "dress":
        hem = [(46, -8), (46, 12), (-12, 10)] if seated else [(25, 40), (-25, 40), (-15, 0)]
        canvas.shape([(-15, -2), (15, -2), *hem], look.top)
    elif look.cut == "coat" and not seated:
        canvas.shape([(-15, -2), (15, -2), (19, 26), (-19, 26)], look.top)


def _neck(canvas: Canvas, look: Look, lean: float) -> None:
    canvas.shape(limb((lean, -57), (lean * 1.3 + 1, -70), 9, 9), shaded_skin(look.skin, 0.14))


def head(canvas: Canvas, look: Look, *, back: bool = False) -> None:
    """Draw a head of radius 10 around the origin, facing right."""
    if look.style in ("long", "tail", "bob"):
        _hair_behind(canvas, look)
    if back:
        canvas.disc(0, 0, 9.6, look.skin, 11)
        canvas.disc(0, -1.5, 10.6, _cover(look), 10.8)
        return
    canvas.shape(
        smooth([(-9, -4), (0, -11), (9, -5), (9.6, 2), (6, 10), (0, 11), (-7, 7)], closed=True, steps=6), look.skin
    )
    canvas.shape([(8.8, -2), (12.6, 3.2), (8.4, 4.4)], look.skin)
    canvas.disc(-3.5, 1.5, 2.3, shaded_skin(look.skin, 0.16), 2.9)
    canvas.disc(5.6, -0.6, 0.8, INK, 1.15)
    canvas.line(smooth([(3.6, 5.2), (5.6, 6.7), (8.6, 6)], steps=4), 0.9, shaded_skin(look.skin, 0.5))
    if look.beard and look.style in ("short", "bald", "curly"):
        canvas.shape(
            smooth([(-5, 3), (0, 7), (5, 7), (9, 7.5), (7, 12), (1, 13), (-5, 9)], closed=True, steps=5), look.hair
        )
    HAIR[look.style](canvas, look)
    if look.glasses:
        canvas.ring(6, -0.4, 2.7, 0.6, INK)
        canvas.line([(3.3, -0.8), (-3.4, -1.2)], 0.6, INK)


def _cover(look: Look) -> Colour:
    if look.style == "scarf":
        return MUSTARD if sum(look.top) > 600 else lighter(look.top, 0.35)
    return look.skin if look.style == "bald" else look.hair


def _hair_behind(canvas: Canvas, look: Look) -> None:
    reach = {"long": 25, "bob": 11, "tail": 4}[look.style]
    canvas.shape(
        smooth([(-3, -12), (-11, -5), (-12, reach * 0.6), (-8, reach), (0, reach - 2), (2, 0)], closed=True, steps=6),
        look.hair,
    )
    if look.style == "tail":
        canvas.shape(smooth([(-8, -6), (-17, -3), (-20, 12), (-14, 10), (-10, 0)], closed=True, steps=6), look.hair)


def _cap(canvas: Canvas, colour: Colour, front: float = 5) -> None:
    crown = arc(-0.5, -1, 10.6, 11.6, 160, 320, 16)
    canvas.shape(smooth([*crown, (front, -6), (-1, -4.5), (-5, -1), (-6, 5)], closed=True, steps=2), colour)


def _short(canvas: Canvas, look: Look) -> None:
    _cap(canvas, look.hair)


def _bun(canvas: Canvas, look: Look) -> None:
    canvas.disc(-8, -12, 5.4, look.hair)
    _cap(canvas, look.hair, 7)


def _curly(canvas: Canvas, look: Look) -> None:
    for x, y, radius in ((-9, 0, 5.5), (-10, -7, 6), (-5, -12, 6.5), (3, -13, 6), (8, -9, 4.5), (-7, 5, 4)):
        canvas.disc(x, y, radius, look.hair)


def _scarf(canvas: Canvas, look: Look) -> None:
    cloth = _cover(look)
    outline = smooth(
        [(8, -8), (0, -13), (-10, -8), (-12, 4), (-13, 17), (0, 20), (8, 17), (4, 10), (0, 4), (2, -4)],
        closed=True,
        steps=6,
    )
    canvas.shape(outline, cloth)
    canvas.shade(outline, darker(look.top, 0.6), 0.5, towards="left", reach=0.6)


def _bald(canvas: Canvas, look: Look) -> None:
    canvas.shape(smooth([(-9, -3), (-5, -2), (-5, 4), (-8, 5), (-10, 0)], closed=True, steps=4), look.hair)


HAIR: dict[str, Callable[[Canvas, Look], None]] = {
    "short": _short,
    "bun": _bun,
    "long": lambda canvas, look: _cap(canvas, look.hair, 6),
    "bob": lambda canvas, look: _cap(canvas, look.hair, 8),
    "tail": lambda canvas, look: _cap(canvas, look.hair, 7),
    "curly": _curly,
    "scarf": _scarf,
    "bald": _bald,
}


def chair(canvas: Canvas, colour: Colour) -> None:
    """Draw a chair with a seat 46 units high, seen from the side, facing right."""
    dark = darker(colour, 0.35)
    canvas.line([(18, -42), (24, 2)], 4, dark)
    canvas.line([(-16, -42), (-22, 2)], 4, dark)
    canvas.shape(limb((-20, -44), (22, -44), 8, 8), colour)
    canvas.shape(limb((-20, -46), (-27, -92), 8, 7), colour)


def spectator(canvas: Canvas, look: Look, colour: Colour) -> None:
    """Draw the head and shoulders of a person in a row of seats, from behind, toned into one dark colour."""
    shoulders = smooth([(-30, 60), (-27, 6), (-12, -6), (12, -6), (27, 6), (30, 60)], steps=5)
    canvas.shape(shoulders, colour)
    canvas.box(-5, -18, 10, 16, darker(colour, 0.2))
    if look.style in ("long", "bob", "scarf"):
        canvas.shape(smooth([(-11, -30), (-13, 0), (13, 0), (11, -30)], closed=True, steps=5), darker(colour, 0.35))
    if look.style == "bun":
        canvas.disc(0, -45, 6, darker(colour, 0.3))
    if look.style == "curly":
        canvas.disc(0, -30, 15, darker(colour, 0.3))
    canvas.shape(ellipse(0, -27, 10.5, 12.5, 24), darker(colour, 0.3))
    canvas.shape(arc(0, -27, 10.5, 12.5, 190, 290, 10) + arc(2, -25, 10.5, 12.5, 290, 190, 10), veil(CREAM, 0.35))
