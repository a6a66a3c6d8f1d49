"""`benches/run`: the same work by every contender, and where each budget stands."""

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import (
    answers,
    budgets,
    contenders,
    instructions,
    layout,
    limits,
    machine,
    middleware,
    picture,
    record,
    sessions,
    system_calls,
    tables,
    throughput,
    watchdog,
)
from .contenders import HYPER, TWINLANE, Contender, Field
from .operations import ALL, GZIP, OWN, TYPED_GET, Operation
from .servers import running


@dataclass
class Measured:
    """By contender's name and operation; what was not measured is absent."""

    instructions: dict[tuple[str, Operation], float] = field(default_factory=dict)
    code: dict[tuple[str, Operation], float] = field(default_factory=dict)
    """Those that are not the allocator's."""
    calls: dict[tuple[str, Operation], "Counter[str]"] = field(default_factory=dict)
    added: list[middleware.Added] = field(default_factory=list)
    reading: sessions.Reading | None = None
    rounds: throughput.Results = field(default_factory=dict)
    costs: list[watchdog.Cost] = field(default_factory=list)
    """Of the watchdog, if Twinlane was measured."""
    uncounted: dict[str, str] = field(default_factory=dict)
    """Why callgrind did not count a contender, by its name."""


def measure_short(chosen: Field) -> None:
    """Measures what does not swing: instructions and system calls, of the contenders that were compiled; then the bounds."""
    answers.check(chosen.same_shape)
    measured = Measured()
    _count(chosen.same_shape, measured)
    print(_counts(measured))
    _check_bounds(chosen, measured)


def measure_bounds(chosen: Field) -> None:
    """Measures only what has a bound: Twinlane's instructions beside the record, those of middleware and of sessions."""
    answers.check(chosen.same_shape)
    _check_bounds(chosen, Measured())


def _check_bounds(chosen: Field, measured: Measured) -> None:
    measured.added = middleware.measure(chosen)
    measured.reading = sessions.measure(chosen)
    print(budgets.table(measured))
    limits.check(chosen)
    middleware.check(measured.added)
    sessions.check(measured.reading)


def measure(chosen: Field, options: argparse.Namespace) -> None:
    """Everything; writes `results/run.md`, `run.json` and `run.svg`."""
    began = time.monotonic()
    answers.check(chosen.all())
    measured = Measured()
    _count(chosen.all(), measured)
    for variant in contenders.variants(chosen):
        _count_instructions(variant, (TYPED_GET,), measured)
    measured.added = middleware.measure(chosen)
    measured.reading = sessions.measure(chosen)
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(running(contender)) for contender in chosen.all()]
        measured.rounds = throughput.measure(servers, (*ALL, GZIP), options.rounds)
        own = [server for server in servers if server.contender.name == TWINLANE]
        measured.costs = [watchdog.measure(server) for server in own]
    report = _report(measured, options.rounds, time.monotonic() - began)
    print(report)
    layout.RESULTS.mkdir(exist_ok=True)
    (layout.RESULTS / "run.md").write_text(report, encoding="utf-8")
    record.write("run", record.of_run(measured))
    draw()


def draw() -> None:
    """`results/run.svg` from `run.json`."""
    (layout.RESULTS / "run.svg").write_text(picture.of_run(record.read("run")), encoding="utf-8")


def _count(chosen: list[Contender], measured: Measured) -> None:
    for contender in chosen:
        own = OWN if contender.name == TWINLANE else ()
        if contender.uncounted:
            measured.uncounted[contender.name] = contender.uncounted
        else:
            _count_instructions(contender, (*ALL, *own), measured)
        print(f"system calls: {contender.name}", flush=True)
        for operation, calls in system_calls.measure(contender, ALL).items():
            measured.calls[contender.name, operation] = calls


def _count_instructions(contender: Contender, operations: tuple[Operation, ...], measured: Measured) -> None:
    print(f"instructions: {contender.name}", flush=True)
    for operation, cost in instructions.measure(contender, operations).items():
        measured.instructions[contender.name, operation] = cost.instructions
        measured.code[contender.name, operation] = cost.code


