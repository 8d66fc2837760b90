"""Small files that machines look for at addresses which are the same on every site."""

from datetime import timedelta
from urllib.parse import quote

from django.http import Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from civitas_cms.delivery.views import public_page
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import kinds
from civitas_cms.publishing.models import Publishable

from .colours import NIGHT, PAPER


@public_page()
def robots(request):
    """Tell search engines that they may read everything but the admin, and where the site map is (RFC 9309)."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap-index'))}",
    ]
    return _text(lines)


@public_page()
def security(request):
    """Tell finders of a weakness whom to write to (RFC 9116); 404 as long as the site settings name nobody."""
    address = SiteSettings.current().contact_email
    if not address:
        raise Http404
    # Less than a year, as the RFC recommends, and the same all day long.
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=364)
    lines = [
        f"Contact: mailto:{quote(address, safe='@')}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {get_language().partition('-')[0]}",
        f"Canonical: {request.build_absolute_uri(reverse('security'))}",
    ]
    return _text(lines)


@public_page()
def manifest(_request):
    """Describe the site to devices that put it on their home screen (https://www.w3.org/TR/appmanifest/)."""
    site = SiteSettings.current()
    return JsonResponse(
        {
            "id": "/",
            "name": site.name,
            "short_name": site.name,
            "description": site.tagline,
            "lang": get_language(),
            "start_url": reverse("home"),
            "scope": reverse("home"),
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": NIGHT,
            "icons": [
                {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                *[
                    {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                    for size in (192, 512)
                ],
                {
                    "src": static("img/icon-maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
            "shortcuts": [
                {"name": str(kind.list_page.title), "url": kind.list_page.path}
                for kind in kinds()
                if kind.list_page and issubclass(kind.model, Publishable)
            ],
        },
        content_type="application/manifest+json",
    )


def _text(lines):
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
