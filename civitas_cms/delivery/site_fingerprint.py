"""What tells this site, as it is now, from other sites and from itself with other code or settings."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from .content_changes import project_packages

CODE_PATHS = ("templates", "static", "requirements.txt")  # what pages are made of, beside our own packages


@cache
def site_fingerprint() -> str:
    """Return a text that those have in common who make the same of the same content: key, code, time zone, language."""
    digest = blake2b(repr([settings.SECRET_KEY, settings.TIME_ZONE, settings.LANGUAGE_CODE]).encode(), digest_size=20)
    for name in [*sorted(project_packages()), *CODE_PATHS]:
        place = settings.BASE_DIR / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(Path(file).relative_to(settings.BASE_DIR)).encode() + file.read_bytes())
    return digest.hexdigest()
