"""The gunicorn that is measured, and what its workers take."""

import http.client
from pathlib import Path

from tests.gunicorn import HOST, Gunicorn

WORKERS = 2


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
