"""What the site demands of its environment, tried in processes of their own."""

import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

PRODUCTION = {
    "SECRET_KEY": "Qx7" * 20 + "-a-long-text-of-many-different-letters-0123456789",
    "ALLOWED_HOSTS": "conference.example, www.conference.example",
    "DATABASE_URL": "postgresql://site:secret@database.example:5433/conference",
}


class EnvironmentTests(SimpleTestCase):
    def run_python(self, *arguments, **environment):
        """Run Python with ``arguments`` and nothing but ``environment``."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def check(self, *arguments, **environment):
        """Run ``manage.py check`` with nothing but ``environment``."""
        return self.run_python("manage.py", "check", *arguments, **environment)

    def value(self, expression, **environment):
        """Return what ``expression`` gives with the settings in a process with ``environment``, as printed."""
        finished = self.run_python("-c", f"from civitas_cms import settings; print({expression})", **environment)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        return finished.stdout.strip()

    def test_without_a_required_variable_the_site_refuses_to_start_and_names_it(self):
        for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
            with self.subTest(name):
                finished = self.check(**(PRODUCTION | {name: ""}))
                self.assertNotEqual(finished.returncode, 0)
                self.assertIn(f"{name} is not set", finished.stderr)
                self.assertNotIn("Traceback", finished.stderr)

    def test_with_the_required_variables_the_site_starts_without_debugging(self):
        finished = self.check(**PRODUCTION)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertEqual(self.value("settings.DEBUG", **PRODUCTION), "False")

    def test_production_settings_pass_the_deployment_check(self):
        finished = self.check("--deploy", "--fail-level", "WARNING", **PRODUCTION)
        self.assertEqual(finished.returncode, 0, finished.stderr)

    def test_development_needs_no_variable_but_DEBUG(self):
        finished = self.check(DEBUG="true")
        self.assertEqual(finished.returncode, 0, finished.stderr)

    def test_DATABASE_URL_replaces_the_embedded_server(self):
        self.assertEqual(
            self.value("[settings.DATABASES['default'][key] for key in ('ENGINE', 'HOST', 'PORT')]", **PRODUCTION),
            "['django.db.backends.postgresql', 'database.example', 5433]",
        )

    def test_without_DATABASE_URL_the_embedded_server_is_used(self):
        self.assertEqual(
            self.value("settings.DATABASES['default']['ENGINE']", DEBUG="true"), "civitas_cms.postgresql.backend"
        )

    def test_host_names_may_be_separated_by_commas_and_blanks(self):
        self.assertEqual(
            self.value("settings.ALLOWED_HOSTS", **PRODUCTION), "['conference.example', 'www.conference.example']"
        )

    def test_EMAIL_URL_names_the_mail_server_and_how_to_reach_it(self):
        names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT")
        values = f"[getattr(settings, name) for name in {names}]"
        for url, expected in {
            "smtps://site:p%40ss@mail.example": ["mail.example", 465, "p@ss", False, True, 10],
            "submission://site:p%40ss@mail.example": ["mail.example", 587, "p@ss", True, False, 10],
            "smtp://site:p%40ss@mail.example:2525?timeout=3": ["mail.example", 2525, "p@ss", False, False, 3],
        }.items():
            with self.subTest(url):
                self.assertEqual(self.value(values, **PRODUCTION, EMAIL_URL=url), str(expected))
        finished = self.check(**PRODUCTION, EMAIL_URL="mail.example:25")
        self.assertIn("EMAIL_URL must be", finished.stderr)

    def test_links_in_mails_lead_to_the_first_host_name_unless_said_otherwise(self):
        self.assertEqual(self.value("settings.SITE_URL", **PRODUCTION), "https://conference.example")
        self.assertEqual(
            self.value("settings.SITE_URL", **PRODUCTION, SITE_URL="https://a.example/"), "https://a.example"
        )
        self.assertEqual(self.value("settings.DEFAULT_FROM_EMAIL", **PRODUCTION), "newsroom@conference.example")

    def test_a_forwarded_protocol_is_believed_only_behind_a_proxy(self):
        header = "getattr(settings, 'SECURE_PROXY_SSL_HEADER', None)"
        self.assertEqual(self.value(header, **PRODUCTION), "None")
        self.assertIn("HTTP_X_FORWARDED_PROTO", self.value(header, **PRODUCTION, BEHIND_PROXY="true"))
