"""The demonstration's pictures: scenes, portraits, monograms, word marks and badges.

All of them are drawn from geometry by the modules of this package, with Pillow alone and from a fixed seed: the same
name gives the same picture everywhere. `canvas` is the surface; `people`, `vehicles`, `buildings` and `nature` are what
the scenes are made of.
"""

from collections.abc import Callable

from PIL import Image

from . import scenes_coast, scenes_conference, scenes_maps, scenes_meetings, scenes_places, scenes_streets
from .badges import BADGES
from .logos import logo
from .monograms import monogram
from .portraits import portrait

FIXED: dict[str, Callable[[], Image.Image]] = {
    **scenes_places.SCENES,
    **scenes_coast.SCENES,
    **scenes_streets.SCENES,
    **scenes_conference.SCENES,
    **scenes_meetings.SCENES,
    **scenes_maps.SCENES,
    **BADGES,
}
FAMILIES: dict[str, Callable[[str], Image.Image]] = {
    "portrait": portrait,
    "monogram": monogram,
    "logo": logo,
}
NAMES = tuple(FIXED)
"""The names of the scenes and badges; portraits and word marks are drawn for any text."""


def draw(name: str) -> Image.Image:
    """Return the picture with a name of `NAMES`, or "portrait-…", "monogram-…" or "logo-…" with any text.

    Scenes are 1800 × 1200, portraits and monograms 900 × 900 pixels, all RGB; word marks (800 × 400) and badges
    (600 × 300) are RGBA. Raises KeyError for any other name.
    """
    if name in FIXED:
        return FIXED[name]()
    family, _, text = name.partition("-")
    if not text:
        raise KeyError(name)
    return FAMILIES[family](text)
