"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from .delivery.page_cache import with_page_cache
from .postgresql.statement_timeout import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")

application = with_page_cache(get_wsgi_application())
limit_statements()
