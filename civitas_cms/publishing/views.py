"""Views of public things: each subclass only chooses a queryset and a template."""

from functools import wraps
from http import HTTPMethod

from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, ListView

from .page_cache import understood

READING = [HTTPMethod.GET.value, HTTPMethod.HEAD.value]


def public_page(*query_parameters):
    """Declare that a view function answers everybody alike, and which query parameters it understands.

    The page cache keeps what it answers, apart for each value of these parameters; neither it nor the view ever sees
    any others. A view class says the same with its attribute ``query_parameters``. What says nothing is never kept.
    """

    def declare(view):
        @read_only
        @wraps(view)
        def declared(request, *args, **kwargs):
            request.GET = understood(request.GET, query_parameters)
            return view(request, *args, **kwargs)

        declared.query_parameters = query_parameters
        return declared

    return declare


def read_only(view):
    """Let the view function answer GET and HEAD, and say 405 to other methods, rather than a word about forms."""

    @csrf_exempt
    @wraps(view)
    def reading(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.method in READING else only_to_be_read()

    return reading


def only_to_be_read():
    """Return the answer to a method that has no meaning here: 405, and which ones have (RFC 9110, section 15.5.6)."""
    words = _("This address can only be read.")
    return HttpResponseNotAllowed(READING, f"{words}\n", content_type="text/plain; charset=utf-8")


class PublicView:
    """A view that answers everybody alike, and of the query sees only the parameters that it declares.

    It sees no others even where there is no page cache before it: what is not declared never works by chance.
    """

    query_parameters = ()
    http_method_names = [method.lower() for method in READING]

    def setup(self, request, *args, **kwargs):
        """Drop the query parameters that are not declared."""
        request.GET = understood(request.GET, self.query_parameters)
        super().setup(request, *args, **kwargs)

    @method_decorator(csrf_exempt)  # as ``read_only``
    def dispatch(self, request, *args, **kwargs):
        """Answer the request."""
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request, *args, **kwargs):
        """Answer that this can only be read."""
        return only_to_be_read()


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
    """One thing at an address of its own. What visitors may not see answers 404, as if it were not there.

    What they could see once, and no longer can, answers 410: whoever comes by an old link learns that it is no mistake.
    """

    def get(self, request, *args, **kwargs):
        """Answer with the page."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not self.withdrawn().exists():
                raise
            return render(request, "410.html", status=410)

    def withdrawn(self):
        """Return what was once public at this address; empty where a model knows nothing of the kind."""
        objects = self.get_queryset().model._default_manager
        withdrawn = objects.withdrawn() if hasattr(objects, "withdrawn") else objects.none()
        return withdrawn.filter(**self.kwargs)
