"""Views of public things: each subclass only chooses a queryset and a template."""

from collections.abc import Sequence
from functools import wraps
from http import HTTPMethod

from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import classproperty
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, ListView

from .filters import Filter, UnknownValueError
from .page_cache import understood
from .pages import KeyPaginator, numbers_to_offer, page_number
from .selection import Selection

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
    """A list that visitors narrow by ``filters`` and page through.

    A subclass chooses a queryset of all rows in their order. A page, or a value of a filter, that does not exist
    answers 404.
    """

    filters: Sequence[Filter] = ()
    paginate_by = 20

    @classproperty
    def query_parameters(cls):  # noqa: N805 - it is the class
        """Return the page's and the filters' own."""
        return ("page", *(each.name for each in cls.filters))

    def paginate_queryset(self, queryset, page_size):
        """Return paginator, page and rows of the selection, and whether there are other pages."""
        try:
            self.selection = Selection(queryset, self.filters, self.request.GET, self.request.path)
            paginator = KeyPaginator(self.selection.rows, page_size, self.selection.total)
            page = paginator.page(page_number(self.request.GET))
        except (UnknownValueError, InvalidPage) as error:
            raise Http404 from error
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        """Add the selection, what its filters offer, and the page numbers to link to."""
        context = super().get_context_data(**kwargs)
        return context | {
            "selection": self.selection,
            "facets": self.selection.facets(),
            "page_numbers": numbers_to_offer(context["page_obj"]),
        }


class PublicDetailView(PublicView, DetailView):
    """One thing at an address of its own. What visitors may not see answers 404, as if it were not there.

    What they could see once, and no longer can, answers 410: whoever comes by an old link learns that it is no mistake.
    """

    #: A ``prepared`` query that finds it by slug and time, for pages that are asked for most; else ``get_queryset``.
    find = None
    #: In a preview: the time from which on it is to be public, which has not come yet.
    shown_publish_at = None

    def get(self, request, *args, **kwargs):
        """Answer with the page."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not self.withdrawn().exists():
                raise
            return render(request, "410.html", status=410)

    def get_object(self, queryset=None):
        """Return what is public at this address; 404 if there is nothing."""
        found = self._find() if self.find and queryset is None else super().get_object(queryset)
        if self.shown_publish_at:
            found.publish_at = self.shown_publish_at
        return found

    def _find(self):
        if found := self.find(self.kwargs["slug"], timezone.now()):
            return found[0]
        raise Http404

    def withdrawn(self):
        """Return what was once public at this address; empty where a model knows nothing of the kind."""
        objects = self.get_queryset().model._default_manager
        withdrawn = objects.withdrawn() if hasattr(objects, "withdrawn") else objects.none()
        return withdrawn.filter(**self.kwargs)
