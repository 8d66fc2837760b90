"""The embedded PostgreSQL, on a server of the tests' own."""

import io
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from unittest import mock, skipUnless

import environs
import psycopg2
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings

from civitas_cms.postgresql.embedded import DatabaseUnavailableError, EmbeddedServer, is_listening, server_account

START = """
import sys
from pathlib import Path
from civitas_cms.postgresql.embedded import EmbeddedServer
print(EmbeddedServer(Path(sys.argv[1])).ensure_running()["HOST"])
"""


def ask(address, statement):
    """Run ``statement`` on the server at ``address``, and return the rows of its answer."""
    connection = psycopg2.connect(
        dbname="postgres", host=address["HOST"], port=address["PORT"], user=address["USER"], connect_timeout=10
    )
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until(condition):
    """Wait until ``condition()`` holds, for ten seconds at most."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("It did not come about within ten seconds.")


class EmbeddedServerTestCase(SimpleTestCase):
    """Gives a class of tests a home folder, with a blank in its name, and clears it up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="civitas cms ")
        cls.addClassCleanup(folder.cleanup)
        Path(folder.name).chmod(0o755)  # as an ordinary checkout is
        cls.home = Path(folder.name) / "home"
        cls.addClassCleanup(EmbeddedServer(cls.home).remove)

    def server(self):
        """Return the server as a new process would see it."""
        return EmbeddedServer(self.home)

    def process_file(self):
        """Return the file in which the server notes its process."""
        return next(self.home.glob("*/data-*")) / "postmaster.pid"

    def kill(self, signal_number):
        """Send the server a signal, and wait until it is gone."""
        address = self.server().ensure_running()
        os.kill(int(self.process_file().read_text().split()[0]), signal_number)
        wait_until(lambda: not is_listening(address["HOST"]))


