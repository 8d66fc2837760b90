"""Plain pages for visitors."""

from typing import Any

from django.db.models import QuerySet
from typing_extensions import override

from civitas_cms.lists.views import PublicDetailView

from .models import Page


class PageDetail(PublicDetailView):
    """A plain page with its blocks."""

    template_name = "pages/page_detail.html"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Page.objects.public().with_body()

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page's blocks in their order."""
        return super().get_context_data(**kwargs) | {"blocks": self.object.body(is_preview=self.is_preview)}
