"""Plain pages in the admin."""

from django.contrib import admin

from civitas_cms.pages.models import BLOCKS, Page

from .blocks import BlockEditorAdmin, block_inlines


@admin.register(Page)
class PageAdmin(BlockEditorAdmin):
    """Plain pages with their blocks."""

    list_display = ["title", "slug", "visibility", "updated_at", "updated_by"]
    list_select_related = ["updated_by"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary"]}),
        BlockEditorAdmin.publication_fieldset,
        BlockEditorAdmin.history_fieldset,
    ]
    inlines = block_inlines(BLOCKS)
