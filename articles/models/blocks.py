"""The blocks of an article's body: those that every page may have, and the two that are ours: quotes and projects."""

from typing import Any, Self

from content_editor.models import create_plugin_base
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.pages import blocks
from civitas_cms.publishing.contracts import joined
from civitas_cms.publishing.models import Identified, is_public, is_withdrawn
from civitas_cms.publishing.plain_text import LineField, TextField
from events.models import Appearance, Organisation, Project, Session, Speaker
from events.models.people import AffiliationThen

from .article import Article

ArticlePlugin: Any = create_plugin_base(Article)


class RichText(blocks.RichTextBlock, ArticlePlugin):
    """Text in an article."""

    class Meta(blocks.RichTextBlock.Meta, ArticlePlugin.Meta):
        pass


class QuoteQuerySet(PrefetchingQuerySet):
    """Questions asked of quotes."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return those in articles that are public at the moment ``at``, the latest first."""
        shown = [Speaker.Hidden.NO, Speaker.Hidden.WORDS_STAY]
        public = self.exclude(words="").filter(is_public(at, prefix="parent__"), speaker__hidden__in=shown)
        return public.order_by("-parent__publish_at", "-parent_id", "ordering", "pk")

    def withdrawn(self, at: AwareDatetime | None = None) -> Self:
        """Return those in articles that were public before ``at``, and no longer are, and those left out of others."""
        left_out = is_public(at, prefix="parent__") & models.Q(speaker__hidden=Speaker.Hidden.WORDS_GO)
        return self.filter(is_withdrawn(at, prefix="parent__") | left_out)

    def with_source(self) -> Self:
        """Bring along who said it and where, and the article that has it."""
        return self.select_related("speaker__portrait", "organisation_then", "session__conference", "parent")


class Quote(Identified, AffiliationThen, blocks.Block, ArticlePlugin):
    """What somebody said, word for word, with what they were then and where they said it."""

    words = TextField(
        _("words"), max_length=1000, help_text=_("Exactly what was said, without quotation marks: the page adds them.")
    )
    speaker: Any = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.PROTECT, null=True, related_name="quotes"
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="quotes",
        help_text=_("Where it was said, if it was in a session of a conference."),
    )

    objects = QuoteQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar
    template_name = "quote"
    shows = ("speaker__portrait", "organisation_then", "session__conference")
    text_sources = ("speaker", "organisation_then")

    class Meta(ArticlePlugin.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self) -> str:
        return Truncator(self.words).words(10) or self.kind

    @override
    def search_text(self) -> str:
        """Return the words."""
        return self.words

    @override
    def search_names(self) -> str:
        """Return who said them."""
        return joined(self.public_speaker, self.public_position, self.public_organisation)

    @override
    def known_affiliation(self) -> tuple[str, int | None]:
        """Return position and organisation as the programme has them for the session, or else today's."""
        if self.session_id and self.speaker_id:
            appearance = Appearance.objects.filter(session_id=self.session_id, speaker_id=self.speaker_id).first()
            if appearance:
                return appearance.position_then, appearance.organisation_then_id
        return super().known_affiliation()

    def get_absolute_url(self) -> str:
        """Return the quote's own URL."""
        return fast_reverse("quote", self.pk)

    @property
    @override
    def is_left_out(self) -> bool:
        """Whether who said it has asked that it is left out."""
        return bool(self.speaker and self.speaker.hidden == Speaker.Hidden.WORDS_GO)

    @property
    def is_nameless(self) -> bool:
        """Whether who said it is named nowhere, at their request."""
        return bool(self.speaker and not self.speaker.is_shown())

    @property
    def public_speaker(self) -> Speaker | None:
        """Who said it, if visitors may learn that."""
        return None if self.is_nameless else self.speaker

    @property
    def public_position(self) -> str:
        """The position then; nothing where it would tell who is named nowhere."""
        return "" if self.is_nameless else self.position_then

    @property
    def public_organisation(self) -> Organisation | None:
        """The organisation then; nothing where it would tell who is named nowhere."""
        return None if self.is_nameless else self.organisation_then

    @property
    def attribution(self) -> str:
        """The words by which visitors learn who said it."""
        return str(self.public_speaker or _("A participant"))

    @property
    def public_session(self) -> Session | None:
        """The session where it was said, if visitors can see it; else None."""
        return self.session if self.session and self.session.conference.is_public() else None


class ArticlePicture(blocks.PictureBlock, ArticlePlugin):
    """A picture in an article."""

    class Meta(blocks.PictureBlock.Meta, ArticlePlugin.Meta):
        pass


class Gallery(blocks.GalleryBlock, ArticlePlugin):
    """Several pictures in an article."""

    class Meta(blocks.GalleryBlock.Meta, ArticlePlugin.Meta):
        pass


class PartnerProjects(blocks.Block, ArticlePlugin):
    """Cards of partner projects at this place in the article."""

    title = LineField(_("title"), max_length=200, blank=True)
    projects = SortedManyToManyField(
        Project,
        verbose_name=_("projects"),
        blank=True,
        related_name="+",
        help_text=_("Left empty, all partner projects of the article are shown here."),
    )

    template_name = "partner_projects"
    shows = ("projects__logo",)
    text_sources = ("projects",)

    class Meta(ArticlePlugin.Meta):
        verbose_name = _("partner projects")
        verbose_name_plural = _("partner projects")

    def __str__(self) -> str:
        return self.title or str(_("Partner projects"))

    @override
    def search_text(self) -> str:
        """Return the title."""
        return self.title

    @override
    def search_names(self) -> str:
        """Return the projects that were chosen here."""
        return joined(*self.projects.all())

    @property
    def shown_projects(self) -> models.QuerySet[Project]:
        """The projects chosen here, or else all partner projects of the article."""
        return self.projects.all() or self.parent.projects.all()


class Table(blocks.TableBlock, ArticlePlugin):
    """A table in an article."""

    class Meta(blocks.TableBlock.Meta, ArticlePlugin.Meta):
        pass


class Link(blocks.LinkBlock, ArticlePlugin):
    """A call to action in an article."""

    class Meta(blocks.LinkBlock.Meta, ArticlePlugin.Meta):
        pass


class Video(blocks.VideoBlock, ArticlePlugin):
    """A video in an article."""

    class Meta(blocks.VideoBlock.Meta, ArticlePlugin.Meta):
        pass


class Download(blocks.DownloadBlock, ArticlePlugin):
    """A file to download from an article."""

    class Meta(blocks.DownloadBlock.Meta, ArticlePlugin.Meta):
        pass
