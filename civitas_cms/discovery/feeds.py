"""Feeds of what is published: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. Each has a URL in one line:

    path("guides/feed/", feed(all_of(Guide), AtomFeed), name="guide-atom"),

Every feed asks the database a fixed number of times, however many items it has.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.views.decorators.http import conditional_page
from typing_extensions import override

from civitas_cms.delivery.views import public_page
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import kind_of
from civitas_cms.publishing.models import Publishable, identity_of

ITEMS_PER_FEED = 20  # how many items a feed has
# XML 1.0 has no way to write these characters (https://www.w3.org/TR/xml/#charsets).
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UPDATED_WHEN_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """What a feed is about: its ``title``, the path of its page on the site, its identity and its items."""

    title: str
    path: str
    identity: UUID
    items: QuerySet
    note: str = ""  # what comes before all that the feed says of itself, such as that a conference is cancelled


def all_of(model: type[Publishable]) -> Callable[[], Channel]:
    """Return a function that returns the channel of all that is public of ``model``, which has a list."""

    def find_channel():
        kind = kind_of(model)
        page = kind.list_page
        return Channel(str(page.title), page.path, identity_of(kind.sitemap), model.objects.public())

    return find_channel


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
        if item["content"] is not None:
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
        if item["content"] is not None:
            handler.addQuickElement("content:encoded", item["content"])


class JsonFeed(FeedWithContent, SyndicationFeed):
    """JSON Feed 1.1 with full content (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    @override
    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed; instants as RFC 3339 has them."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["subtitle"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["site"]}],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False).encode(encoding))

    def _item(self, item):
        """Return an item; a feed reader asks for content, so the summary takes its place where there is none."""
        summary = unescape(item["description"])
        content = {"content_text": summary} if item["content"] is None else {"content_html": item["content"]}
        described = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": summary,
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "authors": [{"name": name} for name in item["authors"]],
            "tags": list(item["categories"]),
        }
        return {name: value for name, value in described.items() if value} | content


class ItemFeed(Feed):
    """The newest items of a channel, with what all that is published has.

    ``find_channel`` gets the arguments of the URL and returns a Channel; if it raises ObjectDoesNotExist, the
    answer is 404. ``feed_type`` is the format.
    """

    def __init__(self, find_channel: Callable[..., Channel], feed_type: type) -> None:
        self.find_channel = find_channel
        self.feed_type = feed_type

    def get_object(self, request: HttpRequest, **arguments: Any) -> dict[str, Any]:
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
        """Return the page that shows the same items."""
        return about["channel"].path

    def feed_guid(self, about):
        """Return what the feed is known by, wherever it moves (RFC 4287, section 4.2.6)."""
        return about["channel"].identity.urn

    def description(self, about):
        """Return one line on the feed; RSS asks for it."""
        return clean_text(about["channel"].note or about["site"].tagline or about["channel"].title)

    subtitle = description

    def feed_extra_kwargs(self, about):
        """Pass on the name of the site."""
        return {"site": clean_text(about["site"].name)}

    def items(self, about):
        """Return the newest items."""
        return about["channel"].items.order_by("-publish_at", "-pk")[:ITEMS_PER_FEED]

    item_guid_is_permalink = False

    def item_guid(self, item):
        """Return what the item is known by, wherever it moves."""
        return item.identity.urn

    def item_title(self, item):
        """Return the headline."""
        return clean_text(item.title)

    def item_description(self, item):
        """Return the summary; feed readers take it for HTML."""
        return escape(clean_text(item.summary))

    def item_pubdate(self, item):
        """Return since when the item is public."""
        return item.publish_at

    def item_updateddate(self, item):
        """Return when visitors last saw a change."""
        return item.modified_at

    def item_extra_kwargs(self, item):
        """Return its ``content`` as HTML with full URLs, if the feed has it, and the names of its ``authors``."""
        return {"content": None, "authors": []}


def origin_of(request: HttpRequest) -> str:
    """Return where the site is for whoever asks; raises BadRequest for a port that there cannot be."""
    origin = f"{request.scheme}://{request.get_host()}"
    try:
        urlsplit(origin).port  # noqa: B018 - it is checked when it is read
    except ValueError as error:
        raise BadRequest from error
    return origin


def clean_text(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def feed(
    find_channel: Callable[..., Channel], feed_type: type, feed_class: type[ItemFeed] = ItemFeed
) -> Callable[..., HttpResponseBase]:
    """Return a view of the feed that answers 304 to readers who have it already."""
    return public_page()(conditional_page(feed_class(find_channel, feed_type)))
