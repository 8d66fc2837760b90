"""Public lists and details: each subclass only chooses a queryset and a template."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import classproperty
from django.views.generic import DetailView, ListView
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.views import PublicView
from civitas_cms.publishing.contracts import KnowsWithdrawn

from .filters import Filter, UnknownValueError
from .pagination import KeyPaginator, numbers_to_offer, page_number
from .selection import Selection


class PublicListView(PublicView, ListView):
    """A list that visitors narrow by ``filters`` and page through.

    A subclass chooses a queryset of all rows in their order. A page, or a value of a filter, that does not exist
    answers 404.
    """

    filters: Sequence[Filter] = ()
    paginate_by = 20

    @classproperty
    def query_parameters(cls) -> Sequence[str]:  # type: ignore[override] # noqa: N805 - it is the class
        """Return the page's and the filters' own."""
        return ("page", *(each.name for each in cls.filters))

    @override
    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Return paginator, page and rows of the selection, and whether there are other pages."""
        try:
            self.selection = Selection(queryset, self.filters, self.request.GET, self.request.path)
            paginator = KeyPaginator(self.selection.rows, page_size, self.selection.total)
            page = paginator.page(page_number(self.request.GET))
        except (UnknownValueError, InvalidPage) as error:
            raise Http404 from error
        return paginator, page, page.object_list, page.has_other_pages()

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the selection, what its filters offer, and the page numbers to link to."""
        context = super().get_context_data(**kwargs)
        return context | {
            "selection": self.selection,
            "facets": self.selection.facets(),
            "page_numbers": numbers_to_offer(context["page_obj"]),
        }


class PublicDetailView(PublicView, DetailView):
    """One thing at a URL of its own. What visitors may not see answers 404, as if it were not there.

    What they could see once, and no longer can, answers 410: whoever comes by an old link learns that it is no mistake.
    """

    #: For pages that are asked for most, a ``precompiled`` query that finds it by slug and time; else ``get_queryset``.
    #: It is a function, so name it as ``staticmethod(…)``: as a method it would be called with the view as its slug.
    find: Callable[[str, AwareDatetime], list[Any]] | None = None
    #: In a preview: the time from which on it is to be public, which has not come yet.
    shown_publish_at: AwareDatetime | None = None

    @property
    def is_preview(self) -> bool:
        """Whether an editor looks at what may be incomplete, rather than a visitor at what is public."""
        return getattr(self.request, "is_preview", False)

    @override
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not self.withdrawn().exists():
                raise
            return render(request, "410.html", status=410)

    @override
    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Return what is public at this URL; 404 if there is nothing."""
        found = self._find() if self.find and queryset is None else super().get_object(queryset)
        if self.shown_publish_at:
            found.publish_at = self.shown_publish_at
        return found

    def _find(self):
        if found := self.find(self.kwargs["slug"], timezone.now()):
            return found[0]
        raise Http404

    def withdrawn(self) -> QuerySet[Any]:
        """Return what was once public at this URL; empty where a model knows nothing of the kind."""
        objects = self.get_queryset().model._default_manager
        withdrawn = objects.withdrawn() if isinstance(objects, KnowsWithdrawn) else objects.none()
        return withdrawn.filter(**self.kwargs)
