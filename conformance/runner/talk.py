"""A small client of WebSockets that sends frames as they are, and keeps what comes back.

Ordinary clients refuse to break the protocol, or mend what a server does.
"""

import json
import socket
import struct
import time
import urllib.request
import zlib
from contextlib import suppress
from typing import Any

from .exchange import Exchange, Outcome
from .servers import Port

TIMEOUT = 10.0  # seconds, for an answer that has to come
QUIET = 1.2  # seconds after which nothing more is expected
MASK = b"\x01\x02\x03\x04"

OPCODES = {"continuation": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
NAMES = {code: name for name, code in OPCODES.items()}
IGNORED = {"date", "server"}


def talk(port: Port, exchange: Exchange) -> Outcome:
    """Has an exchange with a server on this machine."""
    outcome = Outcome()
    with socket.create_connection(("127.0.0.1", int(port)), timeout=TIMEOUT) as plug:
        with suppress(ConnectionError):
            plug.sendall(exchange.encode())
        client = Client(plug, exchange, outcome, port)
        try:
            client.read_response()
            if outcome.status == 101:
                client.follow()
        except (EOFError, ConnectionError):
            outcome.end = "closed"
        except TimeoutError:
            outcome.end = "open"
    if exchange.events:
        outcome.events = _events(port, exchange.case)
    return outcome


class Client:
    """One side of a connection, with what has come and was not used."""

    def __init__(self, plug: socket.socket, exchange: Exchange, outcome: Outcome, port: Port) -> None:
        self.plug, self.exchange, self.outcome, self.port = plug, exchange, outcome, port
        self.steps = list(exchange.steps)
        self.buffer = b""
        self.has_closed = False
        self.unzip = zlib.decompressobj(wbits=-15)
        self.zip = zlib.compressobj(wbits=-15)

    def read_response(self) -> None:
        if self.exchange.early:
            self._do(self.steps.pop(0))
        head, _, self.buffer = self._read_until(b"\r\n\r\n").partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.outcome.status = int(lines[0].split(" ")[1])
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        if self.outcome.status != 101:
            pairs.sort(key=lambda pair: pair[0])
        self.outcome.headers = [f"{name}: {value}" for name, value in pairs if name not in IGNORED]
        if self.outcome.status != 101:
            size = int(dict(pairs).get("content-length", "0"))
            self.outcome.body = self._take(size).decode("utf-8", "replace")
            self.plug.settimeout(QUIET)
            if not self.buffer and not self.plug.recv(1):
                raise EOFError

    def follow(self) -> None:
        """Does what is said, then reads until the end."""
        for step in self.steps:
            if step == "drop":
                self.outcome.end = "dropped"
                return
            self._do(step)
        self.plug.settimeout(QUIET)
        while True:
            self._read_frame()

    def _do(self, step: Any) -> None:
        if isinstance(step, dict):
            return self._write(**step)
        word, _, rest = step.partition(" ")
        match word:
            case "read":
                self._read_frame()
            case "wait":
                time.sleep(float(rest))
            case "stop":
                self.port.stop()
            case "deflated":
                self._write("text", base=self._deflated(rest), rsv=4)
            case "binary":
                self._write(word, base=bytes.fromhex(rest))
            case "close":
                self.has_closed = True
                code, _, reason = rest.partition(" ")
                self._write(word, base=(struct.pack("!H", int(code)) + reason.encode()) if code else b"")
            case _:
                self._write(word, payload=rest)

    def _deflated(self, text: str) -> bytes:
        data = self.zip.compress(text.encode()) + self.zip.flush(zlib.Z_SYNC_FLUSH)
        return data.removesuffix(b"\x00\x00\xff\xff")

    def _write(
        self,
        opcode: str | int,
        payload: str = "",
        hex: str = "",
        repeat: int = 1,
        fin: bool = True,
        rsv: int = 0,
        mask: bool = True,
        length: int | None = None,
        base: bytes = b"",
    ) -> None:
        """A frame. `length` is what its header says, if that is not so."""
        code = OPCODES[opcode] if isinstance(opcode, str) else opcode
        data = (base or bytes.fromhex(hex) or payload.encode()) * repeat
        size = len(data) if length is None else length
        head = bytes([fin << 7 | rsv << 4 | code])
        if size < 126:
            head += bytes([mask << 7 | size])
        elif size < 1 << 16:
            head += struct.pack("!BH", mask << 7 | 126, size)
        else:
            head += struct.pack("!BQ", mask << 7 | 127, size)
        if mask:
            head += MASK
            data = bytes(byte ^ MASK[index % 4] for index, byte in enumerate(data))
        with suppress(ConnectionError):  # the server may have closed
            self.plug.sendall(head + data)

    def _read_frame(self) -> None:
        first, second = self._take(2)
        size = second & 127
        if size == 126:
            (size,) = struct.unpack("!H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._take(8))
        payload = self._take(size)
        name, is_compressed = NAMES.get(first & 15, str(first & 15)), bool(first & 64)
        if is_compressed:
            payload = self.unzip.decompress(payload + b"\x00\x00\xff\xff")
        self.outcome.frames.append(_described(name, payload, is_compressed, bool(first & 128)))
        if name == "close" and not self.has_closed and not self.exchange.silent:
            self.has_closed = True
            self._write("close", base=payload)

    def _take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            self._fill()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _read_until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            self._fill()
        return self.buffer

    def _fill(self) -> None:
        piece = self.plug.recv(65536)
        if not piece:
            raise EOFError
        self.buffer += piece


def _described(name: str, payload: bytes, is_compressed: bool, is_last: bool) -> str:
    """A frame in words. What each server chooses for itself is left out."""
    match name:
        case "close" if payload:
            words = f"{struct.unpack('!H', payload[:2])[0]} {payload[2:].decode('utf-8', 'replace')}".strip()
        case "ping":
            words = f"of {len(payload)} bytes"
        case "binary":
            words = payload.hex()
        case _:
            words = payload.decode("utf-8", "replace")
            words = words if len(words) < 200 else f"{words[:20]}… ({len(words)} characters)"
    return f"{'' if is_last else 'part of '}{'compressed ' if is_compressed else ''}{name} {words}".strip()


def _events(port: int, case: str) -> list[str]:
    """The events that the application has seen. The last of them is `end`."""
    events: list[str] = []
    end = time.monotonic() + 2
    while time.monotonic() < end and "end" not in events:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/events/{case}", timeout=TIMEOUT) as response:
            events = json.load(response)
        time.sleep(0.05)
    return events
