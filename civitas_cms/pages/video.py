"""Videos on other platforms: from the URL that people copy to a player that asks before it loads."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Video:
    """A video on a platform; ``player_url`` is the URL of its embedded player."""

    platform: str
    player_url: str


def parse_video_url(url: str) -> Video | None:
    """Return the video that ``url`` leads to, or None if it is not one on YouTube or Vimeo.

    The players chosen are the ones that the platforms offer for less tracking: YouTube's privacy-enhanced mode
    (https://support.google.com/youtube/answer/171780) and Vimeo's ``dnt`` parameter.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        identifier = _youtube_identifier(host, parts)
        if identifier and re.fullmatch(r"[\w-]{11}", identifier, re.ASCII):
            return Video("YouTube", f"https://www.youtube-nocookie.com/embed/{identifier}?autoplay=1")
    vimeo = re.fullmatch(r"/(?:video/)?(\d+)/?", parts.path, re.ASCII)
    if host in ("vimeo.com", "player.vimeo.com") and vimeo:
        return Video("Vimeo", f"https://player.vimeo.com/video/{vimeo[1]}?dnt=1&autoplay=1")
    return None


def _youtube_identifier(host, parts):
    first, _slash, rest = parts.path.strip("/").partition("/")
    if host == "youtu.be":
        return first
    if first == "watch":
        return parse_qs(parts.query).get("v", [""])[0]
    if first in ("embed", "live", "shorts", "v"):
        return rest
    return None
