"""What an uploaded file must be before we keep it: checked by its content, never by its name alone."""

import codecs
import hashlib
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
MEMORY_PER_PIXEL = {"PNG": 5, "JPEG": 5, "MPO": 5, "GIF": 5, "TIFF": 13, "HEIF": 11, "AVIF": 17, "WEBP": 21}

START_OF_SCAN = 0xDA  # the second byte of that marker in a JPEG

# Kinds of picture that we do not take, by how their files begin. A drawing or a page is not made of pixels.
OTHER_PICTURES = {
    "Photoshop (PSD)": rb"8BPS",
    "BMP": rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0",
    "PDF": rb"%PDF-",
    "PostScript (EPS)": rb"%!PS|\xc5\xd0\xd3\xc6",
    "icon (ICO)": rb"\0\0[\1\2]\0",
    "JPEG XL": rb"\xff\x0a|\0\0\0\x0cJXL ",
    "JPEG 2000": rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51",
    "camera raw": rb"FUJIFILM|II\x2a\0.{4}CR|.{4}ftypcrx|IIU\0|IIR[OS]|MMOR",
    "video": rb".{4}ftyp(?:isom|iso\d|mp4|avc1|qt|M4V)|\x1a\x45\xdf\xa3",
}
# Most raw files of cameras are TIFF files, of which others see the thumbnail only.
RAW_EXTENSIONS = {
    ".3fr",
    ".arw",
    ".cr2",
    ".cr3",
    ".dng",
    ".iiq",
    ".nef",
    ".nrw",
    ".orf",
    ".pef",
    ".raf",
    ".rw2",
    ".srw",
}
DNG_VERSION, NEW_SUBFILE_TYPE, IS_THUMBNAIL = 50706, 254, 1  # TIFF 6.0, and DNG 1.7

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

#: PDF readers look for it at the beginning, and accept other bytes before it (ISO 32000, annex I of PDF 1.7).
PDF_HEADER, PDF_HEADER_WITHIN = b"%PDF-", 1024
#: How files of Office before 2007 begin, and today's when they are encrypted.
OLE_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16_AND_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
PAGES = (b"<!doctype", b"<?xml", b"<html", b"<script", b"<svg")
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


class PreparedPicture(ContentFile):
    """A picture as we keep it; ``checksum`` is that of the file of which it was made, see ``checksum_of``."""

    checksum = ""


def checksum_of(file: File) -> str:
    """Return the SHA-256 of what is in ``file`` as 64 hexadecimal digits, by which the same file is known again."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def prepare_picture(file: File) -> PreparedPicture:
    """Return ``file`` as we keep it: upright, and without metadata (which can tell where a photographer lives).

    The picture is decoded in full and written anew, so what is kept is a picture and nothing else: as JPEG, or as PNG
    when it has transparent parts or came as one or as a GIF, and not larger than we need it.

    Raises ValidationError for anything that is not a whole picture of reasonable size.
    """
    with _explained():
        prepared = _write_anew(*_read(file, LARGEST_SIDE), file.name or "")
        prepared.checksum = checksum_of(file)
        return prepared


def read_picture(file: File, longest_side: int) -> Image.Image:
    """Return the picture in an upload as ``pixels.opened`` does, to be shown; raises ValidationError as above."""
    with _explained():
        return _read(file, longest_side)[0]


def _read(file: File, longest_side: int) -> tuple[Image.Image, bool]:
    """Return the picture, and whether its lines are to stay sharp, once it is known to be of reasonable size."""
    require_size(file, settings.MAX_PICTURE_SIZE)
    _refuse_other_pictures(file)
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is checked below
        with Image.open(file, formats=FORMATS) as picture:
            _refuse_raw_files(picture, file.name or "")
            _require_reasonable_dimensions(picture)
            keeps_lines_sharp = picture.format in ("PNG", "GIF")
        return opened(file, longest_side), keeps_lines_sharp


@contextmanager
def _explained() -> Iterator[None]:
    """Say what is wrong with a picture, where Pillow raises something: as a ValidationError."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This is not a picture that we can use. Please choose a JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF file."),
            code="no_picture",
        ) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_many_pixels(settings.MAX_PICTURE_PIXELS) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # what Pillow raises for damaged files
        raise ValidationError(
            _("This picture is damaged or incomplete. Please export or upload it again."), code="damaged"
        ) from error


def _refuse_other_pictures(file: File) -> None:
    """Raise ValidationError for a kind of picture that we know and do not take, by its name."""
    file.seek(0)
    beginning = file.read(2048)
    text = beginning.lstrip(BEFORE_TEXT).lower()
    if text.startswith(b"<") and b"<svg" in text:
        raise ValidationError(
            _("SVG drawings are not accepted, because they can contain programs. Please export it as PNG."), code="svg"
        )
    for kind, pattern in OTHER_PICTURES.items():
        if re.match(pattern, beginning, re.DOTALL):
            raise _not_accepted(kind)


