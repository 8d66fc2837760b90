"""The colours of the demonstration pictures: one limited palette, so that all pictures belong together."""

from random import Random

Colour = tuple[int, ...]


def rgb(code: str) -> Colour:
    """Return the colour of a hexadecimal code such as "ee6c4d" as (red, green, blue), each 0–255."""
    return tuple(bytes.fromhex(code))


INK = rgb("0b1730")
NIGHT = rgb("14274a")
DUSK = rgb("2c4470")
PETROL = rgb("0e5565")
TEAL = rgb("1d8388")
LAGOON = rgb("58b3ad")
MINT = rgb("a9d8cb")
SKY = rgb("c5e4e7")
MIST = rgb("e4f0ec")
CORAL = rgb("ef6a4c")
ORANGE = rgb("f58f4f")
PEACH = rgb("fbc4a0")
BRICK = rgb("b5492f")
RUST = rgb("7f3026")
MUSTARD = rgb("f2b23a")
SAND = rgb("f4dcab")
CREAM = rgb("fdf4e2")
LEAF = rgb("3b8f72")
MOSS = rgb("1f6657")
STONE = rgb("cbbfae")
WHITE = rgb("fffdf8")

SKINS = (rgb("f7d2b3"), rgb("e8b48a"), rgb("cd8f63"), rgb("9a6342"), rgb("6d432d"), rgb("f1c19d"))
HAIRS = (rgb("2b1b1a"), rgb("4a2a20"), rgb("7d4a2a"), rgb("d9a04a"), rgb("c25b33"), rgb("d9d3cb"), rgb("16162a"))
GARMENTS = (CORAL, TEAL, MUSTARD, NIGHT, CREAM, PETROL, ORANGE, LAGOON, BRICK, DUSK, MINT, PEACH)
TROUSERS = (INK, NIGHT, DUSK, PETROL, RUST, rgb("4b5a6b"), SAND)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour between two colours; `share` is the part of the second one, 0–1."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first[:3], second[:3], strict=True))


def lighter(colour: Colour, share: float = 0.2) -> Colour:
    """Return the colour mixed with warm white; `share` is the part of white, 0–1."""
    return mix(colour, WHITE, share)


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Return the colour mixed with ink, so that shadows lean to blue; `share` is the part of ink, 0–1."""
    return mix(colour, INK, share)


def shaded_skin(colour: Colour, share: float = 0.2) -> Colour:
    """Return a skin colour in shade, which leans to warm red; `share` is the part of it, 0–1."""
    return mix(colour, RUST, share * 1.2)


def veil(colour: Colour, opacity: float) -> Colour:
    """Return the colour with an opacity from 0 (invisible) to 1 (solid)."""
    return (*colour[:3], round(opacity * 255))


def seeded(text: str) -> Random:
    """Return a random generator that gives the same numbers for the same text, for pictures that never change."""
    return Random(text)  # noqa: S311 - it chooses colours and places, and keeps no secret
