"""URLs of the news."""

from django.urls import path

from civitas_cms.discovery.feeds import AtomFeed, RssFeed

from . import feeds, views
from .citations import FORMATS
from .feeds import article_feed

urlpatterns = [
    path("news/", views.ArticleList.as_view(), name="article-list"),
    path("news/feed/", article_feed(feeds.all_news, AtomFeed), name="article-atom"),
    path("news/feed.rss", article_feed(feeds.all_news, RssFeed), name="article-rss"),
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
    path("tags/<slug:slug>/", views.TagDetail.as_view(), name="tag"),
    path("tags/<slug:slug>/feed.atom", article_feed(feeds.news_with_tag, AtomFeed), name="tag-atom"),
    path("tags/<slug:slug>/feed.rss", article_feed(feeds.news_with_tag, RssFeed), name="tag-rss"),
    # Below the pages of another room, because what they hold is news.
    path("projects/<slug:slug>/feed.atom", article_feed(feeds.news_of_project, AtomFeed), name="project-atom"),
    path("projects/<slug:slug>/feed.rss", article_feed(feeds.news_of_project, RssFeed), name="project-rss"),
    path("events/<slug:slug>/feed.atom", article_feed(feeds.news_of_conference, AtomFeed), name="conference-atom"),
    path("events/<slug:slug>/feed.rss", article_feed(feeds.news_of_conference, RssFeed), name="conference-rss"),
]
