"""Made-up faces, their hair and headscarves. The head is centred on x = 0, with its crown at y = 236."""

from collections.abc import Callable
from dataclasses import dataclass

from .canvas import Canvas
from .geometry import arc, ellipse, smooth
from .palette import CORAL, CREAM, INK, LAGOON, MUSTARD, NIGHT, TEAL, WHITE, Colour, darker, veil


@dataclass(frozen=True)
class Face:
    """The features of a made-up face."""

    skin: Colour
    hair: Colour
    style: str
    background: Colour
    garment: Colour
    collar: str
    beard: bool
    glasses: bool
    width: float


def distance(first: Colour, second: Colour) -> int:
    """Return how far two colours are apart: 0 if they are the same, at most 765."""
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


def _mass(canvas: Canvas, face: Face, points: list[tuple[float, float]]) -> None:
    outline = smooth([(x * face.width, y) for x, y in points], closed=True, steps=8)
    canvas.shape(outline, face.hair)
    canvas.shade(outline, INK, 0.5, reach=0.7)


def _long_behind(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (0, 190),
            (-150, 240),
            (-196, 400),
            (-206, 600),
            (-214, 760),
            (-110, 786),
            (110, 786),
            (214, 760),
            (206, 600),
            (196, 400),
            (150, 240),
        ],
    )


def _bob_behind(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (0, 190),
            (-146, 232),
            (-200, 380),
            (-208, 560),
            (-170, 610),
            (0, 600),
            (170, 610),
            (208, 560),
            (200, 380),
            (146, 232),
        ],
    )


def _bun_behind(canvas: Canvas, face: Face) -> None:
    canvas.disc(20, 168, 84, face.hair, 76)
    canvas.shade(ellipse(20, 168, 84, 76), INK, 0.5, reach=0.7)


def _cloud_behind(canvas: Canvas, face: Face) -> None:
    for x, y, radius in (
        (-150, 300, 88),
        (-186, 400, 74),
        (-170, 490, 58),
        (-90, 220, 90),
        (0, 196, 96),
        (90, 220, 90),
        (150, 300, 88),
        (186, 400, 74),
        (170, 490, 58),
    ):
        canvas.disc(x * face.width, y, radius, face.hair)


def _tail_behind(canvas: Canvas, face: Face) -> None:
    _mass(canvas, face, [(90, 240), (200, 250), (252, 380), (236, 560), (270, 660), (190, 640), (150, 520), (160, 380)])


def _crop(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (-156, 410),
            (-160, 300),
            (-90, 220),
            (0, 204),
            (92, 218),
            (160, 300),
            (156, 410),
            (132, 330),
            (60, 292),
            (-60, 292),
            (-132, 330),
        ],
    )


def _quiff(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (-152, 410),
            (-168, 290),
            (-110, 190),
            (20, 150),
            (140, 182),
            (168, 290),
            (152, 400),
            (134, 322),
            (40, 296),
            (-80, 280),
            (-130, 336),
        ],
    )


def _side(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (-152, 430),
            (-172, 310),
            (-110, 216),
            (10, 188),
            (120, 220),
            (164, 310),
            (152, 420),
            (126, 340),
            (20, 316),
            (-70, 262),
            (-126, 344),
        ],
    )


def _fringe(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (-176, 470),
            (-178, 310),
            (-110, 212),
            (0, 190),
            (110, 212),
            (178, 310),
            (176, 470),
            (146, 360),
            (90, 344),
            (0, 350),
            (-90, 344),
            (-146, 360),
        ],
    )


def _parted(canvas: Canvas, face: Face) -> None:
    for side in (-1, 1):
        _mass(
            canvas,
            face,
            [
                (side * -6, 226),
                (side * 70, 198),
                (side * 160, 262),
                (side * 190, 400),
                (side * 184, 520),
                (side * 152, 500),
                (side * 138, 380),
                (side * 80, 310),
            ],
        )


def _swept(canvas: Canvas, face: Face) -> None:
    _mass(
        canvas,
        face,
        [
            (-150, 400),
            (-166, 290),
            (-96, 206),
            (10, 190),
            (110, 212),
            (166, 300),
            (152, 400),
            (132, 330),
            (70, 280),
            (-10, 262),
            (-100, 300),
        ],
    )


def _curls(canvas: Canvas, face: Face) -> None:
    for x, y, radius in (
        (-142, 320, 46),
        (-112, 262, 54),
        (-54, 234, 58),
        (12, 226, 60),
        (74, 240, 56),
        (122, 276, 50),
        (146, 330, 42),
    ):
        canvas.disc(x * face.width, y, radius, face.hair)
    for x, y in ((-100, 258), (-30, 222), (46, 226)):
        canvas.line(arc(x, y, 24, 22, 190, 310, 10), 6, veil(WHITE, 0.14))


def _bald(canvas: Canvas, face: Face) -> None:
    for side in (-1, 1):
        _mass(
            canvas,
            face,
            [(side * 152, 340), (side * 164, 400), (side * 156, 450), (side * 140, 420), (side * 140, 360)],
        )
    canvas.shape(ellipse(-52, 286, 44, 16), veil(WHITE, 0.25))


def _scarf_behind(canvas: Canvas, face: Face) -> None:
    cloth = _cloth(face)
    outline = smooth(
        [
            (0, 176),
            (-140, 216),
            (-196, 370),
            (-190, 560),
            (-236, 760),
            (-120, 800),
            (120, 800),
            (236, 760),
            (190, 560),
            (196, 370),
            (140, 216),
        ],
        closed=True,
        steps=8,
    )
    canvas.shape(outline, darker(cloth, 0.2))


def _scarf(canvas: Canvas, face: Face) -> None:
    cloth = _cloth(face)
    outer = smooth(
        [
            (0, 176),
            (-140, 216),
            (-192, 370),
            (-184, 530),
            (-150, 660),
            (0, 770),
            (150, 660),
            (184, 530),
            (192, 370),
            (140, 216),
        ],
        closed=True,
        steps=10,
    )
    inner = smooth(
        [
            (0, 268),
            (-96, 292),
            (-134, 400),
            (-120, 510),
            (-64, 590),
            (0, 612),
            (64, 590),
            (120, 510),
            (134, 400),
            (96, 292),
        ],
        closed=True,
        steps=10,
    )
    ring = [*outer, outer[0], inner[0], *reversed(inner)]
    canvas.shape(ring, cloth)
    canvas.shade(ring, darker(cloth, 0.6), 0.7, reach=0.7)
    for fold in ([(-150, 650), (-20, 690), (120, 640)], [(-120, 690), (10, 732), (110, 690)]):
        canvas.line(smooth(fold), 6, darker(cloth, 0.22))


def _cloth(face: Face) -> Colour:
    options = [
        colour for colour in (MUSTARD, CORAL, TEAL, CREAM, LAGOON, NIGHT) if distance(colour, face.background) > 130
    ]
    return next(colour for colour in options if distance(colour, face.garment) > 60)


BEHIND: dict[str, Callable[[Canvas, Face], None]] = {
    "long": _long_behind,
    "fringe": _bob_behind,
    "bob": _bob_behind,
    "bun": _bun_behind,
    "cloud": _cloud_behind,
    "tail": _tail_behind,
    "scarf": _scarf_behind,
}
HAIR: dict[str, Callable[[Canvas, Face], None]] = {
    "crop": _crop,
    "quiff": _quiff,
    "side": _side,
    "curls": _curls,
    "bald": _bald,
    "long": _parted,
    "fringe": _fringe,
    "bob": _side,
    "bun": _swept,
    "cloud": _curls,
    "tail": _swept,
    "scarf": _scarf,
}
