"""The site's addresses."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from civitas_cms.library.views import media
from civitas_cms.pages.views import PageDetail
from civitas_cms.views import Home, health

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("admin/", admin.site.urls),
    path("healthz/", health, name="health"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", media, name="media"),
    path("", include("civitas_cms.search.urls")),
    path("", include("articles.urls")),
    path("", include("events.urls")),
    # Last, because it takes any address of one part that nothing above has taken.
    path("<slug:slug>/", PageDetail.as_view(), name="page"),
]
