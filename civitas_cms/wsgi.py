"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from civitas_cms.postgresql.statement_timeout import limit_statements
from civitas_cms.publishing.page_cache import with_page_cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civitas_cms.settings")

application = with_page_cache(get_wsgi_application())
limit_statements()
