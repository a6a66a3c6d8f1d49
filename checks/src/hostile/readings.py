"""A server's reading of each request: what reached its application, what it refused, and how the connection ended."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .servers import Server
from .wire import Exchange, exchange

REQUESTS = Path(__file__).parent / "requests.jsonl"
# Comes after each: where it is read as it stands, the server has found the end of what came before.
MARKER = b"GET /after HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
QUIET_SECONDS = 2.5
MOST_SECONDS = 10.0
CONNECTIONS = 16


@dataclass(frozen=True)
class Case:
    """A request by name, as the bytes that are sent."""

    name: str
    raw: bytes


@dataclass(frozen=True)
class Read:
    """A request as the application had it."""

    method: str
    target: str
    host: str
    probes: tuple[tuple[str, str], ...]
    body: str | None  # base64; None if the application did not read it

    def __str__(self) -> str:
        body = "" if self.body in (None, "") else f" body {self.body}"
        probes = "".join(f" {name}={value!r}" for name, value in self.probes)
        return f"{self.method} {_short(self.target)} host {self.host!r}{_short(probes)}{_short(body)}"


@dataclass(frozen=True)
class Refused:
    """A response of the server's own."""

    status: int

    def __str__(self) -> str:
        return f"refused {self.status}"


@dataclass(frozen=True)
class Ended:
    """The connection after the last response: closed, or waiting for more bytes."""

    closed: bool

    def __str__(self) -> str:
        return "closed" if self.closed else "waits"


Step = Read | Refused | Ended


def cases() -> list[Case]:
    lines = REQUESTS.read_text(encoding="ascii").splitlines()
    return [Case(entry["name"], entry["raw"].encode("latin-1")) for entry in map(json.loads, lines)]


def of(server: Server, wanted: list[Case]) -> list[tuple[Step, ...]]:
    """The reading of each, in order."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        sent = list(pool.map(lambda case: _send(server, case), wanted))
    notes = _notes(server)
    told = {reply.note for _, result in sent for reply in result.replies}
    # Requests that reached the application and have no response, by the port of the client.
    untold = [entry for number, entry in sorted(notes.items()) if number not in told]
    return [tuple(_steps(result, notes, [entry for entry in untold if entry["port"] == port])) for port, result in sent]


def _send(server: Server, case: Case) -> tuple[int, Exchange]:
    with server.connect() as plug:
        port = plug.getsockname()[1]
        return port, exchange(plug, case.raw + MARKER, QUIET_SECONDS, MOST_SECONDS)


def _notes(server: Server) -> dict[int, dict[str, object]]:
    entries = [json.loads(line) for line in server.notes if line.startswith("{")]
    return {entry["number"]: entry for entry in entries}


def _steps(result: Exchange, notes: dict[int, dict[str, object]], untold: list[dict[str, object]]) -> Iterator[Step]:
    finals = [reply for reply in result.replies if reply.status >= 200 or reply.status == 101]
    # A refusal ends the connection, so what has no response came before it: Uvicorn refuses at once and forgets the others.
    last = [reply for reply in finals[-1:] if reply.note is None]
    for reply in finals[: len(finals) - len(last)]:
        yield Refused(reply.status) if reply.note is None else _read(notes[reply.note])
    yield from map(_read, untold)
    yield from (Refused(reply.status) for reply in last)
    yield Ended(result.closed)


def _read(entry: dict[str, object]) -> Read:
    probes = tuple((name, value.strip()) for name, value in entry["probes"])
    return Read(entry["method"], entry["target"], entry["host"] or "", probes, entry["body"])


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:70]}...({len(text)})"
