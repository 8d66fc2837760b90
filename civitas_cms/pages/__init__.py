"""Plain pages, menus and what the whole site says about itself."""
