"""Links that share a page elsewhere."""

from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _


def share_links(title: str, url: str) -> list[dict[str, str]]:
    """Return plain links that share a page: nothing is asked of those sites before somebody follows one."""
    places = [
        (_("E-mail"), "mailto:", {"subject": title, "body": url}),
        ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/", {"url": url}),
        ("Bluesky", "https://bsky.app/intent/compose", {"text": f"{title} {url}"}),
        ("X", "https://x.com/intent/post", {"text": title, "url": url}),
    ]
    return [{"name": name, "url": f"{page}?{urlencode(query, quote_via=quote)}"} for name, page, query in places]
