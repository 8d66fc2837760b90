"""Files that people send, read as HTML: by libraries, after a look at what they are and how large they would be.

What a file is, its first bytes say; its name only tells plain text, HTML and e-mail apart. Nothing in it is run or
fetched: macros, templates elsewhere and embedded objects are named and left out.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from .pictures import FilePicture
from .plain_text import as_html

MAX_FILE_BYTES = 20_000_000
#: Of what is read of an archive: its text, styles and pictures, unpacked.
MAX_UNPACKED_BYTES = 60_000_000
MAX_XML_BYTES = 12_000_000
MAX_ARCHIVE_FILES = 5_000
#: About a thousand pages.
MAX_CHARACTERS = 3_000_000
MAX_TAGS = 200_000
SUFFIXES = (".docx", ".odt", ".rtf", ".html", ".htm", ".eml", ".txt", ".md")


class Unreadable(Exception):  # noqa: N818 - named for what is said to people
    """A file cannot be taken in. Its text says why, and what helps."""


class Aside(NamedTuple):
    """Words of a file that are not of its text, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Source:
    """A text as HTML. ``title`` is what the file itself says, as a subject does; ``notes`` what of it is not read.

    The HTML says where each of its ``pictures`` stands (``pictures.mark_pictures``).
    """

    html: str
    title: str = ""
    base_url: str = ""
    notes: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    pictures: tuple[FilePicture, ...] = ()


def read_file(path: Path) -> Source:
    """Return the text in a file; raises ``Unreadable``."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable(_too_large())
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file cannot be read: %s.") % (error.strerror or error)) from None
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str = "") -> Source:
    """Return the text in the ``content`` of a file called ``name``; raises ``Unreadable``."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(_too_large())
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(_("The file is empty."))
    try:
        source = _reader(content, Path(name).suffix.lower())(content)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(_("The file is damaged, or not what its name says: it cannot be read.")) from error
    if len(source.html) > MAX_CHARACTERS or source.html.count("<") > MAX_TAGS:
        raise Unreadable(_too_large())
    if not re.search(r"[^\W_]", re.sub(r"<[^>]*>", "", source.html)):
        raise Unreadable(_("There are no words in the file. If it is a picture of a text, write it out first."))
    return source


def _too_large() -> str:
    return _("The file is too large: at most 20 MB, and about a thousand pages. Take it in in parts.")


def _reader(content: bytes, suffix: str) -> Callable[[bytes], Source]:
    """Return what reads a file with this content."""
    if content.startswith(b"PK\x03\x04"):
        return _read_archive
    if content.startswith(b"{\\rtf"):
        from .formats import read_rtf  # noqa: PLC0415 - libraries are loaded when a file needs them

        return read_rtf
    for start, words in OTHER_TYPES.items():
        if content.startswith(start):
            raise Unreadable(_("This is %s. Save it as .docx, .odt, .rtf, .html or plain text.") % words)
    if b"\0" in content[:2000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("This is no text. Texts can be .docx, .odt, .rtf, .html, .eml, .txt or .md."))
    from . import formats  # noqa: PLC0415

    if suffix == ".eml":
        from .mail import read_mail  # noqa: PLC0415

        return read_mail
    if suffix in (".html", ".htm", ".xhtml", ".mht") or re.match(
        rb"\s*(?:<!doctype html|<html)", content[:500], re.IGNORECASE
    ):
        return formats.read_html
    return _read_plain_text


def _read_plain_text(content: bytes) -> Source:
    from .formats import decoded  # noqa: PLC0415

    text = decoded(content)
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(_too_large())
    return Source(as_html(text))


OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
OTHER_TYPES = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a document of Word 97-2003 (.doc), or one with a password",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or recording",
    b"\x1f\x8b": "a packed archive",
    b"Rar!": "a packed archive",
    b"7z\xbc\xaf": "a packed archive",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def _read_archive(content: bytes) -> Source:
    """Read a .docx or .odt, which are archives, after a look at how large they are unpacked."""
    from . import formats  # noqa: PLC0415

    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = check_archive(archive)
        if "word/document.xml" in names:
            return formats.read_word(content, archive)
        if {"content.xml", "mimetype"} <= names and archive.read("mimetype").startswith(OPEN_DOCUMENT_TEXT):
            return formats.read_open_document(content, archive)
    raise Unreadable(_("This is an archive or a document of another program. Save its text as .docx or .odt."))


def check_archive(archive: zipfile.ZipFile) -> set[str]:
    """Return the names in ``archive``; raises ``Unreadable`` if it would be too large, by its own word or in truth."""
    entries = archive.infolist()
    if len(entries) > MAX_ARCHIVE_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Unreadable(_("Unpacked, the file would be too large to be read."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("The file has a password. Save it without."))
    for entry in entries:
        if _is_xml(entry) and entry.file_size > MAX_XML_BYTES:
            raise Unreadable(_("Unpacked, the file would be too large to be read."))
        with archive.open(entry) as file:  # zipfile reads no more than the entry says, and compares its checksum
            start = file.read(4096)
            while file.read(1 << 20):
                pass
        if _is_xml(entry) and b"<!DOCTYPE" in start:
            raise Unreadable(_("The file has definitions that no program for texts writes: it is not read."))
    return {entry.filename for entry in entries}


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))
