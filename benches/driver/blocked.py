"""`benches/blocked`: what an unrelated operation feels while others hold their thread."""

import argparse
import json
from dataclasses import dataclass
from statistics import median
from typing import Any

from . import layout, machine, operations, shell, tables
from .budgets import verdict
from .connection import Connection
from .contenders import TWINLANE, Field
from .servers import Server, running

LANES = {"/blocked": "`async fn` that blocks 100 ms by mistake", "/blocking": "plain `fn` that blocks 100 ms"}
CONNECTIONS = (3, 32)
WAKE = "/wake_then_block"
WAKES = 20
SLACK_SECONDS = 30


@dataclass
class Felt:
    """What one contender's /ping felt: by what kept the server busy and on how many connections."""

    name: str
    idle: dict[str, Any]
    busy: dict[tuple[str, int], dict[str, Any]]
    waits: list[float]
    """Milliseconds that a task waited which was woken by an operation that then blocked 50 ms."""


def measure(chosen: Field, options: argparse.Namespace) -> None:
    felt = []
    for contender in chosen.all():
        with running(contender) as server:
            print(f"blocked: {contender.name}", flush=True)
            felt.append(_measure(server, str(chosen.load), options.seconds))
    report = _report(felt, options.seconds)
    print(report)
    layout.RESULTS.mkdir(exist_ok=True)
    (layout.RESULTS / "blocked.md").write_text(report, encoding="utf-8")


def _measure(server: Server, load: str, seconds: int) -> Felt:
    def under(*busy: str) -> dict[str, Any]:
        command = [load, "--port", str(server.port), "--seconds", str(seconds), *busy]
        return json.loads(shell.output(command, seconds=seconds + SLACK_SECONDS))

    cases = [(path, connections) for path in LANES for connections in CONNECTIONS] + [(WAKE, CONNECTIONS[0])]
    idle = under()
    busy = {case: under("--busy", case[0], "--connections", str(case[1])) for case in cases}
    with Connection(server.port) as connection:
        waits = [connection.ask_json(operations.request(WAKE))["waited_ms"] for _ in range(WAKES)]
    return Felt(server.contender.name, idle, busy, waits)


def _report(felt: list[Felt], seconds: int) -> str:
    parts = [
        "# While others block: `benches/blocked`\n",
        machine.description(),
        f"4 connections ask for `/ping` every 8 ms each, for {seconds} s, while others ask for an operation that blocks, "
        "without pause. A ping that was due while its connection had no answer yet counts with the time from then to that answer. "
        "Every contender runs as its users run it; the "
        "rows without a number of workers are hyper and axum with as many as Twinlane has, spare ones included, but no "
        "watchdog. Milliseconds.\n",
        "## Nothing blocks\n",
        tables.table(["", "p50", "p99", "max"], [[one.name, *_latencies(one.idle)] for one in felt]),
    ]
    for path, title in LANES.items():
        rows = [_busy_row(one, path, connections) for connections in CONNECTIONS for one in felt]
        head = ["connections", "", "blocking operations/s", "ping p50", "p99", "max"]
        parts += [f"## {title}\n", tables.table(head, rows)]
    parts += _wakes(felt)
    parts += _budgets(felt)
    return "\n".join(parts)


def _busy_row(one: Felt, path: str, connections: int) -> list[str]:
    measured = one.busy[path, connections]
    return [str(connections), one.name, f"{measured['busy_per_second']:.0f}", *_latencies(measured)]


def _wakes(felt: list[Felt]) -> list[str]:
    head = ["", "woken task waited, median", "max", "ping p50 meanwhile", "p99", "max"]
    rows = [
        [one.name, f"{median(one.waits):.2f}", f"{max(one.waits):.2f}", *_latencies(one.busy[WAKE, CONNECTIONS[0]])]
        for one in felt
    ]
    return [
        "## Wake, then block: the known hole\n",
        f"An `async fn` wakes a task that waits, then blocks 50 ms ({WAKES} times, one after the other): tokio puts what a "
        f"worker woke into a slot that no other worker takes from. The pings: {CONNECTIONS[0]} connections do so without pause.\n",
        tables.table(head, rows),
    ]


def _budgets(felt: list[Felt]) -> list[str]:
    rows = []
    for one in felt:
        if one.name == TWINLANE:
            for path, title in LANES.items():
                p99 = one.busy[path, 32]["p99_ms"]
                rows.append([f"ping's p99 at most 1 ms under 32 connections: {title}", f"{p99:.2f} ms", verdict(p99 <= 1)])
    return ["## Budgets\n", tables.table(["budget", "measured", ""], rows)] if rows else []


def _latencies(measured: dict[str, Any]) -> list[str]:
    return [f"{measured[key]:.2f}" for key in ("p50_ms", "p99_ms", "max_ms")]
