"""The sizes, shapes and file formats in which visitors get each picture.

A page offers a browser all of them in one ``picture`` element, and the browser takes the smallest that serves. Two are
made when a picture is uploaded, the others when somebody first asks for them; all are kept in the storage, under names
that follow from the picture alone. A rendition that is cut has the focal point in its name, so that none is ever
replaced under the same name, and a new focal point leaves those alone that are not cut.
"""

import io
import logging
import math
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, product
from pathlib import PurePath
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from .files import RENDITIONS_FOLDER
from .pixels import opened

logger = logging.getLogger(__name__)

MAX_WAIT_SECONDS = 5  # for renditions that others have asked for


@dataclass(frozen=True)
class Shape:
    """How a picture is cut (``ratio`` is width / height; None leaves it whole) and how wide it is kept, in pixels."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]


class Rendition(NamedTuple):
    """One of the ways in which there is every picture: ``file_format`` is one of MODERN_FORMATS, or None."""

    shape: Shape
    width: int
    file_format: str | None


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("whole", None, (480, 960, 1600)),
        Shape("landscape", 3 / 2, (320, 640, 960, 1600)),
        Shape("square", 1, (96, 192, 384)),
    )
}
# In the order in which browsers are asked; None keeps the original's format (JPEG or PNG) and is always understood.
MODERN_FORMATS = {"avif": "image/avif", "webp": "image/webp"}
ENCODING = {
    "avif": {"quality": 58, "speed": 9},
    "webp": {"quality": 76, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
    "png": {"optimize": True},
}
RENDITIONS = [
    Rendition(shape, width, file_format)
    for shape in SHAPES.values()
    for width, file_format in product(shape.widths, (*MODERN_FORMATS, None))
]
#: Made while the uploading editor waits: what the newsroom shows at once, and what most visitors see first.
MADE_AT_ONCE = [Rendition(SHAPES["landscape"], 320, None), Rendition(SHAPES["landscape"], 960, "avif")]

_one_at_a_time = threading.Lock()  # in each process, for the sake of its memory


class Renditions(NamedTuple):
    """All that there is of a picture; it follows from these few values of its row.

    Equal ones are the same, so that what is made of them can be kept.
    """

    key: int
    original: str  # its name in the storage
    focal_point: tuple[float, float]  # fractions of width and height
    width: int
    height: int

    def name(self, rendition: Rendition) -> str:
        """Return the name of a rendition in the storage."""
        shape, width, file_format = rendition
        # The key finds the row, and the original's name tells apart the files that a picture had at different times.
        focal_point = "-{:g}x{:g}".format(*self.focal_point) if shape.ratio else ""
        file_name = (
            f"{shape.name}-{width}{focal_point}-srgb.{self._extension(file_format)}"  # before 0.2 in any colours
        )
        return f"{self.folder}/{file_name}"

    @property
    def folder(self) -> str:
        """The folder in the storage that they are in."""
        return f"{RENDITIONS_FOLDER}/{self.key}/{self.original}"

    def find(self, name: str) -> Rendition | None:
        """Return the rendition with that file name, whatever the focal point in it; None if there is none."""
        described, _dot, extension = PurePath(name).name.rpartition(".")
        shape_and_width = described.split("-")[:2]
        return next(
            (
                rendition
                for rendition in RENDITIONS
                if shape_and_width == [rendition.shape.name, str(rendition.width)]
                and extension == self._extension(rendition.file_format)
            ),
            None,
        )

    def url(self, shape: str, width: int, file_format: str | None = None) -> str:
        """Return the address of a rendition, by default in the original's format; ``width`` is one of the shape's."""
        return default_storage.url(self.name(Rendition(SHAPES[shape], width, file_format)))

    def sources(self, shape: str) -> list[dict[str, str]]:
        """Return the sources of a ``picture`` element in ``shape``: for each format its type and its ``srcset``.

        The last one has no type: it is in the original's format, which every browser understands.
        """
        return [
            {"type": mime_type, "srcset": self._srcset(SHAPES[shape], file_format)}
            for file_format, mime_type in [*MODERN_FORMATS.items(), (None, "")]
        ]

    def dimensions(self, shape: str, width: int | None = None) -> tuple[int, int]:
        """Return width and height in pixels of the rendition in ``shape`` for ``width``, by default of the largest."""
        box_width, box_height = self._box_size(SHAPES[shape])
        width = min(box_width, width or SHAPES[shape].widths[-1])
        return width, max(1, round(box_height * width / box_width))

    def longest_side(self, wanted: Collection[Rendition]) -> int:
        """Return how large the picture must be opened for renditions as sharp as they can be.

        At twice their size nothing is seen any more of how it was made smaller before, such as while it was decoded.
        """
        scale = max(2 * width / self._box_size(shape)[0] for shape, width, _file_format in wanted)
        return math.ceil(max(self.width, self.height) * min(1, scale))

    def make(self, image: Image.Image, wanted: Collection[Rendition]) -> dict[Rendition, bytes]:
        """Return the content of renditions, made of the opened picture: each size of the next larger one."""
        made = {}
        in_order = sorted(wanted, key=lambda rendition: (rendition.shape.name, -rendition.width))
        for shape, of_shape in groupby(in_order, key=lambda rendition: rendition.shape):
            current = image.crop(cutting_box(image.size, shape.ratio, self.focal_point)) if shape.ratio else image
            for width, of_width in groupby(of_shape, key=lambda rendition: rendition.width):
                current = current.resize(self.dimensions(shape.name, width), Image.Resampling.LANCZOS)
                for rendition in of_width:
                    made[rendition] = _encoded(current, self._extension(rendition.file_format))
        return made

    def provide(self, rendition: Rendition) -> bytes:
        """Return the content of a rendition that was not there, made now and kept, or by somebody else meanwhile.

        Raises TimeoutError where too many others are made before it; OSError, ValueError or SyntaxError if the original
        is gone or damaged.
        """
        if not _one_at_a_time.acquire(timeout=MAX_WAIT_SECONDS):
            raise TimeoutError
        try:
            with suppress(OSError), default_storage.open(self.name(rendition)) as file:
                return file.read()
            with default_storage.open(self.original) as file:
                image = opened(file, self.longest_side([rendition]))
            content = self.make(image, [rendition])[rendition]
            self.keep({rendition: content})
        finally:
            _one_at_a_time.release()
        return content

    def keep(self, made: dict[Rendition, bytes]) -> None:
        """Keep renditions for the next time; where the disk is full or read-only, they are made again then."""
        for rendition, content in made.items():
            try:
                default_storage.save(self.name(rendition), ContentFile(content))
            except OSError:
                logger.warning("The rendition %s cannot be kept.", self.name(rendition), exc_info=True)

    def _extension(self, file_format):
        return file_format or ("png" if self.original.endswith(".png") else "jpeg")

    def _box_size(self, shape):
        size = (self.width, self.height)
        left, top, right, bottom = cutting_box(size, shape.ratio, (0.5, 0.5)) if shape.ratio else (0, 0, *size)
        return right - left, bottom - top

    def _srcset(self, shape, file_format):
        largest = self.dimensions(shape.name)[0]
        # Of the renditions that would be wider than the picture is, all are the same: one of them will do.
        widths = [width for width in shape.widths if width < largest]
        widths.append(next((width for width in shape.widths if width >= largest), shape.widths[-1]))
        return ", ".join(f"{self.url(shape.name, width, file_format)} {min(width, largest)}w" for width in widths)


def cutting_box(size: tuple[int, int], ratio: float, focal_point: tuple[float, float]) -> tuple[int, int, int, int]:
    """Return the largest box (left, top, right, bottom) of ``ratio`` within ``size`` that is centred on the focal point
    as far as the edges allow. ``focal_point`` is a pair of fractions of width and height.
    """
    width, height = size
    # Rounded first, so that the box is as large wherever it lies, and never empty.
    box_width, box_height = max(1, round(min(width, height * ratio))), max(1, round(min(height, width / ratio)))
    left = round(min(max(0, width * focal_point[0] - box_width / 2), width - box_width))
    top = round(min(max(0, height * focal_point[1] - box_height / 2), height - box_height))
    return left, top, left + box_width, top + box_height


def average_colour(image: Image.Image) -> str:
    """Return the colour of the opened picture as CSS writes it (``#9c8b7a``).

    Nothing if it is partly transparent: the colour would shine through for good.
    """
    if image.has_transparency_data:
        return ""
    return f"#{image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()}"


def _encoded(image, extension):
    content = io.BytesIO()
    image.save(content, extension, **ENCODING[extension])
    return content.getvalue()
