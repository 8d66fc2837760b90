"""Plain pages, such as "About" or the legal notice, made of blocks."""

from content_editor.models import Region, create_plugin_base
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civitas_cms.pages import blocks
from civitas_cms.publishing.models import Publishable


class Page(Publishable):
    """A page at ``/<address>/`` that is neither news nor an event."""

    regions = [Region(key="main", title=_("Content"))]

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def get_absolute_url(self):
        """Return the page's address."""
        return reverse("page", args=[self.slug])


PagePlugin = create_plugin_base(Page)


class RichText(blocks.RichTextBlock, PagePlugin):
    """Text on a page."""

    class Meta(blocks.RichTextBlock.Meta, PagePlugin.Meta):
        pass


class PagePicture(blocks.PictureBlock, PagePlugin):
    """A picture on a page."""

    class Meta(blocks.PictureBlock.Meta, PagePlugin.Meta):
        pass


class Gallery(blocks.GalleryBlock, PagePlugin):
    """Several pictures on a page."""

    class Meta(blocks.GalleryBlock.Meta, PagePlugin.Meta):
        pass


class Link(blocks.LinkBlock, PagePlugin):
    """A call to action on a page."""

    class Meta(blocks.LinkBlock.Meta, PagePlugin.Meta):
        pass


class Video(blocks.VideoBlock, PagePlugin):
    """A video on a page."""

    class Meta(blocks.VideoBlock.Meta, PagePlugin.Meta):
        pass


class Download(blocks.DownloadBlock, PagePlugin):
    """A file to download from a page."""

    class Meta(blocks.DownloadBlock.Meta, PagePlugin.Meta):
        pass
