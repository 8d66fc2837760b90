"""Rich text in templates."""

from html import unescape

from django import template
from django.utils.html import strip_tags

register = template.Library()


@register.filter
def plain_text(html):
    """Return the words of ``html`` without its elements and entities, for where no HTML can be."""
    return unescape(strip_tags(html))
