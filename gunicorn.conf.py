"""What gunicorn does wherever it is started from this folder; command lines say the rest (docs/operators.md).

It believes no header of a proxy: who comes first is the proxy's business, and whether a visitor came by HTTPS Django
reads itself from X-Forwarded-Proto, if BEHIND_PROXY says so. Whoever could set SCRIPT_NAME or PATH_INFO by a header
would be shown one page at the address of another.
"""

import contextlib
import socket
from typing import Any

forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers = {}


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
