"""`benches/transports`: typed GET over HTTP/2 and within TLS, beside the same by hand on hyper, and what having them costs HTTP/1.1 in clear.

All contenders are built with all transports, but for the Twinlane and the hyper that HTTP/1.1 is compared with.
"""

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from . import certificate, contenders, h2load, instructions, layout, machine, record, streams, system_calls, tables
from .budgets import verdict
from .connection import Client, kept_alive_within_tls
from .contenders import ACTIX, AXUM, GO, HYPER, TWINLANE, Contender
from .h2load import HTTP_1_WITHIN_TLS, Rounds
from .operations import TYPED_GET
from .profile import Cost
from .servers import running

PROCESSES = 3
"""Each count is the median of so many processes."""
MOST_OF_HTTP_2 = 1.15
"""Of hyper's instructions by hand."""
MOST_OF_TLS = 1.05
"""Of the instructions of hyper with tokio-rustls."""
MOST_OF_HTTP_1 = 1.01
"""Of the instructions without the transports, the allocator's apart: `profile.py` says why."""

STREAMS = (1, 10)
"""Requests in flight on the connection whose instructions are counted."""


class OverBudget(Exception):
    """A transport takes more instructions than its budget."""


@dataclass(frozen=True)
class Budget:
    title: str
    ratio: float
    most: float

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.most

    def __str__(self) -> str:
        return f"{self.title}: {self.ratio:.3f} ×, at most {self.most} ×"

    def row(self) -> list[str]:
        return [f"{self.title}: at most {self.most} ×", f"{self.ratio:.3f} ×", verdict(self.is_met)]


@dataclass
class Measured:
    """By contender's name; instructions and calls over HTTP/2 by the number of streams, too."""

    http_2: dict[tuple[str, int], Cost] = field(default_factory=dict)
    calls: dict[tuple[str, int], "Counter[str]"] = field(default_factory=dict)
    tls: dict[str, Cost] = field(default_factory=dict)
    http_1: dict[str, Cost] = field(default_factory=dict)
    rounds: dict[str, Rounds] = field(default_factory=dict)
    rounds_within_tls: dict[str, Rounds] = field(default_factory=dict)

    def budgets(self) -> Iterator[Budget]:
        for count in STREAMS:
            ours, by_hand = self.http_2[TWINLANE, count], self.http_2[HYPER, count]
            title = f"HTTP/2, typed GET, {_in_flight(count)}: instructions of hyper by hand"
            yield Budget(title, ours.instructions / by_hand.instructions, MOST_OF_HTTP_2)
        yield Budget("TLS, typed GET: instructions of hyper with tokio-rustls", self.tls[TWINLANE].instructions / self.tls[HYPER].instructions, MOST_OF_TLS)
        with_all, without = self.http_1[WITH_ALL], self.http_1[WITHOUT]
        yield Budget("HTTP/1.1, typed GET, with all transports compiled in: instructions without", with_all.code / without.code, MOST_OF_HTTP_1)


WITH_ALL = "Twinlane with all transports"
WITHOUT = "Twinlane without"


