"""A gunicorn with production settings on a free port of this machine, for tests of what it answers itself."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent


class Gunicorn:
    """A server of ``application`` with the database of this process; stop it with ``close``.

    ``folder`` takes the static files, ``options`` stand on the command line, and ``environment`` adds to ours.
    """

    def __init__(self, application, folder, *options, **environment):
        with socket.create_server((HOST, 0)) as free:
            self.port = free.getsockname()[1]
        ours = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}
        environment = ours | {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "SECURE_SSL_REDIRECT": "false",
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": database_url(),
            **environment,
        }
        manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", "gunicorn", application, f"--bind={HOST}:{self.port}", "--no-control-socket"]
        self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment)
        try:
            self._wait()
        except ConnectionError:
            self.close()
            raise

    def _wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.send(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[0]:
                    return
            except OSError:
                time.sleep(0.1)
        raise ConnectionError("gunicorn does not answer")

    def send(self, request):
        """Send the bytes of a request; return the status of the answer (0 if there is none) and all of it."""
        with socket.create_connection((HOST, self.port), timeout=20) as client:
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


def database_url(name=None):
    """Return the address of this process's database, or of the one called ``name`` beside it."""
    from django.db import connection  # noqa: PLC0415 - the benchmark makes Django ready after its imports

    database = connection.get_connection_params()
    user, password = database["user"], database.get("password", "")
    place = urlencode({key: database[key] for key in ("host", "port") if key in database})
    return f"postgresql://{quote(user)}:{quote(password, safe='')}@/{name or database['dbname']}?{place}"
