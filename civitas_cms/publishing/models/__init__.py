"""What every published thing has in common, and what is kept of its past."""

from civitas_cms.delivery.redirects import Redirect

from .publishable import (
    IS_PUBLISHED,
    Publishable,
    PublishableQuerySet,
    Standing,
    State,
    is_public,
    is_withdrawn,
)
from .revision import GONE, Happened, Revision, item_of
from .share_link import ShareLink
from .transition import Transition

__all__ = [
    "GONE",
    "IS_PUBLISHED",
    "Happened",
    "Publishable",
    "PublishableQuerySet",
    "Redirect",
    "Revision",
    "ShareLink",
    "Standing",
    "State",
    "Transition",
    "is_public",
    "is_withdrawn",
    "item_of",
]
