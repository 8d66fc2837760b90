"""The site's URLs."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from .discovery import oembed, sitemaps, well_known
from .home.styleguide import StyleGuide
from .home.views import Home, health
from .library.views import media
from .pages.views import PageDetail
from .publishing.previews.views import shared_preview

handler400 = "civitas_cms.home.views.bad_request"
handler403 = "civitas_cms.home.views.permission_denied"
handler404 = "civitas_cms.home.views.page_not_found"
handler500 = "civitas_cms.home.views.server_error"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("admin/", admin.site.urls),
    path("healthz/", health, name="health"),
    path("styleguide/", StyleGuide.as_view(), name="styleguide"),
    path("robots.txt", well_known.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path("", include("civitas_cms.discovery.share_cards.urls")),
    path("preview/<int:pk>/<slug:signature>/", shared_preview, name="share-link"),
    path("preview/<int:pk>/<slug:signature>/<path:below>", shared_preview),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", media, name="media"),
    path("", include("civitas_cms.search.urls")),
    path("", include("articles.urls")),
    path("", include("events.urls")),
    # Last, because it takes any URL of one part that nothing above has taken.
    path("<slug:slug>/", PageDetail.as_view(), name="page"),
]
