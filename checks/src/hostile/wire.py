"""Bytes to a server as they are, and the responses that come back."""

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

STATUS = re.compile(rb"HTTP/1\.[01] (\d\d\d)")


@dataclass(frozen=True)
class Reply:
    """The head of a response."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known == name), None)

    @property
    def note(self) -> int | None:
        """The number of the application's note, if the response is the application's."""
        number = self.header("x-note")
        return None if number is None else int(number)


@dataclass(frozen=True)
class Exchange:
    """Everything that came back on a connection, and whether the server ended it."""

    replies: tuple[Reply, ...]
    closed: bool
    garbled: bytes = b""


def exchange(plug: socket.socket, sent: bytes, quiet: float, most: float) -> Exchange:
    """Sends, then reads until the server closes or is silent for `quiet` seconds."""
    plug.settimeout(quiet)
    with suppress(OSError):  # the server may refuse, and close, before it has read everything
        plug.sendall(sent)
    received, closed = bytearray(), False
    end = time.monotonic() + most
    while time.monotonic() < end:
        try:
            piece = plug.recv(65536)
        except TimeoutError:
            break
        except OSError:
            closed = True
            break
        if not piece:
            closed = True
            break
        received += piece
    replies, garbled = parse(bytes(received))
    return Exchange(tuple(replies), closed, garbled)


def parse(received: bytes) -> tuple[list[Reply], bytes]:
    """The responses in some bytes, and what follows that is none.

    The application's have no body, so that the method need not be known: a body is skipped only if no response begins there.
    """
    replies: list[Reply] = []
    rest = received
    while rest:
        head, end, after = rest.partition(b"\r\n\r\n")
        found = STATUS.match(head)
        if not end or found is None:
            return replies, rest
        reply = Reply(int(found[1]), tuple(_headers(head)))
        replies.append(reply)
        rest = after if STATUS.match(after) else after[_body_length(reply, after) :]
    return replies, b""


def _headers(head: bytes) -> list[tuple[str, str]]:
    pairs = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:]]
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _body_length(reply: Reply, after: bytes) -> int:
    if reply.status < 200 or reply.status in (204, 304):
        return 0
    if (reply.header("transfer-encoding") or "").lower() == "chunked":
        return after.find(b"0\r\n\r\n") + 5
    length = reply.header("content-length")
    return len(after) if length is None else int(length)
