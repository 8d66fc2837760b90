"""The files that editors uploaded, for visitors."""

import errno
import logging
import mimetypes
import re

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import static

from civitas_cms.delivery.views import read_only

from .models import Picture
from .renditions import FOLDER

logger = logging.getLogger(__name__)

YEAR = 31_536_000  # seconds
RENDITION_NAME = re.compile(rf"{FOLDER}/([0-9]{{1,18}})/.+", re.DOTALL)


@read_only
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the uploaded file at ``path`` below MEDIA_ROOT, or a picture's rendition; 404 if there is none.

    A web server in front may serve the folder itself, as long as it asks here for what it does not find. Nothing in it
    is ever replaced under the same name, so browsers may keep it for good; and nothing in it may run as a page,
    whatever a browser takes it for.
    """
    if path.endswith("/"):
        raise Http404
    try:
        response = static.serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except Http404:
        response = _rendition(path)
    except SuspiciousFileOperation as error:
        raise Http404 from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise
    for_good = response.status_code != 302
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if for_good else "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _rendition(name):
    """Answer with a rendition that nobody has asked for yet; 404 if no picture has it.

    The name of a former file or focal point leads to that of today. Where it would take too long, so does the way to
    the original.
    """
    match = RENDITION_NAME.fullmatch(name)
    if not match:
        raise Http404
    picture = get_object_or_404(Picture, pk=match[1])
    renditions = picture.renditions
    rendition = renditions.find(name)
    if not rendition:
        raise Http404
    if renditions.name(rendition) != name:
        return redirect(renditions.url(rendition.shape.name, rendition.width, rendition.file_format))
    try:
        content = renditions.provide(rendition)
    except TimeoutError:
        return redirect(picture.image.url)
    except (OSError, ValueError, SyntaxError) as error:
        logger.warning("The rendition %s cannot be made.", name, exc_info=True)
        raise Http404 from error
    return HttpResponse(content, content_type=mimetypes.guess_type(name)[0])
