"""The one way by which a picture's file becomes pixels: upright, in sRGB, and no larger in memory than need be."""

import io
import math
import threading
from collections.abc import Callable
from contextlib import nullcontext
from itertools import product
from typing import IO, TypeAlias

import pi_heif
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF", "GIF")  # that are read at all, as Pillow calls them

TILE_SIDE = 700  # pixels that are converted and made smaller at once
LARGE_PICTURE = 4_000_000  # pixels from which on a process opens one after the other, for the sake of its memory

#: By a profile's colour space (ICC.1, table 19), the modes of pictures that it can describe, and as what it takes them.
#: With any other mode it is a mistake, and says nothing.
PROFILED_MODES = {
    "RGB ": ({"RGB", "L"}, "RGB"),  # programs leave an RGB profile in pictures that they make grey
    "GRAY": ({"L"}, "L"),
    "CMYK": ({"CMYK"}, "CMYK"),
}
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
Conversion: TypeAlias = Callable[[Image.Image], Image.Image]

_one_large_picture_at_a_time = threading.Lock()
pi_heif.register_heif_opener()  # Pillow itself does not read what iPhones write


def opened(file: IO[bytes], longest_side: int) -> Image.Image:
    """Return the picture in ``file`` upright, in sRGB, as RGB or RGBA, no side longer than ``longest_side`` pixels.

    A larger one becomes as large as that, or down to three quarters of it where that saves work. It is decoded once; of
    several pictures in a file it is the first. Nothing stays of its metadata: what has no profile is taken for sRGB
    (CSS Color 4, section 10.2).

    Raises UnidentifiedImageError for what is no such picture, and OSError, ValueError or SyntaxError for damaged ones.
    """
    with _one_large_picture_at_a_time if _is_large(file) else nullcontext():
        image, info = _decoded(file, longest_side)
        image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=None)
        image.info = info  # where EXIF and XMP say how the camera was held
        ImageOps.exif_transpose(image, in_place=True)
    image.info = {}
    return image


def _is_large(file):
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        return picture.width * picture.height > LARGE_PICTURE


def _decoded(file, longest_side):
    """Return the picture in sRGB with its metadata, at most one and a half times as large as it will be.

    There is no memory for two pictures of the original's size, so what is converted is made smaller tile by tile.
    """
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        scale = min(1, 3 / 4 * longest_side / max(picture.size))
        # A JPEG can be decoded at a half, a quarter or an eighth of its size.
        picture.draft(None, tuple(max(1, round(side * scale)) for side in picture.size))
        picture.load()
        info = dict(picture.info)
        mode = "RGBA" if _is_transparent(picture) else "RGB"
        convert = _conversion(picture)
        factor = max(1, round(max(picture.size) / longest_side))
        smaller = Image.new(mode, tuple(math.ceil(side / factor) for side in picture.size))
        step = math.ceil(TILE_SIDE / factor) * factor
        for left, top in product(range(0, picture.width, step), range(0, picture.height, step)):
            tile = picture.crop((left, top, min(left + step, picture.width), min(top + step, picture.height)))
            converted = convert(tile)
            if mode == "RGBA":
                converted.putalpha(tile.convert("RGBA").getchannel("A"))
            smaller.paste(converted.reduce(factor), (left // factor, top // factor))
        return smaller, info


def _is_transparent(picture: Image.Image) -> bool:
    return picture.has_transparency_data and not picture.mode.startswith("I")


def _conversion(picture: Image.Image) -> Conversion:
    """Return what turns a tile of ``picture`` into RGB in sRGB: by its profile, if it has one that describes it."""
    mode = _plain_mode(picture.mode)
    transform = None
    if mode == "LAB":
        transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), SRGB, "LAB", "RGB")
    elif content := picture.info.get("icc_profile"):
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
            modes, profiled_mode = PROFILED_MODES[profile.profile.xcolor_space]
            if mode in modes:
                mode, transform = profiled_mode, ImageCms.buildTransform(profile, SRGB, profiled_mode, "RGB")
        except (ImageCms.PyCMSError, OSError, KeyError):
            transform = None  # broken, or of colours that no picture of ours has

    def convert(tile: Image.Image) -> Image.Image:
        if tile.mode.startswith("I;16"):  # grey with 16 bits, which Pillow would cut off instead of scaling
            tile = tile.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        tile = tile.convert(mode)
        converted = transform.apply(tile) if transform else tile.convert("RGB")
        converted.info = {}
        return converted

    return convert


def _plain_mode(mode: str) -> str:
    """Return the mode in which a picture of ``mode`` has its colours, without transparency or palette."""
    if mode in ("CMYK", "LAB"):
        return mode
    return "L" if mode in ("1", "L", "LA", "La") or mode.startswith("I") else "RGB"
