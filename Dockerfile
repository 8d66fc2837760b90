# syntax=docker/dockerfile:1

# Built here: a virtual environment with the dependencies, and the static files.
FROM python:3.13-slim AS build
ENV PATH=/opt/environment/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    STATIC_ROOT=/srv/static
WORKDIR /srv/site
COPY requirements.txt ./
RUN python -m venv /opt/environment && pip install --require-hashes --requirement requirements.txt
COPY . .
# The two variables are for this command only: the image holds no secret.
RUN SECRET_KEY=not-a-secret ALLOWED_HOSTS=localhost python manage.py collectstatic --no-input


# What runs.
FROM python:3.13-slim
ENV PATH=/opt/environment/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/static \
    DATA_DIR=/srv/data
# Letters for share cards that our own faces lack: Thai, Devanagari, Chinese, Japanese, Korean …
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fontconfig fonts-noto-core fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin site \
    && install --directory --owner=site --group=site /srv/data

# Asks as a visitor would, so under a host name that the site accepts.
COPY --chmod=755 <<'PYTHON' /usr/local/bin/healthcheck
#!/opt/environment/bin/python
import os
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip(" .*") or "localhost"
urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:8000/healthz/", headers={"Host": host}), timeout=5)
PYTHON

COPY --from=build /opt/environment /opt/environment
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/site /srv/site
WORKDIR /srv/site
USER site
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["healthcheck"]

# WEB_CONCURRENCY sets the number of workers. Their signs of life go to memory, where no slow disk can delay them.
CMD ["gunicorn", "civitas_cms.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=4", "--timeout=60", \
     "--graceful-timeout=25", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
