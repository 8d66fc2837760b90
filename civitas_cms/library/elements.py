"""Pictures in pages: a browser gets all renditions in one element and takes the smallest that serves."""

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .models import Picture
from .renditions import SHAPES

DENSE = "(min-resolution: 2.5dppx)"  # screens with more pixels than anybody sees in a photograph
LENGTH = re.compile(r"([0-9.]+)(vw|rem)")


def picture_element(
    picture: Picture, shape: str = "whole", sizes: str = "100vw", alt: str | None = None, *, priority: bool = False
) -> SafeString:
    """Return ``picture`` in ``shape`` (a name in ``renditions.SHAPES``) as a ``picture`` element of HTML.

    ``sizes`` says how wide the picture is shown, in the words of the HTML attribute of that name. ``alt`` is what
    screen readers say: by default what the library says, which is nothing for a decorative picture; ``alt=""`` where
    the text beside the picture says it already. ``priority`` is for the picture at the top of the page, which is
    loaded before others; the rest are loaded when the visitor comes near.
    """
    if alt is None:
        alt = "" if picture.is_decorative else picture.alternative_text
    before, after = _around_alternative_text(picture.renditions, picture.colour, shape, sizes, priority)
    return mark_safe(f'{before} alt="{escape(alt)}"{after}')  # noqa: S308 - safe: escaped, as is what is around it


@lru_cache(maxsize=2_000)
def _around_alternative_text(renditions, colour, shape, sizes, priority):
    """Return what stands before and after the alternative text in a ``picture`` element."""
    *modern_sources, original_source = renditions.sources(shape)
    widths = SHAPES[shape].widths
    sizes = capped(sizes)
    width, height = renditions.dimensions(shape)
    sources = "".join(
        f'<source type="{source["type"]}" srcset="{escape(source["srcset"])}" sizes="{sizes}">'
        for source in modern_sources
    )
    # For the rare browser that does not know srcset, a rendition of middling size.
    fallback = escape(renditions.url(shape, widths[len(widths) // 2]))
    loading = 'fetchpriority="high"' if priority else 'loading="lazy"'
    its_colour = f' data-colour="{colour}"' if colour else ""
    return (
        f'<picture>{sources}<img src="{fallback}" srcset="{escape(original_source["srcset"])}" sizes="{sizes}"'
        f' width="{width}" height="{height}"',
        f' {loading} decoding="async"{its_colour}></picture>',
    )


@lru_cache(maxsize=200)
def capped(sizes: str) -> str:
    """Return the ``sizes`` of a picture, for dense screens as if they had two pixels for each of CSS, and not three."""
    dense = []
    for entry in sizes.split(", "):
        *condition, length = entry.split(") ")
        length = LENGTH.sub(lambda found: f"{float(found[1]) * 2 / 3:.3g}{found[2]}", length)
        dense.append(f"{DENSE} and {condition[0]}) {length}" if condition else f"{DENSE} {length}")
    return ", ".join([*dense, sizes])


def preview_picture(picture: Picture, shape: str) -> dict:
    """Return what a preview of a link to a page says about ``picture``: its largest rendition in ``shape``."""
    width, height = picture.renditions.dimensions(shape)
    return {
        "url": picture.url(shape, SHAPES[shape].widths[-1]),
        "width": width,
        "height": height,
        "alt": picture.alternative_text,
    }
