"""`benches/files`: static files by every contender, and the memory of 100 clients that fetch a large one."""

import argparse
import contextlib
import gzip
import itertools
import os
import random
import selectors
import socket
import string
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import contenders, layout, machine, record, tables, throughput
from .answers import WrongAnswer
from .contenders import Contender
from .operations import Operation
from .servers import Server, running
from .throughput import Rounds

TWINLANE, TOWER, ACTIX, STARLETTE, NGINX = "Twinlane", "tower-http in axum", "actix-files", "Starlette", "nginx"
NAMES = (TWINLANE, TOWER, ACTIX, STARLETTE, NGINX)
PEERS = (TOWER, ACTIX, STARLETTE)
"""Those that Twinlane has to be ahead of."""

CLIENTS = 100
FETCH_SECONDS = 8
LOOK_SECONDS = 0.2
LARGEST = 1 << 30
GROWTH = 1.1
"""Of the memory in the first half of the time, at most."""


class OverBudget(Exception):
    """Twinlane is not where it has to be."""


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    path: str
    status: int
    length: int
    headers: tuple[tuple[str, str], ...] = ()
    had_by: tuple[str, ...] = NAMES
    is_fresh: bool = False
    """The client has the file already."""


KIB = 1 << 10
ROWS = (
    Row("small", "1 KB", "/static/small.txt", 200, KIB),
    Row("medium", "64 KB", "/static/medium.txt", 200, 64 * KIB),
    Row("large", "10 MB", "/static/large.bin", 200, 10 << 20),
    Row("range", "64 KB of 10 MB", "/static/large.bin", 206, 64 * KIB, (("Range", "bytes=1000000-1065535"),)),
    Row("fresh", "304", "/static/medium.txt", 304, 0, is_fresh=True),
    Row("precompressed", "64 KB, compressed beforehand", "/static/app.js", 200, -1, (("Accept-Encoding", "gzip"),), (TWINLANE, TOWER, NGINX)),
)


@dataclass
class Held:
    """The memory of a server whose clients fetch the largest file."""

    before: int
    sizes: list[int] = field(default_factory=list)
    fetched: int = 0

    def most(self, half: int) -> int:
        middle = len(self.sizes) // 2
        return max(self.sizes[middle:] if half else self.sizes[:middle])

    @property
    def is_constant(self) -> bool:
        return self.most(1) <= self.most(0) * GROWTH


@dataclass
class Measured:
    rounds: dict[tuple[str, str], Rounds] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)

    def ratio(self, row: Row, peer: str) -> float:
        """The CPU time of a request, times the peer's."""
        ours, theirs = self.rounds[TWINLANE, row.key], self.rounds[peer, row.key]
        return ours.cpu_microseconds() / theirs.cpu_microseconds()


def measure(options: argparse.Namespace) -> None:
    began = time.monotonic()
    names = [name for name in NAMES if name in (options.only or NAMES)]
    rows = [row for row in ROWS if row.key in (options.rows or row.key)]
    is_whole = not (options.only or options.rows)
    with tempfile.TemporaryDirectory() as folder:
        _write_files(Path(folder))
        measured = Measured()
        _measure_rows(_field(Path(folder), names), rows, options.rounds, measured)
        if is_whole:
            for contender in _field(Path(folder), names):
                print(f"memory: {contender.name}", flush=True)
                measured.held[contender.name] = _hold(contender)
    report = _report(measured, rows, options.rounds, time.monotonic() - began)
    print(report)
    if is_whole:
        layout.RESULTS.mkdir(exist_ok=True)
        (layout.RESULTS / "files.md").write_text(report, encoding="utf-8")
        record.write("files", _record(measured, rows))
    if over := list(_over(measured, rows)):
        raise OverBudget("\n".join(["not met:", *over]))


