"""URLs of share cards: the site's, and those of each kind of item that has them."""

from django.urls import URLPattern, path

from civitas_cms.publishing.kinds import Kind, kinds

from . import views


def share_card_url(kind: Kind) -> URLPattern:
    """Return the URL of the share cards of ``kind``."""
    key = {"slug": "<slug:slug>", "pk": "<int:pk>"}[kind.card_key]
    return path(f"share/{kind.name}/{key}.jpg", views.item, {"kind": kind}, name=f"share-{kind.name}")


urlpatterns = [
    path("share/site.jpg", views.site, name="share-site"),
    *(share_card_url(kind) for kind in kinds() if kind.share_card),
]
