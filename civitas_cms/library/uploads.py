"""What an uploaded file must be before we keep it: checked by its content, never by its name."""

import io
import warnings
from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .pixels import FORMATS, opened

# In pixels: twice what we show at the most. Each rendition is made from what we keep, and larger would only be slower.
LARGEST_SIDE = 3200

# Bytes that opening a picture takes for each of its pixels, measured with Pillow 13.
MEMORY_PER_PIXEL = {"PNG": 5, "JPEG": 5, "MPO": 5, "AVIF": 17, "WEBP": 21}

# What documents may be: their extension, and what the content of such a file must be recognised as.
# A modern office file is a zip archive, an old one an OLE container; plain text has no signature at all.
DOCUMENT_CONTENT = {
    "pdf": {".pdf"},
    "docx": {".docx", ".zip"},
    "xlsx": {".xlsx", ".zip"},
    "pptx": {".pptx", ".zip"},
    "odt": {".odt", ".zip"},
    "ods": {".ods", ".zip"},
    "odp": {".odp", ".zip"},
    "zip": {".zip"},
    "csv": None,
    "txt": None,
}

BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"  # what may stand before the first sign: a byte order mark and white space


def require_size(file: File, limit: int) -> None:
    """Raise ValidationError unless ``file`` has at least one and at most ``limit`` bytes."""
    if file.size > limit:
        raise ValidationError(
            _("This file has %(size)s; at most %(limit)s are possible.")
            % {"size": filesizeformat(file.size), "limit": filesizeformat(limit)},
            code="too_large",
        )
    if file.size == 0:
        raise ValidationError(_("This file is empty."), code="empty")


def prepare_picture(file: File) -> ContentFile:
    """Return ``file`` as we keep it: upright, and without metadata (which can tell where a photographer lives).

    The picture is decoded in full and written anew, so what is kept is a picture and nothing else: as JPEG, or as PNG
    when it has transparent parts or came as one, and not larger than we need it. The colour profile stays.

    Raises ValidationError for anything that is not a whole picture of reasonable size.
    """
    require_size(file, settings.MAX_PICTURE_SIZE)
    _refuse_drawings(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is checked below
            with Image.open(file, formats=FORMATS) as picture:
                _require_reasonable_dimensions(picture)
                is_png = picture.format == "PNG"
            return _write_anew(opened(file, LARGEST_SIDE), is_png, file.name or "")
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This is not a picture that we can use. Please choose a JPEG, PNG, WebP or AVIF file."), code="no_picture"
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(settings.MAX_PICTURE_PIXELS) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # what Pillow raises for damaged files
        raise ValidationError(
            _("This picture is damaged or incomplete. Please export or upload it again."), code="damaged"
        ) from error


def _refuse_drawings(file: File) -> None:
    """Raise ValidationError for SVG, with the reason: such a drawing can contain programs."""
    file.seek(0)
    beginning = file.read(2048).lstrip(BEFORE_TEXT).lower()
    if beginning.startswith(b"<") and b"<svg" in beginning:
        raise ValidationError(
            _("SVG drawings are not accepted, because they can contain programs. Please export it as PNG."), code="svg"
        )


def _require_reasonable_dimensions(picture: Image.Image) -> None:
    """Raise ValidationError for a picture that takes more memory than the largest PNG that the settings allow."""
    needed = MEMORY_PER_PIXEL[str(picture.format)]
    if picture.info.get("progressive"):  # a JPEG: all of it is collected, with 16 bits, before there is a pixel
        needed = 2 * len(picture.getbands()) + 1
    limit = settings.MAX_PICTURE_PIXELS * MEMORY_PER_PIXEL["PNG"] // max(needed, MEMORY_PER_PIXEL["PNG"])
    if picture.width * picture.height > limit:
        raise _too_many_pixels(limit)


def _too_many_pixels(limit: int) -> ValidationError:
    return ValidationError(
        _("This picture has too many pixels; at most %(millions)s million are possible in such a file.")
        % {"millions": limit // 1_000_000},
        code="too_many_pixels",
    )


def _write_anew(picture: Image.Image, is_png: bool, name: str) -> ContentFile:
    options: dict[str, Any]
    if is_png or picture.mode == "RGBA":
        kind, extension, options = "PNG", "png", {"optimize": True}
    else:
        kind, extension, options = "JPEG", "jpg", {"quality": 92, "progressive": True}
    content = io.BytesIO()
    picture.save(content, kind, icc_profile=picture.info.get("icc_profile"), **options)
    return ContentFile(content.getvalue(), name=f"{PurePath(name).stem}.{extension}")


def validate_document(file: File) -> None:
    """Raise ValidationError unless ``file`` is a document of a kind that we offer for download."""
    require_size(file, settings.MAX_DOCUMENT_SIZE)
    extension = PurePath(file.name or "").suffix.lower().lstrip(".")
    if extension not in DOCUMENT_CONTENT:
        raise ValidationError(
            _("Files of this kind are not accepted. Possible are: %(kinds)s.")
            % {"kinds": ", ".join(kind.upper() for kind in DOCUMENT_CONTENT)},
            code="unknown_kind",
        )
    expected = DOCUMENT_CONTENT[extension]
    file.seek(0)
    beginning = file.read(8192)
    file.seek(0)
    matches = _is_plain_text(beginning) if expected is None else expected & _recognised_kinds(beginning)
    if not matches:
        raise ValidationError(
            _("The content of this file is not what its name says (%(kind)s).") % {"kind": extension.upper()},
            code="content_mismatch",
        )


def _recognised_kinds(content: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_plain_text(content: bytes) -> bool:
    beginning = content.lstrip(BEFORE_TEXT).lower()
    return b"\0" not in content and not beginning.startswith((b"<!doctype", b"<?xml", b"<html", b"<script", b"<svg"))
