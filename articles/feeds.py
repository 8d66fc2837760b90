"""News for feed readers: Atom (RFC 4287) and RSS 2.0, with the articles' full content.

There is a feed of all news, and one each for a tag, a project and a conference. Every feed asks the database a fixed
number of times, however many articles it has.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import nh3
from django.contrib.syndication.views import Feed
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from taggit.models import Tag

from civitas_cms.delivery.views import public_page
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.models import identity_of
from events.models import Conference, Project

from .models import Article

ARTICLES_PER_FEED = 20  # how many articles a feed has

# What feed readers show of a page: no scripts, no forms, and of each picture one size.
ALLOWED_TAGS = {
    *(
        "a",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "img",
    ),
    *("li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u"),
    "ul",
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "width", "height", "alt"}, "th": {"scope"}}
TAGS_DROPPED_WITH_CONTENT = {"button", "script", "style", "template"}

# XML 1.0 has no way to write these characters (https://www.w3.org/TR/xml/#charsets).
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UPDATED_WHEN_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """What a feed is about: its ``title``, the path of its page on the site, its identity and its articles."""

    title: str
    path: str
    identity: UUID
    articles: QuerySet


def all_news() -> Channel:
    """Return the channel of all news."""
    return Channel(_("News"), reverse("article-list"), identity_of("news"), Article.objects.public())


def news_with_tag(slug: str) -> Channel:
    """Return the channel of a tag; raises Tag.DoesNotExist if there is none."""
    tag = Tag.objects.get(slug=slug)
    title = _("News on %(tag)s") % {"tag": tag}
    articles = Article.objects.public().filter(tags=tag)
    return Channel(title, reverse("tag", args=[slug]), identity_of(f"tag {tag.pk}"), articles)


def news_of_project(slug: str) -> Channel:
    """Return the channel of a project; raises Project.DoesNotExist if there is none."""
    project = Project.objects.get(slug=slug)
    title = _("News on %(project)s") % {"project": project}
    return Channel(title, project.get_absolute_url(), project.identity, project.articles.public())


def news_of_conference(slug: str) -> Channel:
    """Return the channel of the reports on a conference; raises Conference.DoesNotExist if none is public."""
    conference = Conference.objects.public().get(slug=slug)
    title = _("Reports on %(conference)s") % {"conference": conference}
    return Channel(title, conference.get_absolute_url(), conference.identity, conference.articles.public())


class FeedWithContent:
    """What both formats share: a date that stands still while a feed is empty, so that it can be asked for again."""

    def latest_post_date(self):
        """Return when the feed last changed, as an aware datetime."""
        return super().latest_post_date() if self.items else UPDATED_WHEN_EMPTY


class AtomFeed(FeedWithContent, Atom1Feed):
    """Atom with full content and any number of authors."""

    def add_root_elements(self, handler):
        """Add the site as the author, which RFC 4287 asks for where an entry names none."""
        super().add_root_elements(handler)
        self._add_author(handler, self.feed["site"])

    def add_item_elements(self, handler, item):
        """Add authors and content."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            self._add_author(handler, name)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def _add_author(self, handler, name):
        handler.startElement("author", {})
        handler.addQuickElement("name", name)
        handler.endElement("author")


class RssFeed(FeedWithContent, Rss201rev2Feed):
    """RSS with full content (https://www.rssboard.org/rss-profile#namespace-elements-content)."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        """Name the vocabularies of content and authors."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler, item):
        """Add authors and content."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["content"])


class ArticleFeed(Feed):
    """The newest articles of a channel.

    ``find_channel`` gets the arguments of the URL and returns a Channel; if it raises ObjectDoesNotExist, the
    answer is 404. ``feed_type`` is the format.
    """

    def __init__(self, find_channel, feed_type):
        self.find_channel = find_channel
        self.feed_type = feed_type

    def get_object(self, request: HttpRequest, **arguments) -> dict:
        """Return all that the feed needs to know. One feed serves many requests at once: it keeps nothing itself."""
        channel = self.find_channel(**arguments)
        return {
            "channel": channel,
            "site": SiteSettings.current(),
            "origin": origin_of(request),
        }

    def title(self, about):
        """Return the feed's name."""
        return clean_text(f"{about['channel'].title} – {about['site'].name}")

    def link(self, about):
        """Return the page that shows the same articles."""
        return about["channel"].path

    def feed_guid(self, about):
        """Return what the feed is known by, wherever it moves (RFC 4287, section 4.2.6)."""
        return about["channel"].identity.urn

    def description(self, about):
        """Return one line on the feed; RSS asks for it."""
        return clean_text(about["site"].tagline or about["channel"].title)

    subtitle = description

    def feed_extra_kwargs(self, about):
        """Pass on the name of the site."""
        return {"site": clean_text(about["site"].name)}

    def items(self, about):
        """Return the newest articles, with all that they show."""
        articles = about["channel"].articles.with_relations().newest_first()[:ARTICLES_PER_FEED]
        for article in articles:
            article.feed_content = content_of(article, article.body(), about["origin"])
        return articles

    item_guid_is_permalink = False

    def item_guid(self, article):
        """Return what the article is known by, wherever it moves."""
        return article.identity.urn

    def item_title(self, article):
        """Return the headline."""
        return clean_text(article.title)

    def item_description(self, article):
        """Return the summary; feed readers take it for HTML."""
        return escape(clean_text(article.summary or article.strapline))

    def item_pubdate(self, article):
        """Return since when the article is public."""
        return article.publish_at

    def item_updateddate(self, article):
        """Return when visitors last saw a change."""
        return article.modified_at

    def item_categories(self, article):
        """Return kind and tags."""
        return [clean_text(str(name)) for name in (article.get_kind_display(), *article.tags.all())]

    def item_extra_kwargs(self, article):
        """Pass on content and authors."""
        authors = [*article.authors.all(), *filter(None, [article.author_organisation])]
        return {"content": article.feed_content, "authors": [clean_text(str(author)) for author in authors]}


def origin_of(request: HttpRequest) -> str:
    """Return where the site is for whoever asks; raises BadRequest for a port that there cannot be."""
    origin = f"{request.scheme}://{request.get_host()}"
    try:
        urlsplit(origin).port  # noqa: B018 - it is checked when it is read
    except ValueError as error:
        raise BadRequest from error
    return origin


def content_of(article: Article, blocks: list, origin: str) -> str:
    """Return the article's body as HTML for feed readers, where all URLs are in full. ``origin``: our own."""
    html = render_to_string("articles/feed_content.html", {"article": article, "blocks": blocks})
    html = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        clean_content_tags=TAGS_DROPPED_WITH_CONTENT,
        link_rel=None,
        url_relative=("rewrite_with_base", origin + article.get_absolute_url()),
    )
    return clean_text(re.sub(r"\s*\n\s*", "\n", html).strip())


def clean_text(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def feed(find_channel, feed_type):
    """Return a view of the feed that answers 304 to readers who have it already."""
    return public_page()(conditional_page(ArticleFeed(find_channel, feed_type)))
