"""Pictures and documents in the admin."""

# ruff: noqa: ANN201

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from civitas_cms.newsroom.features.usage import Usage, usage_link

from .choosers import LibraryAdmin
from .files import RowsFileField
from .models import Document, FileInput, Picture
from .uploads import DOCUMENT_CONTENT


@admin.register(Picture)
class PictureAdmin(LibraryAdmin):
    """Pictures with their alternative text, credit and focal point."""

    features = [*LibraryAdmin.features, Usage]
    list_display = ["thumbnail", "title", "alternative_text", "credit", "uploaded_at", usage_link]
    list_display_links = ["title"]
    list_filter = ["is_decorative", "uploaded_at"]
    date_hierarchy = "uploaded_at"
    fieldsets = [
        (None, {"fields": ["title", "image", "image_ppoi"]}),
        (
            _("For people who do not see it"),
            {"fields": ["alternative_text", "is_decorative"]},
        ),
        (_("Caption and credit"), {"fields": ["caption", "credit"]}),
    ]
    accepts = "image/*,.heic,.heif,.avif,.tif,.tiff"
    shapes = {
        "landscape": (_("Landscape"), Q(image_width__gt=F("image_height"))),
        "portrait": (_("Upright"), Q(image_width__lt=F("image_height"))),
        "square": (_("Square"), Q(image_width=F("image_height"))),
    }

    def get_urls(self):
        """Add the URL of each picture's thumbnail, which forms show beside the field that chooses a picture."""
        thumbnail = path(
            "<int:pk>/thumbnail/", self.admin_site.admin_view(self.thumbnail_view), name="library_picture_thumbnail"
        )
        return [thumbnail, *super().get_urls()]

    def thumbnail_view(self, request, pk):
        """Redirect to the picture's thumbnail; 404 if there is no such picture, 403 for who may not see pictures."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect(get_object_or_404(Picture, pk=pk).thumbnail_url)

    @admin.display(description=_("picture"))
    def thumbnail(self, picture):
        """Show the picture in lists."""
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', picture.thumbnail_url)


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    """Files to download."""

    features = [*LibraryAdmin.features, Usage]
    list_display = ["title", "kind", "readable_size", "uploaded_at", usage_link]
    date_hierarchy = "uploaded_at"
    fields = ["title", "file"]
    formfield_overrides = LibraryAdmin.formfield_overrides | {RowsFileField: {"widget": FileInput}}
    accepts = ",".join(f".{extension}" for extension in DOCUMENT_CONTENT)

    @admin.display(description=_("size"), ordering="size")
    def readable_size(self, document):
        """Tell the size as people read it."""
        return filesizeformat(document.size)
