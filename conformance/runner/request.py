"""A request as a line of a file, and as the bytes that go over the socket."""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "conformance.test"
KEYS = {"method", "path", "headers", "body", "body_base64", "body_repeat", "raw", "raw_base64", "transport", "note"}


class BadRequestFile(Exception):
    """A file of requests that cannot be read; says which line and why."""


@dataclass(frozen=True)
class Request:
    """One request. `line` is the JSON object it was written as."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    raw: bytes | None = None
    """The whole request as bytes; everything else is then only for the reader."""
    transport: bool = False
    """Only a socket can carry it: the replay in process leaves it out."""
    line: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def title(self) -> str:
        """The request in one line of the report."""
        if note := self.line.get("note"):
            return str(note)
        headers = "".join(f" {name}: {value}" for name, value in self.headers)
        body = "" if self.body is None else f" {shorten(repr(self.body)[1:])}"
        return f"{self.method} {shorten(self.path)}{headers}{body}"

    def encode(self) -> bytes:
        """The bytes of the request. Nothing is normalised."""
        if self.raw is not None:
            return self.raw
        head = [f"{self.method} {self.path} HTTP/1.1"]
        head += [f"{name}: {value}" for name, value in self._all_headers()]
        return _utf8("\r\n".join(head) + "\r\n\r\n") + (self.body or b"")

    def _all_headers(self) -> list[tuple[str, str]]:
        """The headers, with those that HTTP asks for where the request does not say otherwise."""
        given = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        if "host" not in given:
            headers.insert(0, ("host", HOST))
        if "connection" not in given:
            headers.append(("connection", "close"))
        if self.body is not None and not given & {"content-length", "transfer-encoding"}:
            headers.append(("content-length", str(len(self.body))))
        return headers


def load(file: Path) -> list[Request]:
    """The requests of a file: one JSON object a line, empty lines left out."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [parse(text, f"{file}:{number}") for number, text in enumerate(lines, 1) if text.strip()]


def parse(text: str, place: str) -> Request:
    """A request from its line."""
    try:
        line = json.loads(text)
    except ValueError as error:
        raise BadRequestFile(f"{place}: {error}") from error
    return from_line(line, place)


def from_line(line: Any, place: str) -> Request:
    """A request from the object of its line."""
    if not isinstance(line, dict):
        raise BadRequestFile(f"{place}: not a JSON object")
    if unknown := set(line) - KEYS:
        raise BadRequestFile(f"{place}: unknown keys {sorted(unknown)}; there are {sorted(KEYS)}")
    try:
        return Request(
            method=line.get("method", "GET"),
            path=line.get("path", "/"),
            headers=tuple(_headers(line.get("headers") or {})),
            body=_bytes(line, "body"),
            raw=_bytes(line, "raw"),
            transport=bool(line.get("transport") or "raw" in line or "raw_base64" in line),
            line=line,
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise BadRequestFile(f"{place}: {error}") from error


def _headers(headers: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    """Each header; one with a list of values is sent once for each."""
    pairs = [(name, [value] if isinstance(value, str) else value) for name, value in headers.items()]
    return [(name, value) for name, values in pairs for value in values]


def _bytes(line: dict[str, Any], key: str) -> bytes | None:
    """The bytes written as a text under `key`, or in base64 under `key_base64`."""
    if line.get(f"{key}_base64") is not None:
        return base64.b64decode(line[f"{key}_base64"], validate=True)
    text: str | None = line.get(key)
    times: int = line.get(f"{key}_repeat", 1)
    return None if text is None else _utf8(text) * times


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def shorten(text: str, most: int = 100) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"
