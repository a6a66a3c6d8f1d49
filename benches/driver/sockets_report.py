"""The rows that `benches/websockets` measures, and its report: the tables and the budgets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from . import contenders, instructions, machine, tables
from .budgets import verdict
from .contenders import ACTIX, AXUM, FASTAPI, TWINLANE
from .sockets_client import SECONDS, Taken

WS = "ws on Node"
COMPRESSING = (TWINLANE, FASTAPI, WS)
"""Neither tungstenite nor actix-ws compresses."""
COUNTED_PEERS = (AXUM, ACTIX)
COUNTED_MEMBERS = 20
"""Of a room whose instructions are counted."""
BUDGET_MS = 1
MOST_MEMORY = 1.15
"""Of axum's."""


def contender_names() -> tuple[str, ...]:
    return (TWINLANE, AXUM, ACTIX, FASTAPI, WS)


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    path: str
    size: int
    connections: int
    is_compressed: bool = False
    most: float | None = None
    """Of the instructions that axum takes for a message of this size without compression, where the short run compares them."""

    @property
    def is_room(self) -> bool:
        return self.path == "/room"

    @property
    def is_long(self) -> bool:
        return self.is_room or self.size * self.is_compressed > 1024

    def receivers(self, members: int) -> int:
        """Of each message, in a room of so many."""
        return members if self.is_room else 1

    def is_had_by(self, name: str) -> bool:
        return not self.is_compressed or name in COMPRESSING


ROWS = (
    Row("echo-64", "echo of 64 B", "/echo", 64, 32, most=0.56),
    Row("echo-16k", "echo of 16 KB", "/echo", 16 << 10, 32, most=0.97),
    Row("echo-64-compressed", "echo of 64 B, compressed", "/echo", 64, 32, is_compressed=True, most=1.41),
    Row("echo-16k-compressed", "echo of 16 KB, compressed", "/echo", 16 << 10, 32, is_compressed=True, most=22.8),
    Row("room", "broadcast of 64 B to 1,000", "/room", 64, 1000),
    Row("room-compressed", "broadcast of 64 B to 1,000, compressed", "/room", 64, 1000, is_compressed=True),
)
SHORT = tuple(row for row in ROWS if row.most)


@dataclass(frozen=True)
class Budget:
    title: str
    measured: str
    is_met: bool

    def __str__(self) -> str:
        return f"{self.title}: {self.measured}"

    def cells(self) -> list[str]:
        return [self.title, self.measured, verdict(self.is_met)]


@dataclass
class Measured:
    """By contender's name, and by a row's key where there is one; what was not measured is absent."""

    instructions: dict[tuple[str, str], float] = field(default_factory=dict)
    calls: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], Taken] = field(default_factory=dict)
    idle: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """By a kind's title."""
    pings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def budgets(self) -> Iterator[Budget]:
        yield from self._ahead()
        yield from self._counted()
        yield from self._memory()
        if TWINLANE in self.pings:
            p99 = self.pings[TWINLANE]["p99_ms"]
            yield Budget(f"ping's p99 at most {BUDGET_MS} ms while 32 handlers block", f"{p99:.2f} ms", p99 <= BUDGET_MS)

    def _ahead(self) -> Iterator[Budget]:
        for row in ROWS:
            taken = {name: one.median() for (name, key), one in self.rounds.items() if key == row.key}
            ours = taken.pop(TWINLANE, None)
            if ours and taken:
                best = max(taken, key=lambda name: taken[name])
                ratio = ours / taken[best]
                yield Budget(f"{row.title}: ahead of all in messages a CPU second", f"{ratio:.2f} × {best}", ratio > 1)

    def _counted(self) -> Iterator[Budget]:
        for row in SHORT:
            ratio = self._ratio(row)
            if ratio and row.most:
                yield Budget(f"{row.title}: instructions, at most {row.most} × {_yardstick(row)}", f"{ratio:.3f} ×", ratio <= row.most)

    def _ratio(self, row: Row) -> float | None:
        plain = next(one.key for one in ROWS if one.size == row.size)
        ours, axums = self.instructions.get((TWINLANE, row.key)), self.instructions.get((AXUM, plain))
        return ours / axums if ours and axums else None

    def _memory(self) -> Iterator[Budget]:
        axums = {title: median(found) for (name, title), found in self.idle.items() if name == AXUM}
        for (name, title), found in self.idle.items():
            if name == TWINLANE:
                # A connection of axum's takes the same whatever its client offers.
                ratio = median(found) / axums.get(title, next(iter(axums.values())))
                yield Budget(f"{title}: memory, at most {MOST_MEMORY} × axum's", f"{ratio:.3f} ×", ratio <= MOST_MEMORY)

    def record(self) -> dict[str, Any]:
        return {
            "when_and_where": machine.brief(),
            "rows": {
                row.title: {name: figures for name in contender_names() if (figures := self._figures(name, row))} for row in ROWS
            },
            "idle_bytes": {f"{name}: {title}": round(median(found)) for (name, title), found in self.idle.items()},
            "ping_beside_blocked": self.pings,
            "budgets": {budget.title: budget.measured for budget in self.budgets()},
        }

    def _figures(self, name: str, row: Row) -> dict[str, Any]:
        key = (name, row.key)
        figures: dict[str, Any] = {}
        if key in self.rounds:
            taken = self.rounds[key]
            figures["per_cpu_second"] = round(taken.median())
            figures["per_cpu_second_by_round"] = [round(value) for value in taken.per_cpu_second]
            figures["per_second"] = round(median(taken.per_second))
            figures["bytes"] = round(taken.bytes_of_one, 1)
        if key in self.instructions:
            figures["instructions"] = round(self.instructions[key])
        if key in self.calls:
            figures["system_calls"] = {call: round(count, 3) for call, count in self.calls[key].items() if count}
        return figures


