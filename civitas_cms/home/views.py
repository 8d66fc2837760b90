"""The home page, the pages for what is not found or not allowed, and the one that tells whether the site is well."""

import sys
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from typing_extensions import override

from articles.models import Article
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.failures import answer, failure_of
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.delivery.views import PublicView, read_only
from civitas_cms.search import queries
from events.models import Conference, Project
from events.programme_views import running_conferences

from .numbers import community_numbers


@precompiled
def newest_articles(now: AwareDatetime) -> QuerySet[Article]:
    """Return what the home page shows of the news."""
    return Article.objects.public(now).for_cards()[:6]


@precompiled
def next_conferences(now: AwareDatetime) -> QuerySet[Conference]:
    """Return the first conferences to come."""
    return Conference.objects.public(now).for_cards().upcoming(now)[:4]


@precompiled
def past_conferences(now: AwareDatetime) -> QuerySet[Conference]:
    """Return the last conferences that are over."""
    return Conference.objects.public(now).for_cards().past(now)[:4]


@precompiled
def some_projects(now: AwareDatetime) -> QuerySet[Project]:
    """Return the projects that the home page shows."""
    return Project.objects.public(now).select_related("logo")[:8]


class Home(PublicView, TemplateView):
    """What runs today, the lead story, the latest news, the next events, some projects, and numbers if editors like."""

    template_name = "home.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is public now; the newest article is the lead story."""
        now = timezone.now()
        newest, upcoming = newest_articles(now), next_conferences(now)
        return super().get_context_data(**kwargs) | {
            "lead_article": next(iter(newest), None),
            "latest_articles": newest[1:],
            "running": running_conferences(upcoming),
            "upcoming_conferences": [conference for conference in upcoming if not conference.is_running],
            "past_conferences": past_conferences(now),
            "numbers": community_numbers,  # asked only where the editors show them
            "projects": some_projects(now),
        }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; to editors who have sent more than the site takes at once 413, with what they can do."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)) and _is_in_newsroom(request):
        return _dead_end(request, "admin/413.html", 413, _("More than the site takes at once"))
    return render(request, "400.html", status=400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with what the visitor may have looked for; to editors in the newsroom, with the way back."""
    if _is_in_newsroom(request):
        return _dead_end(request, "admin/404.html", 404, _("Page not found"))
    return render(request, "404.html", {"matches": queries.likely(request.path)}, status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403; to editors in the newsroom, with the way back."""
    if _is_in_newsroom(request):
        return _dead_end(request, "admin/403.html", 403, _("You may not do this"))
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the machine fails before any view, as when there is no room for an upload; else 500."""
    exception = sys.exc_info()[1]
    failure = failure_of(exception) if isinstance(exception, Exception) else None
    return answer(failure) if failure else defaults.server_error(request)


def _dead_end(request, template, status, title):
    context = {"title": title, "max_size": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    return render(request, template, admin.site.each_context(request) | context, status=status)


def _is_in_newsroom(request):
    return request.path.startswith(reverse("admin:index")) and request.user.is_staff


@read_only
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the site can reach its database; load balancers and containers ask this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
