"""`benches/blocked`: what an unrelated operation feels while others hold their thread."""

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

from . import blocked_report, layout, operations, picture, record, shell
from .blocked_report import CONNECTIONS, HOLES, LANES, PICTURED, VARIANTS, Felt, workers
from .connection import Connection
from .contenders import TWINLANE, Contender, Field
from .servers import Server, running

WAITS = 20
"""Number of times that a contender is asked for the wait of its woken or spawned task."""
SLACK_SECONDS = 180
"""Time for connecting, and for the last answers of a server that serves one request at a time."""


def measure(chosen: Field, options: argparse.Namespace) -> None:
    """Everything; writes `results/blocked.md`, `blocked.json` and `blocked.svg`."""
    steps = shell.output([str(chosen.load), "--calibrate"]).strip()
    felt = []
    for contender in chosen.all():
        told = dataclasses.replace(contender, environment={**contender.environment, "BENCH_STEPS_PER_MS": steps})
        with running(told) as server:
            print(f"blocked: {contender.name}", flush=True)
            felt.append(_measure(server, chosen.load, options.seconds))
    report = blocked_report.write(felt, options.seconds)
    print(report)
    layout.RESULTS.mkdir(exist_ok=True)
    (layout.RESULTS / "blocked.md").write_text(report, encoding="utf-8")
    record.write("blocked", record.of_blocked(felt, LANES, PICTURED))
    draw()


def draw() -> None:
    """`results/blocked.svg` from `blocked.json`."""
    (layout.RESULTS / "blocked.svg").write_text(picture.of_blocked(record.read("blocked")), encoding="utf-8")


def _measure(server: Server, load: Path, seconds: int) -> Felt:
    def under(*busy: str) -> dict[str, Any]:
        command = [str(load), "--port", str(server.port), "--seconds", str(seconds), *busy]
        return json.loads(shell.output(command, seconds=seconds + SLACK_SECONDS))

    with Connection(server.port) as connection:
        # Those not in Rust find out now, while nothing else runs, how much computation a millisecond is.
        connection.ask_json(operations.request("/cpu?ms=1"))
    idle = under()
    busy = {case: under("--busy", case[0], "--connections", str(case[1])) for case in _cases(server.contender)}
    waits = {hole.path: _waits(server, hole.path) for hole in _holes(server.contender) if hole.waits}
    return Felt(server.contender.name, idle, busy, waits)


def _cases(contender: Contender) -> list[tuple[str, int]]:
    cases = [(path, connections) for path in LANES for connections in CONNECTIONS]
    if contender.name == TWINLANE:
        path = next(iter(LANES))
        cases += [(path, connections) for connections in workers() if (path, connections) not in cases]
    return cases + [(hole.path, hole.connections) for hole in _holes(contender)]


def _holes(contender: Contender) -> list[blocked_report.Hole]:
    own = VARIANTS if contender.name == TWINLANE else ()
    return [hole for hole in (*HOLES, *own) if contender.streams or hole.waits]


def _waits(server: Server, path: str) -> list[float]:
    with Connection(server.port) as connection:
        return [connection.ask_json(operations.request(path))["waited_ms"] for _ in range(WAITS)]