class EmbeddedServerTests(EmbeddedServerTestCase):
    def test_it_starts_and_answers(self):
        address = self.server().ensure_running()
        self.assertEqual(ask(address, "SELECT lower('ÉŁÄ')"), [("éłä",)])

    def test_what_is_committed_is_written_to_the_disk(self):
        address = self.server().ensure_running()
        self.assertEqual(ask(address, "SHOW fsync"), [("on",)])
        self.assertEqual(ask(address, "SHOW synchronous_commit"), [("on",)])

    def test_nobody_else_can_reach_it(self):
        address = self.server().ensure_running()
        self.assertEqual(ask(address, "SHOW listen_addresses"), [("",)])
        self.assertEqual(stat.S_IMODE(Path(address["HOST"]).stat().st_mode), 0o700)

    def test_the_socket_is_in_a_short_path_whatever_TMPDIR_is(self):
        self.server().stop()
        with mock.patch.dict(os.environ, TMPDIR=str(self.home / ("long" * 40))):
            address = self.server().ensure_running()
        self.assertLess(len(address["HOST"]), 60)

    def test_a_language_that_is_not_installed_does_not_matter(self):
        self.server().stop()
        with mock.patch.dict(os.environ, LANG="xx_XX.UTF-8", LC_ALL="xx_XX.UTF-8"):
            self.server().ensure_running()

    def test_the_second_caller_gets_the_same_server(self):
        self.assertEqual(self.server().ensure_running(), self.server().ensure_running())

    def test_several_processes_at_once_get_one_server(self):
        self.server().stop()
        starters = [
            subprocess.Popen(
                [sys.executable, "-c", START, self.home], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        addresses = {starter.communicate(timeout=60)[0].strip() for starter in starters}
        self.assertEqual(addresses, {self.server().ensure_running()["HOST"]})

    def test_content_survives_a_stop(self):
        ask(self.server().ensure_running(), "CREATE TABLE before_stop AS SELECT 1 AS kept")
        self.assertTrue(self.server().stop())
        self.assertEqual(ask(self.server().ensure_running(), "SELECT kept FROM before_stop"), [(1,)])

    def test_content_survives_a_killed_server(self):
        ask(self.server().ensure_running(), "CREATE TABLE before_kill AS SELECT 1 AS kept")
        self.kill(signal.SIGKILL)
        self.assertEqual(ask(self.server().ensure_running(), "SELECT kept FROM before_kill"), [(1,)])

    def test_a_stale_note_of_a_process_harms_no_other_program(self):
        self.server().ensure_running()
        note = self.process_file().read_text()
        self.kill(signal.SIGKILL)
        with subprocess.Popen(["sleep", "60"]) as other:
            self.addCleanup(other.kill)
            self.process_file().write_text(re.sub(r"^\d+", str(other.pid), note))
            self.assertFalse(self.server().stop())
            address = self.server().ensure_running()
            self.assertEqual(ask(address, "SELECT 1"), [(1,)])
            self.assertIsNone(other.poll())
            other.kill()

    def test_it_starts_after_a_starter_was_killed_half_way(self):
        self.server().stop()
        # The folders that a killed starter leaves behind.
        unfinished = self.process_file().parents[1] / "unfinished-x"
        unfinished.mkdir()
        self.server().ensure_running()
        self.assertFalse(unfinished.exists())

    def test_stopping_says_whether_it_ran_and_leaves_no_socket(self):
        address = self.server().ensure_running()
        self.assertTrue(self.server().stop())
        self.assertFalse(Path(address["HOST"]).exists())
        self.assertFalse(self.server().stop())

    def test_missing_programs_are_explained(self):
        self.server().stop()
        with (
            mock.patch.dict(os.environ, POSTGRESQL_BIN="/nowhere"),
            self.assertRaisesMessage(DatabaseUnavailableError, "set DATABASE_URL"),
        ):
            self.server().ensure_running()


class EmbeddedServerRemovalTests(EmbeddedServerTestCase):
    def test_removing_deletes_everything_and_the_next_start_begins_anew(self):
        ask(self.server().ensure_running(), "CREATE TABLE gone ()")
        self.server().remove()
        self.assertEqual(list(self.home.iterdir()), [])
        self.assertEqual(ask(self.server().ensure_running(), "SELECT to_regclass('gone')"), [(None,)])

    def test_there_may_be_nothing_to_stop_or_remove(self):
        server = EmbeddedServer(self.home / "never used")
        self.assertFalse(server.stop())
        server.remove()

    @skipUnless(server_account(), "Only root starts the server as another account.")
    def test_a_checkout_that_is_closed_to_the_servers_account_stays_closed(self):
        closed = self.home / "closed"
        closed.mkdir(mode=0o700, parents=True)
        self.addCleanup(closed.rmdir)
        server = EmbeddedServer(closed)
        self.addCleanup(server.remove)
        self.assertEqual(ask(server.ensure_running(), "SELECT 1"), [(1,)])
        self.assertEqual(list(closed.iterdir()), [])
        self.assertEqual(stat.S_IMODE(closed.stat().st_mode), 0o700)


class DatabaseCommandTests(EmbeddedServerTestCase):
    def run_command(self, *arguments):
        """Return what ``manage.py database`` prints for ``arguments``."""
        output = io.StringIO()
        with override_settings(DATA_DIR=self.home, DATABASE_URL=""):
            call_command("database", *arguments, stdout=output)
        return output.getvalue().strip()

    def test_url_starts_the_server_and_can_be_used_as_DATABASE_URL(self):
        with mock.patch.dict(os.environ, DATABASE_URL=self.run_command("url")):
            database = environs.Env().dj_db_url("DATABASE_URL")
        connection = psycopg2.connect(dbname="postgres", user=database["USER"], **database["OPTIONS"])
        connection.close()

    def test_stop_says_whether_it_ran(self):
        self.run_command("url")
        self.assertEqual(self.run_command("stop"), "PostgreSQL stopped.")
        self.assertEqual(self.run_command("stop"), "PostgreSQL was not running.")

    def test_reset_asks_first(self):
        address = self.run_command("url")
        for answer in ("", "no", "y"):
            with (
                self.subTest(answer=answer),
                mock.patch("builtins.input", return_value=answer),
                self.assertRaisesMessage(CommandError, "Nothing was deleted."),
            ):
                self.run_command("reset")
        self.assertEqual(self.run_command("url"), address)

    def test_reset_without_a_terminal_deletes_nothing(self):
        with (
            mock.patch("builtins.input", side_effect=EOFError),
            self.assertRaisesMessage(CommandError, "Nothing was deleted."),
        ):
            self.run_command("reset")

    def test_reset_deletes_when_told_so(self):
        for arguments in (["reset"], ["reset", "--no-input"]):
            with self.subTest(arguments=arguments), mock.patch("builtins.input", return_value="yes"):
                self.run_command("url")
                self.run_command(*arguments)
                self.assertEqual(list(self.home.iterdir()), [])

    @override_settings(DATABASE_URL="postgresql://elsewhere/site")
    def test_a_server_of_ones_own_is_left_alone(self):
        for action in ("url", "stop", "reset"):
            with self.subTest(action), self.assertRaisesMessage(CommandError, "with its own tools"):
                call_command("database", action)