def measure(options: argparse.Namespace) -> None:
    began = time.monotonic()
    folder = contenders.binaries_with("transports", "twinlane", "hyper", "axum")
    plain = contenders.binaries_with("", "twinlane")
    measured = Measured()
    by_hand = Contender(HYPER, (str(folder / "bench_hyper"), *HTTP_2, "--port"))
    axum = Contender(AXUM, (str(folder / "bench_axum"), *HTTP_2, "--port"))
    ours = contenders.twinlane(folder)
    for contender in (by_hand, axum, ours):
        for count in STREAMS:
            print(f"instructions: {contender.name}, HTTP/2, {_in_flight(count)}", flush=True)
            measured.http_2[contender.name, count] = _count(contender, streams.at_once(count))
    with certificate.options() as tls:
        for contender in (_with(by_hand, HTTP_2, tls), _with(axum, HTTP_2, tls), _with(ours, (), tls)):
            print(f"instructions: {contender.name}, TLS", flush=True)
            measured.tls[contender.name] = _count(contender, kept_alive_within_tls)
    for name, one in ((WITHOUT, contenders.twinlane(plain)), (WITH_ALL, ours)):
        print(f"instructions: {name}, HTTP/1.1", flush=True)
        measured.http_1[name] = _count(one)
    if not options.short:
        actix = Contender(ACTIX, (str(contenders.binaries_with("actix,transports", "actix") / "bench_actix"), "--port"))
        go = Contender(GO, (str(layout.GO_SERVER), "--port"))
        _measure_on_the_clock([by_hand, axum, ours, actix], measured, options.rounds)
        _measure_within_tls([by_hand, axum, ours, actix, go], measured, options.rounds)
    budgets = list(measured.budgets())
    report = _report(measured, budgets, options, time.monotonic() - began)
    print(report)
    if not options.short:
        layout.RESULTS.mkdir(exist_ok=True)
        (layout.RESULTS / "transports.md").write_text(report, encoding="utf-8")
        record.write("transports", _record(measured, budgets))
    if over := [str(budget) for budget in budgets if not budget.is_met]:
        raise OverBudget("\n".join(["above its budget:", *over]))


HTTP_2 = ("--protocol", "http2")


def _with(contender: Contender, less: tuple[str, ...], more: tuple[str, ...]) -> Contender:
    """The contender with other options, before that of its port."""
    *command, port = (part for part in contender.command if part not in less)
    return replace(contender, command=(*command, *more, port))


def _count(contender: Contender, client: Client | None = None) -> Cost:
    """With one worker, so that a count depends on neither the number of processors nor the clock."""
    workers = ("--workers", "1") if contender.name in (HYPER, AXUM) else ()
    environment = {"BENCH_WORKERS": "1", "BENCH_SPARE_WORKERS": "0"}
    steady = replace(contender, command=(contender.command[0], *workers, *contender.command[1:]), operations=(TYPED_GET,), environment=environment)
    with_client = {"client": client} if client else {}
    return instructions.median_of([instructions.measure(steady, (TYPED_GET,), **with_client)[TYPED_GET] for _ in range(PROCESSES)])


def _measure_on_the_clock(chosen: list[Contender], measured: Measured, rounds: int) -> None:
    for contender in chosen:
        print(f"system calls: {contender.name}, HTTP/2", flush=True)
        for count in STREAMS:
            only = replace(contender, operations=(TYPED_GET,))
            measured.calls[contender.name, count] = system_calls.measure(only, (TYPED_GET,), streams.at_once(count))[TYPED_GET]
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(running(contender)) for contender in chosen]
        measured.rounds = h2load.measure(servers, h2load.HTTP_2, TYPED_GET, rounds)


def _measure_within_tls(chosen: list[Contender], measured: Measured, rounds: int) -> None:
    with contextlib.ExitStack() as stack:
        tls = stack.enter_context(certificate.options())
        servers = [stack.enter_context(running(_with(contender, HTTP_2, tls))) for contender in chosen]
        measured.rounds_within_tls = h2load.measure(servers, HTTP_1_WITHIN_TLS, TYPED_GET, rounds)


def _in_flight(count: int) -> str:
    return "one request at a time" if count == 1 else f"{count} at a time"


