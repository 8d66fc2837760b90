"""Draw the site's icons for home screens from its sign."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from civitas_cms.discovery.share_cards.drawing import NIGHT, logo

# Systems cut a maskable icon into shapes of their own; its sign stays within the inner 80 %.
ICONS = {"icon-180": (180, 0.9), "icon-192": (192, 1), "icon-512": (512, 1), "icon-maskable-512": (512, 0.75)}


class Command(BaseCommand):
    """For developers: run it when the sign changes, and commit what it draws."""

    help = "Draws the PNG icons in static/img/."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the files."""
        for name, (size, scale) in ICONS.items():
            path = Path(settings.BASE_DIR, "static", "img", f"{name}.png")
            logo(size, NIGHT, scale).quantize(64).save(path, optimize=True)
            self.stdout.write(f"{path.name}: {path.stat().st_size} bytes")