def _write_files(folder: Path) -> None:
    letters = random.Random(1)
    text = "".join(letters.choices(string.ascii_letters + " \n", k=64 * KIB)).encode()
    (folder / "small.txt").write_bytes(text[:KIB])
    (folder / "medium.txt").write_bytes(text)
    (folder / "app.js").write_bytes(text)
    (folder / "app.js.gz").write_bytes(gzip.compress(text, mtime=0))
    (folder / "large.bin").write_bytes(text * 160)
    with (folder / "largest.bin").open("wb") as largest:
        largest.truncate(LARGEST)
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))


def _field(folder: Path, names: list[str]) -> list[Contender]:
    binaries = contenders.built_with("files", "files_axum", "files_twinlane")
    if ACTIX in names:
        contenders.built_with("actix-files", "files_actix")
    commands = {
        TWINLANE: (str(binaries / "files_twinlane"), "--port"),
        TOWER: (str(binaries / "files_axum"), "--port"),
        ACTIX: (str(binaries / "files_actix"), "--port"),
        STARLETTE: contenders.uvicorn("starlette_files"),
        NGINX: (str(layout.BENCHES / "nginx_files"), str(folder)),
    }
    return [Contender(name, commands[name], (), {"BENCH_FILES": str(folder)}) for name in names]


def _measure_rows(field: list[Contender], rows: list[Row], rounds: int, measured: Measured) -> None:
    """All servers run all the time, idle but for the one that is asked."""
    with contextlib.ExitStack() as stack:
        asked = [(server, _operations(server, rows)) for server in (stack.enter_context(running(contender)) for contender in field)]
        print(f"same answers: {', '.join(contender.name for contender in field)}", flush=True)
        scripts = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for number, row in itertools.product(range(rounds), rows):
            print(f"CPU time: round {number + 1} of {rounds}: {row.title}", flush=True)
            for server, operations in asked:
                if operation := operations.get(row.key):
                    taken = measured.rounds.setdefault((server.contender.name, row.key), Rounds())
                    throughput.ask(server, operation, scripts, taken)


def _operations(server: Server, rows: list[Row]) -> dict[str, Operation]:
    """The requests to the server, by the key of the row. Each answer has been looked at."""
    operations = {}
    for row in rows:
        if server.contender.name not in row.had_by:
            continue
        headers = row.headers
        if row.is_fresh:
            # Each has a tag of its own.
            _, head, _ = _answer(server, Operation(row.title, row.path, None))
            headers = (("If-None-Match", head["etag"]),)
        operation = Operation(row.title, row.path, None, headers=headers)
        status, head, length = _answer(server, operation)
        is_right = status == row.status and (length == row.length or row.length < 0 and head.get("content-encoding") == "gzip")
        if not is_right:
            raise WrongAnswer(f"{server.contender.name} answers {row.title} with {status} and {length} bytes")
        operations[row.key] = operation
    return operations


def _answer(server: Server, operation: Operation) -> tuple[int, dict[str, str], int]:
    """The status, the headers and the length of the body."""
    request = operation.request().replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        whole = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines if not line.lower().startswith("etag"))
    headers.update({"etag": line.split(": ", 1)[1] for line in lines if line.lower().startswith("etag")})
    return int(first.split()[1]), headers, len(body)


def _hold(contender: Contender) -> Held:
    """The memory of its process while the clients fetch the largest file, all at a time."""
    with running(contender) as server, contextlib.ExitStack() as stack:
        _answer(server, Operation("", "/static/large.bin", None))
        held = Held(server.resident_bytes())
        selector = stack.enter_context(selectors.DefaultSelector())
        for connection in _clients(server, stack):
            selector.register(connection, selectors.EVENT_READ)
        buffer = bytearray(1 << 20)
        end, look = time.monotonic() + FETCH_SECONDS, 0.0
        while (now := time.monotonic()) < end:
            if now > look:
                held.sizes.append(server.resident_bytes())
                look = now + LOOK_SECONDS
            for key, _ in selector.select(1):
                held.fetched += _received(key.fileobj, buffer)
    if held.fetched < CLIENTS * len(buffer):
        raise WrongAnswer(f"{contender.name}: {CLIENTS} clients of the largest file have received {held.fetched:,} bytes: nothing was held")
    return held


