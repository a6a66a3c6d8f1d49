"""A small HTTP/1.1 client that sends bytes as they are and reads one answer.

Ordinary clients refuse or mend what this has to send: odd methods, raw bytes in paths, wrong lengths.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass

from .answer import Answer
from .request import Request

TIMEOUT = 20.0  # seconds


@dataclass
class Connection:
    """A socket with what was read from it and not yet used."""

    socket: socket.socket
    buffer: bytes = b""

    def read_until(self, end: bytes) -> bytes:
        """Everything up to `end`, which is dropped. Raises `EOFError` where the peer closes before."""
        while end not in self.buffer:
            if not self._fill():
                raise EOFError
        found, _, self.buffer = self.buffer.partition(end)
        return found

    def read_exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self._fill():
                raise EOFError
        found, self.buffer = self.buffer[:count], self.buffer[count:]
        return found

    def read_to_end(self) -> bytes:
        while self._fill():
            pass
        found, self.buffer = self.buffer, b""
        return found

    def _fill(self) -> bool:
        try:
            piece = self.socket.recv(65536)
        except ConnectionError:
            return False
        self.buffer += piece
        return bool(piece)


def send(port: int, request: Request) -> Answer:
    """Sends a request to a server on this machine and reads its answer."""
    with socket.create_connection(("127.0.0.1", int(port)), timeout=TIMEOUT) as plug:
        with suppress(ConnectionError):  # the server may answer, and close, before it has read everything
            plug.sendall(request.encode())
        try:
            return _read_answer(Connection(plug), request, port)
        except (EOFError, ConnectionError):
            return Answer.closed()
        except (ValueError, IndexError):
            return Answer.garbled()
        except TimeoutError:
            return Answer.silent()


def _read_answer(connection: Connection, request: Request, port: int) -> Answer:
    status, headers = _read_head(connection)
    while 100 <= status < 200 and status != 101:
        status, headers = _read_head(connection)
    body = b"" if _is_bodiless(request, status) else _read_body(connection, dict(headers))
    return Answer.of(status, headers, body, port)


def _read_head(connection: Connection) -> tuple[int, list[tuple[str, str]]]:
    lines = connection.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ")[1])
    pairs = [line.partition(":") for line in lines[1:]]
    return status, [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _is_bodiless(request: Request, status: int) -> bool:
    method = request.raw.split(b" ")[0].decode("latin-1") if request.raw else request.method
    return method == "HEAD" or status in (204, 304) or (method == "CONNECT" and status < 300)


def _read_body(connection: Connection, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _read_chunks(connection)
    if "content-length" in headers:
        return connection.read_exactly(int(headers["content-length"]))
    return connection.read_to_end()


def _read_chunks(connection: Connection) -> bytes:
    body = b""
    while size := int(connection.read_until(b"\r\n").split(b";")[0], 16):
        body += connection.read_exactly(size)
        connection.read_exactly(2)
    return body
