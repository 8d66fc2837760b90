"""Views of public things: each subclass only chooses a queryset and a template."""

from django.views.generic import DetailView, ListView


class PublicListView(ListView):
    """A list that visitors page through. A page that does not exist answers 404."""

    paginate_by = 20

    def get_context_data(self, **kwargs):
        """Add the page numbers to offer, with gaps where there are many."""
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        context["page_numbers"] = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
        return context


class PublicDetailView(DetailView):
    """One thing at an address of its own. What visitors may not see answers 404, as if it were not there."""
