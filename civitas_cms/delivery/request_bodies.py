"""The bodies of requests: public pages take none, and those that the newsroom takes hold up nobody who reads.

A thread that waits for the rest of a body answers nobody else. A proxy that buffers requests (docs/operators.md) hands
over whole ones; without it, whoever sends half a body must not be able to keep all threads of a worker waiting.
"""

import contextlib
import socket
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Timer
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

from .views import READ_METHODS

#: Of the four threads of a worker, so many may read bodies at a time.
BODIES_AT_ONCE = 2
WAIT_SECONDS = 0.2  # for one of those that read to be done
SILENCE_SECONDS = 10  # until we no longer wait for the next bytes
MIN_BYTES_PER_SECOND = 50_000  # of a body; slower ones are broken off
CHUNK_SIZE = 65_536  # bytes
MAX_SIZE_IN_MEMORY = 1_000_000  # bytes; larger bodies wait on the disk


class RequestBodies:
    """A WSGI application that asks ``application`` only once a body is there, and takes one below ``path`` alone."""

    def __init__(self, application: WSGIApplication, path: str) -> None:
        self.application = application
        self.path = path
        self._reading = BoundedSemaphore(BODIES_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not has_body(environ):
            return self.application(environ, start_response)
        if not environ.get("PATH_INFO", "").startswith(self.path):
            # A body means nothing in them (RFC 9110, section 9.3.1); others have no meaning here (section 15.5.6).
            is_read = environ["REQUEST_METHOD"] in READ_METHODS
            status = HTTPStatus.BAD_REQUEST if is_read else HTTPStatus.METHOD_NOT_ALLOWED
            return _refuse(environ, start_response, status)
        if not self._reading.acquire(timeout=WAIT_SECONDS):
            return _refuse(environ, start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            body = _read(environ)
        except OSError:
            return _refuse(environ, start_response, HTTPStatus.REQUEST_TIMEOUT)
        finally:
            self._reading.release()
        environ = {name: value for name, value in environ.items() if name != "HTTP_TRANSFER_ENCODING"}
        length = body.tell()
        body.seek(0)
        return self.application(environ | {"wsgi.input": body, "CONTENT_LENGTH": str(length)}, start_response)


def has_body(environ: WSGIEnvironment) -> bool:
    """Tell whether the request says that it has a body."""
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _refuse(environ: WSGIEnvironment, start_response: StartResponse, status: HTTPStatus) -> list[bytes]:
    """Answer without reading the body; gunicorn then closes the connection (``gunicorn.conf.py``)."""
    words = f"{status.value} {status.phrase}"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(words) + 1))]
    headers.append(("Permissions-Policy", ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY)))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", ", ".join(READ_METHODS)))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", str(SILENCE_SECONDS)))
    start_response(words, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [f"{words}\n".encode()]


def _read(environ: WSGIEnvironment) -> IO[bytes]:
    """Return the whole body, as a file at its end; raises OSError if it does not come, or comes too slowly."""
    expected = int(environ.get("CONTENT_LENGTH") or 0)
    body = SpooledTemporaryFile(MAX_SIZE_IN_MEMORY)  # noqa: SIM115 - it is closed with the request
    with _hurried(environ.get("gunicorn.socket"), SILENCE_SECONDS + expected / MIN_BYTES_PER_SECOND):
        while chunk := environ["wsgi.input"].read(
            CHUNK_SIZE if not expected else min(CHUNK_SIZE, expected - body.tell())
        ):
            body.write(chunk)
    if body.tell() < expected:
        raise TimeoutError
    return body


@contextlib.contextmanager
def _hurried(client: socket.socket | None, seconds: float) -> Iterator[None]:
    """Let reading from the client end after a silence, and after ``seconds`` in any case."""
    if client is None:
        yield  # a server for development
        return
    patience, deadline = client.gettimeout(), Timer(seconds, _stop_reading, [client])
    client.settimeout(SILENCE_SECONDS)
    deadline.start()
    try:
        yield
    finally:
        deadline.cancel()
        client.settimeout(patience)


def _stop_reading(client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_RD)
