"""Three applications in one process, so that one run compares them.

``/bare/…`` goes to Django without any middleware; a request with the header ``X-Uncached`` to the site without its page
cache; anything else to the site as it is in production. The header ``X-Count-Queries`` asks for their number.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from civitas_cms.wsgi import application as site
from civitas_cms.wsgi import django_application

django = django_application.application  # below the page cache

with override_settings(MIDDLEWARE=[]):
    bare = type(django)()  # it reads the setting now


def application(environ, start_response):
    """Send the request to one of the three."""
    if environ["PATH_INFO"].startswith("/bare/"):
        return bare(environ, start_response)
    if "HTTP_X_UNCACHED" not in environ:
        return site(environ, start_response)
    if "HTTP_X_COUNT_QUERIES" not in environ:
        return django(environ, start_response)
    with CaptureQueriesContext(connection) as queries:

        def start(status, headers, error=None):
            return start_response(status, [*headers, ("X-Queries", str(len(queries)))])

        return django(environ, start)
