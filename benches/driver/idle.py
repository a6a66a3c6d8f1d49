"""`benches/idle`: the memory of connections that do nothing, in Twinlane and in what is written by hand on hyper.

Each kind of connection has a process of its own. What counts is what the process has more with all of them open than with none, after
some had come and gone: its proportional set (PSS), which is what it would give back. What the kernel keeps for the sockets is the same for both.
"""

import argparse
import contextlib
import itertools
import os
import resource
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from . import certificate, contenders, layout, machine, record, tables
from .budgets import verdict
from .connection import Connection, within_tls
from .contenders import HYPER, TWINLANE, TWINLANE_BINARY, Contender
from .operations import TYPED_GET
from .servers import Server, ServerFailed, running
from .streams import PREFACE, SETTINGS, Streams, frame

HTTP_1, HTTP_2, TLS = "HTTP/1.1", "HTTP/2", "TLS"
MOST = 1.15
"""Of the memory by hand."""
COME_AND_GONE = 500
"""Connections before the first look, so that what the server makes once is there."""
LEAST_FILES_BESIDE = 200
"""Descriptors that server and client need for other things."""
LONG = "300"
"""Seconds that a client may take."""
AT_ONCE = 500
"""Connections that the server may not have accepted yet."""
SETTLE_SECONDS = 1.0
ACCEPT_SECONDS = 20.0
LOOK_SECONDS = 0.02
CLOSE_BY_RESET = struct.pack("ii", 1, 0)


class OverBudget(Exception):
    """A connection takes more memory than its budget."""


@dataclass(frozen=True)
class Kind:
    """A kind of connection that does nothing any more."""

    title: str
    protocol: str
    open: Callable[[int], socket.socket]
    """Connects to the port, and does what is to be done before."""


def _silent(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=ACCEPT_SECONDS)


def _kept_alive(port: int) -> socket.socket:
    connection = Connection(port)
    connection.repeat(TYPED_GET.request(), 1)
    return connection.socket


def _greeted(port: int) -> socket.socket:
    """The preface of HTTP/2, and no request."""
    opened = _silent(port)
    opened.sendall(PREFACE + frame(SETTINGS, 0, 0, b""))
    opened.recv(4096)
    return opened


def _kept_streams(port: int) -> socket.socket:
    return Streams(port, TYPED_GET, 1).socket


def _shaken_hands(port: int) -> socket.socket:
    return within_tls(_silent(port))


def _kept_alive_within_tls(port: int) -> socket.socket:
    connection = Connection(port, is_tls=True)
    connection.repeat(TYPED_GET.request(), 1)
    return connection.socket


KINDS = (
    Kind("HTTP/1.1, no byte sent", HTTP_1, _silent),
    Kind("HTTP/1.1, kept alive after a request", HTTP_1, _kept_alive),
    Kind("HTTP/2, no request sent", HTTP_2, _greeted),
    Kind("HTTP/2, kept after a request", HTTP_2, _kept_streams),
    Kind("TLS, no request sent", TLS, _shaken_hands),
    Kind("TLS, kept alive after a request", TLS, _kept_alive_within_tls),
)

Found = dict[tuple[str, str], list[float]]
"""Bytes a connection, process by process, by contender's name and kind's title."""


def measure(options: argparse.Namespace) -> None:
    count = affordable(options.connections)
    folder = contenders.binaries_with("transports", "twinlane", "hyper")
    found: Found = {}
    with certificate.options() as tls:
        for round_number, kind in itertools.product(range(options.rounds), KINDS):
            for contender in _contenders(folder, kind, tls):
                print(f"round {round_number + 1} of {options.rounds}: {contender.name}: {kind.title}", flush=True)
                with running(contender) as server:
                    found.setdefault((contender.name, kind.title), []).append(bytes_of_one(server, kind, count))
    rows = [_row(found, kind) for kind in KINDS]
    report = _report(rows, count, options)
    print(report)
    if count == options.connections:
        layout.RESULTS.mkdir(exist_ok=True)
        (layout.RESULTS / "idle.md").write_text(report, encoding="utf-8")
        record.write("idle", {"when_and_where": machine.brief(), "connections": count, "rows": [row.record() for row in rows]})
    if over := [str(row) for row in rows if not row.is_met]:
        raise OverBudget("\n".join(["above the budget:", *over]))


