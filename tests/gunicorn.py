"""A gunicorn with production settings on a free port of this machine, for tests of what it answers itself."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


class Gunicorn:
    """A server with the test database; stop it with ``close``."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        database = connection.get_connection_params()
        environment = {name: value for name, value in os.environ.items() if name != "DEBUG"}
        environment |= {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "SECURE_SSL_REDIRECT": "false",
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": (
                f"postgresql://{database['user']}@/{database['dbname']}?host={database['host']}&port={database['port']}"
            ),
        }
        manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", "gunicorn", "civitas_cms.wsgi", f"--bind=127.0.0.1:{self.port}"]
        command += ["--worker-class=gthread", "--threads=4", "--no-control-socket", "--log-level=critical"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.send(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise ConnectionError("gunicorn does not answer")

    def send(self, request):
        """Send the bytes of a request; return the status of the answer (0 if there is none) and all of it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            client.settimeout(20)
            answer = b""
            try:
                client.sendall(request)
                while chunk := client.recv(65_536):
                    answer += chunk
            except ConnectionResetError:
                pass  # it has answered before it had read everything
        return int(answer[9:12] or 0), answer

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
