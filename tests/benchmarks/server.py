"""The gunicorn that is measured, and what its workers take."""

import http.client
import os
from pathlib import Path

from tests.gunicorn import HOST, Gunicorn

WORKERS = 2


def _seconds(schedstat):
    try:
        return int(Path(schedstat).read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0


def _stat(process):
    """Return what the kernel says of a process, from its state on; its name may have spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


class Server(Gunicorn):
    """A running gunicorn; ``folder`` takes the bodies of the bare view too, and ``environment`` adds to ours."""

    def __init__(self, folder, **environment):
        options = [f"--workers={WORKERS}", "--worker-class=sync", "--log-level=warning"]
        ours = {"ALLOWED_HOSTS": HOST, "BENCHMARK_PAGES": folder} | environment
        super().__init__("tests.benchmarks.wsgi", folder, *options, **ours)

    def cpu(self):
        """Return the CPU time, user and system, that the workers have taken so far, in seconds."""
        main = self.process.pid
        workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        threads = [thread for worker in workers for thread in Path(f"/proc/{worker}/task").iterdir()]
        return sum(_seconds(thread / "schedstat") for thread in threads)

    def database_cpu(self):
        """Return the CPU time that PostgreSQL, which runs on this machine, has taken so far, in seconds."""
        from django.db import connection  # noqa: PLC0415 - Django is ready only now

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
        main = _stat(backend)[1]
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        # Those that have ended are counted by their parent, those that are still there by themselves.
        ended = sum(map(int, _stat(main)[13:15])) / os.sysconf("SC_CLK_TCK")
        return ended + sum(_seconds(f"/proc/{child}/schedstat") for child in children)

    def connect(self):
        """Return a connection to it."""
        return http.client.HTTPConnection(HOST, self.port, timeout=60)

    def get(self, path, **headers):
        """Ask once, and return the response with its ``body``."""
        connection = self.connect()
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response
