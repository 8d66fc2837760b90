from django.urls import path

from civitas_cms.discovery.feeds import AtomFeed, RssFeed, all_of, feed
from civitas_cms.lists.views import PublicDetailView, PublicListView

from .models import Guide


class GuideList(PublicListView):
    template_name = "guides/guide_list.html"

    def get_queryset(self):
        return Guide.objects.public().order_by("title", "pk")


class GuideDetail(PublicDetailView):
    template_name = "guides/guide_detail.html"

    def get_queryset(self):
        return Guide.objects.public()


urlpatterns = [
    path("guides/", GuideList.as_view(), name="guide-list"),
    path("guides/feed/", feed(all_of(Guide), AtomFeed), name="guide-atom"),
    path("guides/feed.rss", feed(all_of(Guide), RssFeed), name="guide-rss"),
    path("guides/<slug:slug>/", GuideDetail.as_view(), name="guide"),
]
