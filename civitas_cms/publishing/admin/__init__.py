"""What all our pages in the admin share, and the redirects."""

from .autocompletes import BulkFormSet
from .constraints import ConstraintForm
from .newsroom import NewsroomAdmin, NewsroomInline, PublishableAdmin
from .redirects import RedirectAdmin

__all__ = ["BulkFormSet", "ConstraintForm", "NewsroomAdmin", "NewsroomInline", "PublishableAdmin", "RedirectAdmin"]
