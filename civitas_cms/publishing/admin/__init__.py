"""What all our pages in the admin share."""

from .autocompletes import BulkFormSet
from .newsroom import NewsroomAdmin, NewsroomInline, PublishableAdmin

__all__ = ["BulkFormSet", "NewsroomAdmin", "NewsroomInline", "PublishableAdmin"]
