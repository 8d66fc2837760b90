"""Pages, their blocks, menus and site settings."""

from .page import Download, Gallery, Link, Page, PagePicture, RichText, Table, Video
from .site import FooterBadge, MenuItem, SiteSettings, SocialLink

#: The kinds of block in a page's body, in the order in which editors are offered them.
BLOCKS = [RichText, PagePicture, Gallery, Table, Link, Video, Download]

__all__ = [
    "BLOCKS",
    "Download",
    "FooterBadge",
    "Gallery",
    "Link",
    "MenuItem",
    "Page",
    "PagePicture",
    "RichText",
    "SiteSettings",
    "SocialLink",
    "Table",
    "Video",
]
