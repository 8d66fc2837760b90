"""Files as answers: conditional, and in parts for who asks for one (RFC 9110, sections 13 and 14)."""

import os
import re
from io import BufferedReader
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from whitenoise.responders import SlicedFile

#: One range of bytes: its first and last, or how many at the end. Servers need not know how to answer with several.
BYTE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


def send_file(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """Answer GET or HEAD with the file, with the part of it that is asked for, or with 304 who has it already.

    Raises OSError if it cannot be read.
    """
    file = path.open("rb")
    stat = os.fstat(file.fileno())
    etag, last_modified = quote_etag(f"{stat.st_mtime_ns:x}-{stat.st_size:x}"), int(stat.st_mtime)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=last_modified)
    if response is None and request.method == "HEAD":
        response = HttpResponse(headers={"Content-Length": str(stat.st_size)})
    if response is not None:
        file.close()
    else:
        asked_for = request.headers.get("Range") if _has_same(request, etag, last_modified) else None
        response = _in_part(file, stat.st_size, asked_for) or FileResponse(file)
    if response.status_code != 304:
        response["Content-Type"] = content_type
    response["ETag"] = etag
    response["Last-Modified"] = http_date(last_modified)
    response["Accept-Ranges"] = "bytes"
    return response


def _has_same(request: HttpRequest, etag: str, last_modified: int) -> bool:
    """Tell whether the part would fit to those that the visitor has (If-Range; section 13.1.5)."""
    condition = request.headers.get("If-Range")
    return condition is None or condition == etag or parse_http_date_safe(condition) == last_modified


def _in_part(file: BufferedReader, size: int, asked_for: str | None) -> HttpResponseBase | None:
    """Return the answer with the range ``asked_for``; None where there is none, or none that makes sense."""
    match = BYTE_RANGE.fullmatch(asked_for or "")
    if not match or match[0].strip().endswith("=-"):
        return None
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(end - start + 1)}
    return FileResponse(SlicedFile(file, start, end), status=206, headers=headers)
