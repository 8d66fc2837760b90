"""Videos on other platforms: from the URL that people copy to a player that asks before it loads."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

YOUTUBE_IDENTIFIER = re.compile(r"[\w-]{11}", re.ASCII)
#: A video's number, and the key of one that is not listed; before them, where it is shown.
VIMEO_PATH = re.compile(
    r"/(?:video/|videos/|channels/[\w-]+/|groups/[\w-]+/videos/|(?:album|showcase)/\d+/video/|ondemand/[\w-]+/"
    r"|manage/videos/)?(\d+)(?:/([0-9a-f]{6,20}))?/?",
    re.ASCII,
)
COMMISSION_REFERENCE = re.compile(r"I-?\d+", re.ASCII)
#: As in 90, 90s, 1m30s, 1h2m3s.
START_TIME = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)


@dataclass(frozen=True)
class Video:
    """A video on a platform; ``player_url`` is the URL of its embedded player."""

    platform: str
    player_url: str


def parse_video_address(url: str) -> Video | None:
    """Return the video that ``url`` leads to, or None if it is none on a platform that we know.

    It begins where ``url`` says. The players chosen are the ones that the platforms offer for less tracking: YouTube's
    privacy-enhanced mode (https://support.google.com/youtube/answer/171780) and Vimeo's ``dnt`` parameter.
    """
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(www|m|music)\.", "", parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _on_youtube(host, parts)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _on_vimeo(parts)
    if host in ("audiovisual.ec.europa.eu", "ec.europa.eu"):
        return _of_the_commission(parts)
    return None


def _on_youtube(host: str, parts: SplitResult) -> Video | None:
    first, _slash, rest = parts.path.strip("/").partition("/")
    if host == "youtu.be":
        identifier = first
    elif first == "watch":
        identifier = _parameter(parts, "v")
    else:
        identifier = rest if first in ("embed", "live", "shorts", "v") else ""
    if not YOUTUBE_IDENTIFIER.fullmatch(identifier):
        return None
    start = _start(parts, "t", "start", "time_continue")
    options = {"autoplay": 1} | ({"start": start} if start else {})
    return Video("YouTube", f"https://www.youtube-nocookie.com/embed/{identifier}?{urlencode(options)}")


def _on_vimeo(parts: SplitResult) -> Video | None:
    found = VIMEO_PATH.fullmatch(parts.path)
    if not found:
        return None
    key = found[2] or _parameter(parts, "h")
    options = ({"h": key} if re.fullmatch(r"\w+", key, re.ASCII) else {}) | {"dnt": 1, "autoplay": 1}
    start = _start(parts, "t")
    fragment = f"#t={start}s" if start else ""
    return Video("Vimeo", f"https://player.vimeo.com/video/{found[1]}?{urlencode(options)}{fragment}")


def _of_the_commission(parts: SplitResult) -> Video | None:
    """Return the video of the European Commission's Audiovisual Service, from its page, its player or the old site."""
    reference = _parameter(parts, "ref") or parts.path.rstrip("/").rpartition("/")[2]
    is_of_the_service = parts.hostname != "ec.europa.eu" or parts.path.startswith("/avservices/")
    if not is_of_the_service or not COMMISSION_REFERENCE.fullmatch(reference):
        return None
    language = re.match(r"/([a-z]{2})/", parts.path)
    options = {"ref": reference, "lg": language[1].upper() if language else "EN", "autoplay": "true"}
    if start := _start(parts, "starttime", "t"):
        options["starttime"] = str(start)
    return Video("EC Audiovisual Service", f"https://audiovisual.ec.europa.eu/embed/index.html?{urlencode(options)}")


def _parameter(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _start(parts: SplitResult, *names: str) -> int:
    """Return the second at which the video begins, as one of the parameters ``names`` or the fragment says; or 0."""
    fragment = parse_qs(parts.fragment).get("t", [""])[0]
    for text in (*(_parameter(parts, name) for name in names), fragment):
        if text and (found := START_TIME.fullmatch(text)):
            hours, minutes, seconds = (int(number or 0) for number in found.groups())
            return hours * 3600 + minutes * 60 + seconds
    return 0
