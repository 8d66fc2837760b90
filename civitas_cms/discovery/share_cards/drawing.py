"""How a share picture looks: the title in large letters on the site's night, and a picture beside it."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from civitas_cms.library.models import Picture
from civitas_cms.library.pixels import opened
from civitas_cms.library.renditions import cutting_box

from .lettering import can_write, fit, line_height, write

SIZE = (1200, 630)  # pixels; what Facebook, LinkedIn, Mastodon and X ask for
PICTURE_WIDTH = 460
MARGIN = 64
NIGHT, ON_NIGHT, QUIET, ACCENT, SIGNAL = "#16203a", "#f7f1e7", "#bcc3d6", "#ff9a7d", "#ff6b47"  # as in site.css
TITLE_SIZES = (78, 70, 62, 54, 48, 42, 38)
DESIGN = "1"  # change it with the look, and all pictures are drawn anew


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
    """Return ``card`` as a JPEG of SIZE. What our font cannot write is left out."""
    image = Image.new("RGB", SIZE, NIGHT)
    right = SIZE[0] - MARGIN
    if photograph := _photograph(card.picture):
        image.paste(photograph, (SIZE[0] - PICTURE_WIDTH, 0))
        right -= PICTURE_WIDTH - MARGIN + 48
    ImageDraw.Draw(image).rectangle([0, 0, SIZE[0], 9], fill=SIGNAL)
    width = right - MARGIN

    if can_write(card.kicker):
        size, lines = fit(card.kicker.upper(), (28,), width, line_height(28))
        write(image, (MARGIN, 96), lines[0], size, ACCENT)
    if can_write(card.title):
        size, lines = fit(card.title, TITLE_SIZES, width, 320)
        for number, line in enumerate(lines):
            write(image, (MARGIN, 134 + size + number * line_height(size)), line, size, ON_NIGHT, bold=True)
    if can_write(card.line):
        size, lines = fit(card.line, (28, 24), width, line_height(28))
        write(image, (MARGIN, 506), lines[0], size, QUIET)
    image.paste(logo(56, NIGHT), (MARGIN - 8, 544))
    if can_write(card.site_name):
        size, lines = fit(card.site_name, (30, 26, 22), width - 64, line_height(30))
        write(image, (MARGIN + 60, 583), lines[0], size, ON_NIGHT)

    file = BytesIO()
    image.save(file, "JPEG", quality=86, optimize=True, progressive=True)
    return file.getvalue()


def logo(size: int, background: str, scale: float = 1) -> Image.Image:
    """Return the site's sign (static/img/favicon.svg) as a square of ``size`` pixels; ``scale`` shrinks it within."""
    large = size * 4  # drawn large and made smaller, for smooth edges
    image = Image.new("RGB", (large, large), background)
    draw = ImageDraw.Draw(image)

    def at(value):  # from the drawing's 64 units to pixels, around the middle
        return large / 2 + (value - 32) * large / 64 * scale

    def disc(x, y, radius, colour):
        draw.ellipse([at(x - radius), at(y - radius), at(x + radius), at(y + radius)], fill=colour)

    # The arc is a ring of radius 17 and width 8 around (33.3, 32), open towards the right, with round ends.
    draw.arc([at(12.3), at(11), at(54.3), at(53)], 42, 318, fill="#fbf7f0", width=round(8 * large / 64 * scale))
    disc(46, 20.6, 4, "#fbf7f0")
    disc(46, 43.4, 4, "#fbf7f0")
    disc(47, 32, 6, SIGNAL)
    return image.resize((size, size), Image.Resampling.LANCZOS)


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
