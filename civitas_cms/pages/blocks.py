"""The kinds of block that a page's body is made of, as abstract models.

A page or an article makes each its own by inheriting from it and from its plugin base. A block is shown by the template
``templates/site/blocks/<template_name>.html``, which gets it as ``block``.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Any

from content_editor.contents import Contents
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from typing_extensions import override

from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet, prefetch_in_one_query
from civitas_cms.library.files import LINK_TO_DOCUMENT
from civitas_cms.library.models import Document, Picture
from civitas_cms.publishing.contracts import HasSearchDependents, PartOfItem, joined
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import make_slug
from civitas_cms.publishing.web_addresses import URLField

from .video import Video, parse_video_address

# Sanitised text has headings of exactly this form, without attributes. Empty ones lead nowhere.
MAIN_HEADING = re.compile(r"<h2>(?!(?:\s|<br>)*</h2>)(.*?)</h2>", re.DOTALL)

# What parts the cells of a table: a stroke or, as spreadsheets copy them, a tab. After a backslash, a stroke is one.
CELL_BOUNDARY = re.compile(r"\t|(?<!\\)\|")


class Block(PartOfItem, models.Model):
    """One piece of a body.

    While nobody sees it, it may be incomplete: without what its fields require (but for this, they may be null), or
    with something that ``clean`` refuses. Visitors see complete blocks only.
    """

    template_name = ""
    #: Lookups from the block to the related rows that its template shows.
    shows: Sequence[str] = ()
    #: Lookups from the block to what its words come from.
    text_sources: Sequence[str] = ()
    publishable = "parent"

    objects = PrefetchingQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def get_queryset(cls) -> models.QuerySet[Any]:
        """Return blocks that bring along what their template shows."""
        return cls.objects.prefetch_together(*cls.shows)

    @property
    def kind(self) -> str:
        """What kind of block it is: how it is called while it has no words."""
        return capfirst(str(self._meta.verbose_name))

    @property
    def template(self) -> str:
        """The template that shows the block."""
        return f"blocks/{'incomplete' if self.shortcomings else self.template_name}.html"

    @cached_property
    def shortcomings(self) -> list[str]:
        """What has to be mended before visitors can see the block, in sentences. Needs what it ``shows``."""
        required = [field for field in self._fields_to_fill_in() if not field.blank]
        missing = [str(field.verbose_name) for field in required if self._is_empty(field)]
        found = [gettext("This is missing: %(fields)s.") % {"fields": ", ".join(missing)}] if missing else []
        return [*found, *self._faults()]

    def _fields_to_fill_in(self) -> "list[models.Field[Any, Any]]":
        fields = (*self._meta.concrete_fields, *self._meta.many_to_many)
        return [field for field in fields if field.editable and not field.primary_key]

    def _is_empty(self, field: "models.Field[Any, Any]") -> bool:
        if field.many_to_many:
            return not getattr(self, field.name).all()
        return getattr(self, field.attname) in field.empty_values

    def _faults(self) -> list[str]:
        """Return what validators and ``clean`` find in what is there."""
        fields = [field for field in self._fields_to_fill_in() if not field.is_relation]
        checks: list[Callable[[], None]] = [
            *(partial(field.run_validators, getattr(self, field.attname)) for field in fields),
            self.clean,
        ]
        found = []
        for check in checks:
            try:
                check()
            except ValidationError as error:
                found += error.messages
        return found

    def search_text(self) -> str:
        """Return the words by which visitors find the page, as plain text."""
        return ""

    def search_names(self) -> str:
        """Return what visitors find the page by besides, and excerpts do not show: names, one a line."""
        return ""


class RichTextBlock(Block):
    """Paragraphs, headings, lists and links."""

    text = RichTextField(_("text"), headings=True)

    template_name = "rich_text"

    class Meta:
        abstract = True
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        indexes = [
            # For those who look after links: few of many texts lead to pages of ours.
            models.Index(
                fields=["parent"],
                condition=models.Q(text__contains='href="/'),
                name="%(app_label)s_text_with_own_links",
            ),
            # For who asks for a document: very few lead to those.
            models.Index(
                fields=["parent"],
                condition=models.Q(text__contains=LINK_TO_DOCUMENT),
                name="%(app_label)s_text_with_documents",
            ),
        ]

    def __str__(self) -> str:
        return Truncator(plain_text(self.text)).words(10) or self.kind

    def anchored_headings(self) -> list[dict[str, str]]:
        """Return the main headings (h2), each with the anchor that it has in ``anchored_text``."""
        headings = (plain_text(heading) for heading in MAIN_HEADING.findall(self.text))
        return [
            {"text": heading, "anchor": f"{make_slug(heading, 60)}-{self.pk}-{number}"}
            for number, heading in enumerate(headings, start=1)
            if heading
        ]

    @property
    def anchored_text(self) -> str:
        """The text with an anchor on each main heading, for tables of contents and links from elsewhere."""
        anchors = (heading["anchor"] for heading in self.anchored_headings())
        return MAIN_HEADING.sub(lambda heading: f'<h2 id="{next(anchors)}">{heading[1]}</h2>', self.text)

    @override
    def search_text(self) -> str:
        """Return the text's words."""
        return plain_text(self.text)


