"""The style guide: every piece that pages are made of, with what the site has, in the light or the dark scheme."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.generic import TemplateView
from typing_extensions import override

from articles.models import Article, Quote
from articles.passing_on import pass_on_quote
from civitas_cms.lists.facets import FilterState
from civitas_cms.lists.pagination import numbers_to_offer
from events.models import Conference, Project, Speaker
from events.month_calendar import Month
from events.timetable import timetable

from .numbers import community_numbers

SCHEMES = ("light", "dark")
COLOURS = ("paper", "surface", "tint", "ink", "quiet", "line", "accent", "mark", "night", "on-night", "on-night-accent")


class StyleGuide(TemplateView):
    """For those who work on the design: only with DEBUG."""

    template_name = "styleguide.html"

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 without DEBUG."""
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the scheme that the URL asks for, and something of each kind to show."""
        scheme = self.request.GET.get("scheme")
        articles = Article.objects.public()
        conferences = Conference.objects.public()
        today = timezone.localdate()
        page = Paginator(range(100), 10).page(5)
        quote = Quote.objects.public().with_source().first()
        conference = conferences.with_programme().filter(sessions__isnull=False).first()
        programme = conference.programme if conference else []
        return super().get_context_data(**kwargs) | {
            "schemes": SCHEMES,
            "scheme": scheme if scheme in SCHEMES else "",
            "colours": COLOURS,
            "articles": articles.for_cards()[:3],
            "blocks": [
                block
                for kind in Article.block_models()
                if (block := kind.objects.filter(Q(parent__in=articles)).first()) and not isinstance(block, Quote)
            ],
            "passing_on": quote and pass_on_quote(quote, self.request.build_absolute_uri),
            "choices": FilterState((), {}, self.request.path),
            "page_obj": page,
            "page_numbers": numbers_to_offer(page),
            "weekdays": Month.of(today).weekdays(),
            "weeks": Month.of(today).weeks(conferences.between(today.replace(day=1), today), today),
            "numbers": community_numbers(),
            "conference": conference,
            "timetable": timetable(next(filter(None, (sessions for _day, sessions in programme)), [])),
            "quote": quote,
            "project": Project.objects.public().select_related("logo").first(),
            "speakers": Speaker.objects.public().select_related("organisation", "portrait")[:3],
        }
