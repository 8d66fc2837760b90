"""What every page of the public site shows around its content."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

from civitas_cms.delivery.content_cache import content_cache

from .models import FooterBadge, MenuItem, SiteSettings


@dataclass(frozen=True)
class Around:
    """The site's settings, its menus by their names, and parts of pages that have been rendered of these alone."""

    settings: SiteSettings
    menus: dict[str, list[MenuItem]]
    parts: dict[Any, Markup] = field(default_factory=dict)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's settings and menus, which are read only when a template shows them, and parts made of them.

    All are of the same state of the content, so that no part outlives the settings of which it was rendered.
    ``preview_until`` is for pages that a share link shows: the instant at which it expires.
    """
    around = SimpleLazyObject(_around)
    return {
        "kept_parts": SimpleLazyObject(lambda: around.parts),
        "site": SimpleLazyObject(lambda: around.settings),
        "menus": SimpleLazyObject(lambda: around.menus),
        "preview_until": getattr(request, "preview_until", None),
    }


@content_cache()
def _around() -> Around:
    badges = Prefetch("badges", FooterBadge.objects.select_related("picture"))
    settings = SiteSettings.objects.prefetch_related(badges, "social_links").first()
    menus: dict[str, list[MenuItem]] = {menu: [] for menu in MenuItem.Menu.values}
    for item in MenuItem.objects.visible():
        menus[item.menu].append(item)
    return Around(settings or SiteSettings(pk=SiteSettings.singleton_instance_id), menus)
