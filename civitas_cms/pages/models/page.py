"""Plain pages, such as "About" or the legal notice, made of blocks."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from content_editor.models import Region, create_plugin_base
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.library.models import Document
from civitas_cms.pages import blocks
from civitas_cms.publishing.contracts import HasNamesakes, HasSearchDependents, Searchable, SearchDocument
from civitas_cms.publishing.models import Publishable, PublishableQuerySet


class PageQuerySet(PublishableQuerySet):
    """Questions asked of pages."""

    def with_body(self) -> Self:
        """Bring along the blocks and all that they show."""
        return self.prefetch_together(*blocks.body_lookups(Page.block_models()))


class Page(Searchable, HasNamesakes, HasSearchDependents, Publishable):
    """A page at ``/<url>/`` that is neither news nor an event."""

    regions = [Region(key="main", title=_("Content"))]

    objects = PageQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    @override
    def distinction(self) -> str:
        """Return where it is."""
        return self.get_absolute_url()

    @override
    def get_absolute_url(self) -> str:
        """Return the page's URL."""
        return fast_reverse("page", self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups to what the body's words come from."""
        return blocks.block_sources(cls.block_models())

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return pages with their body's words."""
        return blocks.with_search_text(super().search_items(keys), cls.block_models())

    @classmethod
    @override
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the lookups to the body's blocks."""
        return blocks.block_relations(cls.block_models())

    @staticmethod
    def block_models():
        """Return the kinds of block in a page's body."""
        from . import BLOCKS  # noqa: PLC0415 - they build on this module

        return BLOCKS

    def body(self, *, is_preview: bool = False) -> list[Any]:
        """Return the blocks in their order, incomplete ones only in a preview. Needs ``with_body``."""
        return blocks.body_of(self, self.block_models(), is_preview=is_preview)

    body_text: str  # as ``search_items`` brings it along, with ``body_names``
    body_names: str

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the page. Needs ``search_items``."""
        return SearchDocument(
            title=self.title,
            summary=self.summary,
            body=self.body_text,
            names=self.body_names,
            url=self.get_absolute_url(),
            **self.public_period(),
        )

    @override
    def search_dependents(self) -> Iterable[tuple[type[Model], Iterable[int]]]:
        """Return the documents that the page offers: they are public with it."""
        documents = self.pages_download_set.filter(document__isnull=False)
        return [(Document, documents.values_list("document_id", flat=True))]


PagePlugin: Any = create_plugin_base(Page)


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


class Table(blocks.TableBlock, PagePlugin):
    """A table on a page."""

    class Meta(blocks.TableBlock.Meta, PagePlugin.Meta):
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
