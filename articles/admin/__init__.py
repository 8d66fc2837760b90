"""Articles and tags in the admin."""

from .article import ArticleAdmin
from .tags import TagAdmin

__all__ = ["ArticleAdmin", "TagAdmin"]
