"""The demonstration's pictures in the library: drawn, described, stored, and kept ready in all sizes.

Threads share the work, because Pillow lets others work while it draws and encodes. They do not touch the database.
"""

import io
import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils.text import slugify
from tqdm import tqdm

from civitas_cms.library.models import Picture

from .pictures import draw

WORKERS = os.cpu_count() or 1
CREDIT = "Illustration: CIVITAS CMS"


@dataclass(frozen=True)
class Drawing:
    """A picture to be drawn; ``name`` is one that ``pictures.draw`` knows, the rest is what the library says of it."""

    name: str
    title: str
    alternative_text: str
    focal_point: str = "0.5x0.5"


def monogram(slug: str, name: str) -> Drawing:
    """Return the initials of a real person, whose likeness we do not invent."""
    return Drawing(f"monogram-{slug}", f"Portrait: {name}", f"The initials of {name}")


def invented_portrait(number: int) -> Drawing:
    """Return a portrait for the invented people of the large site."""
    return Drawing(f"portrait-{number}", f"Portrait: invented person {number}", "A smiling person, drawn", "0.5x0.4")


def logo(text: str) -> Drawing:
    """Return the logo of a project or an organisation: its name as a word mark."""
    return Drawing(f"logo-{text}", f"Logo: {text}", f"The name {text} as a word mark")


def store(drawings: list[Drawing]) -> dict[str, Picture]:
    """Return the library's pictures by name, making those whose title it does not have yet."""
    stored = {picture.title: picture for picture in Picture.objects.filter(title__in=[d.title for d in drawings])}
    missing = [drawing for drawing in drawings if drawing.title not in stored]
    with (
        ThreadPoolExecutor(WORKERS) as threads,
        tqdm(total=len(missing), desc="Pictures", unit="picture", disable=None) as progress,
    ):
        renditions: list[Future] = []
        for drawing, (extension, content) in zip(missing, threads.map(_paint, missing), strict=True):
            stored[drawing.title] = picture = _add_to_library(drawing, extension, content)
            renditions.append(threads.submit(_make_renditions, picture))
            renditions[-1].add_done_callback(lambda _rendition: progress.update())
        for rendition in renditions:
            rendition.result()
    return {drawing.name: stored[drawing.title] for drawing in drawings}


def _paint(drawing):
    """Draw the picture and return it as PNG if it is transparent, else as JPEG: file extension and content."""
    picture = draw(drawing.name)
    content = io.BytesIO()
    if picture.has_transparency_data:
        picture.save(content, "PNG", optimize=True)
        return "png", content.getvalue()
    picture.convert("RGB").save(content, "JPEG", quality=92, progressive=True)
    return "jpg", content.getvalue()


def _add_to_library(drawing, extension, content):
    picture = Picture(
        title=drawing.title,
        alternative_text=drawing.alternative_text,
        credit=CREDIT,
        image_ppoi=drawing.focal_point,
    )
    picture._skip_generate_files = True  # imagefield would make all sizes here and now, one after the other
    picture.image.save(f"{slugify(drawing.name)}.{extension}", ContentFile(content))
    return picture


def _make_renditions(picture):
    for rendition in picture.image.field.formats:
        picture.image.process(rendition)
