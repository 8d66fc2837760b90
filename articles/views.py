"""News for visitors."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.delivery.views import public_page
from civitas_cms.discovery.page_metadata import absolute_for
from civitas_cms.lists.directory import DirectoryView, LetterFilter, NameFilter
from civitas_cms.lists.filters import ChoiceFilter, Filter, RelationFilter, YearFilter
from civitas_cms.lists.views import PublicDetailView, PublicListView
from civitas_cms.pages.models import SiteSettings
from events.calendar_views import MAX_CONFERENCES_IN_CALENDAR, calendar_file
from events.calendars import conferences_calendar
from events.models import Conference, Organisation, Project, Speaker
from events.models.people import person_name
from events.models.sorting import SortKey

from .citations import FORMATS, Citation, CitationFormat, cite_article, cite_quote
from .models import Article, Quote, numbers_by_tag, public_tags
from .passing_on import pass_on_article, pass_on_quote
from .reading import minutes_to_read, neighbours, related_articles, table_of_contents


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
        RelationFilter("author", _("Author"), "authors", Speaker.objects.public, person_name, is_offered=False),
        RelationFilter(
            "organisation",
            _("Organisation"),
            "author_organisation",
            Organisation.objects.public,
            "name",
            is_offered=False,
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
        return super().get_context_data(**kwargs) | {
            "blocks": blocks,
            "shown_blocks": shown,
            "other_projects": self.projects_not_in(blocks),
            "minutes_to_read": minutes,
            "table_of_contents": table_of_contents(blocks, minutes),
            "passing_on": pass_on_article(self.object, absolute_for(self.request)),
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
        RelationFilter("speaker", _("Speaker"), "speaker", Speaker.objects.public, person_name),
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

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what helps to share and cite it."""
        passing_on = pass_on_quote(self.object, absolute_for(self.request))
        return super().get_context_data(**kwargs) | {"passing_on": passing_on}


@method_decorator(conditional_page, "dispatch")
class CitationFile(PublicDetailView):
    """The reference to an item as a file in one ``form``, for programs that collect what people cite."""

    form: CitationFormat = FORMATS[0]
    cite: Callable[[Any, str, str], Citation]

    @override
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Return the file."""
        absolute = absolute_for(self.request)
        url = absolute(self.object.get_absolute_url())
        citation = self.cite(self.object, SiteSettings.current().name, url)
        response = HttpResponse(self.form.write(citation), content_type=f"{self.form.content_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{citation.key}.{self.form.extension}"'
        # Search engines shall find what is cited, not the reference.
        response["X-Robots-Tag"] = "noindex"
        return response


class ArticleCitation(CitationFile):
    """The reference to an article."""

    cite = staticmethod(cite_article)

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Article.objects.public().select_related("author_organisation").prefetch_related("authors")


class QuoteCitation(CitationFile):
    """The reference to a quote."""

    cite = staticmethod(cite_quote)

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Quote.objects.public().with_source()


class TagList(DirectoryView):
    """The subjects of the news, sorted by name."""

    template_name = "articles/tag_list.html"
    paginate_by = 120
    filters = (NameFilter("q", _("Name"), ["name"]), LetterFilter("letter", _("Letter"), SortKey("name")))

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """Return those in use."""
        return public_tags().order_by(SortKey("name"), "pk")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the number of each subject's articles."""
        context, numbers = super().get_context_data(**kwargs), dict(numbers_by_tag())
        return context | {"tags": [(tag, numbers.get(tag.pk, 0)) for tag in context["object_list"]]}


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


@public_page()
@conditional_page
def tag_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the conferences to come, or going on, that news on a subject is about; 404 without such news."""
    tag = get_object_or_404(public_tags(), slug=slug)
    news = Article.objects.public().filter(tags=tag).order_by().values("pk")
    about = Article.conferences.through.objects.filter(article__in=news).values("conference")
    conferences = Conference.objects.public().upcoming().filter(pk__in=about)[:MAX_CONFERENCES_IN_CALENDAR]
    name = gettext("Events on %(subject)s") % {"subject": tag}
    return calendar_file(conferences_calendar(name, conferences, request.build_absolute_uri), tag.slug)
