"""The site's URLs as they are where the app is installed: what is below has been made when it was not."""

from django.contrib import admin
from django.urls import include, path

from civitas_cms.discovery.share_cards.urls import share_card_url
from civitas_cms.publishing.kinds import kind_of
from civitas_cms.urls import handler403, handler404, urlpatterns  # noqa: F401 - Django looks for the handlers here

from .models import Guide

urlpatterns = [
    path("", include("tests.guides.urls")),
    share_card_url(kind_of(Guide)),
    path("admin/", admin.site.urls),
    *urlpatterns,
]
