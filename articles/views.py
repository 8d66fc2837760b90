"""News for visitors."""

from django.core.validators import slug_re
from django.http import Http404
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from civitas_cms.publishing.models import Publishable
from civitas_cms.publishing.views import PublicDetailView, PublicListView
from events.models import Conference, Project, Speaker

from .models import Article, Quote
from .reading import minutes_to_read, neighbours, share_links, table_of_contents


class ArticleList(PublicListView):
    """News, newest first."""

    template_name = "articles/article_list.html"

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Article.objects.public().for_cards()


class ArticleDetail(PublicDetailView):
    """An article with its blocks, partner projects and the conferences it reports on."""

    template_name = "articles/article_detail.html"

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Article.objects.public().with_relations()

    def get_context_data(self, **kwargs):
        """Add the blocks in their order, and what helps to read, cite and pass on the article."""
        blocks = self.object.body()
        address = self.request.build_absolute_uri(self.object.get_absolute_url())
        return super().get_context_data(**kwargs) | {
            "blocks": blocks,
            "other_projects": self.projects_not_in(blocks),
            "minutes_to_read": minutes_to_read(blocks),
            "table_of_contents": table_of_contents(blocks),
            "address": address,
            "share_links": share_links(self.object.title, address),
            **neighbours(self.object),
        }

    def projects_not_in(self, blocks):
        """Return the article's partner projects that none of ``blocks`` shows."""
        shown = {
            project for block in blocks if block.template_name == "partner_projects" for project in block.shown_projects
        }
        return [project for project in self.object.projects.all() if project not in shown]


class QuoteList(PublicListView):
    """What was said, the latest first; of one speaker, conference or project if the address names one."""

    template_name = "articles/quote_list.html"
    query_parameters = ("page", "speaker", "conference", "project")
    narrowed_by = {
        "speaker": (Speaker, "speaker"),
        "conference": (Conference, "session__conference"),
        "project": (Project, "parent__projects"),
    }

    def get_queryset(self):
        """Return the quotes chosen; 404 for a speaker, conference or project that we do not have."""
        quotes = Quote.objects.public().with_source()
        self.subjects = []
        for parameter, (model, field) in self.narrowed_by.items():
            if slug := self.request.GET.get(parameter):
                if not slug_re.match(slug):
                    raise Http404
                public = model.objects.public() if issubclass(model, Publishable) else model.objects.all()
                subject = get_object_or_404(public, slug=slug)
                self.subjects.append(subject)
                quotes = quotes.filter((field, subject))
        return quotes

    def get_context_data(self, **kwargs):
        """Add whose quotes, or from where, they are."""
        return super().get_context_data(**kwargs) | {"subjects": self.subjects}


class QuoteDetail(PublicDetailView):
    """A quote at an address of its own, which other sites can link to."""

    template_name = "articles/quote_detail.html"

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Quote.objects.public().with_source()


class TagDetail(ArticleList):
    """News on one subject, newest first."""

    template_name = "articles/tag_detail.html"

    def setup(self, request, *args, **kwargs):
        """Find the tag; 404 if there is none."""
        super().setup(request, *args, **kwargs)
        self.tag = get_object_or_404(Tag, slug=kwargs["slug"])

    def get_queryset(self):
        """Return the articles with the tag."""
        return super().get_queryset().filter(tags=self.tag)

    def get_context_data(self, **kwargs):
        """Add the tag."""
        return super().get_context_data(**kwargs) | {"tag": self.tag}
