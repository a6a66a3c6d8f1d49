"""A stop with connections of every kind: each is told, and the process ends in time."""

import subprocess
import time

from hostile.servers import Server

from .frames import TEXT, Client, frame

CONNECTIONS = 200
SECONDS = 12.0
"""Those who do not notice have ten."""


def run(server: Server) -> list[str]:
    clients = [Client(server, path) for path in ("/echo", "/floods", "/waits", "/echo") for _ in range(CONNECTIONS // 4)]
    for client in clients[::2]:
        client.send(frame(TEXT, b"a"))
    begun = time.monotonic()
    server.terminate()
    codes = [client.close_code() for client in clients]
    ended = _ended(server)
    took = time.monotonic() - begun
    mistakes = []
    if wrong := [code for code in codes if code != 1012]:
        mistakes.append(f"{len(wrong)} of {CONNECTIONS} were not closed with 1012: {sorted(set(wrong))}")
    if not ended:
        mistakes.append("the process has not ended")
    elif took > SECONDS:
        mistakes.append(f"the process took {took:.1f} s to end")
    return mistakes


def _ended(server: Server) -> bool:
    try:
        server.process.wait(30)
    except subprocess.TimeoutExpired:
        return False
    return True
