"""Menus in templates."""

from django import template

register = template.Library()


@register.filter
def lies_below(path, address):
    """Tell whether the page at ``path`` lies below the one at ``address``, other than the home page."""
    return address not in ("/", path) and path.startswith(address)
