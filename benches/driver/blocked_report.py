"""The report of `benches/blocked`: the tables, where Twinlane collapses, its known holes, and the budgets."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from . import machine, tables
from .budgets import verdict
from .contenders import CORES, SPARE_WORKERS, TWINLANE

BY_MISTAKE, PLAIN, CPU = "/blocked?ms=100", "/blocking?ms=100", "/cpu?ms=50"
LANES = {
    BY_MISTAKE: "`async fn` that blocks 100 ms by mistake",
    PLAIN: "plain `fn` that blocks 100 ms",
    CPU: "plain `fn` that computes 50 ms",
}
CONNECTIONS = (3, 32, 100)
PICTURED = 32
COLLAPSED_MS = 50
BUDGET_MS = 1
MARGIN, MARGIN_MS = 0.25, 0.5
"""Difference of a ping's p99 between two runs of one contender while all cores compute."""


@dataclass(frozen=True)
class Hole:
    """A known hole: neither a spare worker nor the watchdog mends it, or they mend a part."""

    title: str
    path: str
    waits: bool = True
    """True if the answer tells how long another task had to wait."""
    connections: int = 3
    variant: str = ""
    """The way that Twinlane takes, if it has two."""


HOLES = (
    Hole("woken", "/wake_then_block"),
    Hole("spawned", "/spawn_then_block", variant="`lanes::spawn`"),
    Hole("streamed", "/stream", waits=False, variant="`Streaming::new`"),
)
VARIANTS = (
    Hole("spawned", "/tokio_spawn_then_block", variant="`tokio::spawn`"),
    Hole("streamed", "/stream_from_a_thread", waits=False, variant="`Streaming::blocking`"),
)


@dataclass
class Felt:
    """The latencies of one contender's /ping, by the work that kept the server busy and the number of its connections."""

    name: str
    idle: dict[str, Any]
    busy: dict[tuple[str, int], dict[str, Any]]
    waits: dict[str, list[float]]
    """Milliseconds that another task waited for an operation that blocked 50 ms, by the operation's path."""


def workers() -> tuple[int, ...]:
    """Numbers of connections on both sides of that of Twinlane's workers."""
    count = CORES + SPARE_WORKERS
    return (3, 32, count - 2, count - 1, count, count + 1, 48, 64, 100)


def write(felt: list[Felt], seconds: int) -> str:
    parts = [
        "# While others block: `benches/blocked`\n",
        machine.description(),
        f"4 connections ask for `/ping` every 8 ms each, for {seconds} s, while others ask for an operation that blocks, "
        "without pause. A ping that was due while its connection had no answer yet counts with the time from then to that answer. "
        "Every contender runs as its users run it; the "
        "rows without a number of workers are hyper and axum with as many as Twinlane has, spare ones included, but no "
        "watchdog. A plain `fn` is written as each one's users do: `spawn_blocking` on hyper and axum, `web::block` on actix-web, "
        "a `def` on FastAPI; a goroutine may block as it is, and Node has no thread to give. To compute is a fixed number of "
        "steps, for all in Rust the same. Milliseconds.\n",
        "## Nothing blocks\n",
        tables.table(["", "p50", "p99", "max"], [[one.name, *_latencies(one.idle)] for one in felt]),
    ]
    for path, title in LANES.items():
        rows = [_busy_row(one, path, connections) for connections in CONNECTIONS for one in felt]
        head = ["connections", "", "operations/s", "ping p50", "p99", "max"]
        parts += [f"## {title}\n", tables.table(head, rows)]
    ours = next((one for one in felt if one.name == TWINLANE), None)
    if ours:
        parts += _collapse(ours)
    parts += [*_waiting(felt), *_streaming(felt), *_dropped(felt)]
    if ours:
        rows = list(_budgets(ours, [one for one in felt if one is not ours]))
        parts += ["## Budgets\n", tables.table(["budget", "measured", ""], rows)]
    return "\n".join(parts)


def _busy_row(one: Felt, path: str, connections: int) -> list[str]:
    measured = one.busy[path, connections]
    return [str(connections), one.name, f"{measured['busy_per_second']:.0f}", *_latencies(measured)]


