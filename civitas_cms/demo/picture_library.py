"""The demonstration's pictures in the library, prepared like any upload."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.files import File

from civitas_cms.library.models import Picture
from civitas_cms.library.uploads import prepare_picture

IMAGES = Path(__file__).parent / "images"


def store(descriptions: list[dict], credit: str) -> dict[str, Picture]:
    """Return the library's pictures by the names of their files, making those whose title it does not have yet.

    Each description gives ``file``, ``title``, ``alternative_text`` and perhaps ``focal_point``.
    """
    titles = [description["title"] for description in descriptions]
    stored = {picture.title: picture for picture in Picture.objects.filter(title__in=titles)}
    missing = [description for description in descriptions if description["title"] not in stored]
    with ThreadPoolExecutor() as threads:  # Pillow lets others work while it decodes and encodes
        for description, file in zip(missing, threads.map(_prepared, missing), strict=True):
            picture = Picture(
                title=description["title"],
                alternative_text=description["alternative_text"],
                credit=credit,
                image_ppoi=description.get("focal_point", "0.5x0.5"),
            )
            picture.image.save(file.name, file)  # before its row, so that no rendition is made at once
            stored[picture.title] = picture
    return {Path(description["file"]).stem: stored[description["title"]] for description in descriptions}


def _prepared(description):
    with (IMAGES / description["file"]).open("rb") as file:
        return prepare_picture(File(file, name=description["file"]))
