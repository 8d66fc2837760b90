"""Editing a body made of blocks, with django-content-editor."""

# ruff: noqa: ANN201

from content_editor.admin import ContentEditorInline

from civitas_cms.newsroom.model_admin import NewsroomInline
from civitas_cms.pages import blocks

# How each kind of block is offered: a material icon, and the fields that are autocompletes.
OFFERS = {
    blocks.RichTextBlock: {"icon": "notes"},
    blocks.PictureBlock: {"icon": "image", "autocomplete_fields": ["picture"]},
    blocks.GalleryBlock: {"icon": "photo_library", "autocomplete_fields": ["pictures"]},
    blocks.TableBlock: {"icon": "table_chart"},
    blocks.LinkBlock: {"icon": "link"},
    blocks.VideoBlock: {"icon": "videocam", "autocomplete_fields": ["poster"]},
    blocks.DownloadBlock: {"icon": "download", "autocomplete_fields": ["document"]},
}


class BlockInline(NewsroomInline, ContentEditorInline):
    """Blocks of one kind. They bring along what their labels and autocompletes show."""

    class Media:
        js = ["js/admin-blocks.js"]

    def get_queryset(self, request):
        """Return the blocks with what belongs to them."""
        return self.model.get_queryset().order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        """Return the blocks' own order."""
        return self.ordering or self.model._meta.ordering


def block_inlines(models, **offers):
    """Return an inline for each block model, offered as ``OFFERS`` says for the kind of block it is.

    ``offers`` has, by class name, the options of kinds that are not in ``OFFERS``.
    """
    return [BlockInline.create(model, **(offers.get(model.__name__) or _offer_for(model))) for model in models]


def _offer_for(model):
    return next(options for kind, options in OFFERS.items() if issubclass(model, kind))
