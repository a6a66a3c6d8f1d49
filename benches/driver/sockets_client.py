"""The clients of `benches/websockets`: `sockets_load`, a handshake by hand, and pings beside handlers that block."""

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from . import shell
from .connection import Client as AskingClient
from .operations import Operation
from .servers import Server
from .shell import ToolFailed

if TYPE_CHECKING:
    from .sockets_report import Row

SECONDS = 2
LOAD_SECONDS_BESIDE = 60
"""Time for connecting, and for the last answers of a server that serves one request at a time."""
PING_SECONDS = 4
LEAD_SECONDS = 1
BLOCKED = ("--path", "/blocked?ms=100", "--size", "64", "--connections", "32")
ACCEPTED = b"HTTP/1.1 101 "
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
TEXT = b"hello"
MASKED_TEXT = bytes((0x81, 0x80 | len(TEXT), 0, 0, 0, 0)) + TEXT
ECHO = bytes((0x81, len(TEXT))) + TEXT


@dataclass
class Taken:
    """The results of all rounds of one contender and row."""

    per_cpu_second: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    bytes_of_one: float = 0
    """On the wire."""

    def add(self, round_of: dict[str, Any]) -> None:
        messages = round_of["messages"]
        self.per_cpu_second.append(messages / round_of["cpu_seconds"])
        self.per_second.append(messages / round_of["seconds"])
        self.bytes_of_one = round_of["bytes"] / messages

    def median(self) -> float:
        return median(self.per_cpu_second)


@dataclass(frozen=True)
class Client:
    """`sockets_load`."""

    program: Path

    def load(self, server: Server, row: "Row") -> dict[str, Any]:
        """A round: what was received, and the server's CPU time meanwhile."""
        measured = ("--seconds", str(SECONDS), "--pid", str(server.pid))
        return json.loads(shell.output([*self._command(server.port, row, row.connections), *measured], seconds=SECONDS + LOAD_SECONDS_BESIDE))

    def of(self, row: "Row", members: int) -> AskingClient:
        """One connection, or a room of so many members, that sends messages one after another."""

        @contextlib.contextmanager
        def client(port: int, operation: Operation) -> Iterator[Callable[[int], None]]:
            with self.asking(port, row, members) as repeat:
                yield repeat

        return client

    @contextlib.contextmanager
    def asking(self, port: int, row: "Row", members: int) -> Iterator[Callable[[int], None]]:
        asked = subprocess.Popen(self._command(port, row, row.receivers(members)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert asked.stdin and asked.stdout

        def answered() -> None:
            if not asked.stdout.readline():
                raise ToolFailed(f"sockets_load: {row.title}: it was not answered")

        def repeat(times: int) -> None:
            asked.stdin.write(f"{times}\n")
            asked.stdin.flush()
            answered()

        try:
            answered()
            yield repeat
        finally:
            asked.stdin.close()
            asked.wait()
            asked.stdout.close()

    def _command(self, port: int, row: "Row", connections: int) -> list[str]:
        room, compression = ("on" if one else "off" for one in (row.is_room, row.is_compressed))
        command = [str(self.program), "--port", str(port), "--path", row.path, "--size", str(row.size)]
        return [*command, "--connections", str(connections), "--room", room, "--compression", compression]


def shaken_hands(port: int, *, compression: bool, messages: int) -> socket.socket:
    """A WebSocket, after so many messages and their echoes."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=LOAD_SECONDS_BESIDE)
    headers = ["Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}"]
    if compression:
        headers.append("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
    opened.sendall("\r\n".join(["GET /echo HTTP/1.1", *headers, "", ""]).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (piece := opened.recv(1)):
            break
        head += piece
    if not head.startswith(ACCEPTED) or (b"permessage-deflate" in head) != compression:
        raise ConnectionError(f"answered {head!r}")
    for _ in range(messages):
        opened.sendall(MASKED_TEXT)
        if (echo := opened.recv(len(ECHO), socket.MSG_WAITALL)) != ECHO:
            raise ConnectionError(f"echoed {echo!r}")
    return opened


def ping_beside_blocked(server: Server, program: Path, load: Path) -> dict[str, Any]:
    """The latencies of `/ping` while handlers of WebSockets block."""
    port = ("--port", str(server.port))
    blocked = [str(program), *port, *BLOCKED, "--seconds", str(PING_SECONDS + 2 * LEAD_SECONDS), "--pid", str(server.pid)]
    with subprocess.Popen(blocked, stdout=subprocess.PIPE) as beside:
        try:
            time.sleep(LEAD_SECONDS)
            felt = json.loads(shell.output([str(load), *port, "--seconds", str(PING_SECONDS)], seconds=2 * LOAD_SECONDS_BESIDE))
            answer, _ = beside.communicate(timeout=LOAD_SECONDS_BESIDE)
        finally:
            beside.kill()
    if beside.returncode != 0:
        raise ToolFailed(f"sockets_load: blocked: {server.contender.name}")
    handled = json.loads(answer)
    return {**felt, "messages_per_second": handled["messages"] / handled["seconds"]}
