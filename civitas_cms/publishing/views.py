"""Views of public things: each subclass only chooses a queryset and a template."""

from functools import wraps

from django.views.generic import DetailView, ListView

from .page_cache import understood


def public_page(*query_parameters):
    """Declare that a view function answers everybody alike, and which query parameters it understands.

    The page cache keeps what it answers, apart for each value of these parameters; it never sees any others. A view
    class says the same with its attribute ``query_parameters``. What says nothing is never kept.
    """

    def declare(view):
        @wraps(view)
        def declared(*args, **kwargs):
            return view(*args, **kwargs)

        declared.query_parameters = query_parameters
        return declared

    return declare


class PublicView:
    """A view that answers everybody alike, and of the query sees only the parameters that it declares.

    It sees no others even where there is no page cache before it: what is not declared never works by chance.
    """

    query_parameters = ()

    def setup(self, request, *args, **kwargs):
        """Drop the query parameters that are not declared."""
        request.GET = understood(request.GET, self.query_parameters)
        super().setup(request, *args, **kwargs)


class PublicListView(PublicView, ListView):
    """A list that visitors page through. A page that does not exist answers 404."""

    query_parameters = ("page",)
    paginate_by = 20

    def get_context_data(self, **kwargs):
        """Add the page numbers to offer, with gaps where there are many."""
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        context["page_numbers"] = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
        return context


class PublicDetailView(PublicView, DetailView):
    """One thing at an address of its own. What visitors may not see answers 404, as if it were not there."""
