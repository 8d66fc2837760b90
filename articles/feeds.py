"""News for feed readers, with the articles' full content.

There is a feed of all news, and one each for a tag, a project, a conference and a person.
"""

# ruff: noqa: ANN201

import re
from functools import partial

import nh3
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from civitas_cms.discovery.feeds import ITEMS_PER_FEED, Channel, ItemFeed, all_of, clean_text, feed
from civitas_cms.publishing.models import identity_of
from events.models import Conference, Project, Speaker

from .models import Article, Quote, public_tags

# What feed readers show of a page: no scripts, no forms, and of each picture one size.
ALLOWED_TAGS = {
    *("a", "b", "blockquote", "br", "caption", "code", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "i"),
    *("img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("tr", "u", "ul"),
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "width", "height", "alt"}, "th": {"scope"}}
TAGS_DROPPED_WITH_CONTENT = {"button", "script", "style", "template"}


def news_with_tag(slug: str) -> Channel:
    """Return the channel of a tag; raises Tag.DoesNotExist if no public article has it."""
    tag = public_tags().get(slug=slug)
    title = _("News on %(tag)s") % {"tag": tag}
    articles = Article.objects.public().filter(tags=tag)
    return Channel(title, reverse("tag", args=[slug]), identity_of(f"tag {tag.pk}"), articles)


def news_of_project(slug: str) -> Channel:
    """Return the channel of a project; raises Project.DoesNotExist if none is public."""
    project = Project.objects.public().get(slug=slug)
    title = _("News on %(project)s") % {"project": project}
    return Channel(title, project.get_absolute_url(), project.identity, project.articles.public())


def news_of_conference(slug: str) -> Channel:
    """Return the channel of the reports on a conference; raises Conference.DoesNotExist if none is public."""
    conference = Conference.objects.public().get(slug=slug)
    title = _("Reports on %(conference)s") % {"conference": conference}
    return Channel(
        title, conference.get_absolute_url(), conference.identity, conference.articles.public(), conference.announcement
    )


def news_of_person(slug: str) -> Channel:
    """Return the channel of what somebody has written, or is quoted in; raises DoesNotExist if nobody is public."""
    person = Speaker.objects.public().get(slug=slug)
    title = _("News with %(person)s") % {"person": person}
    quoted = Quote.objects.filter(speaker=person).exclude(words="").values("parent")
    articles = Article.objects.public().filter(Q(pk__in=quoted) | Q(pk__in=person.authored_articles.values("pk")))
    return Channel(title, person.get_absolute_url(), person.identity, articles)


class ArticleFeed(ItemFeed):
    """The newest articles of a channel, with all that they show."""

    def items(self, about):
        """Return the newest articles, each with its content."""
        articles = about["channel"].items.with_relations().newest_first()[:ITEMS_PER_FEED]
        for article in articles:
            article.feed_content = content_of(article, article.body(), about["origin"])
        return articles

    def item_description(self, article):
        """Return the summary, or the strapline where there is none."""
        return escape(clean_text(article.summary or article.strapline))

    def item_categories(self, article):
        """Return kind and tags."""
        return [clean_text(str(name)) for name in (article.get_kind_display(), *article.tags.all())]

    def item_extra_kwargs(self, article):
        """Pass on content and authors."""
        authors = [*article.public_authors, *filter(None, [article.author_organisation])]
        return {"content": article.feed_content, "authors": [clean_text(str(author)) for author in authors]}


def content_of(article: Article, blocks: list, origin: str) -> str:
    """Return the article's body as HTML for feed readers, where all URLs are in full. ``origin``: our own."""
    html: str = render_to_string("articles/feed_content.html", {"article": article, "blocks": blocks})
    html = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        clean_content_tags=TAGS_DROPPED_WITH_CONTENT,
        link_rel=None,
        url_relative=("rewrite_with_base", origin + article.get_absolute_url()),
    )
    return clean_text(re.sub(r"\s*\n\s*", "\n", html).strip())


all_news = all_of(Article)
#: Makes the view of a feed of articles; see ``civitas_cms.discovery.feeds.feed``.
article_feed = partial(feed, feed_class=ArticleFeed)