def _report(measured: Measured, rounds: int, seconds: float) -> str:
    parts = [
        "# Side by side: `benches/run`\n",
        machine.description(),
        f"The run took {seconds / 60:.0f} minutes. Twinlane runs with its defaults; hyper and axum are served by one "
        "hand-written accept loop on hyper with Twinlane's header timeout, once with as many worker threads as Twinlane's "
        "event loop has (the rows that budgets compare) and once with tokio's default of one a core. actix-web has one "
        "worker a core and Go as many threads as its runtime takes; Fastify is one process without a log, FastAPI one "
        "Uvicorn worker (uvloop, httptools, no access log). A plain fn goes to another thread in all but Go and Fastify. Those in "
        "Rust use the system's allocator. Before measuring, every contender gave equal answers and refused the same wrong orders.\n",
        _counts(measured),
        _speed(measured, rounds),
        *(_watchdog(cost) for cost in measured.costs),
        budgets.table(measured),
    ]
    return "\n".join(parts)


def _counts(measured: Measured) -> str:
    return "\n".join(
        [
            "## User-mode instructions a request\n",
            f"callgrind, one keep-alive connection, the difference between {instructions.FEW} and {instructions.MANY} requests "
            f"(FastAPI: a {instructions.SHARE_FOR_SLOW}th of them), the median of {instructions.SAMPLES} such differences; in "
            "brackets, times hyper with as many threads.\n",
            _grid(measured.instructions, lambda name, operation: _instructions_cell(measured, name, operation), list(measured.uncounted)),
            *(f"Not counted: {name} ({reason}).\n" for name, reason in measured.uncounted.items()),
            "## System calls a request\n",
            f"strace, one keep-alive connection, the same difference of {system_calls.FEW} and {system_calls.MANY} requests. What works by the "
            "clock is left out: Twinlane's watchdog, Go's sysmon.\n",
            _grid(measured.calls, lambda name, operation: _calls_cell(measured.calls[name, operation])),
        ]
    )


def _watchdog(cost: watchdog.Cost) -> str:
    return (
        "## Twinlane's watchdog\n\n"
        f"While 32 connections ask for a trivial `async fn`: {cost.share_of_core:.1%} of a core, in {cost.looks_per_second:.0f} looks a second. "
        f"While nobody asks for anything, for {watchdog.IDLE_SECONDS} s: {cost.idle_wakeups} wake-ups of any thread.\n"
    )


def _instructions_cell(measured: Measured, name: str, operation: Operation) -> str:
    count = measured.instructions[name, operation]
    yardstick = measured.instructions.get((HYPER, operation))
    return f"{count:,.0f} ({count / yardstick:.2f})" if yardstick else f"{count:,.0f}"


def _calls_cell(calls: "Counter[str]") -> str:
    often = [f"{name} {count:.2g}" for name, count in calls.most_common() if count >= 0.05]
    return f"{calls.total():.2f}: {', '.join(often)}"


def _speed(measured: Measured, rounds: int) -> str:
    def cell(name: str, operation: Operation) -> str:
        taken = measured.rounds[name, operation]
        return f"{taken.median():,.0f}/s, {taken.cpu_microseconds():.1f} µs"

    return "\n".join(
        [
            "## Throughput and CPU time a request\n",
            f"wrk, {throughput.CONNECTIONS} connections, the median of {rounds} rounds of {throughput.SECONDS} s that go "
            "round the contenders; user and system time of the server's process. wrk shares the cores with the server.\n",
            _grid(measured.rounds, cell),
        ]
    )


def _grid(measured: Mapping[tuple[str, Operation], object], cell: tables.Cell, dashed: Sequence[str] = ()) -> str:
    """A row a contender, a column an operation; the `dashed` contenders were not measured."""
    names = list(dict.fromkeys(name for name, _ in measured))
    used = [operation for operation in (*ALL, GZIP) if any((name, operation) in measured for name in names)]
    rows = [[name, *(cell(name, one) if (name, one) in measured else "" for one in used)] for name in names]
    rows += [[name, *("–" for _ in used)] for name in dashed]
    return tables.table(["", *(operation.title for operation in used)], rows)
