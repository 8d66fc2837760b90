"""Trams, buses, trains, bicycles and scooters. Units are centimetres; the origin lies on the ground."""

from .canvas import Canvas
from .geometry import box, limb, rounded, smooth
from .palette import (
    CREAM,
    DUSK,
    INK,
    MUSTARD,
    NIGHT,
    PEACH,
    SKY,
    STONE,
    WHITE,
    Colour,
    darker,
    lighter,
    mix,
    seeded,
    veil,
)
from .people import Look, Pose, head, person

RUBBER = mix(INK, DUSK, 0.25)


def pane(canvas: Canvas, x: float, y: float, width: float, height: float, glass: Colour, radius: float = 8) -> None:
    """Draw a window pane with a slanting reflection."""
    outline = rounded(x, y, width, height, radius)
    canvas.shape(outline, glass)
    glint = [
        (x + width * 0.2, y),
        (x + width * 0.48, y),
        (x + width * 0.2, y + height),
        (x, y + height),
        (x, y + height * 0.7),
    ]
    canvas.shape(glint, veil(WHITE, 0.28))
    canvas.shade(outline, darker(glass, 0.6), 0.35, towards="bottom")


def passengers(canvas: Canvas, x: float, y: float, width: float, seed: str, gap: float = 62) -> None:
    """Draw heads and shoulders of passengers behind a row of windows; y is the lower edge of the glass."""
    random = seeded(seed)
    at = x + gap / 2
    while at < x + width - 20:
        if random.random() < 0.72:
            tone = random.choice((NIGHT, DUSK, mix(NIGHT, PEACH, 0.3), mix(NIGHT, MUSTARD, 0.25)))
            canvas.shape(
                smooth([(at - 19, y), (at - 15, y - 22), (at, y - 28), (at + 15, y - 22), (at + 19, y)], steps=4), tone
            )
            canvas.disc(at, y - 38, 10, darker(tone, 0.2), 12)
        at += gap + random.uniform(-8, 12)


