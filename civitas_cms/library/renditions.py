"""The sizes, shapes and file formats in which each picture is kept ready for visitors.

Each rendition is made when the picture is saved and cut around its focal point. A page offers a browser all of them in
one ``picture`` element, and the browser takes the smallest that serves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from imagefield.processing import register
from PIL import Image


@dataclass(frozen=True)
class Shape:
    """How a picture is cut (``ratio`` is width / height; None leaves it whole) and how wide it is kept, in pixels."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]


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
    "AVIF": {"quality": 58, "speed": 9},
    "WEBP": {"quality": 76, "method": 4},
    "JPEG": {"quality": 80, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
}


@register
def cut_and_fit(get_image: Callable[..., Any], ratio: float | None, width: int) -> Callable[..., Any]:
    """Cut the picture to ``ratio`` around its focal point and make it at most ``width`` pixels wide, never larger."""

    def processor(image, context):
        image = get_image(image, context)
        if ratio:
            image = image.crop(cutting_box(image.size, ratio, context.ppoi))
        if image.width > width:
            height = max(1, round(image.height * width / image.width))
            image = image.resize((width, height), Image.Resampling.LANCZOS)
        return image

    return processor


@register
def encode_as(get_image: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """Write the rendition in the format ``kind``, a name that Pillow knows; None keeps the original's."""

    def processor(image, context):
        profile = image.info.get("icc_profile")
        kind_to_write = kind or context.save_kwargs["format"]
        context.save_kwargs.update(ENCODING[kind_to_write], format=kind_to_write, icc_profile=profile)
        image = get_image(image, context)
        return image.convert("RGB") if kind_to_write == "JPEG" else image

    return processor


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


def average_colour(file: File) -> str:
    """Return the colour of the picture in ``file`` as CSS writes it (``#9c8b7a``).

    Nothing if it is partly transparent: the colour would shine through for good.
    """
    file.open()  # which also begins at the beginning
    with Image.open(file) as picture:
        picture.draft("RGB", (64, 64))  # a JPEG need not be read in full for that
        if picture.has_transparency_data:
            return ""
        average = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    file.seek(0)
    return f"#{average.hex()}"


def rendition_name(shape: Shape, width: int, file_format: str | None = None) -> str:
    """Return the name under which imagefield knows a rendition, such as ``landscape_640_avif``."""
    return "_".join(filter(None, [shape.name, str(width), file_format]))


def _rendition(shape, width, file_format):
    def specification(fieldfile, context):
        if file_format:
            context.extension = f".{file_format}"
        context.processors = [
            ("encode_as", file_format.upper() if file_format else None),
            ("cut_and_fit", shape.ratio, width),
        ]

    return specification


FORMATS = {
    rendition_name(shape, width, file_format): _rendition(shape, width, file_format)
    for shape in SHAPES.values()
    for width in shape.widths
    for file_format in (*MODERN_FORMATS, None)
}
