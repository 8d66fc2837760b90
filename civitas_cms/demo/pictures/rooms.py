"""Rooms and what recurs in them: walls and floors, hanging lamps, speech bubbles."""

from .canvas import Canvas
from .geometry import archway, box
from .palette import CREAM, INK, MUSTARD, WHITE, Colour, darker, veil

WIDTH, HEIGHT = 1800, 1200


def room(wall: tuple[Colour, ...], floor: tuple[Colour, ...], line: float = 880) -> Canvas:
    """Return a canvas with a wall and a floor, which meet at the height `line`."""
    canvas = Canvas(WIDTH, HEIGHT, wall[0])
    canvas.fade(box(0, 0, WIDTH, line), wall)
    canvas.fade(box(0, line, WIDTH, HEIGHT - line), floor)
    canvas.box(0, line - 16, WIDTH, 16, darker(wall[-1], 0.12))
    return canvas


def pendant(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """Hang a lamp from the ceiling, its shade's lower edge at (x, y), with a cone of light."""
    canvas.shape(
        [(x - size * 0.6, y), (x + size * 0.6, y), (x + size * 2.6, y + size * 6), (x - size * 2.6, y + size * 6)],
        veil(CREAM, 0.07),
    )
    canvas.line([(x, -10), (x, y - size * 0.6)], 4, INK)
    canvas.glow(x, y, size * 3, MUSTARD, 0.5)
    canvas.disc(x, y, size * 0.24, WHITE)
    shade = archway(x - size * 0.7, y, size * 1.4, size * 0.75, size * 0.62)
    canvas.shape(shade, colour)
    canvas.shade(shade, INK, 0.6)


def speech(
    canvas: Canvas, x: float, y: float, width: float, colour: Colour, *, flip: bool = False, lines: int = 3
) -> None:
    """Draw a speech bubble whose tip is at (x, y), with strokes for words."""
    local, height = canvas.at(x, y, flip=flip), 40 + lines * 22
    local.shape([(0, 0), (22, -42), (54, -42)], colour)
    local.box(-width * 0.3, -36 - height, width, height, colour, 26)
    ink = veil(INK if sum(colour) > 420 else CREAM, 0.55)
    for index in range(lines):
        length = width * (0.62, 0.68, 0.4, 0.55)[index % 4]
        local.box(-width * 0.3 + 26, -36 - height + 28 + index * 22, length, 8, ink, 4)
