"""Frames by hand, as no client library would send them, and a client that reads what comes back."""

import os
import socket
import struct
from typing import Protocol

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
DEFLATE = "permessage-deflate"


def frame(opcode: int, payload: bytes = b"", *, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    return head(opcode, len(payload), final=final, masked=masked, reserved=reserved) + (mask(payload) if masked else payload)


def head(opcode: int, length: int, *, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    first = (0x80 if final else 0) | reserved << 4 | opcode
    bit = 0x80 if masked else 0
    if length < 126:
        written = struct.pack("!BB", first, bit | length)
    elif length < 1 << 16:
        written = struct.pack("!BBH", first, bit | 126, length)
    else:
        written = struct.pack("!BBQ", first, bit | 127, length)
    return written + (KEY if masked else b"")


KEY = b"\x01\x02\x03\x04"


def mask(payload: bytes) -> bytes:
    pad = (KEY * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(payload), "big")


def handshake(path: str, extensions: str = "", host: str = "a", others: dict[str, str] | None = None) -> bytes:
    headers = {**({"Sec-WebSocket-Extensions": extensions} if extensions else {}), **(others or {})}
    added = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{added}\r\n"
    ).encode()


class Reachable(Protocol):
    """A server that can be connected to."""

    def connect(self, timeout: float = ..., receive_buffer: int | None = ...) -> socket.socket: ...


class Client:
    """A client whose handshake has been answered."""

    def __init__(
        self,
        server: Reachable,
        path: str,
        extensions: str = "",
        receive_buffer: int | None = None,
        host: str = "a",
        others: dict[str, str] | None = None,
    ) -> None:
        self.plug = server.connect(timeout=15, receive_buffer=receive_buffer)
        self.plug.sendall(handshake(path, extensions, host, others))
        self._arrived = b""
        while b"\r\n\r\n" not in self._arrived:
            self._read_some()
        self.response, _, self._arrived = self._arrived.partition(b"\r\n\r\n")

    def send(self, data: bytes) -> None:
        self.plug.sendall(data)

    def next_frame(self) -> tuple[int, bytes]:
        """The opcode and the payload of the next frame."""
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        return first & 0xF, self._take(length)

    def close_code(self) -> int:
        """The code of the close that comes, whatever comes before it; 1006 if there is none."""
        try:
            while True:
                opcode, payload = self.next_frame()
                if opcode == CLOSE:
                    return struct.unpack("!H", payload[:2])[0] if payload else 1005
        except (EOFError, OSError):
            return 1006

    def is_ended(self) -> bool:
        """True if the server closes the connection."""
        try:
            while self.plug.recv(65536):
                pass
        except ConnectionError:
            pass
        except TimeoutError:
            return False
        return True

    def reset(self) -> None:
        self.plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.plug.close()

    def _take(self, count: int) -> bytes:
        while len(self._arrived) < count:
            self._read_some()
        taken, self._arrived = self._arrived[:count], self._arrived[count:]
        return taken

    def _read_some(self) -> None:
        data = self.plug.recv(65536)
        if not data:
            raise EOFError
        self._arrived += data

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.plug.close()


def random_bytes(count: int) -> bytes:
    return os.urandom(count)
