"""gunicorn with production settings, and what its workers take."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
WORKERS = 2
ROOT = Path(__file__).resolve().parent.parent.parent


class Server:
    """A running gunicorn."""

    def __init__(self, process, port):
        self.process = process
        self.port = port

    def cpu(self):
        """Return the CPU time, user and system, that the workers have taken so far, in seconds."""
        main = self.process.pid
        workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        threads = [thread for worker in workers for thread in Path(f"/proc/{worker}/task").iterdir()]
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

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


@contextmanager
def gunicorn(port, folder):
    """Run gunicorn with production settings for a while; ``folder`` takes the bodies of the bare view."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}
    environment |= {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": _database_url(),
        "STATIC_ROOT": f"{folder}/static",
        "BENCHMARK_PAGES": folder,
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi", f"--bind={HOST}:{port}"]
    command += [f"--workers={WORKERS}", "--worker-class=sync", "--no-control-socket", "--log-level=warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        server = Server(process, port)
        _wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _database_url():
    from django.conf import settings  # noqa: PLC0415 - Django is ready only now
    from django.db import connection  # noqa: PLC0415

    database = connection.get_connection_params()
    return (
        settings.DATABASE_URL
        or f"postgresql://{database['user']}@/{database['dbname']}?host={database['host']}&port={database['port']}"
    )


def _wait_for(server):
    """Wait until the server answers; raises ConnectionError if it does not within half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.get("/healthz/")
            return
        except OSError:
            time.sleep(0.1)
    raise ConnectionError("gunicorn does not answer")