def _yardstick(row: Row) -> str:
    return "axum's without compression" if row.is_compressed else "axum's"


def write(measured: Measured, rows: list[Row], rounds: int, seconds: float) -> str:
    parts = [
        "# WebSockets: `benches/websockets`\n",
        machine.description_of_sockets(),
        f"The run took {seconds / 60:.0f} minutes. Every answer was read and compared with what was sent. Texts of JSON, of which no two within 256 KB are the same. "
        "tokio-tungstenite, and with it axum, and actix-ws do not compress; the others have their own defaults: Twinlane level 1 of zlib-rs, Uvicorn and ws level 6 of zlib. "
        "ws compresses for whom asks only if it is told to, which it is here.\n",
    ]
    if measured.rounds:
        parts += [
            "## Messages a CPU second\n",
            f"Messages that a client received, by the user and system time of the server's process: the median of {rounds} rounds of {SECONDS} s that go round the "
            "contenders. All as their users run them. Echoes: 32 connections, each with one message in flight. Broadcasts: one message in flight, which all 1,000 receive; "
            "each of them counts. In brackets, messages a second by the clock.\n",
            _by_row(measured, rows, lambda name, row: _speed(measured.rounds.get((name, row.key)))),
            "## Bytes of a message on the wire\n",
            _by_row(measured, rows, lambda name, row: _bytes(measured.rounds.get((name, row.key)))),
        ]
    counted = f"one connection, one worker, the difference between {instructions.FEW} and {instructions.MANY} messages; broadcasts in a room of {COUNTED_MEMBERS}, for each that receives"
    parts += [
        "## User-mode instructions a message\n",
        f"callgrind, {counted}; in brackets, times axum. Neither Python's nor Node's are counted.\n",
        _by_row(measured, rows, lambda name, row: _instructions(measured, name, row)),
    ]
    if measured.calls:
        parts += ["## System calls a message\n", f"strace, {counted}.\n", _by_row(measured, rows, lambda name, row: _calls(measured.calls.get((name, row.key))))]
    if measured.idle:
        parts += [
            "## Connections that do nothing\n",
            "The proportional set (PSS) of the process with 10,000 connections open, less that without, by their number; the median of 3 processes. "
            "axum has as many workers as Twinlane.\n",
            tables.table(["", "axum, bytes a connection", "Twinlane"], list(_idle(measured))),
        ]
    if measured.pings:
        parts += [
            "## While 32 handlers block\n",
            "32 connections send without pause to a handler that blocks 100 ms by mistake; 4 others ask for `/ping` every 8 ms each. Milliseconds.\n",
            tables.table(["", "messages/s", "ping p50", "p99", "max"], list(_pings(measured))),
        ]
    budgets = [budget.cells() for budget in measured.budgets()]
    return "\n".join([*parts, "## Budgets\n", tables.table(["budget", "measured", ""], budgets)])


def _by_row(measured: Measured, rows: list[Row], cell: Any) -> str:
    named = [name for name in contender_names() if any(cell(name, row) for row in rows)]
    return tables.table(["", *(row.title for row in rows)], [[name, *(cell(name, row) or "–" for row in rows)] for name in named])


def _speed(taken: Taken | None) -> str:
    return f"{taken.median():,.0f} ({median(taken.per_second):,.0f})" if taken else ""


def _bytes(taken: Taken | None) -> str:
    return f"{taken.bytes_of_one:,.1f}" if taken else ""


def _instructions(measured: Measured, name: str, row: Row) -> str:
    taken, axums = measured.instructions.get((name, row.key)), measured.instructions.get((AXUM, row.key))
    if not taken:
        return ""
    return f"{taken:,.0f} ({taken / axums:.3f})" if axums else f"{taken:,.0f}"


def _calls(calls: dict[str, float] | None) -> str:
    found = sorted((calls or {}).items(), key=lambda call: -call[1])
    return ", ".join(f"{name} {count:.2g}" for name, count in found if count >= 0.02)


def _idle(measured: Measured) -> Iterator[list[str]]:
    for title in dict.fromkeys(title for _, title in measured.idle):
        found = (measured.idle.get((name, title)) for name in (AXUM, TWINLANE))
        yield [title, *(f"{median(one):,.0f}" if one else "–" for one in found)]


def _pings(measured: Measured) -> Iterator[list[str]]:
    for name, felt in measured.pings.items():
        yield [name, f"{felt['messages_per_second']:.0f}", *(f"{felt[key]:.2f}" for key in ("p50_ms", "p99_ms", "max_ms"))]
