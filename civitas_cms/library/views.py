"""The files that editors uploaded, for visitors."""

import errno

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views import static

from civitas_cms.delivery.views import read_only

YEAR = 31_536_000  # seconds


@read_only
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the uploaded file at ``path`` below MEDIA_ROOT; 404 if there is none.

    A web server in front may serve the folder itself. Nothing in it is ever replaced under the same name, so browsers
    may keep it for good; and nothing in it may run as a page, whatever a browser takes it for.
    """
    if path.endswith("/"):
        raise Http404
    try:
        response = static.serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
