"""Drawing many pictures at once.

Drawing is plain Python and keeps a processor busy, so it is shared out to processes. They know this module and the
drawings, and nothing of Django.
"""

import io
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from .pictures import draw

WORKERS = os.cpu_count() or 1


def paint(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Draw the pictures and yield file extension and content of each, in the order of the names."""
    if not names:
        return
    # Started anew rather than forked: a copy of this process would share its database connection.
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as painters:
        yield from painters.map(paint_one, names)


def paint_one(name: str) -> tuple[str, bytes]:
    """Draw a picture and return it as PNG if it is transparent, else as JPEG: file extension and content."""
    picture = draw(name)
    content = io.BytesIO()
    if picture.has_transparency_data:
        picture.save(content, "PNG", optimize=True)
        return "png", content.getvalue()
    picture.convert("RGB").save(content, "JPEG", quality=92, progressive=True)
    return "jpg", content.getvalue()
