"""URLs of the search."""

from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.Search.as_view(), name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
]
