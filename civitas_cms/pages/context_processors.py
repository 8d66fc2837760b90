"""What every page of the public site shows around its content."""

from django.db.models import Prefetch
from django.utils.functional import SimpleLazyObject

from civitas_cms.publishing.generation_cache import generation_cache

from .models import FooterBadge, MenuItem, SiteSettings


def site(request):
    """Return the site's settings and menus; they are read only when a template shows them.

    ``preview_until`` is for pages that a share link shows: the instant at which it expires.
    """
    return {
        "site": SimpleLazyObject(_settings),
        "menus": SimpleLazyObject(_menus),
        "preview_until": getattr(request, "preview_until", None),
    }


@generation_cache()
def _settings():
    badges = Prefetch("badges", FooterBadge.objects.select_related("picture"))
    settings = SiteSettings.objects.prefetch_related(badges, "social_links").first()
    return settings or SiteSettings(pk=SiteSettings.singleton_instance_id)


@generation_cache()
def _menus():
    menus = {menu: [] for menu in MenuItem.Menu.values}
    for item in MenuItem.objects.visible():
        menus[item.menu].append(item)
    return menus
