"""What the desk says about pictures."""

from django.contrib.admin import AdminSite
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from civitas_cms.newsroom.desk import ENTRIES_PER_PANEL, Entry, Panel, Place, change_url, panel

from .models import Picture

#: What cameras and programs call their files, which tells nobody what the picture shows.
FILE_NAME = r"^\s*(\S+\.(jpe?g|png|webp|avif|gif|tiff?)|(img|dsc[nf]?|pict?|image|photo|screenshot)[\W_]*\d*)\s*$"


@panel(Place.CARE)
def pictures_without_alternative_text(request: HttpRequest, site: AdminSite) -> Panel | None:
    """List the pictures whose text says nothing: it is empty, the name of a file, or the title in one word."""
    pictures = site._registry.get(Picture)
    if not (pictures and pictures.has_change_permission(request)):
        return None
    says_nothing = (
        Q(alternative_text__regex=r"^\s*$")
        | Q(alternative_text__iregex=FILE_NAME)
        | Q(alternative_text__iexact=F("title"), alternative_text__regex=r"^\S+$")
    )
    found = Picture.objects.filter(says_nothing, is_decorative=False).order_by("-uploaded_at", "-pk")
    entries = [
        Entry(
            title=picture.title,
            url=change_url("library.picture", picture.pk),
            note=picture.alternative_text.strip() and f"“{picture.alternative_text}”",
            moment=picture.uploaded_at,
        )
        for picture in found[: ENTRIES_PER_PANEL + 1]
    ]
    return Panel(_("Pictures without a useful alternative text"), entries)
