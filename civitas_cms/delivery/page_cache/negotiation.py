"""What visitors say about the copy that they want or have (RFC 9110)."""

from functools import lru_cache
from typing import Literal
from wsgiref.types import WSGIEnvironment

from django.utils.http import parse_http_date_safe

Encoding = Literal["br", "gzip", "identity"]
ENCODINGS: tuple[Encoding, ...] = ("br", "gzip", "identity")  # the best first


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> Encoding:
    """Return "br", "gzip" or "identity": the one that an Accept-Encoding header likes best (section 12.5.3)."""
    qualities = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.strip().removeprefix("q=") or "1"
        try:
            qualities[name.strip()] = float(quality)
        except ValueError:
            continue
    anything = qualities.get("*", 0)
    return max(
        ENCODINGS,  # of equal ones the first
        key=lambda name: qualities.get(name, 0.0001 if name == "identity" else anything),
    )


def is_not_modified(environ: WSGIEnvironment, etag: str, last_modified: str) -> bool:
    """Tell whether the visitor's copy is the current one (section 13.1): weak comparison, lists and ``*``.

    ``last_modified`` is the page's own date as HTTP writes it, or empty.
    """
    wanted: str | None = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None:
        return etag in wanted or wanted.strip() == "*"  # with its quotation marks it is no part of another
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not since or not last_modified:
        return False
    if since == last_modified:
        return True
    theirs, ours = parse_http_date_safe(since), parse_http_date_safe(last_modified)
    return theirs is not None and ours is not None and theirs >= ours
