"""What all our pages in the admin share."""

from .autocompletes import BulkFormSet
from .constraints import ConstraintForm
from .newsroom import NewsroomAdmin, NewsroomInline, PublishableAdmin

__all__ = ["BulkFormSet", "ConstraintForm", "NewsroomAdmin", "NewsroomInline", "PublishableAdmin"]
