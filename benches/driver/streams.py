"""One connection of HTTP/2 by prior knowledge: so many requests at once, all answers read to their ends, and again.

As little of the protocol as that takes. The headers are packed as clients pack them: what stays the same is sent once and named by its
index from then on. The servers' headers are not unpacked, but for the status.
"""

import contextlib
import json
import socket
import struct
from collections.abc import Callable, Iterator
from types import TracebackType

from .connection import Client
from .operations import Operation

SECONDS = 60
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
LARGEST_WINDOW = 2**31 - 1
INITIAL_WINDOW = 65535
STATUS_200, METHOD_GET, METHOD_POST, SCHEME_HTTP = 0x88, 0x82, 0x83, 0x86
NAMED_BY_INDEX = {"content-type": 31}
"""Of the static table."""


def at_once(count: int) -> Client:
    """The client of HTTP/2 that has so many requests in flight."""

    @contextlib.contextmanager
    def client(port: int, operation: Operation) -> Iterator[Callable[[int], None]]:
        with Streams(port, operation, count) as streams:
            yield streams.repeat

    return client


class Streams:
    """A connection that asks for one operation, `at_once` times at a time."""

    def __init__(self, port: int, operation: Operation, at_once: int):
        self._operation, self._at_once = operation, at_once
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._data = b""
        self._next_stream = 1
        first, self._headers = _packed(operation, f"127.0.0.1:{port}")
        self._received = 0
        room = struct.pack(">I", LARGEST_WINDOW - INITIAL_WINDOW)
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0, b"") + frame(WINDOW_UPDATE, 0, 0, room))
        self._ask(1, first)

    def __enter__(self) -> "Streams":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def repeat(self, times: int) -> None:
        """Asks so many times, which is a multiple of those at once."""
        for _ in range(times // self._at_once):
            self._ask(self._at_once, self._headers)

    def _ask(self, count: int, headers: bytes) -> None:
        begun = range(self._next_stream, self._next_stream + 2 * count, 2)
        self._next_stream = begun.stop
        self.socket.sendall(b"".join(self._request(stream, headers) for stream in begun))
        bodies = {stream: b"" for stream in begun}
        open_streams = set(begun)
        while open_streams:
            kind, flags, stream, payload = self._read_frame()
            if kind == HEADERS and payload[0] != STATUS_200:
                raise ConnectionError(f"not answered with 200: {payload!r}")
            if kind == DATA:
                bodies[stream] += payload
            if kind in (RST_STREAM, GOAWAY):
                raise ConnectionError(f"ended early: frame {kind}, {payload!r}")
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.socket.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                open_streams.discard(stream)
        for body in bodies.values():
            if json.loads(body) != self._operation.expected:
                raise ConnectionError(f"answered {body[:200]!r}")

    def _request(self, stream: int, headers: bytes) -> bytes:
        body = self._operation.body
        if body is None:
            return frame(HEADERS, END_HEADERS | END_STREAM, stream, headers)
        return frame(HEADERS, END_HEADERS, stream, headers) + frame(DATA, END_STREAM, stream, body)

    def _read_frame(self) -> tuple[int, int, int, bytes]:
        head = self._take(9)
        length, kind, flags, stream = int.from_bytes(head[:3]), head[3], head[4], int.from_bytes(head[5:])
        return kind, flags, stream, self._take(length)

    def _take(self, length: int) -> bytes:
        while len(self._data) < length:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError("the server closed the connection")
            self._data += piece
        taken, self._data = self._data[:length], self._data[length:]
        return taken


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def _packed(operation: Operation, authority: str) -> tuple[bytes, bytes]:
    """The headers of the first request, and those of each after it (RFC 7541): the path is packed each time, as nghttp2 does."""
    method = METHOD_GET if operation.body is None else METHOD_POST
    begin = bytes((method, SCHEME_HTTP)) + b"\x04" + _text(operation.path)
    kept = [(1, authority)]
    if operation.body is not None:
        kept.append((NAMED_BY_INDEX["content-type"], operation.content_type))
    first = b"".join(bytes((0x40 | index,)) + _text(value) for index, value in kept)
    # The newest has the lowest index.
    known = bytes(0x80 | 62 + index for index in reversed(range(len(kept))))
    return begin + first, begin + known


def _text(text: str) -> bytes:
    """Of at most 126 characters, without Huffman's code."""
    assert len(text) < 127
    return bytes((len(text),)) + text.encode()
