"""What every page of the public site shows around its content."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from civitas_cms.delivery.content_cache import content_cache

from .models import FooterBadge, MenuItem, SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's settings and menus, which are read only when a template shows them, and parts made of them.

    Those are taken before the others: what is rendered and added to them is never older than their content version.
    ``preview_until`` is for pages that a share link shows: the instant at which it expires.
    """
    return {
        "kept_parts": _parts(),
        "site": SimpleLazyObject(_settings),
        "menus": SimpleLazyObject(_menus),
        "preview_until": getattr(request, "preview_until", None),
    }


@content_cache()
def _parts():
    """Return the parts of pages that have been rendered in this content version, for templates to add to."""
    return {}


@content_cache()
def _settings():
    badges = Prefetch("badges", FooterBadge.objects.select_related("picture"))
    settings = SiteSettings.objects.prefetch_related(badges, "social_links").first()
    return settings or SiteSettings(pk=SiteSettings.singleton_instance_id)


@content_cache()
def _menus():
    menus = {menu: [] for menu in MenuItem.Menu.values}
    for item in MenuItem.objects.visible():
        menus[item.menu].append(item)
    return menus
