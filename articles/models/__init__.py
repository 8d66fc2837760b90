"""Articles and the blocks they are made of."""

from .article import Article, numbers_by_tag, public_tags
from .blocks import ArticlePicture, Download, Gallery, Link, PartnerProjects, Quote, RichText, Table, Video
from .received_pictures import ReceivedPicture

#: The kinds of block in an article's body, in the order in which editors are offered them.
BLOCKS = [RichText, Quote, ArticlePicture, Gallery, Table, PartnerProjects, Link, Video, Download]

__all__ = [
    "BLOCKS",
    "Article",
    "ArticlePicture",
    "Download",
    "Gallery",
    "Link",
    "PartnerProjects",
    "Quote",
    "ReceivedPicture",
    "RichText",
    "Table",
    "Video",
    "numbers_by_tag",
    "public_tags",
]
