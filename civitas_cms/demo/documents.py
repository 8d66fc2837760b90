"""The demonstration's documents: pages of text, printed as PDF."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from civitas_cms.library.models import Document

DOTS_PER_INCH = 150
A4 = (1240, 1754)  # in dots
MARGIN = 140
LINE_HEIGHT = 52


def store(descriptions: list[dict]) -> dict[str, Document]:
    """Return the library's documents by name, making those whose title it does not have yet.

    Each description gives ``name``, ``title`` and, for the page, ``heading`` and ``lines``.
    """
    documents = {}
    for description in descriptions:
        document = Document.objects.filter(title=description["title"]).first()
        if document is None:
            content = ContentFile(print_page(description["heading"], description["lines"]))
            document = Document(title=description["title"])
            document.file.save(f"{description['name']}.pdf", content)
        documents[description["name"]] = document
    return documents


def print_page(heading: str, lines: list[str]) -> bytes:
    """Return a PDF of one A4 page with a heading and the lines below it."""
    page = Image.new("L", A4, "white")
    draw = ImageDraw.Draw(page)
    draw.text((MARGIN, MARGIN), heading, fill="black", font=ImageFont.load_default(size=60))
    for number, line in enumerate(lines):
        place = (MARGIN, MARGIN + 140 + number * LINE_HEIGHT)
        draw.text(place, line, fill="black", font=ImageFont.load_default(size=28))
    content = io.BytesIO()
    page.save(content, "PDF", resolution=DOTS_PER_INCH, title=heading)
    return content.getvalue()
