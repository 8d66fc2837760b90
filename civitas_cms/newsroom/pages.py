"""Pages of the newsroom beside those of its models. Rooms above it add theirs, too: they import this, and are imported.

    @newsroom_page("activity")
    def activity_view(request): …

is at ``/admin/activity/`` for people with accounts; its URL is called ``admin:activity``.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]
_pages: dict[str, View] = {}


def newsroom_page(name: str) -> Callable[[View], View]:
    """Register the view below as the newsroom's page with this ``name``."""

    def register(view: View) -> View:
        _pages[name] = view
        return view

    return register


def pages() -> Mapping[str, View]:
    """Return all pages, by their names."""
    return _pages
