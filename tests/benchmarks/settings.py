"""Production settings, with the addresses that the benchmark needs."""

from civitas_cms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
