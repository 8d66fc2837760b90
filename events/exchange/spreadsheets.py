"""Tables of Excel and LibreOffice. Formulas are not worked out: what the program has last shown is read."""

import re
import zipfile
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, PasswordError, load_workbook

from .reading import Unreadable, too_large
from .tables import MAX_COLUMNS, MAX_ROWS, Row

MAX_UNPACKED_BYTES = 100_000_000
ROW = re.compile(rb"<(?:row|table:table-row)[\s>]")


def read_spreadsheet(content: bytes) -> list[Row]:
    """Return the rows of the first sheet that has several; raises ``Unreadable``."""
    if content.startswith(b"PK"):
        _check_size(content)
    try:
        workbook = load_workbook(BytesIO(content))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height > MAX_ROWS:
                raise Unreadable(too_large())
            if sheet.height > 1:
                rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
                return [Row(number, list(cells[:MAX_COLUMNS])) for number, cells in enumerate(rows, start=1)]
    except PasswordError:
        raise Unreadable(_("The file has a password. Save it without.")) from None
    except CalamineError as error:
        raise Unreadable(_("The table cannot be read. Save it anew as .xlsx, .ods or .csv.")) from error
    raise Unreadable(_("The table is empty."))


def _check_size(content: bytes) -> None:
    """Refuse what would be too large unpacked, or has too many rows, before it is read; raises ``Unreadable``."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise Unreadable(too_large())
        for entry in entries:
            if entry.filename.startswith("xl/worksheets/") or entry.filename == "content.xml":
                _count_rows(archive, entry)


def _count_rows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    rows, rest = 0, b""
    with archive.open(entry) as file:
        while chunk := file.read(1 << 20):
            text = rest + chunk
            rows += len(ROW.findall(text))
            rest = text[-20:] if not ROW.search(text[-20:]) else b""
            if rows > MAX_ROWS:
                raise Unreadable(too_large())
