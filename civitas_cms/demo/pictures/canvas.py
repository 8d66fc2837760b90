"""The drawing surface: flat shapes, gradients, grainy shading, glows and reflections, drawn large and scaled down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import lru_cache
from math import cos, hypot, radians, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from .geometry import Point, arc, band, box, ellipse, limb, rounded
from .palette import INK, Colour, seeded, veil

OVERSAMPLING = 2


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface that Pillow brings along, at a size in pixels."""
    return ImageFont.load_default(size=size)


@lru_cache(maxsize=8)
def noise(width: int, height: int) -> Image.Image:
    """Return a picture of even random greys of at least the given size, put together from one tile."""
    side = 512
    tile = Image.frombytes("L", (side, side), seeded("paper").randbytes(side * side))
    picture = Image.new("L", (width, height))
    for x in range(0, width, side):
        for y in range(0, height, side):
            picture.paste(tile, (x, y))
    return picture


@lru_cache(maxsize=4)
def paper(width: int, height: int) -> Image.Image:
    """Return soft grey paper grain around mid-grey, as an RGB picture to be laid over a finished one."""
    fine = noise(width, height).filter(ImageFilter.GaussianBlur(0.8))
    return Image.merge("RGB", [fine.point(lambda value: 128 + (value - 128) * 0.26)] * 3)


