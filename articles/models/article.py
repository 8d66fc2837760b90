"""Articles: news, and reports on conferences."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from content_editor.models import Region
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from taggit.managers import TaggableManager
from taggit.models import Tag
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.library.models import Document, Picture
from civitas_cms.pages.blocks import Block, block_relations, block_sources, body_lookups, body_of, with_search_text
from civitas_cms.publishing.contracts import HasNamesakes, HasSearchDependents, Searchable, SearchDocument, joined
from civitas_cms.publishing.models import IS_PUBLISHED, Publishable, PublishableQuerySet, State, when_modified
from civitas_cms.publishing.plain_text import LineField
from events.models import Conference, Organisation, Project, Speaker

from .tags import TagManager


class ArticleQuerySet(PublishableQuerySet):
    """Questions asked of articles."""

    def newest_first(self) -> Self:
        """Return them as lists show them."""
        return self.order_by("-publish_at", "-pk")

    def for_cards(self) -> Self:
        """Bring along what a card shows, newest first."""
        return self.select_related("lead_picture").newest_first()

    def with_relations(self) -> Self:
        """Bring along all that an article's page shows; of conferences and related articles those that are public."""
        return self.prefetch_together(
            "lead_picture",
            "author_organisation",
            "authors",
            "tags",
            "conferences__lead_picture",
            "projects__logo",
            "related_articles__lead_picture",
            *body_lookups(Article.block_models()),
            only={"conferences": Conference.is_public, "related_articles": Article.is_public},
        )


