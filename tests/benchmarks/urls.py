"""The site's addresses, and below ``/bare/`` the view that it is measured against."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from civitas_cms.urls import urlpatterns as of_the_site


@cache
def _page(name):
    return (Path(os.environ["BENCHMARK_PAGES"]) / name).read_bytes()


def bare(request, name):
    """Answer with the bytes of a page of the site: the least that Django can do."""
    return HttpResponse(_page(name), headers={"Content-Encoding": "br"})


urlpatterns = [path("bare/<slug:name>/", bare), *of_the_site]