def _refuse_raw_files(picture: Image.Image, name: str) -> None:
    """Raise ValidationError for what a camera has not made a picture of yet."""
    tags = getattr(picture, "tag_v2", {})
    if tags and (
        PurePath(name).suffix.lower() in RAW_EXTENSIONS
        or DNG_VERSION in tags
        or tags.get(NEW_SUBFILE_TYPE, 0) & IS_THUMBNAIL
    ):
        raise _not_accepted("camera raw")
    if picture.mode in ("I", "F"):
        raise _not_accepted("TIFF with 32 bits")


def _not_accepted(kind: str) -> ValidationError:
    return ValidationError(
        _("This is a file of the kind %(kind)s, which is not accepted. Please export it as JPEG or PNG."),
        code="no_picture",
        params={"kind": kind},
    )


def _require_reasonable_dimensions(picture: Image.Image) -> None:
    """Raise ValidationError for a picture that takes more memory than the largest PNG that the settings allow."""
    needed = MEMORY_PER_PIXEL[str(picture.format)]
    if picture.format in ("JPEG", "MPO") and _comes_in_several_scans(picture):
        needed = 2 * len(picture.getbands()) + 1
    limit = settings.MAX_PICTURE_PIXELS * MEMORY_PER_PIXEL["PNG"] // max(needed, MEMORY_PER_PIXEL["PNG"])
    if picture.width * picture.height > limit:
        raise _too_many_pixels(limit)


def _comes_in_several_scans(picture: Image.Image) -> bool:
    """Tell whether all of a JPEG is collected, with 16 bits for each colour of a pixel, before there is any pixel."""
    if picture.info.get("progressive"):
        return True
    # So it is where the first scan has not all colours: its header says how many it has (ITU-T T.81, B.2.3).
    file: Any = picture.fp  # type: ignore[attr-defined]
    file.seek(len(b"\xff\xd8"))
    while (segment := file.read(5))[:1] == b"\xff":
        if segment[1] == START_OF_SCAN:
            return bool(segment[4] < len(picture.getbands()))
        file.seek(int.from_bytes(segment[2:4]) - 3, io.SEEK_CUR)
    return False


def _too_many_pixels(limit: int) -> ValidationError:
    return ValidationError(
        _(
            "This picture has too many pixels; at most %(millions)s million are possible in such a file. "
            "Please make it smaller: on our pages no picture is wider than 1,600 pixels."
        )
        % {"millions": limit // 1_000_000},
        code="too_many_pixels",
    )


def _write_anew(picture: Image.Image, keeps_lines_sharp: bool, name: str) -> PreparedPicture:
    options: dict[str, Any]
    if keeps_lines_sharp or picture.mode == "RGBA":
        kind, extension, options = "PNG", "png", {"optimize": True}
    else:
        kind, extension, options = "JPEG", "jpg", {"quality": 92, "progressive": True}
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return PreparedPicture(content.getvalue(), name=f"{PurePath(name).stem}.{extension}")


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
    if expected is None:
        _require_text(file, beginning, extension)
    elif extension == "pdf" and PDF_HEADER in beginning[:PDF_HEADER_WITHIN]:
        pass
    elif not expected & (found := _recognised_kinds(beginning)):
        if ".doc" in found or beginning.startswith(OLE_CONTAINER):
            raise ValidationError(
                _("This file has a password, or is of an older kind. Please save it without one, as %(kind)s."),
                code="content_mismatch",
                params={"kind": extension.upper()},
            )
        raise _content_mismatch(extension)
    file.seek(0)


def _content_mismatch(extension: str) -> ValidationError:
    return ValidationError(
        _("The content of this file is not what its name says (%(kind)s).") % {"kind": extension.upper()},
        code="content_mismatch",
    )


def _recognised_kinds(content: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def _require_text(file: File, beginning: bytes, extension: str) -> None:
    """Raise ValidationError for what is no text, is a page, or is in an encoding that nobody could know."""
    if _is_utf_16(beginning) or (b"\0" not in beginning and not is_utf8(file.chunks(), is_whole=True)):
        raise ValidationError(
            _(
                "This text is not in UTF-8, so other letters than A to Z would be garbled. Please save it as UTF-8 "
                "(in Excel, choose “CSV UTF-8”)."
            ),
            code="not_utf_8",
        )
    if b"\0" in beginning or beginning.lstrip(BEFORE_TEXT).lower().startswith(PAGES):
        raise _content_mismatch(extension)


def _is_utf_16(beginning: bytes) -> bool:
    """Tell whether it is a text in UTF-16 or UTF-32: it says so, or read as such it is one."""
    for encoding in ("utf-16-le", "utf-16-be") if b"\0" in beginning else ():
        text = beginning[: len(beginning) // 2 * 2].decode(encoding, "replace")
        if all(character.isprintable() or character.isspace() for character in text):
            return True
    return beginning.startswith(UTF_16_AND_32)


def is_utf8(chunks: Iterable[bytes], *, is_whole: bool) -> bool:
    """Tell whether a text is in UTF-8; of one that goes on (not ``is_whole``), the last character may be cut off."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=is_whole)
    except UnicodeDecodeError:
        return False
    return True
