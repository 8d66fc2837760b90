"""The language of the site: one for all, named in the settings."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


class ActivateSiteLanguage:
    """Middleware: set the language at the start of each request, where Django would look for it anew for each word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the site's language."""
        translation.activate(settings.LANGUAGE_CODE)
        return self.get_response(request)
