"""Views that answer everybody alike, so that the page cache may keep what they answer."""

from collections.abc import Callable, Collection
from functools import wraps
from http import HTTPMethod
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from typing_extensions import override

from .page_cache import only_declared_parameters

ViewFunction: TypeAlias = Callable[..., HttpResponseBase]

READ_METHODS = [HTTPMethod.GET.value, HTTPMethod.HEAD.value]


def public_page(*query_parameters: str) -> Callable[[ViewFunction], ViewFunction]:
    """Declare that a view function answers everybody alike, and which query parameters it understands.

    The page cache keeps what it answers, apart for each value of these parameters; neither it nor the view ever sees
    any others. A view class says the same with its attribute ``query_parameters``. What says nothing is never kept.
    """

    def declare(view: ViewFunction) -> ViewFunction:
        @read_only
        @wraps(view)
        def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.GET = only_declared_parameters(request.GET, query_parameters)  # type: ignore[assignment] # mutable
            return view(request, *args, **kwargs)

        declared.query_parameters = query_parameters  # type: ignore[attr-defined] # see DeclaresParameters
        return declared

    return declare


def read_only(view: ViewFunction) -> ViewFunction:
    """Let the view function answer GET and HEAD, and say 405 to other methods, rather than a word about forms."""

    @csrf_exempt
    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.method in READ_METHODS else only_to_be_read()

    return reading


def only_to_be_read() -> HttpResponseNotAllowed:
    """Return the answer to a method that has no meaning here: 405, and which ones have (RFC 9110, section 15.5.6)."""
    words = _("This address can only be read.")
    return HttpResponseNotAllowed(READ_METHODS, f"{words}\n", content_type="text/plain; charset=utf-8")


class PublicView(View):
    """A view that answers everybody alike, and of the query sees only the parameters that it declares.

    It sees no others even where there is no page cache before it: what is not declared never works by chance.
    """

    query_parameters: Collection[str] = ()
    http_method_names = [method.lower() for method in READ_METHODS]

    @override
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Drop the query parameters that are not declared."""
        request.GET = only_declared_parameters(request.GET, self.query_parameters)  # type: ignore[assignment] # mutable
        super().setup(request, *args, **kwargs)

    @override
    @method_decorator(csrf_exempt)  # as ``read_only``
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    @override
    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseNotAllowed:
        return only_to_be_read()