def _clients(server: Server, stack: contextlib.ExitStack) -> Iterator[socket.socket]:
    request = Operation("", "/static/largest.bin", None).request()
    for _ in range(CLIENTS):
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
        connection.sendall(request)
        yield connection


def _received(connection: object, buffer: bytearray) -> int:
    assert isinstance(connection, socket.socket)
    if not (received := connection.recv_into(buffer)):
        raise WrongAnswer("a connection ended before all of the largest file was sent")
    return received


def _over(measured: Measured, rows: list[Row]) -> Iterator[str]:
    for row, peer in itertools.product(rows, PEERS):
        if (peer, row.key) in measured.rounds and (TWINLANE, row.key) in measured.rounds and (ratio := measured.ratio(row, peer)) > 1:
            yield f"{row.title}: {ratio:.2f} × the CPU time of {peer}"
    held = measured.held.get(TWINLANE)
    if held and not held.is_constant:
        yield f"memory grows from {held.most(0) >> 20} MiB to {held.most(1) >> 20} MiB"


def _report(measured: Measured, rows: list[Row], rounds: int, seconds: float) -> str:
    names = list(dict.fromkeys(name for name, _ in measured.rounds))
    head = ["", *(row.title for row in rows)]

    def cell(name: str, row: Row) -> str:
        taken = measured.rounds.get((name, row.key))
        if not taken:
            return "-"
        beside = ""
        if name != TWINLANE and (TWINLANE, row.key) in measured.rounds:
            beside = f" ({1 / measured.ratio(row, name):.2f} ×)"
        return f"{taken.cpu_microseconds():,.1f} µs{beside}"

    def speed(name: str, row: Row) -> str:
        taken = measured.rounds.get((name, row.key))
        return f"{taken.median():,.0f}" if taken else "-"

    parts = [
        "# Static files: `benches/files`\n",
        machine.description_of_files(),
        f"The run took {seconds / 60:.0f} minutes. Every answer was read and compared before.\n",
        "## CPU time of the server a request\n",
        f"wrk, {throughput.CONNECTIONS} connections, {rounds} rounds of {throughput.SECONDS} s that go round the contenders; user and system time of the server's "
        "process; in brackets, times Twinlane's. All with their defaults; nginx is one process, with sendfile.\n",
        tables.table(head, [[name, *(cell(name, row) for row in rows)] for name in names]),
        "## Requests a second\n",
        "The client has the same cores.\n",
        tables.table(head, [[name, *(speed(name, row) for row in rows)] for name in names]),
    ]
    if measured.held:
        parts += [
            f"## Memory while {CLIENTS} clients fetch a file of 1 GiB\n",
            f"Resident memory of the server's process, before and the most in both halves of {FETCH_SECONDS} s.\n",
            tables.table(
                ["", "before", "first half", "second half", "fetched a second"],
                [
                    [name, *(f"{size >> 20} MiB" for size in (held.before, held.most(0), held.most(1), held.fetched // FETCH_SECONDS))]
                    for name, held in measured.held.items()
                ],
            ),
        ]
    return "\n".join(parts)


def _record(measured: Measured, rows: list[Row]) -> dict[str, object]:
    titles = {row.key: row.title for row in rows}
    return {
        "when_and_where": machine.brief(),
        "cpu_microseconds": {f"{name}, {titles[key]}": round(taken.cpu_microseconds(), 2) for (name, key), taken in measured.rounds.items()},
        "per_second": {f"{name}, {titles[key]}": round(taken.median()) for (name, key), taken in measured.rounds.items()},
        "memory": {name: {"before": held.before, "first_half": held.most(0), "second_half": held.most(1)} for name, held in measured.held.items()},
    }
