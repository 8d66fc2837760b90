"""Pictures in templates: a browser gets all renditions in one element and takes the smallest that serves."""

from django import template

from civitas_cms.library.models import Picture
from civitas_cms.library.renditions import SHAPES

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(
    picture: Picture, shape: str = "whole", sizes: str = "100vw", alt: str | None = None, loading: str = "lazy"
) -> dict:
    """Show ``picture`` in ``shape`` (a name in ``renditions.SHAPES``) as a ``picture`` element.

    ``sizes`` says how wide the picture is shown, in the words of the HTML attribute of that name. ``alt`` is what
    screen readers say: by default what the library says, which is nothing for a decorative picture; ``alt=""`` where
    the text beside the picture says it already. ``loading="eager"`` is for a picture at the top of the page.
    """
    if alt is None:
        alt = "" if picture.is_decorative else picture.alternative_text
    *modern_sources, original_source = picture.sources(shape)
    widths = SHAPES[shape].widths
    width, height = picture.dimensions(shape)
    return {
        "sources": modern_sources,
        "srcset": original_source["srcset"],
        # For the rare browser that does not know srcset, a rendition of middling size.
        "src": picture.url(shape, widths[len(widths) // 2]),
        "width": width,
        "height": height,
        "sizes": sizes,
        "alt": alt,
        "loading": loading,
    }


@register.simple_tag
def preview_picture(picture: Picture, shape: str) -> dict:
    """Return what a preview of a link to a page says about ``picture``: its largest rendition in ``shape``."""
    width, height = picture.dimensions(shape)
    return {
        "address": picture.url(shape, SHAPES[shape].widths[-1]),
        "width": width,
        "height": height,
        "alt": picture.alternative_text,
    }
