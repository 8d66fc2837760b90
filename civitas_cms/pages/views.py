"""Plain pages for visitors."""

from civitas_cms.lists.views import PublicDetailView

from .models import Page


class PageDetail(PublicDetailView):
    """A plain page with its blocks."""

    template_name = "pages/page_detail.html"

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Page.objects.public().with_body()

    def get_context_data(self, **kwargs):
        """Add the page's blocks in their order."""
        return super().get_context_data(**kwargs) | {"blocks": self.object.body()}
