"""News for visitors."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.lists.filters import ChoiceFilter, Filter, RelationFilter, YearFilter
from civitas_cms.lists.views import PublicDetailView, PublicListView
from events.models import Conference, Project, Speaker

from .models import Article, Quote, public_tags
from .reading import minutes_to_read, neighbours, related_articles, share_links, table_of_contents


class ArticleList(PublicListView):
    """News, newest first."""

    template_name = "articles/article_list.html"
    filters: Sequence[Filter] = (
        ChoiceFilter("kind", _("Kind"), Article.Kind),
        YearFilter("year", _("Year"), "publish_at"),
        RelationFilter("tag", _("Subject"), "tags", public_tags, "name"),
        RelationFilter("project", _("Project"), "projects", Project.objects.public, "acronym"),
        RelationFilter(
            "conference", _("Conference"), "conferences", Conference.objects.public, "title", latest_by="starts_on"
        ),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Article.objects.public().for_cards()


@precompiled
def public_article(slug: str, now: AwareDatetime) -> QuerySet[Article]:
    """Return the article with this URL, with all that its page shows."""
    return Article.objects.public(now).with_relations().filter(slug=slug)


class ArticleDetail(PublicDetailView):
    """An article with its blocks, partner projects and the conferences it reports on."""

    template_name = "articles/article_detail.html"
    find = staticmethod(public_article)

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Article.objects.public().with_relations()

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the blocks in their order, and what helps to read, cite and pass on the article."""
        blocks = self.object.body()
        shown = self.object.body(is_preview=True) if self.is_preview else blocks
        minutes = minutes_to_read(blocks)
        url = self.request.build_absolute_uri(self.object.get_absolute_url())
        return super().get_context_data(**kwargs) | {
            "blocks": blocks,
            "shown_blocks": shown,
            "other_projects": self.projects_not_in(blocks),
            "minutes_to_read": minutes,
            "table_of_contents": table_of_contents(blocks, minutes),
            "address": url,
            "share_links": share_links(self.object.title, url),
            "related": related_articles(self.object),
            **neighbours(self.object),
        }

    def projects_not_in(self, blocks: Iterable[Any]) -> list[Project]:
        """Return the article's partner projects that none of ``blocks`` shows."""
        shown = {
            project for block in blocks if block.template_name == "partner_projects" for project in block.shown_projects
        }
        return [project for project in self.object.projects.all() if project not in shown]


class QuoteList(PublicListView):
    """What was said, the latest first."""

    template_name = "articles/quote_list.html"
    filters = (
        RelationFilter("speaker", _("Speaker"), "speaker", Speaker.objects.public, "given_name family_name"),
        RelationFilter(
            "conference",
            _("Conference"),
            "session__conference",
            Conference.objects.public,
            "title",
            latest_by="starts_on",
        ),
        RelationFilter("project", _("Project"), "parent__projects", Project.objects.public, "acronym"),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Quote.objects.public().with_source()


class QuoteDetail(PublicDetailView):
    """A quote at a URL of its own, which other sites can link to."""

    template_name = "articles/quote_detail.html"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Quote.objects.public().with_source()


class TagDetail(ArticleList):
    """News on one subject, newest first."""

    template_name = "articles/tag_detail.html"
    filters = tuple(each for each in ArticleList.filters if each.name != "tag")

    @override
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the tag; 404 if no public article has it."""
        super().setup(request, *args, **kwargs)
        self.tag = get_object_or_404(public_tags(), slug=kwargs["slug"])

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """Return the articles with the tag."""
        return super().get_queryset().filter(tags=self.tag)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tag."""
        return super().get_context_data(**kwargs) | {"tag": self.tag}
