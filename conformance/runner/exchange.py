"""A scripted exchange with a WebSocket as a line of a file, and what became of it."""

import json
from dataclasses import dataclass, field
from typing import Any

from . import layout
from .request import HOST, BadRequestFile

KEYS = {"row", "note", "options", "method", "path", "version", "headers", "steps", "early", "silent", "events"}

HANDSHAKE = {
    "host": HOST,
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@dataclass(frozen=True)
class Exchange:
    """One exchange. `line` is the JSON object it was written as."""

    row: str
    """The row of the reference that it shows."""
    note: str
    path: str
    method: str = "GET"
    version: str = "1.1"
    options: tuple[str, ...] = ()
    """Options of the server, which both servers have."""
    headers: tuple[tuple[str, str], ...] = ()
    steps: tuple[Any, ...] = ()
    """The steps of the client once the connection is open: `text TEXT`, `binary HEX`, `ping TEXT`, `pong TEXT`, `close CODE REASON`, `read`,
    `wait SECONDS`, `drop`, `stop` of the server, or an object: a frame as it is written."""
    early: bool = False
    """The client does the first step before it has the response."""
    silent: bool = False
    """The client does not answer a close."""
    events: bool = False
    """The events that the application has seen are compared too."""
    line: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def stops(self) -> bool:
        """The server is told to stop: it is this exchange's alone."""
        return "stop" in self.steps

    @property
    def title(self) -> str:
        return f"{self.row}: {self.note}"

    @property
    def case(self) -> str:
        """The name under which the application remembers what it has seen."""
        return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in self.title)

    def encode(self) -> bytes:
        """The bytes of the handshake."""
        query = f"{'&' if '?' in self.path else '?'}case={self.case}" if self.events else ""
        lines = [f"{self.method} {self.path}{query} HTTP/{self.version}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


@dataclass
class Outcome:
    """The result of an exchange, for the client."""

    status: int = 0
    """0: no response."""
    headers: list[str] = field(default_factory=list)
    """With lower-case names, without those that each server words for itself: those of a 101 in their order, others sorted."""
    body: str = ""
    frames: list[str] = field(default_factory=list)
    end: str = ""
    """`closed`: by the server. `open`: it was still open when nothing came any more."""
    events: list[str] = field(default_factory=list)
    """The events that the application has seen."""

    def differences(self, other: "Outcome") -> list[str]:
        """The differences of two outcomes, in words."""
        ours, theirs = vars(self), vars(other)
        return [f"{key}: {ours[key]!r}\n      and not {theirs[key]!r}" for key in ours if ours[key] != theirs[key]]


def load(app: str) -> list[Exchange]:
    """The exchanges of an application: one JSON object a line. Most applications have none."""
    file = layout.exchanges_file(app)
    lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
    return [_exchange(text, f"{file}:{number}") for number, text in enumerate(lines, 1) if text.strip()]


def _exchange(text: str, place: str) -> Exchange:
    try:
        line = json.loads(text)
    except ValueError as error:
        raise BadRequestFile(f"{place}: {error}") from error
    if unknown := set(line) - KEYS:
        raise BadRequestFile(f"{place}: unknown keys {sorted(unknown)}; there are {sorted(KEYS)}")
    headers = {**HANDSHAKE, **line.get("headers", {})}
    lists = {key: tuple(line.get(key, ())) for key in ("options", "steps")}
    return Exchange(**{**line, **lists, "headers": tuple(_pairs(headers))}, line=line)


def _pairs(headers: dict[str, Any]) -> list[tuple[str, str]]:
    """A header that is `null` is left out; one with a list of values is sent once for each."""
    lists = [(name, value if isinstance(value, list) else [value]) for name, value in headers.items()]
    return [(name, value) for name, values in lists for value in values if value is not None]