@dataclass(frozen=True)
class Row:
    kind: Kind
    ours: float
    by_hand: float

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand

    @property
    def is_met(self) -> bool:
        return self.ratio <= MOST

    def __str__(self) -> str:
        return f"{self.kind.title}: {self.ours:,.0f} bytes a connection, {self.ratio:.3f} × {self.by_hand:,.0f}; at most {MOST} ×"

    def cells(self) -> list[str]:
        return [self.kind.title, f"{self.by_hand:,.0f}", f"{self.ours:,.0f}", f"{self.ratio:.3f} ×", verdict(self.is_met)]

    def record(self) -> dict[str, object]:
        return {"title": self.kind.title, HYPER: round(self.by_hand), TWINLANE: round(self.ours), "ratio": round(self.ratio, 3)}


def _row(found: Found, kind: Kind) -> Row:
    return Row(kind, median(found[TWINLANE, kind.title]), median(found[HYPER, kind.title]))


def affordable(wanted: int) -> int:
    """As many connections as there may be descriptors for, in a process."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(wanted, files - LEAST_FILES_BESIDE)
    if count < wanted:
        print(f"only {count} of {wanted} connections, for want of file descriptors (`ulimit -n` is {files}): the result is not recorded", flush=True)
    return count


def _contenders(folder: "os.PathLike[str]", kind: Kind, tls: tuple[str, ...]) -> list[Contender]:
    protocol = ("--protocol", "http2") if kind.protocol == HTTP_2 else ()
    certificates = tls if kind.protocol == TLS else ()
    by_hand = (f"{folder}/bench_hyper", "--workers", str(contenders.CORES + contenders.SPARE_WORKERS), *protocol)
    ours = (f"{folder}/{TWINLANE_BINARY}", "--timeout-keep-alive", LONG)
    # None of them is to end for want of a request while the others are opened.
    rest = (*certificates, "--header-timeout", LONG, "--port")
    return [Contender(HYPER, (*by_hand, *rest)), Contender(TWINLANE, (*ours, *rest))]


def bytes_of_one(server: Server, kind: Kind, count: int) -> float:
    # The first of all has asked whether the server listens.
    time.sleep(SETTLE_SECONDS)
    files = server.open_files()
    with _opened(server, kind, COME_AND_GONE, files):
        pass
    _await_files(server, files)
    time.sleep(SETTLE_SECONDS)
    before = server.proportional_bytes()
    with _opened(server, kind, count, files):
        time.sleep(SETTLE_SECONDS)
        _await_files(server, files + count)
        return (server.proportional_bytes() - before) / count


@contextlib.contextmanager
def _opened(server: Server, kind: Kind, count: int, files: int) -> Iterator[None]:
    """So many of them, accepted; they are reset at the end, so that their ports are free at once."""
    opened: list[socket.socket] = []
    try:
        for number in range(1, count + 1):
            opened.append(kind.open(server.port))
            # No more than a backlog has room for: one that is turned away tries again after a second.
            if number % AT_ONCE == 0 or number == count:
                _await_files(server, files + number)
        yield
    finally:
        for one in opened:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLOSE_BY_RESET)
            one.close()


def _await_files(server: Server, count: int) -> None:
    """Waits until the server has so many descriptors open."""
    end = time.monotonic() + ACCEPT_SECONDS
    while (found := server.open_files()) != count:
        if time.monotonic() > end:
            raise ServerFailed(f"{server.contender.name} has {found} descriptors, not {count}")
        time.sleep(LOOK_SECONDS)


def _report(rows: list[Row], count: int, options: argparse.Namespace) -> str:
    head = ["", "hyper by hand, bytes a connection", "Twinlane", "", f"at most {MOST} ×"]
    return "\n".join(
        [
            "# Connections that do nothing: `benches/idle`\n",
            machine.description(),
            f"The proportional set (PSS) of the process with {count:,} connections open, less that without, by their number: "
            f"the median of {options.rounds} processes. hyper has as many workers as Twinlane; both have HTTP/2 and TLS compiled in; within TLS hyper is served by tokio-rustls.\n",
            tables.table(head, [row.cells() for row in rows]),
        ]
    )
