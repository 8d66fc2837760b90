"""Production settings, with the addresses that the benchmark needs, on a machine without HTTPS."""

from civitas_cms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
SECURE_SSL_REDIRECT = False
