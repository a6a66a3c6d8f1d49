"""An answer, reduced to what is compared, and as a line of a recorded file."""

import base64
import gzip
import zlib
from dataclasses import dataclass
from typing import Any

IGNORED = {"date", "server", "connection", "keep-alive", "transfer-encoding"}
"""Headers that each server words for itself."""

CLOSED = 0
SILENT = -1
GARBLED = -2


@dataclass(frozen=True)
class Answer:
    """A status, the headers that matter by their lower-case names, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, status: int, headers: list[tuple[str, str]], body: bytes, port: int) -> "Answer":
        """The answer without what differs from server to server: ignored headers, and the address in the others."""
        kept: dict[str, str] = {}
        for name, value in headers:
            if name not in IGNORED:
                value = value.replace(f"127.0.0.1:{port}", "127.0.0.1:PORT")
                kept[name] = f"{kept[name]}, {value}" if name in kept else value
        if "allow" in kept:  # a set in Python: its order changes from run to run
            kept["allow"] = ", ".join(sorted(kept["allow"].split(", ")))
        if kept.get("content-encoding") == "gzip":  # every compressor has bytes of its own
            body = _unzipped(body)
        return cls(status, kept, body)

    @classmethod
    def closed(cls) -> "Answer":
        """No answer: the connection was closed."""
        return cls(CLOSED, {}, b"")

    @classmethod
    def silent(cls) -> "Answer":
        """No answer in time."""
        return cls(SILENT, {}, b"")

    @classmethod
    def garbled(cls) -> "Answer":
        """An answer that is no HTTP."""
        return cls(GARBLED, {}, b"")

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def describe_status(self) -> str:
        words = {CLOSED: "a closed connection", SILENT: "no answer in time", GARBLED: "no HTTP"}
        return words.get(self.status, str(self.status))

    def to_line(self) -> dict[str, Any]:
        """The answer as it is recorded."""
        line: dict[str, Any] = {"status": self.status, "headers": self.headers}
        try:
            line["body"] = self.body.decode("utf-8")
        except UnicodeDecodeError:
            line["body_base64"] = base64.b64encode(self.body).decode("ascii")
        return line

    @classmethod
    def from_line(cls, line: dict[str, Any]) -> "Answer":
        body = base64.b64decode(line["body_base64"]) if "body_base64" in line else line["body"].encode("utf-8")
        return cls(line["status"], line["headers"], body)


def _unzipped(body: bytes) -> bytes:
    """The content; the body as it is if it is not gzip after all."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return body