class Canvas:
    """A picture in the making. Its coordinates are those of the finished picture, or local ones after `at`."""

    def __init__(self, width: int, height: int, background: Colour):
        """Start with a plain background; width and height in pixels of the finished picture."""
        self.size = (width, height)
        self.image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), background)
        self._draw = ImageDraw.Draw(self.image, "RGBA")
        self._matrix = (OVERSAMPLING, 0, 0, OVERSAMPLING, 0, 0)

    def at(self, x: float, y: float, scale: float = 1, *, flip: bool = False, turn: float = 0) -> "Canvas":
        """Return the same canvas with local coordinates: origin at (x, y), scaled, mirrored, turned by degrees."""
        a, b, c, d, e, f = self._matrix
        p, q, r, s = (
            scale * v for v in (cos(radians(turn)), sin(radians(turn)), -sin(radians(turn)), cos(radians(turn)))
        )
        if flip:
            p, q = -p, -q
        local = copy(self)
        local._matrix = (
            a * p + c * q,
            b * p + d * q,
            a * r + c * s,
            b * r + d * s,
            a * x + c * y + e,
            b * x + d * y + f,
        )
        return local

    @property
    def scale(self) -> float:
        """How many drawn pixels one local unit is."""
        return hypot(self._matrix[0], self._matrix[1])

    def _place(self, points: Sequence[Point]) -> list[Point]:
        a, b, c, d, e, f = self._matrix
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill an outline with a colour, which may be translucent."""
        self._draw.polygon(self._place(points), fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        """Fill a rectangle, with rounded corners if `radius` is given."""
        self.shape(rounded(x, y, width, height, radius) if radius else box(x, y, width, height), colour)

    def disc(self, x: float, y: float, rx: float, colour: Colour, ry: float | None = None) -> None:
        """Fill a circle, or an ellipse if `ry` is given."""
        steps = 24 if rx * self.scale < 30 else 64
        self.shape(ellipse(x, y, rx, ry, steps), colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """Draw a circle's line."""
        outer, inner = (
            arc(x, y, radius + width / 2, radius + width / 2, 0, 360, 64),
            arc(x, y, radius - width / 2, radius - width / 2, 360, 0, 64),
        )
        self.shape([*outer, *inner], colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line of even width through the points, with round ends if it is straight."""
        self.shape(limb(*points, width, width) if len(points) == 2 else band(points, width), colour)

    def text(
        self, x: float, y: float, words: str, size: float, colour: Colour, anchor: str = "mm", bold: float = 0
    ) -> None:
        """Write words; `anchor` is Pillow's, `bold` thickens the strokes by that share of the size."""
        pixels = size * self.scale
        self._draw.text(
            self._place([(x, y)])[0],
            words,
            fill=colour,
            font=font(round(pixels)),
            anchor=anchor,
            stroke_width=pixels * bold,
        )

    def text_width(self, words: str, size: float) -> float:
        """Return the width of words in local units."""
        return font(round(size * self.scale)).getlength(words) / self.scale

    def sky(self, colours: Sequence[Colour], top: float = 0, bottom: float | None = None) -> None:
        """Fill the whole width from `top` to `bottom` with a vertical gradient through the colours."""
        bottom = self.size[1] if bottom is None else bottom
        self.fade(box(0, top, self.size[0], bottom - top), colours)

    def fade(self, points: Sequence[Point], colours: Sequence[Colour], sideways: bool = False) -> None:
        """Fill an outline with a gradient through the colours, from top to bottom or from left to right."""
        mask, left, top = self._mask(points)
        if mask is None:
            return
        steps = 256
        strip = Image.new("RGB", (len(colours), 1))
        strip.putdata([colour[:3] for colour in colours])
        share = (len(colours) - 1) / steps
        strip = strip.transform((steps, 1), Image.Transform.AFFINE, (share, 0, 0.5, 0, 1, 0), Image.Resampling.BILINEAR)
        if not sideways:
            strip = strip.transpose(Image.Transpose.ROTATE_270)
        self.image.paste(strip.resize(mask.size, Image.Resampling.BILINEAR), (left, top), mask)

    def shade(
        self,
        points: Sequence[Point],
        colour: Colour = INK,
        strength: float = 0.4,
        towards: str = "right",
        reach: float = 1,
    ) -> None:
        """Spray grainy shade inside an outline, strongest at one side: "left", "right", "top" or "bottom".

        `reach` is how far into the outline the shade goes, as a share of its size.
        """
        mask, left, top = self._mask(points)
        if mask is None:
            return
        turn = {"bottom": 0, "right": 90, "top": 180, "left": 270}[towards]
        ramp = Image.linear_gradient("L").rotate(turn)
        ramp = ramp.point(lambda value: max(0, value - 255 * (1 - reach)) / reach * strength).resize(mask.size)
        # Each pixel is either sprayed or not; scaling down turns this into fine grain.
        grain = ImageChops.subtract(ramp, noise(*self.image.size).crop((0, 0, *mask.size))).point(
            lambda v: 150 if v else 0
        )
        soft = ImageChops.add(grain, ramp, scale=2)
        self.image.paste(colour[:3], (left, top), ImageChops.multiply(mask, soft))

    def _mask(self, points: Sequence[Point]) -> tuple[Image.Image | None, int, int]:
        """Return a mask of the outline and where it lies, cut off at the edges of the picture."""
        placed = self._place(points)
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        left, top = max(0, int(min(xs))), max(0, int(min(ys)))
        right, bottom = min(self.image.width, int(max(xs)) + 1), min(self.image.height, int(max(ys)) + 1)
        if right <= left or bottom <= top:
            return None, 0, 0
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in placed], fill=255)
        return mask, left, top

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.6) -> None:
        """Lay a soft round light on the picture; `strength` (0–1) is its opacity in the middle."""
        (px, py), reach = self._place([(x, y)])[0], radius * self.scale
        side = max(2, round(2 * reach))
        light = Image.radial_gradient("L").point(lambda v: max(0, 1 - v / 181) ** 2 * 255 * strength)
        self.image.paste(
            colour[:3], (round(px - reach), round(py - reach)), light.resize((side, side), Image.Resampling.BILINEAR)
        )

    @contextmanager
    def clip(self, points: Sequence[Point]) -> Iterator[None]:
        """Keep what is drawn meanwhile inside the outline."""
        before = self.image.copy()
        yield
        mask = Image.new("L", self.image.size, 255)
        ImageDraw.Draw(mask).polygon(self._place(points), fill=0)
        self.image.paste(before, (0, 0), mask)

    def reflect(self, y: float, height: float, tint: Colour, clearness: float = 0.6, squeeze: float = 1) -> None:
        """Mirror what stands above the line y into the water or wet street below it, over `height`.

        `clearness` (0–1) is how strong the reflection is at the line; it fades with depth into `tint`.
        `squeeze` flattens the reflection: at 2, twice the height is mirrored.
        """
        line, depth = round(y * OVERSAMPLING), round(height * OVERSAMPLING)
        depth = min(depth, self.image.height - line)
        source = self.image.crop((0, max(0, line - round(depth * squeeze)), self.image.width, line))
        mirrored = source.transpose(Image.Transpose.FLIP_TOP_BOTTOM).reduce(4)
        mirrored = mirrored.filter(ImageFilter.GaussianBlur(3)).resize(
            (self.image.width, depth), Image.Resampling.BILINEAR
        )
        fading = Image.linear_gradient("L").point(lambda value: clearness * (255 - value * 0.75))
        self.image.paste(tint, (0, line, self.image.width, line + depth))
        self.image.paste(mirrored, (0, line), fading.resize((self.image.width, depth)))

    def ripples(self, top: float, bottom: float, colour: Colour, count: int = 60, seed: str = "water") -> None:
        """Scatter flat strokes of light on water, longer and thicker towards the front."""
        random = seeded(seed)
        for _ in range(count):
            depth = random.random()
            y, length = top + (bottom - top) * depth, 20 + 130 * depth * random.random()
            x, thick = random.uniform(0, self.size[0]), 1.5 + 4 * depth
            self.shape(ellipse(x, y, length, thick, 20), veil(colour, random.uniform(0.15, 0.5)))

    def finish(self, light: Colour | None = None, strength: float = 0.2, side: str = "left") -> Image.Image:
        """Return the picture at its final size, with light falling in from one side and with paper grain."""
        picture = self.image.reduce(OVERSAMPLING)
        if light:
            ramp = Image.linear_gradient("L").rotate(90 if side == "right" else 270)
            beam = ImageChops.multiply(ramp, Image.linear_gradient("L").rotate(180).point(lambda v: 90 + v * 0.65))
            picture.paste(
                light, (0, 0), beam.point(lambda v: v * strength).resize(self.size, Image.Resampling.BILINEAR)
            )
        return ImageChops.soft_light(picture, paper(*self.size))
