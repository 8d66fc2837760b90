"""Outlines as lists of points: ellipses, rounded rectangles, smooth curves and tapered limbs."""

from collections.abc import Iterable, Sequence
from math import atan2, ceil, cos, hypot, pi, radians, sin

Point = tuple[float, float]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 24) -> list[Point]:
    """Return points along an elliptic arc from `start` to `end` degrees (0 is right, 90 is down)."""
    angles = (radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


def ellipse(x: float, y: float, rx: float, ry: float | None = None, steps: int = 48) -> list[Point]:
    """Return the outline of an ellipse around (x, y)."""
    return arc(x, y, rx, rx if ry is None else ry, 0, 360, steps)[:-1]


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    """Return the corners of a rectangle whose upper left corner is (x, y)."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """Return the outline of a rectangle with rounded corners."""
    radius = min(radius, width / 2, height / 2)
    left, right, top, bottom = x + radius, x + width - radius, y + radius, y + height - radius
    corners = ((right, bottom, 0), (left, bottom, 90), (left, top, 180), (right, top, 270))
    return [point for cx, cy, start in corners for point in arc(cx, cy, radius, radius, start, start + 90, 8)]


def archway(x: float, y: float, width: float, height: float, rise: float | None = None) -> list[Point]:
    """Return the outline of a round-headed opening standing on y; `rise` is the height of its arch."""
    rise = width / 2 if rise is None else rise
    return [(x + width, y), (x, y), *arc(x + width / 2, y - height + rise, width / 2, rise, 180, 360)]


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 10) -> list[Point]:
    """Return a curve through all the points (a Catmull-Rom spline), with `steps` pieces between two of them."""
    points = list(points)
    around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    curve = []
    for p0, p1, p2, p3 in zip(around, around[1:], around[2:], around[3:], strict=False):
        curve += [_spline(p0, p1, p2, p3, step / steps) for step in range(steps)]
    return curve if closed else [*curve, points[-1]]


def _spline(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    return tuple(
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
    )


def limb(start: Point, end: Point, start_width: float, end_width: float) -> list[Point]:
    """Return a tapered bar with round ends from one point to the other."""
    angle = atan2(end[1] - start[1], end[0] - start[0]) * 180 / pi
    near = arc(*start, start_width / 2, start_width / 2, angle + 90, angle + 270, 12)
    far = arc(*end, end_width / 2, end_width / 2, angle - 90, angle + 90, 12)
    return near + far


def band(points: Sequence[Point], width: float) -> list[Point]:
    """Return the outline of a ribbon of the given width along a line."""
    left, right = [], []
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1
        left.append((x - dy / length * width / 2, y + dx / length * width / 2))
        right.append((x + dy / length * width / 2, y - dx / length * width / 2))
    return left + right[::-1]


def sag(start: Point, end: Point, depth: float, steps: int = 24) -> list[Point]:
    """Return a hanging line between two points which sags by `depth` in its middle (an arc, if negative)."""
    (x1, y1), (x2, y2) = start, end
    parts = (step / steps for step in range(steps + 1))
    return [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t + depth * 4 * t * (1 - t)) for t in parts]


def turned(points: Iterable[Point], angle: float, x: float = 0, y: float = 0) -> list[Point]:
    """Return the points turned by `angle` degrees around (x, y)."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return [(x + (px - x) * c - (py - y) * s, y + (px - x) * s + (py - y) * c) for px, py in points]


def star(x: float, y: float, radius: float, inner: float = 0.381966, points: int = 5) -> list[Point]:
    """Return a star with one point upright; the default inner radius gives the regular five-pointed star."""
    outline = []
    for index in range(points * 2):
        length, angle = radius * (inner if index % 2 else 1), radians(180 * index / points - 90)
        outline.append((x + length * cos(angle), y + length * sin(angle)))
    return outline


def spread(start: float, end: float, gap: float) -> list[float]:
    """Return evenly spaced positions from start to end, about `gap` apart, both ends included."""
    count = max(1, ceil(abs(end - start) / gap))
    return [start + (end - start) * index / count for index in range(count + 1)]
