"""URLs of the news."""

from django.urls import path

from civitas_cms.discovery.feeds import AtomFeed, JsonFeed, RssFeed

from . import feeds, views
from .citations import FORMATS
from .feeds import article_feed

#: Of each the end of its URLs, that of their names, and the class that writes it.
FEED_FORMATS = (("atom", "atom", AtomFeed), ("rss", "rss", RssFeed), ("json", "json-feed", JsonFeed))

urlpatterns = [
    path("news/", views.ArticleList.as_view(), name="article-list"),
    path("news/feed/", article_feed(feeds.all_news, AtomFeed), name="article-atom"),
    path("news/feed.rss", article_feed(feeds.all_news, RssFeed), name="article-rss"),
    path("news/feed.json", article_feed(feeds.all_news, JsonFeed), name="article-json-feed"),
    path("news/<slug:slug>/", views.ArticleDetail.as_view(), name="article"),
    *(
        path(
            f"news/<slug:slug>/cite.{form.extension}",
            views.ArticleCitation.as_view(form=form),
            name=f"article-{form.extension}",
        )
        for form in FORMATS
    ),
    path("quotes/", views.QuoteList.as_view(), name="quote-list"),
    path("quotes/<int:pk>/", views.QuoteDetail.as_view(), name="quote"),
    *(
        path(
            f"quotes/<int:pk>/cite.{form.extension}",
            views.QuoteCitation.as_view(form=form),
            name=f"quote-{form.extension}",
        )
        for form in FORMATS
    ),
    path("tags/", views.TagList.as_view(), name="tag-list"),
    path("tags/<slug:slug>.ics", views.tag_calendar, name="tag-calendar"),
    path("tags/<slug:slug>/", views.TagDetail.as_view(), name="tag"),
    # Some below the pages of another room, because what they hold is news.
    *(
        path(f"{page}/<slug:slug>/feed.{extension}", article_feed(channel, feed_type), name=f"{name}-{key}")
        for page, name, channel in (
            ("tags", "tag", feeds.news_with_tag),
            ("projects", "project", feeds.news_of_project),
            ("events", "conference", feeds.news_of_conference),
            ("people", "speaker", feeds.news_of_person),
        )
        for extension, key, feed_type in FEED_FORMATS
    ),
]
