"""The home page, and the page that tells whether the site is well."""

from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from articles.models import Article
from civitas_cms.numbers import community_numbers
from civitas_cms.publishing.views import PublicView
from events.models import Conference, Project


class Home(PublicView, TemplateView):
    """The lead story, the latest news, the next events, the community in numbers and some projects."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        """Add what is public now; the newest article is the lead story."""
        lead, *latest = Article.objects.public().for_cards()[:7] or [None]
        conferences = Conference.objects.public().for_cards()
        return super().get_context_data(**kwargs) | {
            "lead_article": lead,
            "latest_articles": latest,
            "upcoming_conferences": conferences.upcoming()[:4],
            "past_conferences": conferences.past()[:4],
            "numbers": community_numbers(),
            "projects": Project.objects.select_related("logo")[:8],
        }


@require_safe
@never_cache
def health(request):
    """Answer 200 when the site can reach its database; load balancers and containers ask this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
