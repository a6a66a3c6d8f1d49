"""Another client, in a process of its own: asks for `/ping` again and again, until its input ends. `python -m hostile.pings PORT`.

Writes `ready` when it has been answered once, and at the end its waits in seconds and its failures, as JSON.
"""

import json
import select
import socket
import sys
import time

EVERY_SECONDS = 0.05
MOST_SECONDS = 120.0
REQUEST = b"GET /ping HTTP/1.1\r\nHost: a.test\r\n\r\n"


class Pings:
    """A connection that is kept, and made anew if it was closed."""

    def __init__(self, port: int) -> None:
        self.waits: list[float] = []
        self.failures: list[str] = []
        self._port = port
        self._plug: socket.socket | None = None

    def ping(self) -> None:
        begun = time.monotonic()
        try:
            self._ask()
        except OSError as error:
            self.failures.append(repr(error))
            if self._plug is not None:
                self._plug.close()
            self._plug = None
        self.waits.append(time.monotonic() - begun)

    def _ask(self) -> None:
        if self._plug is None:
            self._plug = socket.create_connection(("127.0.0.1", self._port), timeout=10.0)
        self._plug.sendall(REQUEST)
        received = b""
        while not received.endswith(b'"pong"'):
            piece = self._plug.recv(4096)
            if not piece:
                raise ConnectionError(f"closed after {received!r}")
            received += piece


def main() -> None:
    pings = Pings(int(sys.argv[1]))
    pings.ping()
    print("ready", flush=True)
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and not select.select([sys.stdin], [], [], EVERY_SECONDS)[0]:
        pings.ping()
    print(json.dumps({"waits": pings.waits, "failures": pings.failures}))


if __name__ == "__main__":
    main()
