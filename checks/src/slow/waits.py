"""The other client, in a process of its own: asks for `/ping` on a schedule until its input ends. `python -m slow.waits PORT clear|tls`.

Writes `ready` when it has been answered once, and at the end its waits as JSON. The schedule goes on while a response is awaited, so that a
stall counts for each request that it would have held up.
"""

import json
import select
import socket
import sys
import time

import unchecked_tls

EVERY_SECONDS = 0.002
MOST_SECONDS = 60.0
REQUEST = b"GET /ping HTTP/1.1\r\nHost: a.test\r\n\r\n"


def main() -> None:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20.0) as plug:
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if sys.argv[2] == "tls":
            plug = unchecked_tls.context().wrap_socket(plug)
        _ask(plug)
        print("ready", flush=True)
        json.dump(_waits(plug), sys.stdout)


def _waits(plug: socket.socket) -> list[float]:
    waits = []
    due = time.monotonic()
    end = due + MOST_SECONDS
    while due < end and not select.select([sys.stdin], [], [], max(0.0, due - time.monotonic()))[0]:
        begun = time.monotonic()
        _ask(plug)
        answered = time.monotonic()
        waits.append(answered - begun)
        due += EVERY_SECONDS
        while due < answered:
            waits.append(answered - due)
            due += EVERY_SECONDS
    return waits


def _ask(plug: socket.socket) -> None:
    plug.sendall(REQUEST)
    received = b""
    while not received.endswith(b'"pong"'):
        piece = plug.recv(4096)
        if not piece:
            raise ConnectionError(f"closed after {received!r}")
        received += piece


if __name__ == "__main__":
    main()
