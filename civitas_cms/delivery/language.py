"""The language of the site: one for all, named in the settings."""

from django.conf import settings
from django.utils import translation


def speak_the_language_of_the_site(get_response):
    """Set the language at the start of each request: Django would look for it anew for each word, which takes long."""

    def middleware(request):
        translation.activate(settings.LANGUAGE_CODE)
        return get_response(request)

    return middleware
