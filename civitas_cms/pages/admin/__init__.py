"""Pages, menus and site settings in the admin."""

from .blocks import block_inlines
from .page import PageAdmin
from .site import MenuItemAdmin, SiteSettingsAdmin

__all__ = ["MenuItemAdmin", "PageAdmin", "SiteSettingsAdmin", "block_inlines"]
