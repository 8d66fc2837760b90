"""The site that is measured, and which of its pages: many of each kind, so that no page is known by heart."""

import os
from itertools import pairwise
from random import Random
from urllib.parse import urlencode

import django

ARTICLES, CONFERENCES, LIST_PAGES = 200, 40, 50  # how many different addresses of a kind
WORDS = ["mobility", "cities", "cycling", "public transport", "climate", "data", "walking", "school streets"]
RARE_WORDS = ["footnote", "juncture", "timmermans", "ringroad"]
NO_WORDS = ["xyzzyq", "qwrtzp"]


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
        "search, common words": [f"{search}?{urlencode({'q': word})}" for word in WORDS],
        "search, two common words": [
            f"{search}?{urlencode({'q': f'{one} {other}'})}" for one, other in pairwise(WORDS)
        ],
        "search, phrases": [f"{search}?{urlencode({'q': chr(34) + word + chr(34)})}" for word in WORDS if " " in word],
        "search, rare words": [f"{search}?q={word}" for word in RARE_WORDS],
        "search, no hit": [f"{search}?q={word}" for word in NO_WORDS],
        "suggestions": [f"{reverse('search-suggestions')}?{urlencode({'q': word[:5]})}" for word in WORDS],
        "site map": [reverse("sitemap-index")],
    }


def newsroom_addresses():
    """Return the addresses of the newsroom to measure, by kind of page."""
    from django.urls import reverse  # noqa: PLC0415 - Django is ready only now

    articles = reverse("admin:articles_article_changelist")
    chooser = {"app_label": "articles", "model_name": "article"}
    choosers = {"articles": "related_articles", "people": "authors"}
    return {
        "desk": [reverse("admin:index")],
        "desk, what needs care": [reverse("admin:care")],
        "list of articles": [articles],
        "list of articles, common word": [f"{articles}?{urlencode({'q': word})}" for word in WORDS],
        "newsroom's search": [f"{reverse('admin:search')}?{urlencode({'q': word})}" for word in WORDS],
    } | {
        f"chooser of {name}": [
            f"{reverse('admin:autocomplete')}?{urlencode(chooser | {'field_name': field, 'term': word[:3]})}"
            for word in WORDS
        ]
        for name, field in choosers.items()
    }
