"""The one way by which a picture's file becomes pixels: upright, for screens, and no larger in memory than need be."""

import math
from itertools import product
from typing import IO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")  # that are read at all, as Pillow calls them

TILE_SIDE = 700  # pixels that are converted and made smaller at once


def opened(file: IO[bytes], longest_side: int) -> Image.Image:
    """Return the picture in ``file`` upright, in RGB or RGBA, with neither side longer than ``longest_side`` pixels.

    A larger one becomes as large as that, or down to three quarters of it where that saves work. It is decoded once. Of
    its metadata only the colour profile stays, as ``info["icc_profile"]``.

    Raises UnidentifiedImageError for what is no such picture, and OSError, ValueError or SyntaxError for damaged ones.
    """
    image, info = _decoded(file, longest_side)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=None)
    image.info = info  # where EXIF and XMP say how the camera was held
    ImageOps.exif_transpose(image, in_place=True)
    profile = info.get("icc_profile")
    image.info = {"icc_profile": profile} if profile else {}
    return image


def _decoded(file, longest_side):
    """Return the picture in RGB or RGBA with its metadata, at most one and a half times as large as it will be.

    There is no memory for two pictures of the original's size, so what is converted is made smaller tile by tile.
    """
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        scale = min(1, 3 / 4 * longest_side / max(picture.size))
        # A JPEG can be decoded at a half, a quarter or an eighth of its size.
        picture.draft(None, tuple(max(1, round(side * scale)) for side in picture.size))
        picture.load()
        info = dict(picture.info)
        if picture.mode == "CMYK":
            info.pop("icc_profile", None)  # it describes inks, which the converted picture no longer has
        mode = "RGBA" if picture.has_transparency_data else "RGB"
        factor = max(1, round(max(picture.size) / longest_side))
        if factor == 1 and picture.mode == mode:
            return picture, info
        smaller = Image.new(mode, tuple(math.ceil(side / factor) for side in picture.size))
        step = math.ceil(TILE_SIDE / factor) * factor
        for left, top in product(range(0, picture.width, step), range(0, picture.height, step)):
            tile = picture.crop((left, top, min(left + step, picture.width), min(top + step, picture.height)))
            if tile.mode == "I;16":  # grey with 16 bits, which Pillow would cut off instead of scaling
                tile = tile.point(lambda value: value * (1 / 256)).convert("L")
            smaller.paste(tile.convert(mode).reduce(factor), (left // factor, top // factor))
        return smaller, info