class Article(Searchable, HasNamesakes, HasSearchDependents, Publishable):
    """A piece of news: its body is made of the blocks in ``blocks.py``."""

    class Kind(models.TextChoices):
        """What kind of news it is."""

        NEWS = "news", _("News")
        EVENT_REPORT = "event_report", _("Event report")
        INTERVIEW = "interview", _("Interview")
        ANNOUNCEMENT = "announcement", _("Announcement")
        PRESS_RELEASE = "press_release", _("Press release")
        CALL = "call", _("Call")

    regions = [Region(key="main", title=_("Article body"))]

    kind = ChoiceField(_("kind"), choices=Kind, default=Kind.NEWS)
    strapline = LineField(
        _("strapline"), max_length=250, blank=True, help_text=_("One sentence below the headline that draws people in.")
    )
    lead_picture = models.ForeignKey(
        Picture, verbose_name=_("lead picture"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_caption = LineField(
        _("caption"), max_length=250, blank=True, help_text=_("Left empty, the caption from the library is shown.")
    )
    lead_credit = LineField(
        _("credit"), max_length=150, blank=True, help_text=_("Left empty, the credit from the library is shown.")
    )
    author_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("author organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
    )
    authors = SortedManyToManyField(
        Speaker,
        verbose_name=_("authors"),
        blank=True,
        related_name="authored_articles",
        help_text=_("People to be named as authors, in this order."),
    )
    conferences = models.ManyToManyField(
        Conference,
        verbose_name=_("conferences"),
        blank=True,
        related_name="articles",
        help_text=_("The conferences that the article reports on."),
    )
    projects = SortedManyToManyField(
        Project,
        verbose_name=_("partner projects"),
        blank=True,
        related_name="articles",
        help_text=_("The projects that took part or that the article is about, in this order."),
    )
    related_articles = SortedManyToManyField(
        "self", verbose_name=_("related articles"), blank=True, symmetrical=False, related_name="+"
    )
    tags = TaggableManager(
        _("tags"),
        blank=True,
        help_text=_("Subjects. Choose from those we have before you add a new one."),
        manager=TagManager,
    )

    objects = ArticleQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar

    class Meta(Publishable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-publish_at", "-pk"]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], name="article_newest_first"),
            # With all that public lists ask for, so that they find and count their rows in the index alone.
            models.Index(
                fields=["-publish_at", "-id"],
                include=["kind", "expire_at"],
                condition=IS_PUBLISHED,
                name="article_public_newest_first",
            ),
            models.Index(
                fields=["kind", "-publish_at", "-id"],
                include=["expire_at"],
                condition=IS_PUBLISHED,
                name="article_public_by_kind",
            ),
            models.Index(
                fields=["expire_at"], condition=IS_PUBLISHED & Q(expire_at__isnull=False), name="article_expires"
            ),
            # What the newsroom's list, its choosers and its desk ask for, and the site map.
            models.Index(fields=["-updated_at", "-id"], name="article_changed_last"),
            models.Index(fields=["state", "updated_at"], condition=~IS_PUBLISHED, name="article_not_published"),
            models.Index(when_modified().desc(), condition=IS_PUBLISHED, name="article_modified_last"),
        ]

    @override
    def distinction(self) -> str:
        """Return the day of its publication, or how else it stands."""
        is_published = self.state == State.PUBLISHED and self.publish_at
        return date_format(localdate(self.publish_at), "j F Y") if is_published else self.get_state_display()

    @override
    def get_absolute_url(self) -> str:
        """Return the article's URL."""
        return fast_reverse("article", self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups to what an article's words come from."""
        names = ["authors", "author_organisation", "projects", "tags"]
        return [*names, *block_sources(cls.block_models())]

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return articles with their words."""
        articles = super().search_items(keys).select_related("author_organisation")
        return with_search_text(articles, cls.block_models(), "authors", "projects", "tags")

    @classmethod
    @override
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the lookups to the body's blocks."""
        return block_relations(cls.block_models())

    @staticmethod
    def block_models() -> "list[type[Block]]":
        """Return the kinds of block in an article's body."""
        from . import BLOCKS  # noqa: PLC0415 - they build on this module

        return BLOCKS

    def body(self, *, is_preview: bool = False) -> list[Any]:
        """Return the blocks in their order, incomplete ones only in a preview. Needs ``with_relations``."""
        return body_of(self, self.block_models(), is_preview=is_preview)

    body_text: str  # as ``search_items`` brings it along, with ``body_names``
    body_names: str

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the article. Needs ``search_items``.

        Without its conferences: they are made public at times of their own.
        """
        return SearchDocument(
            title=self.title,
            summary=joined(self.strapline, self.summary),
            body=self.body_text,
            names=joined(
                self.body_names,
                *self.public_authors,
                self.author_organisation,
                *self.projects.all(),
                *self.tags.all(),
            ),
            url=self.get_absolute_url(),
            date=self.publish_at and localdate(self.publish_at),
            tags={tag.slug: tag.name for tag in self.tags.all()},
            projects={project.slug: project.acronym for project in self.projects.all()},
            **self.public_period(),
        )

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the article offers: they are public with it."""
        documents = self.articles_download_set.filter(document__isnull=False)
        return [(Document, documents.values_list("document_id", flat=True))]

    def add_projects_of_blocks(self) -> None:
        """Make the projects that are shown in the body partner projects of the article, behind those it has."""
        blocks = self.articles_partnerprojects_set.prefetch_related("projects")
        if shown := dict.fromkeys(project for block in blocks for project in block.projects.all()):
            partners = set(self.projects.all())
            self.projects.add(*(project for project in shown if project not in partners))

    @property
    def public_authors(self) -> list[Speaker]:
        """The authors of whom visitors may learn."""
        return [author for author in self.authors.all() if author.is_shown()]

    @property
    def shown_caption(self) -> str:
        """The lead picture's caption: the one written here, or the library's."""
        return self.lead_caption or (self.lead_picture.caption if self.lead_picture else "")

    @property
    def shown_credit(self) -> str:
        """The lead picture's credit: the one written here, or the library's."""
        return self.lead_credit or (self.lead_picture.credit if self.lead_picture else "")


def public_tags(at: AwareDatetime | None = None) -> models.QuerySet[Tag]:
    """Return the subjects that an article has that is public at the moment ``at``."""
    # One is enough. For EXISTS, PostgreSQL would put together all articles with all that they are about.
    article = Article.objects.public(at).filter(tags=OuterRef("pk")).order_by().values("pk")[:1]
    return Tag.objects.alias(example=Subquery(article)).filter(example__isnull=False)


@content_cache(is_shared=True)
def numbers_by_tag() -> list[tuple[int, int]]:
    """Return the keys of the subjects that public articles have, each with the number of these."""
    rows = Article.objects.public().filter(tags__isnull=False).order_by()
    return [(tag, number) for tag, number in rows.values_list("tags").annotate(number=Count("pk"))]
