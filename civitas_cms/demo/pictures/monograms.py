"""Initials on a coloured ground: what stands for a real person, whose likeness we do not invent."""

from math import hypot

from PIL import Image

from .canvas import Canvas
from .logos import PLATES
from .palette import CREAM, lighter, mix, seeded, veil

SIZE = 900


def monogram(text: str) -> Image.Image:
    """Return the initials of a name such as "frans-timmermans": 900 × 900 pixels, before arcs like lines on a map."""
    random = seeded(f"monogram of {text}")
    plate, ink, tones = random.choice([colours for colours in PLATES if colours[0] != CREAM])
    canvas = Canvas(SIZE, SIZE, plate)
    corner_x, corner_y = random.choice(((0, 0), (SIZE, 0), (0, SIZE), (SIZE, SIZE)))
    for index, radius in enumerate(range(round(hypot(SIZE, SIZE) * 0.62), 120, -150)):
        tone = random.choice(tones) if index % 3 == 1 else lighter(plate, 0.08 + 0.05 * index)
        canvas.ring(corner_x, corner_y, radius, 46, veil(mix(tone, plate, 0.35), 0.9))
    initials = "".join(word[0] for word in text.split("-") if word)[:3].upper()
    canvas.text(SIZE / 2, SIZE / 2, initials, 380 if len(initials) < 3 else 290, ink, bold=0.018)
    return canvas.finish()
