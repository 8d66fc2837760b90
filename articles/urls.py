"""Addresses of the news."""

from django.urls import path

from . import views

urlpatterns = [
    path("news/", views.ArticleList.as_view(), name="article-list"),
    path("news/<slug:slug>/", views.ArticleDetail.as_view(), name="article"),
    path("quotes/", views.QuoteList.as_view(), name="quote-list"),
    path("quotes/<int:pk>/", views.QuoteDetail.as_view(), name="quote"),
    path("tags/<slug:slug>/", views.TagDetail.as_view(), name="tag"),
]
