"""What gunicorn does wherever it is started from this folder; command lines say the rest (docs/operators.md).

It believes no header of a proxy: who comes first is the proxy's business, and whether a visitor came by HTTPS Django
reads itself from X-Forwarded-Proto, if BEHIND_PROXY says so. Whoever could set SCRIPT_NAME or PATH_INFO by a header
would be shown one page at the address of another.
"""

import contextlib
import gc
import socket
from typing import Any

# The application is loaded once and its workers share the memory: new code needs a restart, not only a reload (HUP).
preload_app = True

forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}


def when_ready(server: Any) -> None:
    """Leave what has been loaded where it is: looking for garbage in it, each worker would make a copy of its own."""
    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:
    """Let no two processes speak to the database on one connection, should loading have opened any."""
    from django.db import connections  # noqa: PLC0415 - Django is ready only now

    from civitas_cms.delivery.content_version import poller  # noqa: PLC0415 - Django is ready only now

    poller.close()
    connections.close_all()


def post_worker_init(worker: Any) -> None:
    """Begin in each worker what needs a thread of its own."""
    from civitas_cms.delivery.purging import start_purging  # noqa: PLC0415 - Django is ready only now

    start_purging()


def pre_request(worker: Any, req: Any) -> None:
    """Close the connection behind a request with a body: waiting for what nobody has read of it would cost a thread."""
    if any(name == "TRANSFER-ENCODING" or (name == "CONTENT-LENGTH" and value != "0") for name, value in req.headers):
        req.force_close()


def post_request(worker: Any, req: Any, environ: dict[str, Any], resp: Any) -> None:
    """Expect nothing more from a client whose connection is about to be closed.

    Otherwise gunicorn waits two seconds for the client to close it too, in the one thread that accepts all others.
    """
    if (resp is None or resp.should_close()) and "gunicorn.socket" in environ:
        with contextlib.suppress(OSError):
            environ["gunicorn.socket"].shutdown(socket.SHUT_RD)
