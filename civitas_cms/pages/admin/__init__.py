"""Pages, menus and site settings in the admin."""

from .blocks import BlockEditorAdmin, block_inlines
from .page import PageAdmin
from .site import MenuItemAdmin, SiteSettingsAdmin

__all__ = ["BlockEditorAdmin", "MenuItemAdmin", "PageAdmin", "SiteSettingsAdmin", "block_inlines"]
