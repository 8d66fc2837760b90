"""Two machines that start at the same moment migrate one after the other."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests.gunicorn import database_url

DATABASE = "migrated_twice_at_once"


class MigrateTests(TransactionTestCase):
    def setUp(self):
        for statement in (f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}"):
            self.execute(statement)
        self.addCleanup(self.execute, f"DROP DATABASE {DATABASE} WITH (FORCE)")

    def execute(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def test_two_at_once_on_an_empty_database_both_succeed(self):
        command = [sys.executable, "manage.py", "migrate", "auth", "--no-input"]
        environment = os.environ | {"DATABASE_URL": database_url(DATABASE), "DEBUG": "true"}
        both = [
            subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        outputs = [process.communicate(timeout=120)[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0])
        self.assertEqual(sorted("No migrations to apply." in output for output in outputs), [False, True])
