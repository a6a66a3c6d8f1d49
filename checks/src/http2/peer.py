"""A client that writes frames as it likes, and reads those that come back."""

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import hpack
from hyperframe.frame import Frame

from hostile.servers import Server

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
NAMES = ["DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION"]
END_STREAM, ACK, END_HEADERS, PADDED, WITH_PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR = 0x0, 0x1, 0x2, 0x3
STREAM_CLOSED, FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL = 0x5, 0x6, 0x7, 0x8
COMPRESSION_ERROR, ENHANCE_YOUR_CALM = 0x9, 0xB
CODES = {
    0: "NO_ERROR",
    1: "PROTOCOL_ERROR",
    2: "INTERNAL_ERROR",
    3: "FLOW_CONTROL_ERROR",
    4: "SETTINGS_TIMEOUT",
    5: "STREAM_CLOSED",
    6: "FRAME_SIZE_ERROR",
    7: "REFUSED_STREAM",
    8: "CANCEL",
    9: "COMPRESSION_ERROR",
    10: "CONNECT_ERROR",
    11: "ENHANCE_YOUR_CALM",
}
PATIENCE_SECONDS = 3.0


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    """The bytes of a frame, however wrong."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def settings(pairs: dict[int, int] | Iterable[tuple[int, int]] = ()) -> bytes:
    given = pairs.items() if isinstance(pairs, dict) else pairs
    payload = b"".join(name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in given)
    return frame(SETTINGS, 0, 0, payload)


def number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def block(headers: Iterable[tuple[str, str]]) -> bytes:
    """A header block that needs no state: each field is written out."""
    return b"".join(literal(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)


def literal(name: bytes, value: bytes) -> bytes:
    return b"\x00" + _text(name) + _text(value)


def _text(text: bytes) -> bytes:
    if len(text) < 127:
        return bytes([len(text)]) + text
    rest, length = len(text) - 127, b"\x7f"
    while rest >= 128:
        length, rest = length + bytes([rest % 128 | 128]), rest // 128
    return length + bytes([rest]) + text


def request(method: str = "GET", path: str = "/ping", *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a.test"), *more]


@dataclass
class Seen:
    """Everything that has come back."""

    frames: list[Frame] = field(default_factory=list)
    closed: bool = False

    def of(self, kind: int, stream: int | None = None) -> list[Frame]:
        return [one for one in self.frames if one.type == kind and stream in (None, one.stream_id)]

    @property
    def summary(self) -> str:
        words = []
        for one in self.frames:
            if one.type in (RST_STREAM, GOAWAY):
                words.append(f"{NAMES[one.type]} {CODES.get(one.error_code, one.error_code)}")
            elif one.type in (HEADERS, DATA):
                words.append(NAMES[one.type])
        return ", ".join([*dict.fromkeys(words), *(["closed"] if self.closed else [])]) or "nothing"


class Peer:
    """One connection. Used in `with`, which ends it."""

    def __init__(self, server: Server, opening: bytes | None = None, receive_buffer: int | None = None) -> None:
        self.seen = Seen()
        self.decoder = hpack.Decoder()
        self._rest = b""
        self._plug = server.connect(receive_buffer=receive_buffer)
        self.send(PREFACE + settings() if opening is None else opening)

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self._plug.close()

    def send(self, *sent: bytes) -> bool:
        """`False`: the server has closed."""
        try:
            self._plug.settimeout(PATIENCE_SECONDS)
            self._plug.sendall(b"".join(sent))
        except OSError:
            return False
        return True

    def headers(self, stream: int, headers: Iterable[tuple[str, str]], end_stream: bool = True) -> bool:
        flags = END_HEADERS | (END_STREAM if end_stream else 0)
        return self.send(frame(HEADERS, flags, stream, block(headers)))

    def get(self, stream: int, path: str = "/ping") -> bool:
        return self.headers(stream, request(path=path))

    def open(self, stream: int, *more: tuple[str, str]) -> bool:
        """A request whose body goes on."""
        return self.headers(stream, request("POST", "/swallow", *more), end_stream=False)

    def wait(self, until: Callable[[Seen], bool], seconds: float = PATIENCE_SECONDS) -> bool:
        """Reads until something is there, or the server has closed, or the time is over."""
        end = time.monotonic() + seconds
        while not until(self.seen) and not self.seen.closed and time.monotonic() < end:
            self._receive(max(0.01, end - time.monotonic()))
        return until(self.seen)

    def is_alive(self) -> bool:
        """A ping comes back."""
        before = len(self.seen.of(PING))
        self.send(frame(PING, 0, 0, b"is alive"))
        return self.wait(lambda seen: any(one.opaque_data == b"is alive" for one in seen.of(PING)[before:]))

    def status(self, stream: int) -> str | None:
        """The status of a response, when its head is there."""
        if not self.wait(lambda seen: bool(seen.of(HEADERS, stream))):
            return None
        for one in self.seen.frames:
            if one.type == HEADERS and not hasattr(one, "decoded"):
                one.decoded = dict(self.decoder.decode(one.data))
        return self.seen.of(HEADERS, stream)[0].decoded.get(":status")

    def body(self, stream: int) -> bytes:
        """The body of a response, when its end is there."""
        self.wait(lambda seen: any("END_STREAM" in one.flags for one in seen.frames if one.stream_id == stream))
        return b"".join(one.data for one in self.seen.of(DATA, stream))

    def drain(self) -> None:
        """Reads what is there."""
        while not self.seen.closed:
            before = len(self._rest), len(self.seen.frames)
            self._receive(0.001)
            if before == (len(self._rest), len(self.seen.frames)):
                return

    def _receive(self, seconds: float) -> None:
        self._plug.settimeout(seconds)
        try:
            piece = self._plug.recv(1 << 16)
        except TimeoutError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.seen.closed = True
        self._rest += piece
        while len(self._rest) >= 9:
            head, length = Frame.parse_frame_header(memoryview(self._rest[:9]))
            if len(self._rest) < 9 + length:
                return
            with suppress(Exception):  # a frame that hyperframe does not know
                head.parse_body(memoryview(self._rest[9 : 9 + length]))
            self._rest = self._rest[9 + length :]
            self.seen.frames.append(head)
