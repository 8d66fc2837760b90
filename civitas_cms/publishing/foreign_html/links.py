"""Where links from elsewhere really lead: without those who count clicks on the way."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

# Parameters by which advertisers and mailing programs follow people; pages show the same without them.
TRACKING_PARAMETER = re.compile(
    r"utm_.*|mtm_.*|pk_(campaign|kwd|source|medium|content|cid)|(fb|g|dc|ms|y|tw|tt)clid|gclsrc|gbraid|wbraid|wickedid"
    r"|mc_[ce]id|_hs(enc|mi)|hsctatracking|mkt_tok|igshi?d?|li_fat_id|oly_(anon|enc)_id|vero_id|s_cid|srsltid|_g[al]"
)

#: Who leads on to other sites: host and path, and the parameter that has the URL.
REDIRECTS = [
    (r"(www\.)?google\.[a-z.]+", r"/url", "q"),
    (r"(www\.)?google\.[a-z.]+", r"/url", "url"),
    (r".*\.safelinks\.protection\.outlook\.com", r"/.*", "url"),
    (r"statics\.teams\.cdn\.office\.net", r"/evergreen-assets/safelinks/.*", "url"),
    (r"lm?\.(facebook|instagram|threads)\.com", r"/(l\.php)?", "u"),
    (r"(www\.)?linkedin\.com", r"/(redir/redirect|safety/go/?)", "url"),
    (r"(www\.)?youtube\.com", r"/redirect", "q"),
    (r"out\.reddit\.com", r"/.*", "url"),
    (r"slack-redir\.net", r"/link", "url"),
    (r"duckduckgo\.com", r"/l/", "uddg"),
]
# Proofpoint's own ways to write URLs within URLs.
PROOFPOINT_2 = re.compile(r"https?://urldefense\.proofpoint\.com/v2/url\?(?:.*&)?u=([^&]+)", re.IGNORECASE)
PROOFPOINT_3 = re.compile(r"https?://urldefense\.(?:proofpoint\.)?(?:com|us)/v3/__(.+?)__;([\w-]*)", re.IGNORECASE)


def destination(href: str, base_url: str, is_kept: Callable[[str], bool]) -> str | None:
    """Return where a link leads, in full; None if that cannot be said, or is not allowed.

    ``base_url`` is the URL of the page that had it, if it is known. ``is_kept`` tells whether the sanitiser lets a URL
    stay in a link.
    """
    url = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+", "", href)
    if url.lower().startswith("www."):
        url = f"https://{url}"
    try:
        url = _unwrapped(urljoin(base_url, url) if base_url else url)
        if url.startswith("//"):
            url = f"https:{url}"
        if not urlsplit(url).scheme:
            return None
        url = _without_tracking(url)
    except ValueError:  # as for https://[
        return None
    return url if is_kept(url) else None


def _unwrapped(url: str) -> str:
    """Return the URL at the end of all redirects."""
    while (target := _target(url)) and len(target) < len(url):
        url = target
    return url


def _target(url: str) -> str | None:
    """Return where a known redirect leads, or None if ``url`` is not one."""
    if match := PROOFPOINT_2.match(url):
        return unquote(match[1].replace("-", "%").replace("_", "/"))
    if match := PROOFPOINT_3.match(url):
        return _proofpoint_3(match[1], match[2])
    parts = urlsplit(url)
    hostname = parts.hostname or ""
    for host, path, parameter in REDIRECTS:
        if re.fullmatch(host, hostname) and re.fullmatch(path, parts.path):
            target = parse_qs(parts.query).get(parameter, [""])[0]
            if re.match(r"https?://", target):
                return target
    return None


def _proofpoint_3(url: str, replaced: str) -> str:
    """Return ``url`` with its characters put back: each ``*`` stands for the next of ``replaced`` (base64)."""
    characters = list(urlsafe_b64decode(replaced + "=" * (-len(replaced) % 4)).decode("utf-8", "replace"))
    return re.sub(r"\*", lambda star: characters.pop(0) if characters else star[0], url)


def _without_tracking(url: str) -> str:
    parts = urlsplit(url)
    parameters = parts.query.split("&")
    kept = [one for one in parameters if not TRACKING_PARAMETER.fullmatch(unquote(one.split("=")[0]).lower())]
    # Only where there is something to leave out: putting a URL together again may change how it is written.
    return url if kept == parameters else urlunsplit(parts._replace(query="&".join(kept)))