def _collapse(ours: Felt) -> Iterator[str]:
    counts = [(connections, ours.busy[BY_MISTAKE, connections]) for connections in workers()]
    collapsed = [connections for connections, measured in counts if measured["p99_ms"] > COLLAPSED_MS]
    where = f"at {collapsed[0]} connections" if collapsed else "at none of these"
    yield "## Where it collapses\n"
    yield (
        f"Twinlane has {CORES} + {SPARE_WORKERS} workers here, and each operation that blocks by mistake holds one: with all of them "
        f"held, a ping waits for one to return, as on other runtimes with their first few. It collapses (p99 above {COLLAPSED_MS} ms) {where}.\n"
    )
    rows = [[str(connections), f"{measured['busy_per_second']:.0f}", *_latencies(measured)] for connections, measured in counts]
    yield tables.table(["connections", "operations/s", "ping p50", "p99", "max"], rows)


def _waiting(felt: list[Felt]) -> Iterator[str]:
    holes = [hole for hole in HOLES if hole.waits]
    yield "## Wake or spawn, then block: known holes\n"
    yield (
        "An `async fn` wakes a task that waits, or spawns one, then blocks 50 ms, 20 times, one after the other: tokio puts what a "
        "worker woke or spawned last into a slot that no other worker takes from; `lanes::spawn` empties it at once. The pings: "
        f"{holes[0].connections} connections ask for it without pause.\n"
    )
    rows = []
    for hole in holes:
        for one in felt:
            rows.append(_waited_row(one, hole, variant=one.name == TWINLANE))
            rows += [_waited_row(one, own, variant=True) for own in VARIANTS if own.title == hole.title and own.path in one.waits]
    yield tables.table(["the other task was", "", "waited, median", "max", "ping p50 meanwhile", "p99", "max"], rows)


def _waited_row(one: Felt, hole: Hole, *, variant: bool) -> list[str]:
    waits = one.waits[hole.path]
    measured = one.busy[hole.path, hole.connections]
    return [hole.title, _name(one, hole, variant=variant), f"{median(waits):.2f}", f"{max(waits):.2f}", *_latencies(measured)]


def _streaming(felt: list[Felt]) -> Iterator[str]:
    rows = [
        [_name(one, hole, variant=one.name == TWINLANE), f"{measured['busy_per_second']:.0f}", *_latencies(measured)]
        for one in felt
        for hole in (*HOLES, *VARIANTS)
        if not hole.waits and (measured := one.busy.get((hole.path, hole.connections)))
    ]
    yield "## A body whose producer blocks\n"
    yield "Four chunks, before each of which the producer blocks 50 ms where it is polled; 3 connections ask for it without pause.\n"
    yield tables.table(["", "bodies/s", "ping p50", "p99", "max"], rows)


def _dropped(felt: list[Felt]) -> Iterator[str]:
    dropped = [
        f"{one.name} {measured['dropped']} (`{path}`, {connections} connections)"
        for one in felt
        for (path, connections), measured in one.busy.items()
        if measured["dropped"]
    ]
    if dropped:
        yield f"Connections that a server dropped instead of answering: {', '.join(dropped)}.\n"


def _name(one: Felt, hole: Hole, *, variant: bool) -> str:
    return f"{one.name}, {hole.variant}" if variant and hole.variant else one.name


def _budgets(ours: Felt, others: list[Felt]) -> Iterator[list[str]]:
    for path in (BY_MISTAKE, PLAIN):
        p99 = ours.busy[path, PICTURED]["p99_ms"]
        title = f"ping's p99 at most {BUDGET_MS} ms under {PICTURED} connections: {LANES[path]}"
        yield [title, f"{p99:.2f} ms", verdict(p99 <= BUDGET_MS)]
    for connections in CONNECTIONS if others else ():
        p99 = ours.busy[CPU, connections]["p99_ms"]
        best = min(others, key=lambda one: one.busy[CPU, connections]["p99_ms"])
        theirs = best.busy[CPU, connections]["p99_ms"]
        met = p99 <= theirs + max(MARGIN * theirs, MARGIN_MS)
        title = f"ping's p99 the best of all, to {MARGIN:.0%} or {MARGIN_MS} ms, under {connections} connections: {LANES[CPU]}"
        yield [title, f"{p99:.2f} ms against {theirs:.2f} ms of {best.name}", verdict(met)]


def _latencies(measured: dict[str, Any]) -> list[str]:
    return [f"{measured[key]:.2f}" for key in ("p50_ms", "p99_ms", "max_ms")]
