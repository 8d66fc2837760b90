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
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")

# In pixels: twice what we show at the most. Each rendition is made from what we keep, and larger would only be slower.
LARGEST_SIDE = 3200

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
            with Image.open(file, formats=PICTURE_FORMATS) as picture:
                _require_reasonable_dimensions(picture)
                picture.load()
                return _write_anew(picture, file.name or "")
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This is not a picture that we can use. Please choose a JPEG, PNG, WebP or AVIF file."), code="no_picture"
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
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
    if picture.width * picture.height > settings.MAX_PICTURE_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    millions = settings.MAX_PICTURE_PIXELS // 1_000_000
    return ValidationError(
        _("This picture has too many pixels; at most %(millions)s million are possible.") % {"millions": millions},
        code="too_many_pixels",
    )


def _write_anew(picture: Image.Image, name: str) -> ContentFile:
    profile = picture.info.get("icc_profile")
    original_format = picture.format
    upright = ImageOps.exif_transpose(picture)
    if upright.mode == "I;16":  # grey with 16 bits, which Pillow would cut off instead of scaling
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    transparent = upright.has_transparency_data
    options: dict[str, Any]
    if original_format == "PNG" or transparent:
        upright = upright.convert("RGBA" if transparent else "RGB")
        kind, options = "PNG", {"optimize": True}
    else:
        if upright.mode == "CMYK":
            profile = None  # it describes inks, which the converted picture no longer has
        upright = upright.convert("RGB")
        kind, options = "JPEG", {"quality": 92, "progressive": True}
    if max(upright.size) > LARGEST_SIDE:
        upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE), reducing_gap=3.0)
    upright.info = {}  # metadata lives here; nothing of it is written
    content = io.BytesIO()
    upright.save(content, kind, icc_profile=profile, **options)
    extension = {"PNG": "png", "JPEG": "jpg"}[kind]
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
