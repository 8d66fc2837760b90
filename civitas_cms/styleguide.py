"""The style guide: every piece that pages are made of, with what the site has, in the light or the dark scheme."""

from django.conf import settings
from django.http import Http404
from django.views.generic import TemplateView

from articles.models import Article, Quote
from events.models import Conference, Project, Speaker

SCHEMES = ("light", "dark")
COLOURS = ("paper", "surface", "tint", "ink", "quiet", "line", "accent", "mark", "night", "on-night", "on-night-accent")


class StyleGuide(TemplateView):
    """For those who work on the design: only with DEBUG."""

    template_name = "styleguide.html"

    def dispatch(self, request, *args, **kwargs):
        """Answer 404 without DEBUG."""
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the scheme that the address asks for, and something of each kind to show."""
        scheme = self.request.GET.get("scheme")
        return super().get_context_data(**kwargs) | {
            "schemes": SCHEMES,
            "scheme": scheme if scheme in SCHEMES else "",
            "colours": COLOURS,
            "articles": Article.objects.public().for_cards()[:3],
            "conference": Conference.objects.public().with_programme().filter(sessions__isnull=False).first(),
            "quote": Quote.objects.public().with_source().first(),
            "project": Project.objects.select_related("logo").first(),
            "speakers": Speaker.objects.select_related("organisation", "portrait")[:3],
        }
