"""Visitors never wait for a slow query; commands may take their time."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection, connections
from django.http import HttpResponse
from django.test import TransactionTestCase, override_settings
from django.urls import path

from civitas_cms.postgresql.statement_timeout import limit_statements
from civitas_cms.urls import urlpatterns as of_the_site

ROOT = Path(__file__).resolve().parents[2]


def slow(request):
    """Ask the database for something that takes it ten seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")
    return HttpResponse("done")


def disconnected(request):
    """Lose the connection in the middle of a request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("done")


urlpatterns = [path("slow/", slow), path("disconnected/", disconnected), *of_the_site]


@override_settings(ROOT_URLCONF=__name__)
class StatementTimeoutTests(TransactionTestCase):
    def setUp(self):
        options = connections.settings["default"]["OPTIONS"]
        before = dict(options)
        limit_statements(0.2)
        connection.close()

        def restore():
            options.clear()
            options.update(before)
            connection.close()

        self.addCleanup(restore)

    def test_a_slow_query_is_broken_off_with_a_clear_page(self):
        response = self.client.get("/slow/")
        self.assertContains(response, "try again", status_code=503)
        self.assertGreater(int(response.headers["Retry-After"]), 0)
        self.assertIn("default-src", response.headers["Content-Security-Policy"])
        self.assertEqual(self.client.get("/").status_code, 200)  # with the same connection

    def test_a_lost_connection_is_no_fault_of_the_visitor_and_gone_with_the_next_request(self):
        self.assertContains(self.client.get("/disconnected/"), "try again", status_code=503)
        connection.close()
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_who_serves_requests_is_limited_and_who_runs_a_command_is_not(self):
        question = "from django.db import connection; connection.ensure_connection(); c = connection.cursor()\n"
        question += "c.execute('SHOW statement_timeout'); print(c.fetchone()[0])"
        before = {
            "import civitas_cms.wsgi\n": "7s",
            "import django; django.setup()\n": "0",
        }
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "civitas_cms.settings", "STATEMENT_TIMEOUT": "7"}
        for beginning, expected in before.items():
            command = [sys.executable, "-c", beginning + question]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout.strip(), expected)
