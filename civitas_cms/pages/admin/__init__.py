"""Pages, menus and site settings in the admin."""

from .blocks import BlockEditor, block_inlines
from .page import PageAdmin
from .site import MenuItemAdmin, SiteSettingsAdmin

__all__ = ["BlockEditor", "MenuItemAdmin", "PageAdmin", "SiteSettingsAdmin", "block_inlines"]
