"""`benches/websockets`: echoes and broadcasts by every contender, the memory of connections that do nothing, and a ping while handlers block."""

import argparse
import contextlib
import itertools
import time
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from . import contenders, idle, instructions, layout, record, sockets_report, system_calls
from .contenders import CORES, SPARE_WORKERS, Contender
from .idle import Kind
from .operations import Operation
from .servers import running
from .sockets_client import Client, Taken, ping_beside_blocked, shaken_hands
from .sockets_report import AXUM, COUNTED_MEMBERS, COUNTED_PEERS, ROWS, SHORT, TWINLANE, Measured, Row, contender_names

WORKERS = ("--workers", "1")
STEADY = {
    "BENCH_WORKERS": "1",
    "BENCH_SPARE_WORKERS": "0",
    # Callgrind would count what is filled or copied by one instruction as one a byte: tungstenite fills 128 KiB at each read.
    "GLIBC_TUNABLES": ":".join(f"glibc.cpu.x86_rep_{one}_threshold={1 << 30}" for one in ("stosb", "movsb")),
}
IDLE_ROUNDS = 3
IDLE_CONNECTIONS = 10_000
KINDS = (
    ("open, nothing sent", partial(shaken_hands, compression=False, messages=0), True),
    ("open, after a message and its echo", partial(shaken_hands, compression=False, messages=1), True),
    ("open with compression agreed on, nothing sent", partial(shaken_hands, compression=True, messages=0), False),
)
"""A title, how it is opened, and whether axum has it."""


class OverBudget(Exception):
    """Twinlane is not where it has to be."""


def measure(options: argparse.Namespace) -> None:
    began = time.monotonic()
    rows = [row for row in (SHORT if options.short else ROWS) if row.key in (options.rows or row.key)]
    wanted = (TWINLANE, AXUM) if options.short else tuple(name for name in contender_names() if name in (options.only or name))
    folder = _built(wanted)
    client = Client(folder / "sockets_load")
    field = _field(folder, wanted)
    _check(field, rows, client)
    measured = Measured()
    _count(field, rows, client, measured, with_calls=not options.short)
    if not options.short:
        _measure_on_the_clock(field, rows, client, options.rounds, measured)
    is_whole = not (options.short or options.rows or options.only)
    if is_whole:
        _measure_idle(folder, measured)
        for contender in field:
            print(f"blocked: {contender.name}", flush=True)
            with running(contender) as server:
                measured.pings[contender.name] = ping_beside_blocked(server, client.program, folder / "load")
    report = sockets_report.write(measured, rows, options.rounds, time.monotonic() - began)
    print(report)
    if is_whole:
        layout.RESULTS.mkdir(exist_ok=True)
        (layout.RESULTS / "websockets.md").write_text(report, encoding="utf-8")
        record.write("websockets", measured.record())
    if over := [str(budget) for budget in measured.budgets() if not budget.is_met]:
        raise OverBudget("\n".join(["not met:", *over]))


def _built(wanted: Collection[str]) -> Path:
    folder = contenders.built_with("websockets", "load", "sockets_load", "sockets_axum", "sockets_twinlane")
    if contenders.ACTIX in wanted:
        contenders.built_with("actix-websockets", "sockets_actix")
    return folder


def _field(folder: Path, wanted: Collection[str]) -> list[Contender]:
    every = [
        Contender(TWINLANE, (str(folder / "sockets_twinlane"), "--port")),
        Contender(AXUM, (str(folder / "sockets_axum"), "--port")),
        Contender(contenders.ACTIX, (str(folder / "sockets_actix"), "--port")),
        Contender(contenders.FASTAPI, contenders.uvicorn("fastapi_sockets")),
        Contender(sockets_report.WS, ("node", str(layout.NODE / "sockets.mjs"), "--port"), environment={"NODE_ENV": "production"}),
    ]
    return [contender for contender in every if contender.name in wanted]


def _check(field: list[Contender], rows: list[Row], client: Client) -> None:
    """The client compares every answer; so it does here, before anything is measured."""
    for contender in field:
        with running(contender) as server:
            for row in _rows_of(contender, rows):
                with client.asking(server.port, row, COUNTED_MEMBERS) as repeat:
                    repeat(20)
    print(f"same answers: {', '.join(contender.name for contender in field)}", flush=True)


def _rows_of(contender: Contender, rows: list[Row]) -> Iterator[Row]:
    return (row for row in rows if row.is_had_by(contender.name))


def _count(field: list[Contender], rows: list[Row], client: Client, measured: Measured, *, with_calls: bool) -> None:
    """With one worker, so that a count depends on neither the number of processors nor the clock."""
    for contender in field:
        command = contender.command
        if contender.name in COUNTED_PEERS:
            command = (command[0], *WORKERS, *command[1:])
        for row in _rows_of(contender, rows):
            operation = Operation(row.title, row.path, None)
            # A long row is counted less often: its counts differ by less.
            steady = Contender(contender.name, command, (operation,), {**contender.environment, **STEADY}, slow=row.is_long)
            asking = client.of(row, COUNTED_MEMBERS)
            if contender.name in (TWINLANE, *COUNTED_PEERS):
                print(f"instructions: {contender.name}, {row.title}", flush=True)
                cost = instructions.measure(steady, (operation,), asking)[operation]
                measured.instructions[contender.name, row.key] = cost.instructions / row.receivers(COUNTED_MEMBERS)
            if with_calls:
                calls = system_calls.measure(steady, (operation,), asking)[operation]
                measured.calls[contender.name, row.key] = {name: count / row.receivers(COUNTED_MEMBERS) for name, count in calls.items()}


def _measure_on_the_clock(field: list[Contender], rows: list[Row], client: Client, rounds: int, measured: Measured) -> None:
    """All servers run all the time, idle but for the one that is asked."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(running(contender)) for contender in field]
        for number, row in itertools.product(range(rounds), rows):
            print(f"throughput: round {number + 1} of {rounds}: {row.title}", flush=True)
            for server in servers:
                if row.is_had_by(server.contender.name):
                    measured.rounds.setdefault((server.contender.name, row.key), Taken()).add(client.load(server, row))


def _measure_idle(folder: Path, measured: Measured) -> None:
    count = idle.affordable(IDLE_CONNECTIONS)
    shape = ("--workers", str(CORES + SPARE_WORKERS))
    axum = Contender(AXUM, (str(folder / "sockets_axum"), *shape, "--port"))
    ours = Contender(TWINLANE, (str(folder / "sockets_twinlane"), "--port"))
    for number, (title, opened, is_axums) in itertools.product(range(IDLE_ROUNDS), KINDS):
        kind = Kind(title, idle.HTTP_1, opened)
        for contender in (axum, ours) if is_axums else (ours,):
            print(f"idle: round {number + 1} of {IDLE_ROUNDS}: {contender.name}: {title}", flush=True)
            with running(contender) as server:
                measured.idle.setdefault((contender.name, title), []).append(idle.bytes_of_one(server, kind, count))
