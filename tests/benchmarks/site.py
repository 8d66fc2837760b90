"""The site that is measured, and which of its pages: many of each kind, so that no page is known by heart."""

import os
from random import Random

import django

ARTICLES, CONFERENCES, LIST_PAGES = 200, 40, 50  # how many different addresses of a kind
WORDS = ["mobility", "cities", "cycling", "public transport", "climate", "data", "walking", "school streets"]


def prepare(articles):
    """Load the demonstration with so many articles where it is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django is ready only now
    from django.db import connection  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Article.objects.count() < articles:
        call_command("demo", articles=articles, conferences=300)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as the database does by itself some time after so many rows
    return Article.objects.count()


def addresses():
    """Return the addresses to measure, by kind of page."""
    from django.db.models import Count  # noqa: PLC0415 - Django is ready only now
    from django.urls import reverse  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415
    from civitas_cms.lists.views import PublicListView  # noqa: PLC0415
    from events.models import Conference  # noqa: PLC0415

    random = Random(4)
    articles = list(Article.objects.public().order_by("pk"))
    conferences = list(Conference.objects.public().annotate(size=Count("sessions")).order_by("size", "pk"))
    middle = max(0, (len(conferences) - CONFERENCES) // 2)
    news = reverse("article-list")
    last = -(-len(articles) // PublicListView.paginate_by)
    first_pages = range(1, min(last, LIST_PAGES) + 1)
    search = reverse("search")
    return {
        "home": ["/"],
        "list": [news, *(f"{news}?page={page}" for page in first_pages[1:])],
        "list, last page": [f"{news}?page={last}"],
        "article": [article.get_absolute_url() for article in random.sample(articles, min(ARTICLES, len(articles)))],
        "conference": [item.get_absolute_url() for item in conferences[middle : middle + CONFERENCES]],
        "conference, the largest": [conferences[-1].get_absolute_url()],
        "search": [f"{search}?q={word.replace(' ', '+')}" for word in WORDS],
    }