def _report(measured: Measured, budgets: list[Budget], options: argparse.Namespace, seconds: float) -> str:
    parts = [
        "# HTTP/2, TLS, and HTTP/1.1 beside them: `benches/transports`\n",
        machine.description(),
        f"The run took {seconds / 60:.0f} minutes. Every answer was read and compared. hyper and axum are served by one hand-written accept loop on hyper's "
        "HTTP/2 with Twinlane's limits; HTTP/2 is spoken by prior knowledge.\n",
        "## User-mode instructions of a typed GET over HTTP/2\n",
        f"callgrind, one connection, one worker, the difference between {instructions.FEW} and {instructions.MANY} requests, the median of "
        f"{PROCESSES} processes; in brackets, times hyper.\n",
        _counts(measured),
        "## Within TLS\n",
        "callgrind, as above, of HTTP/1.1; hyper and axum with tokio-rustls, all with ring and the same cipher.\n",
        tables.table(["", "typed GET"], [[name, _beside(cost, measured.tls[HYPER])] for name, cost in measured.tls.items()]),
        "## HTTP/1.1 with all transports compiled in\n",
        "callgrind, as above; without the allocator's instructions.\n",
        tables.table(["", "typed GET"], [[name, f"{cost.code:,.0f}"] for name, cost in measured.http_1.items()]),
    ]
    if not options.short:
        parts += [
            "## System calls of a typed GET over HTTP/2\n",
            tables.table(["", *map(_in_flight, STREAMS)], list(_calls(measured))),
            "## Throughput and CPU time of a typed GET over HTTP/2\n",
            f"h2load, {h2load.HTTP_2.connections} connections with {h2load.HTTP_2.in_flight} requests in flight each, the median of {options.rounds} rounds of "
            f"{h2load.SECONDS} s that go round the contenders; user and system time of the server's process. All with their defaults, hyper and axum "
            "with one worker a core.\n",
            tables.table(SPEED, list(_speed(measured.rounds))),
            "## Throughput and CPU time of a typed GET over HTTP/1.1 within TLS\n",
            f"h2load, {HTTP_1_WITHIN_TLS.connections} connections with one request in flight each, as above. axum is served by that accept loop with "
            "tokio-rustls, as axum-server serves it; actix-web has rustls, Go its own TLS.\n",
            tables.table(SPEED, list(_speed(measured.rounds_within_tls))),
        ]
    parts += ["## Budgets\n", tables.table(["budget", "measured", ""], [budget.row() for budget in budgets])]
    return "\n".join(parts)


def _counts(measured: Measured) -> str:
    names = dict.fromkeys(name for name, _ in measured.http_2)

    def cell(name: str, count: int) -> str:
        return _beside(measured.http_2[name, count], measured.http_2[HYPER, count])

    return tables.table(["", *map(_in_flight, STREAMS)], [[name, *(cell(name, count) for count in STREAMS)] for name in names])


def _beside(taken: Cost, by_hand: Cost) -> str:
    return f"{taken.instructions:,.0f} ({taken.instructions / by_hand.instructions:.3f}), {taken.allocations:.0f} allocations"


def _calls(measured: Measured) -> Iterator[list[str]]:
    for name in dict.fromkeys(name for name, _ in measured.calls):
        of_all = (measured.calls[name, count] for count in STREAMS)
        cells = (", ".join(f"{call} {count:.2g}" for call, count in calls.most_common() if count >= 0.05) for calls in of_all)
        yield [name, *cells]


SPEED = ["", "requests a second", "CPU time a request"]


def _speed(rounds: dict[str, Rounds]) -> Iterator[list[str]]:
    for name, taken in rounds.items():
        yield [name, f"{taken.median():,.0f}", f"{taken.cpu_microseconds():.1f} µs"]


def _record(measured: Measured, budgets: list[Budget]) -> dict[str, object]:
    return {
        "when_and_where": machine.brief(),
        "http_2": {f"{name}, {_in_flight(count)}": round(cost.instructions) for (name, count), cost in measured.http_2.items()},
        "tls": {name: round(cost.instructions) for name, cost in measured.tls.items()},
        "http_1": {name: round(cost.code) for name, cost in measured.http_1.items()},
        "per_second": {name: round(taken.median()) for name, taken in measured.rounds.items()},
        "cpu_microseconds": {name: round(taken.cpu_microseconds(), 2) for name, taken in measured.rounds.items()},
        "per_second_within_tls": {name: round(taken.median()) for name, taken in measured.rounds_within_tls.items()},
        "cpu_microseconds_within_tls": {name: round(taken.cpu_microseconds(), 2) for name, taken in measured.rounds_within_tls.items()},
        "budgets": {budget.title: round(budget.ratio, 4) for budget in budgets},
    }
