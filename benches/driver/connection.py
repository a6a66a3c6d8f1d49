"""One keep-alive connection: one request after another, each answer read to its end."""

import contextlib
import functools
import gzip
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import Any

from .operations import Operation

SECONDS = 60

Client = Callable[[int, Operation], AbstractContextManager[Callable[[int], None]]]
"""Connects to a port, to ask for an operation as many times as it is told."""


@contextlib.contextmanager
def kept_alive(port: int, operation: Operation) -> Iterator[Callable[[int], None]]:
    """The client of HTTP/1.1."""
    with Connection(port) as connection:
        yield partial(connection.repeat, operation.request())


@contextlib.contextmanager
def kept_alive_within_tls(port: int, operation: Operation) -> Iterator[Callable[[int], None]]:
    """The client of HTTP/1.1 within TLS."""
    with Connection(port, is_tls=True) as connection:
        yield partial(connection.repeat, operation.request())


def within_tls(plain: socket.socket) -> socket.socket:
    """After the handshake. The certificate is one of the run, and not looked at."""
    return _unchecked().wrap_socket(plain)


@functools.cache
def _unchecked() -> ssl.SSLContext:
    # Made once: it reads all authorities of the machine.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Connection:
    def __init__(self, port: int, unpacks: bool = False, is_tls: bool = False):
        self.unpacks = unpacks
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if is_tls:
            self.socket = within_tls(self.socket)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """The answer's status and body."""
        [answer] = self.ask_all([request])
        return answer

    def ask_all(self, requests: list[bytes]) -> Iterator[tuple[int, bytes]]:
        """The answers' statuses and bodies to requests that are sent at once."""
        self.socket.sendall(b"".join(requests))
        data = b""
        for _ in requests:
            while (end := data.find(b"\r\n\r\n")) < 0:
                data += self._receive()
            head, data = data[:end].lower(), data[end + 4 :]
            if b"content-length:" in head:
                body, data = self._take(data, int(_header(head, b"content-length")))
            else:
                body, data = self._chunked(data)
            is_packed = b"content-encoding:" in head
            yield int(head.split(b" ", 2)[1]), gzip.decompress(body) if is_packed and self.unpacks else body
        if data:
            raise ConnectionError(f"more than was asked for: {data[:200]!r}")

    def ask_json(self, request: bytes) -> Any:
        """The body of a 200 as a JSON value."""
        status, body = self.ask(request)
        if status != 200:
            raise ConnectionError(f"answered {status}: {body[:200]!r}")
        return json.loads(body)

    def repeat(self, request: bytes, times: int) -> None:
        for _ in range(times):
            status, body = self.ask(request)
            if status != 200:
                raise ConnectionError(f"answered {status}: {body[:200]!r}")

    def _chunked(self, data: bytes) -> tuple[bytes, bytes]:
        """A chunked body, and what has arrived behind it."""
        body = b""
        while True:
            while (end := data.find(b"\r\n")) < 0:
                data += self._receive()
            size = int(data[:end], 16)
            chunk, data = self._take(data[end + 2 :], size + 2)
            body += chunk[:-2]
            if not size:
                return body, data

    def _take(self, data: bytes, length: int) -> tuple[bytes, bytes]:
        """The first bytes, as many as that, and those behind them that have arrived."""
        while len(data) < length:
            data += self._receive()
        return data[:length], data[length:]

    def _receive(self) -> bytes:
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece


def _header(head: bytes, name: bytes) -> bytes:
    return head.split(name + b":", 1)[1].split(b"\r\n", 1)[0]
