"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from .delivery.page_cache import with_page_cache
from .delivery.request_bodies import RequestBodies
from .postgresql.statement_timeout import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")

django_application = with_page_cache(get_wsgi_application())
application = RequestBodies(django_application, path=reverse("admin:index"))
limit_statements()