def tram(canvas: Canvas, colour: Colour, glass: Colour = SKY, sections: int = 3, sign: str = "2") -> None:
    """Draw a low-floor tram from x = 0 to 560 per section, 350 high; its front is at the right."""
    length = 560 * sections
    canvas.shape(box(-20, -8, length + 130, 22), veil(INK, 0.35))
    canvas.box(60, -372, length - 160, 30, darker(STONE, 0.15), 10)
    for section in range(sections):
        _tram_section(
            canvas.at(section * 560, 0), colour, glass, str(section), first=section == 0, last=section == sections - 1
        )
    middle = 560 * (sections // 2) + 280
    canvas.line([(middle - 60, -372), (middle + 10, -440)], 5, INK)
    canvas.line([(middle + 10, -440), (middle - 50, -500)], 5, INK)
    canvas.line([(middle - 95, -500), (middle - 5, -500)], 7, INK)
    canvas.box(length - 190, -340, 110, 34, INK, 5)
    canvas.text(length - 135, -323, sign, 26, MUSTARD, bold=0.03)


def _tram_section(canvas: Canvas, colour: Colour, glass: Colour, seed: str, *, first: bool, last: bool) -> None:
    if last:
        outline = smooth(
            [(0, -348), (470, -348), (538, -300), (572, -120), (566, -38), (540, -26), (300, -26), (0, -26)], steps=6
        )
        outline = [
            (0, -348),
            (380, -348),
            *smooth([(440, -348), (510, -325), (548, -220), (572, -110), (568, -44), (545, -26)], steps=6),
            (0, -26),
        ]
    elif first:
        outline = [
            (560, -348),
            (110, -348),
            *smooth([(60, -342), (24, -300), (4, -200), (0, -60), (14, -26)], steps=6),
            (560, -26),
        ]
    else:
        outline = box(0, -348, 560, 322)
    canvas.shape(outline, CREAM)
    with_roof = [(x, min(y, -300)) for x, y in outline]
    canvas.shape(with_roof, colour)
    canvas.shape([(x, max(y, -120)) for x, y in outline], colour)
    canvas.shape([(x, max(y, -52)) for x, y in outline], darker(colour, 0.5))
    left, right = (40 if first else 16), (410 if last else 544)
    canvas.box(left - 8, -300, right - left + 16, 186, darker(colour, 0.6), 10)
    _tram_windows(canvas, left, right, glass, seed)
    if last:
        canvas.shape([(430, -300), (512, -296), (546, -190), (552, -128), (430, -128)], mix(glass, DUSK, 0.25))
        canvas.shape([(440, -294), (470, -294), (450, -132), (440, -132)], veil(WHITE, 0.35))
        canvas.disc(546, -82, 9, WHITE, 7)
    canvas.shade(outline, darker(colour, 0.8), 0.5, towards="bottom", reach=0.45)
    if not first:
        for x in (0, 8, 16):
            canvas.box(x - 12, -344, 5, 312, darker(DUSK, 0.45))
    canvas.box(120, -36, 300, 26, INK, 8)
    for x in (190, 350):
        canvas.disc(x, -20, 24, RUBBER)
        canvas.disc(x, -20, 9, STONE)


def _tram_windows(canvas: Canvas, left: float, right: float, glass: Colour, seed: str) -> None:
    third = (right - left) / 3
    for index in range(3):
        x = left + index * third
        if index == 1:
            canvas.box(x + 2, -300, third - 4, 262, darker(DUSK, 0.3), 6)
            for half in (0, 1):
                pane(canvas, x + 8 + half * (third / 2 - 5), -292, third / 2 - 11, 246, glass, 6)
        else:
            pane(canvas, x + 4, -292, third - 8, 160, glass)
    passengers(canvas, left, -132, third, seed)
    passengers(canvas, left + 2 * third, -132, third, f"{seed}b")


def bus(canvas: Canvas, colour: Colour, glass: Colour = SKY, sign: str = "71 Centrum") -> None:
    """Draw a city bus 1200 long and 320 high; its front is at the right."""
    canvas.shape([(10, 0), (1190, -6), (1320, 20), (60, 24)], veil(INK, 0.3))
    outline = [
        (12, -40),
        (6, -290),
        (30, -318),
        *smooth([(1120, -318), (1170, -300), (1192, -200), (1200, -110), (1194, -40)], steps=6),
    ]
    canvas.shape(outline, colour)
    canvas.shape([(x, max(y, -105)) for x, y in outline], lighter(colour, 0.82))
    canvas.shape([(x, max(y, -60)) for x, y in outline], darker(colour, 0.35))
    canvas.box(30, -282, 1090, 166, darker(colour, 0.65), 12)
    for x, width in ((38, 190), (236, 190), (594, 190), (792, 130)):
        pane(canvas, x, -276, width, 154, glass)
        passengers(canvas, x, -122, width, f"bus{x}")
    for x in (436, 932):
        canvas.box(x, -282, 146, 240, darker(colour, 0.65), 8)
        pane(canvas, x + 8, -276, 61, 226, glass, 5)
        pane(canvas, x + 77, -276, 61, 226, glass, 5)
    canvas.shape([(1094, -276), (1164, -272), (1186, -160), (1188, -122), (1094, -122)], mix(glass, DUSK, 0.2))
    canvas.shape([(1104, -270), (1130, -270), (1114, -126), (1104, -126)], veil(WHITE, 0.4))
    canvas.box(600, -316, 330, 32, INK, 6)
    canvas.text(765, -300, sign, 24, MUSTARD, bold=0.02)
    canvas.shade(outline, darker(colour, 0.8), 0.5, towards="bottom", reach=0.5)
    canvas.disc(1186, -84, 12, CREAM, 9)
    for x in (240, 890 - 60):
        _tyre(canvas, x, 48)


def _tyre(canvas: Canvas, x: float, radius: float) -> None:
    canvas.disc(x, -radius, radius + 9, darker(NIGHT, 0.6))
    canvas.disc(x, -radius, radius, RUBBER)
    canvas.disc(x, -radius, radius * 0.55, STONE)
    canvas.disc(x, -radius, radius * 0.2, DUSK)


def bike(canvas: Canvas, colour: Colour, basket: bool = True) -> None:
    """Draw a city bicycle facing right: wheels of radius 34 at x = -52 and 52."""
    canvas.shape([(-80, 2), (80, -2), (190, 16), (20, 20)], veil(INK, 0.16))
    for x in (-52, 52):
        canvas.ring(x, -34, 32, 4, RUBBER)
        canvas.ring(x, -34, 28.5, 1.4, STONE)
        for index in range(6):
            canvas.at(x, -34, turn=index * 30).line([(-28, 0), (28, 0)], 0.6, veil(STONE, 0.7))
    tube = darker(colour, 0.1)
    for start, end in (
        ((-52, -34), (-4, -30)),
        ((-52, -34), (-16, -78)),
        ((-4, -30), (-18, -86)),
        ((-4, -30), (36, -74)),
        ((-16, -74), (34, -80)),
    ):
        canvas.line([start, end], 4.6, tube)
    canvas.line([(52, -34), (32, -96)], 4.6, colour)
    canvas.shape([*smooth([(32, -96), (22, -102), (14, -98)], steps=4), (14, -95), (30, -93)], INK)
    canvas.shape(limb((-30, -90), (-8, -89), 8, 5), INK)
    canvas.disc(-4, -30, 8, INK)
    canvas.line([(-4, -30), (4, -14)], 3, INK)
    canvas.shape(
        [(-86, -36), *smooth([(-84, -50), (-68, -68), (-46, -70)], steps=4), (-48, -66), (-68, -62), (-80, -48)], tube
    )
    if basket:
        canvas.shape([(40, -104), (76, -104), (70, -76), (46, -76)], mix(MUSTARD, NIGHT, 0.3))
        for y in (-97, -90, -83):
            canvas.line([(42, y), (74, y)], 1.6, veil(CREAM, 0.5))


RIDE = Pose(
    hip=(-16, -92),
    lean=16,
    far_leg=((22, -76), (4, -42)),
    near_leg=((20, -62), (0, -16)),
    far_arm=((36, -28), (36, -6)),
    near_arm=((24, -24), (36, -4)),
)


def rider(canvas: Canvas, look: Look, colour: Colour, *, helmet: bool = False, basket: bool = True) -> None:
    """Draw a person riding a bicycle to the right."""
    bike(canvas, colour, basket)
    person(canvas, look, RIDE, shadow=False)
    if helmet:
        canvas.shape(
            [(-6, -176), *smooth([(-6, -178), (-2, -190), (10, -193), (20, -187), (22, -178)], steps=5)], MUSTARD
        )


def cargo_bike(canvas: Canvas, look: Look, colour: Colour, children: list[Look]) -> None:
    """Draw a cargo bicycle with children in its box at the front."""
    canvas.at(126, 0).ring(52, -26, 24, 4, RUBBER)
    for index, child in enumerate(children):
        small = canvas.at(84 + index * 42, -98, 1)
        small.shape(smooth([(-16, 40), (-13, 12), (0, 8), (13, 12), (16, 40)], steps=4), child.top)
        head(small, child)
        small.shape(smooth([(-12, -4), (-9, -13), (0, -16), (9, -13), (12, -5)], steps=4), MUSTARD)
    tub = [(44, -76), (164, -76), (152, -26), (56, -26)]
    rider(canvas, look, colour, basket=False)
    canvas.shape(tub, colour)
    canvas.shade(tub, darker(colour, 0.7), 0.5)
    canvas.box(40, -80, 128, 8, lighter(colour, 0.4), 3)


def scooter(canvas: Canvas, colour: Colour) -> None:
    """Draw a kick scooter on its stand, facing right."""
    canvas.shape([(-50, 2), (50, -2), (110, 12), (0, 14)], veil(INK, 0.16))
    for x in (-42, 46):
        canvas.disc(x, -11, 11, RUBBER)
        canvas.disc(x, -11, 4, STONE)
    canvas.shape(limb((-40, -15), (30, -15), 9, 9), darker(colour, 0.1))
    canvas.line([(46, -12), (28, -104)], 6, colour)
    canvas.line([(16, -106), (38, -104)], 5, INK)
    canvas.box(36, -44, 9, 22, MUSTARD, 3)


def metro(canvas: Canvas, colour: Colour, glass: Colour) -> None:
    """Draw the front two cars of a metro train, 1500 long and 420 high; its front is at the right."""
    nose = smooth([(1300, -420), (1390, -400), (1462, -290), (1500, -130), (1490, -20), (1460, 10)], steps=6)
    outline = [(0, -420), *nose, (0, 10)]
    canvas.shape(outline, lighter(STONE, 0.55))
    canvas.shape([(x, min(y, -376)) for x, y in outline], darker(DUSK, 0.3))
    canvas.shape([(x, max(y, -128)) for x, y in outline], colour)
    canvas.shape([(x, max(y, -46)) for x, y in outline], NIGHT)
    for start in (30, 700):
        for index, (x, width) in enumerate(((0, 120), (146, 92), (264, 150), (440, 92), (558, 84))):
            if width == 92:
                canvas.box(start + x - 4, -352, width + 8, 318, darker(DUSK, 0.2), 8)
                pane(canvas, start + x + 3, -340, 40, 200, glass, 8)
                pane(canvas, start + x + 49, -340, 40, 200, glass, 8)
            else:
                canvas.box(start + x - 5, -345, width + 10, 185, darker(DUSK, 0.4), 16)
                pane(canvas, start + x, -340, width, 175, glass, 12)
                passengers(canvas, start + x, -165, width, f"metro{start}{index}")
    canvas.box(676, -414, 10, 420, darker(DUSK, 0.4))
    canvas.shape(
        smooth([(1372, -352), (1420, -340), (1462, -230), (1468, -166), (1372, -166)], closed=True, steps=2),
        mix(NIGHT, DUSK, 0.5),
    )
    canvas.shape([(1384, -342), (1408, -336), (1398, -176), (1384, -176)], veil(WHITE, 0.3))
    canvas.disc(1474, -96, 15, WHITE, 12)
    canvas.glow(1476, -96, 170, WHITE, 0.7)
    canvas.shade(outline, INK, 0.45, towards="bottom", reach=0.5)
