"""Files in pages behind share links: most are nobody's but the newsroom's, so each URL is signed for who has the link.

A signed URL shows one file for as long as its share link is valid, and tells nothing of the link.
"""

import re
from urllib.parse import unquote

from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from civitas_cms.publishing.models import ShareLink

PARAMETER = "shared"
SIGNATURE = re.compile(r"([0-9]{1,18})-([\w-]+)", re.ASCII)
FILE_URL = re.compile(rb"%s[^\s\"'\\<>&?#,]+" % re.escape(settings.MEDIA_URL.encode()))


def sign_files(response: HttpResponse, link: ShareLink) -> HttpResponse:
    """Let the page's files be seen by who has ``link``."""
    response.content = FILE_URL.sub(lambda url: signed(url[0].decode(), link.pk).encode(), response.content)
    return response


def signed(url: str, link_key: int) -> str:
    """Return the ``url`` of a file as who has the share link with this key may see it."""
    return f"{url}?{PARAMETER}={link_key}-{_signature(unquote(url), link_key)}"


def sharing_link(request: HttpRequest) -> ShareLink | None:
    """Return the valid share link for which the URL of a file that is asked for is signed; None without one."""
    match = SIGNATURE.fullmatch(request.GET.get(PARAMETER, ""))
    if not match or not constant_time_compare(match[2], _signature(request.path, int(match[1]))):
        return None
    return ShareLink.objects.valid().filter(pk=match[1]).first()


def _signature(path: str, link_key: int) -> str:
    return Signer(salt="publishing.shared_files").signature(f"{link_key} {path}")
