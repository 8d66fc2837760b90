"""The files that editors uploaded, for visitors and the newsroom."""

import logging
import mimetypes
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import get_resolver
from django.utils import timezone

from civitas_cms.delivery.sent_files import send_file
from civitas_cms.delivery.views import read_only
from civitas_cms.publishing.models import ShareLink
from civitas_cms.publishing.previews.shared_files import sharing_link, signed

from . import publicity
from .files import RENDITIONS_FOLDER, UNIQUE_LENGTH, HasFile, is_unguessable
from .models import Document, Picture
from .renditions import MODERN_FORMATS
from .uploads import is_utf8

logger = logging.getLogger(__name__)

YEAR = 31_536_000  # seconds
HOUR = 3_600  # seconds
RENDITION_NAME = re.compile(rf"{RENDITIONS_FOLDER}/([0-9]{{1,18}})/.+", re.DOTALL)
#: How much of a text is read to know its encoding.
BYTES_TO_KNOW_A_TEXT = 65_536


@read_only
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the uploaded file at ``path``, or a picture's rendition, if something public shows it.

    Where a document had another file, that leads to the one of today.

    If not, the newsroom gets it, and who has a share link to what shows it; everybody else 404, as if it were not
    there. What is public and has a name that nobody can guess, browsers may keep for good: it is never replaced under
    the same name. Nothing may run as a page, whatever a browser takes it for.
    """
    try:
        response = _answer(request, path)
    except Http404 as error:
        # What is not there yet, or not public yet, nobody may keep as missing.
        page_not_found: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(404)
        response = page_not_found(request, error)
        response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, path: str) -> HttpResponseBase:
    row = _row_with(path)
    link = None if row.is_shown else sharing_link(request)
    if not (row.is_shown or link or _is_in_newsroom(request)):
        raise Http404
    try:
        if RENDITION_NAME.fullmatch(path):
            response = _rendition(request, row, path, link)
        else:
            response = _file(request, path) if path == _file_name(row) else _redirect(row.file.url, link)
    except FileNotFoundError as error:
        raise Http404 from error
    if not row.is_shown:
        response["Cache-Control"] = "private, no-store"
    elif response.status_code == 302:
        response["Cache-Control"] = "no-cache"
    else:
        kept_for_good = f"public, max-age={YEAR}, immutable"
        response["Cache-Control"] = kept_for_good if is_unguessable(_file_name(row)) else f"public, max-age={HOUR}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _row_with(path: str) -> Any:
    """Return the picture or document that the file at ``path`` belongs to, with ``is_shown``; 404 if there is none."""
    if "\0" in path or path.endswith("/"):
        raise Http404
    model: type[HasFile] = Picture
    ask = publicity.picture_with_key
    if match := RENDITION_NAME.fullmatch(path):
        keys = [int(match[1])]
    else:
        if path.startswith("documents/"):
            model, ask = Document, publicity.document_with_key
        keys = list(model._default_manager.filter(**{model.file_field: path}).values_list("pk", flat=True))
        if model is Document:
            keys = keys or _with_former_file(path)
    now = timezone.now()
    rows = [row for key in keys for row in ask(key, now)]
    if not rows:
        raise Http404
    return max(rows, key=lambda row: row.is_shown)


def _with_former_file(path: str) -> list[int]:
    """Return the key of the document that had a file of this name: texts and other sites still lead to it."""
    if not is_unguessable(path):
        return []
    documents = Document.objects.alias(folder=Left("file", UNIQUE_LENGTH)).filter(folder=path[:UNIQUE_LENGTH])
    return list(documents.values_list("pk", flat=True))


def _is_in_newsroom(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def _file_name(row: Any) -> str:
    return str(getattr(row, row.file_field).name)


def _file(request: HttpRequest, name: str) -> HttpResponseBase:
    path, content_type = Path(default_storage.path(name)), _content_type(name)
    if content_type.startswith("text/"):
        with path.open("rb") as file:
            content_type += "; charset=utf-8" if is_utf8([file.read(BYTES_TO_KNOW_A_TEXT)], is_whole=False) else ""
    return send_file(request, path, content_type)


def _content_type(name: str) -> str:
    # Not every machine knows the modern formats.
    known = MODERN_FORMATS.get(name.rpartition(".")[2]) or mimetypes.guess_type(name)[0]
    return known or "application/octet-stream"


def _rendition(request: HttpRequest, picture: Picture, name: str, link: ShareLink | None) -> HttpResponseBase:
    """Answer with a rendition, which is made if nobody has asked for it yet; 404 if the picture has none such.

    The name of a former file or focal point leads to that of today. Where it would take too long, so does the way to
    the original.
    """
    renditions = picture.renditions
    rendition = renditions.find(name)
    if not rendition:
        raise Http404
    if name.rpartition("/")[0] == renditions.folder:
        with suppress(OSError):  # it is not there yet
            return _file(request, name)
    if renditions.name(rendition) != name:
        return _redirect(renditions.url(rendition.shape.name, rendition.width, rendition.file_format), link)
    try:
        content = renditions.provide(rendition)
    except TimeoutError:
        return _redirect(picture.image.url, link)
    except (OSError, ValueError, SyntaxError) as error:
        logger.warning("The rendition %s cannot be made.", name, exc_info=True)
        raise Http404 from error
    return HttpResponse(content, content_type=_content_type(name))


def _redirect(url: str, link: ShareLink | None) -> HttpResponse:
    return redirect(signed(url, link.pk) if link else url)
