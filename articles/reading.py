"""What helps people to read an article: how long it takes, what it contains, and what to read before and after it."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from taggit.models import TaggedItem

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.publishing.rich_text import plain_text
from events.models import Conference

from .models import Article

# How many words adults read silently in a minute: Brysbaert, "How many words do we read per minute?" (2019).
WORDS_PER_MINUTE = 238
HEADINGS_OF_A_LONG_ARTICLE = 3
MINUTES_OF_A_LONG_ARTICLE = 2
MAX_RELATED_ARTICLES = 3  # how many articles a page leads to whose editors have chosen none


def minutes_to_read(blocks: Iterable[Any]) -> int:
    """Return how many minutes it takes to read the texts and quotes among ``blocks``; at least one."""
    texts = [plain_text(block.text) for block in blocks if block.template_name == "rich_text"]
    texts += [block.words for block in blocks if block.template_name == "quote"]
    words = sum(len(text.split()) for text in texts)
    return max(1, ceil(words / WORDS_PER_MINUTE))


def table_of_contents(blocks: Iterable[Any], minutes: int) -> list[dict[str, str]]:
    """Return the main headings of the texts among ``blocks``, each with its anchor; none for a short article.

    ``minutes`` is how long it takes to read them.
    """
    if minutes < MINUTES_OF_A_LONG_ARTICLE:
        return []
    headings = [
        heading for block in blocks if block.template_name == "rich_text" for heading in block.anchored_headings()
    ]
    return headings if len(headings) >= HEADINGS_OF_A_LONG_ARTICLE else []


def neighbours(article: Article) -> dict[str, Article | None]:
    """Return the reports on the same conferences before and after ``article``, as "previous" and "next"."""
    found = {
        "previous" if (report.publish_at, report.pk) < (article.publish_at, article.pk) else "next": report
        for report in reports_around(article.pk, article.publish_at, timezone.now())
    }
    return {"previous": None, "next": None} | found


@precompiled
def reports_around(article: int, publish_at: AwareDatetime, now: AwareDatetime) -> QuerySet[Article]:
    """Return the last report before ``article``, published at ``publish_at``, on its conferences, and the next one."""
    conferences = Conference.objects.public(now).filter(articles=article)
    reports = Article.objects.public(now).filter(kind=Article.Kind.EVENT_REPORT, conferences__in=conferences)
    before = Q(publish_at__lt=publish_at) | Q(publish_at=publish_at, pk__lt=article)
    after = Q(publish_at__gt=publish_at) | Q(publish_at=publish_at, pk__gt=article)
    earlier = reports.filter(before).order_by("-publish_at", "-pk")[:1]
    later = reports.filter(after).order_by("publish_at", "pk")[:1]
    return earlier.union(later)


def related_articles(article: Article) -> list[Article]:
    """Return what to read next: the articles that editors have chosen or, if there are none, those nearest to it."""
    return list(article.related_articles.all()) or nearest_articles(article.pk, timezone.now())


@precompiled
def nearest_articles(article: int, now: AwareDatetime) -> QuerySet[Article]:
    """Return the newest other articles on the same conferences, then on the same projects, then with the same tags."""
    tagged = TaggedItem.objects.filter(content_type__app_label="articles", content_type__model="article")
    ways = [
        _shares(Article.conferences.through.objects, "article", "conference", article),
        _shares(Article.projects.through.objects, "article", "project", article),
        _shares(tagged, "object_id", "tag", article),
    ]
    others = Article.objects.public(now).exclude(pk=article).newest_first().values("pk")
    by_conference = others.filter(ways[0])[:MAX_RELATED_ARTICLES]
    by_project = others.filter(~ways[0], ways[1])[:MAX_RELATED_ARTICLES]
    by_tag = others.filter(~ways[0], ~ways[1], ways[2])[:MAX_RELATED_ARTICLES]
    # Once it has enough, PostgreSQL leaves out the rest, which takes longer: a tag can be on very many articles.
    nearest = by_conference.union(by_project, by_tag, all=True).order_by()[:MAX_RELATED_ARTICLES]
    nearness = Case(When(ways[0], then=0), When(ways[1], then=1), default=2)
    return Article.objects.filter(pk__in=nearest).for_cards().order_by(nearness, "-publish_at", "-pk")


def _shares(rows, article_field, thing_field, article):
    """Return whether an article has a thing in ``rows`` that the one with the primary key ``article`` has, too."""
    things = rows.filter(**{article_field: article}).values(thing_field)
    return Exists(rows.filter(**{article_field: OuterRef("pk"), f"{thing_field}__in": things}))
