"""Plain pages in the admin."""

from django.contrib import admin

from civitas_cms.newsroom.model_admin import PublishableAdmin
from civitas_cms.pages.models import BLOCKS, Page

from .blocks import BlockEditor, block_inlines


@admin.register(Page)
class PageAdmin(PublishableAdmin, BlockEditor):
    """Plain pages with their blocks."""

    list_display = ["title", "slug", "visibility", "updated_at", "updated_by"]
    list_select_related = ["updated_by"]
    fieldsets = [
        (None, {"fields": ["title", "summary"]}),
        PublishableAdmin.publication_fieldset,
        PublishableAdmin.address_fieldset,
        PublishableAdmin.history_fieldset,
    ]
    inlines = block_inlines(BLOCKS)
