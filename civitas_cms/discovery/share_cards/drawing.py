"""How a share picture looks: the title in large letters on the site's night, and a picture beside it."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw

from civitas_cms.delivery.typography import typographic_text
from civitas_cms.discovery.colours import NIGHT, ON_NIGHT, ON_NIGHT_ACCENT, ON_NIGHT_QUIET, SIGNAL
from civitas_cms.library.models import Picture
from civitas_cms.library.pixels import opened
from civitas_cms.library.renditions import cutting_box

from .typesetting import LINE_HEIGHT, fit, legible, write

SIZE = (1200, 630)  # pixels; what Facebook, LinkedIn, Mastodon and X ask for
PICTURE_WIDTH = 460
MARGIN = 64
ICON = settings.BASE_DIR / "static" / "img" / "icon-192.png"
TITLE_SIZES = (84, 76, 68, 60, 52, 46, 40, 34, 29, 25, 22, 20, 18)
LINE_SIZES = (28, 25, 22, 19, 16)
LINES_HEIGHT = 62  # pixels: one line of the largest size, or two or three of smaller ones
DESIGN = "4"  # change it with the look, and all pictures are drawn anew


@dataclass(frozen=True)
class ShareCard:
    """What a share picture shows: a ``kicker`` above the ``title``, a ``line`` below, and perhaps a ``picture``."""

    title: str
    kicker: str
    line: str
    site_name: str
    picture: Picture | None = None

    @property
    def fingerprint(self) -> str:
        """A text that is the same as long as the picture looks the same."""
        picture = [self.picture.image.name, self.picture.image_ppoi] if self.picture else []
        parts = [DESIGN, self.title, self.kicker, self.line, self.site_name, *picture]
        return hashlib.sha256("\0".join(map(str, parts)).encode(errors="replace")).hexdigest()[:32]


def draw_card(card: ShareCard) -> bytes:
    """Return ``card`` as a JPEG of SIZE.

    Words with a character that none of our faces has are left out; where nothing is left of the title, the site's name
    stands in its place.
    """
    image = Image.new("RGB", SIZE, NIGHT)
    right = SIZE[0] - MARGIN
    if photograph := _photograph(card.picture):
        image.paste(photograph, (SIZE[0] - PICTURE_WIDTH, 0))
        right -= PICTURE_WIDTH - MARGIN + 48
    ImageDraw.Draw(image).rectangle([0, 0, SIZE[0], 9], fill=SIGNAL)
    width = right - MARGIN

    def line(text, weight, colour, left, bottom, space=width):
        """Write ``text`` in as few lines as it needs, the last with its baseline at ``bottom``."""
        if text := legible(typographic_text(text)):
            size, lines = fit(text, LINE_SIZES, weight, space, LINES_HEIGHT)
            for number, words in enumerate(reversed(lines)):
                write(image, (left, bottom - number * size * LINE_HEIGHT), words, size, weight, colour)

    line(card.kicker, 600, ON_NIGHT_ACCENT, MARGIN, 96)
    size, lines = fit(legible(typographic_text(card.title)) or legible(card.site_name), TITLE_SIZES, 600, width, 330)
    for number, words in enumerate(lines, 1):
        write(image, (MARGIN, 110 + number * size * LINE_HEIGHT), words, size, 600, ON_NIGHT)
    line(card.line, 400, ON_NIGHT_QUIET, MARGIN, 506)
    with Image.open(ICON) as icon:
        image.paste(icon.convert("RGB").resize((56, 56), Image.Resampling.LANCZOS), (MARGIN - 8, 544))
    line(card.site_name, 600, ON_NIGHT, MARGIN + 60, 583, width - 64)

    file = BytesIO()
    image.save(file, "JPEG", quality=86, optimize=True, progressive=True)
    return file.getvalue()


def _photograph(picture):
    """Return ``picture`` cut around its focal point for the right side; None if there is none or its file is gone."""
    if not picture:
        return None
    size = (PICTURE_WIDTH, SIZE[1])
    try:
        with picture.image.storage.open(picture.image.name) as file:
            upright = opened(file, 2 * SIZE[1]).convert("RGBA")
    except (OSError, ValueError, SyntaxError):
        return None
    box = cutting_box(upright.size, size[0] / size[1], picture.focal_point)
    cut = upright.crop(box).resize(size, Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", size, "#ffffff")
    return Image.alpha_composite(paper, cut).convert("RGB")
