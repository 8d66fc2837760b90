"""Files in the storage that nothing names: left by a process that was killed, or by rows deleted past the site."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from .files import RENDITIONS_FOLDER
from .models import Document, Picture
from .renditions import RENDITIONS

KEPT_FOLDERS = ("share",)  # pictures for links, which are replaced when what they show changes
MIN_AGE = timedelta(hours=1)  # younger ones may be of an upload that is not done yet


def orphaned_files() -> Iterator[tuple[str, int]]:
    """Return the names of such files, each with its size in bytes."""
    root = Path(default_storage.path(""))
    newest = (timezone.now() - MIN_AGE).timestamp()
    pictures = {
        picture.image.name: picture
        for picture in Picture.objects.only("image", "image_ppoi", "image_width", "image_height").iterator()
    }
    named = {*pictures, *Document.objects.values_list("file", flat=True).iterator()}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        folder, _slash, below = name.partition("/")
        if folder in KEPT_FOLDERS or name in named or not path.is_file() or path.stat().st_mtime > newest:
            continue
        original = below.partition("/")[2].rpartition("/")[0]
        if folder == RENDITIONS_FOLDER and original in pictures and _is_rendition(pictures[original], name):
            continue
        yield name, path.stat().st_size


def _is_rendition(picture: Picture, name: str) -> bool:
    return name in {picture.renditions.name(rendition) for rendition in RENDITIONS}