class PictureBlock(Block):
    """One picture. What is left empty is taken from the library."""

    picture: Any = models.ForeignKey(
        Picture, verbose_name=_("picture"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    alternative_text = LineField(
        _("alternative text here"),
        max_length=250,
        blank=True,
        help_text=_("Only if the picture means something else on this page than what the library says."),
    )
    is_decorative = models.BooleanField(
        _("decorative here"), default=False, help_text=_("Screen readers skip the picture on this page.")
    )
    caption = LineField(
        _("caption"), max_length=250, blank=True, help_text=_("Left empty, the caption from the library is shown.")
    )
    credit = LineField(
        _("credit"), max_length=150, blank=True, help_text=_("Left empty, the credit from the library is shown.")
    )

    template_name = "picture"
    shows = ("picture",)
    text_sources = ("picture",)

    class Meta:
        abstract = True
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.picture or self.kind)

    @property
    def shown_alternative_text(self) -> str:
        """What a screen reader says; empty for a decorative picture."""
        if self.is_decorative or (self.picture.is_decorative and not self.alternative_text):
            return ""
        return self.alternative_text or self.picture.alternative_text

    @property
    def shown_caption(self) -> str:
        """The caption written here, or the library's."""
        return self.caption or self.picture.caption

    @property
    def shown_credit(self) -> str:
        """The credit written here, or the library's."""
        return self.credit or self.picture.credit

    @override
    def search_text(self) -> str:
        """Return the caption."""
        return self.shown_caption


class GalleryBlock(Block):
    """Several pictures side by side, in the order in which they were chosen."""

    title = LineField(_("title"), max_length=200, blank=True)
    pictures = SortedManyToManyField(
        Picture,
        verbose_name=_("pictures"),
        related_name="%(app_label)s_%(class)s_set",
        help_text=_("Shown in the order in which you choose them."),
    )

    template_name = "gallery"
    shows = ("pictures",)
    text_sources = ("pictures",)

    class Meta:
        abstract = True
        verbose_name = _("picture gallery")
        verbose_name_plural = _("picture galleries")

    def __str__(self) -> str:
        return self.title or str(_("Gallery"))

    @override
    def search_text(self) -> str:
        """Return title and captions."""
        return joined(self.title, *(picture.caption for picture in self.pictures.all()))


class TableBlock(Block):
    """A small table, such as results by city."""

    caption = LineField(_("caption"), max_length=250, blank=True, help_text=_("What the table shows."))
    content = TextField(
        _("rows"),
        help_text=_(
            "A line for each row, with | between the cells, as in “Ghent | 4 trams”. "
            "What you copy from a spreadsheet can be pasted as it is."
        ),
    )
    has_header_row = models.BooleanField(
        _("header row"), default=True, db_default=True, help_text=_("The first row says what is in the columns.")
    )
    has_header_column = models.BooleanField(
        _("header column"), default=False, db_default=False, help_text=_("The first column says what is in the rows.")
    )

    template_name = "table"

    class Meta:
        abstract = True
        verbose_name = _("table")
        verbose_name_plural = _("tables")

    def __str__(self):
        return self.caption or Truncator(self.search_text()).words(10) or self.kind

    def clean(self) -> None:
        """Write all rows alike, and refuse what is no table."""
        super().clean()
        rows = self.rows
        if self.content and (not rows or len(rows[0]) < 2):
            raise ValidationError({"content": _("A table has at least two columns: write | between the cells.")})
        self.content = "\n".join(" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows)

    @property
    def rows(self) -> list[list[str]]:
        """The cells, row by row, all of the same length."""
        lines = [CELL_BOUNDARY.split(line) for line in self.content.splitlines() if line.strip(" |\t")]
        width = max(map(len, lines), default=0)
        return [
            [" ".join(cell.split()).replace("\\|", "|") for cell in line] + [""] * (width - len(line)) for line in lines
        ]

    def search_text(self) -> str:
        """Return the caption and the cells."""
        return joined(self.caption, *(" ".join(row) for row in self.rows))


class LinkBlock(Block):
    """A call to action, such as "Learn more about NetZeroCities"."""

    text = LineField(
        _("text"),
        max_length=150,
        help_text=_("Say where the link leads, as in “Learn more about NetZeroCities”, never “click here”."),
    )
    url = URLField(
        _("address"),
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("In full, as in https://netzerocities.eu/"),
    )

    template_name = "link"

    class Meta:
        abstract = True
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.text or self.kind

    @override
    def search_text(self) -> str:
        """Return what the link says."""
        return self.text


class VideoBlock(Block):
    """A video that is loaded from its platform only after the visitor has agreed."""

    title = LineField(_("title"), max_length=200, help_text=_("What the video shows."))
    url = URLField(
        _("address"),
        help_text=_(
            "The video's page on YouTube, Vimeo or the EC Audiovisual Service. It begins where the address says."
        ),
    )
    poster = models.ForeignKey(
        Picture,
        verbose_name=_("still picture"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown until the video is loaded."),
    )

    template_name = "video"
    shows = ("poster",)

    class Meta:
        abstract = True
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def __str__(self) -> str:
        return self.title or self.kind

    @override
    def clean(self) -> None:
        """Refuse addresses that no player of ours can show."""
        super().clean()
        if self.url and not self.video:
            message = _("This is not the address of a video on YouTube, Vimeo or the EC Audiovisual Service.")
            raise ValidationError({"url": message})

    @property
    def video(self) -> "Video | None":
        """The video's platform and player address; None if the address is not one that we know."""
        return parse_video_address(self.url)

    @override
    def search_text(self) -> str:
        """Return the title."""
        return self.title


class DownloadBlock(HasSearchDependents, Block):
    """A file to download."""

    document: Any = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = LineField(_("title"), max_length=200, blank=True, help_text=_("Left empty, the document's title is shown."))

    template_name = "download"
    shows = ("document",)
    text_sources = ("document",)

    class Meta:
        abstract = True
        verbose_name = _("file to download")
        verbose_name_plural = _("files to download")

    def __str__(self) -> str:
        return self.title or str(self.document or self.kind)

    @override
    def search_text(self) -> str:
        """Return the title that is shown."""
        return str(self)

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the document, which visitors find while something public offers it."""
        return [(Document, [self.document_id])] if self.document_id else []


def block_relations(blocks: Iterable[type[Block]]) -> list[str]:
    """Return the names of the relations from a page to the blocks of its body; ``blocks`` are its kinds of block."""
    return [_name(block) for block in blocks]


def body_lookups(blocks: Iterable[type[Block]]) -> list[str]:
    """Return the lookups from a page to its body and all that it shows; ``blocks`` are its kinds of block."""
    return ["__".join(filter(None, [_name(block), shown])) for block in blocks for shown in block.shows or [""]]


def body_of(page: Any, blocks: Iterable[type[Block]], *, is_preview: bool = False) -> list[Any]:
    """Return the page's blocks in their order, incomplete ones only in a preview. Needs ``body_lookups``."""
    body = Contents(page.regions)
    for kind in blocks:
        for block in getattr(page, _name(kind)).all():
            if is_preview or not block.shortcomings:
                body.add(block)
    return body.main


def block_sources(blocks: Iterable[type[Block]]) -> list[str]:
    """Return the lookups from a page to all that its body's words come from; ``blocks`` are its kinds of block."""
    return [
        "__".join(filter(None, [_name(block), source])) for block in blocks for source in block.text_sources or [""]
    ]


def with_search_text(pages: Iterable[Any], blocks: Iterable[type[Block]], *lookups: str) -> list[Any]:
    """Return ``pages`` (rows of one model), each with its body's words as ``body_text``, and its ``body_names``.

    In the same query come the ``lookups``.
    """
    pages = list(pages)
    prefetch_in_one_query(pages, *body_lookups(blocks), *lookups)
    for page in pages:
        body = body_of(page, blocks)
        page.body_text = joined(*(block.search_text() for block in body))
        page.body_names = joined(*(block.search_names() for block in body))
    return pages


def _name(block):
    return block._meta.get_field("parent").remote_field.related_name
