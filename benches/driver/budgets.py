"""The budgets of the request path, and where each stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import tables, throughput
from .contenders import ACTIX, AXUM, FASTAPI, HYPER, MANY_ROUTES, TWINLANE, WITHOUT_DOCS
from .operations import ASYNC, BY_HAND, DEPENDENCIES, FORM, GZIP, IN_PLACE, PLAIN, TYPED_GET, VALIDATED_POST, Operation

if TYPE_CHECKING:
    from .run import Measured

TOLERANCE = 0.005
# The workers of a runtime now and then wake each other: a few calls in a thousand requests, never the same number.
CALLS_TOLERANCE = 0.02
"""Difference of callgrind's counts between two runs of one program. It decides only where a budget asks for equality."""


def table(measured: "Measured") -> str:
    rows = [row for rule in (_counted, _middleware, _lanes, _compressed, _watchdog, _against_fastapi) for row in rule(measured)]
    if not rows:
        return ""
    return f"## Budgets\n\n{tables.table(['budget', 'measured', ''], rows)}"


def _watchdog(measured: "Measured") -> Iterator[list[str]]:
    for cost in measured.costs:
        yield ["the watchdog: at most 1 % of a core under load", f"{cost.share_of_core:.2%}", verdict(cost.share_of_core <= 0.01)]
        yield ["the watchdog: no wake-ups while nothing runs", str(cost.idle_wakeups), verdict(cost.idle_wakeups == 0)]


def verdict(met: bool) -> str:
    return "met" if met else "**not met**"


def _counted(measured: "Measured") -> Iterator[list[str]]:
    rules = [
        ("typed GET: at most 1.35 × hyper's instructions", TWINLANE, HYPER, TYPED_GET, 1.35),
        ("typed GET: fewer instructions than axum", TWINLANE, AXUM, TYPED_GET, 1.0),
        ("typed GET: fewer instructions than actix-web", TWINLANE, ACTIX, TYPED_GET, 1.0),
        ("validated POST: at most 1.0 × axum's instructions", TWINLANE, AXUM, VALIDATED_POST, 1.0),
        ("form: at most 1.0 × axum's instructions", TWINLANE, AXUM, FORM, 1.0),
        ("10,000 routes more: at most 1.1 × the instructions of 8", MANY_ROUTES, TWINLANE, TYPED_GET, 1.1),
    ]
    depending, by_hand = (measured.instructions.get((TWINLANE, operation)) for operation in (DEPENDENCIES, BY_HAND))
    if depending and by_hand:
        ratio = depending / by_hand
        title = "5 async dependencies, 2 shared: at most 1.2 × the instructions of calling 5 functions by hand"
        yield [title, f"{ratio:.3f} ×", verdict(ratio <= 1.2)]
    for title, one, other, operation, most in rules:
        over, under = measured.instructions.get((one, operation)), measured.instructions.get((other, operation))
        if over and under:
            yield [title, f"{over / under:.3f} ×", verdict(over / under <= most)]
    yield from _beside_itself(measured)
    over_calls, under_calls = measured.calls.get((TWINLANE, TYPED_GET)), measured.calls.get((HYPER, TYPED_GET))
    if over_calls and under_calls:
        over, under = over_calls.total(), under_calls.total()
        met = over <= under * (1 + CALLS_TOLERANCE)
        yield ["typed GET: no more system calls than hyper", f"{over:.2f} against {under:.2f}", verdict(met)]


def _beside_itself(measured: "Measured") -> Iterator[list[str]]:
    """Without the allocator's instructions: they differ with the layout of the heap (`profile.py`)."""
    plain, without_docs = (measured.code.get((name, TYPED_GET)) for name in (TWINLANE, WITHOUT_DOCS))
    if plain and without_docs:
        ratio = plain / without_docs
        yield ["docs: 1.00 × the instructions without", f"{ratio:.3f} ×", verdict(ratio <= 1.0 + TOLERANCE)]


def _middleware(measured: "Measured") -> Iterator[list[str]]:
    yield from (added.row() for added in measured.added)
    if measured.reading:
        yield measured.reading.row()


def _compressed(measured: "Measured") -> Iterator[list[str]]:
    ours = measured.rounds.get((TWINLANE, GZIP))
    for name in (AXUM, ACTIX):
        theirs = measured.rounds.get((name, GZIP))
        if ours and theirs:
            ratio = ours.cpu_microseconds() / theirs.cpu_microseconds()
            yield [f"{GZIP.title}: less CPU time than {name}", f"{ratio:.2f} ×", verdict(ratio <= 1)]


def _lanes(measured: "Measured") -> Iterator[list[str]]:
    rules = [
        ("plain fn in the thread lane: at least 0.6 × the throughput of an async fn", PLAIN, 0.6),
        ("plain fn in place: at least 0.97 × the throughput of an async fn", IN_PLACE, 0.97),
    ]
    for title, operation, least in rules:
        if (TWINLANE, operation) in measured.rounds:
            ratio = throughput.ratio(measured.rounds, (TWINLANE, operation), (TWINLANE, ASYNC))
            others = ", ".join(_ratios_of_others(measured, operation))
            yield [title, f"{ratio:.2f} ×" + (f" ({others})" if others else ""), verdict(ratio >= least)]


def _ratios_of_others(measured: "Measured", operation: Operation) -> Iterator[str]:
    for name in (FASTAPI, HYPER):
        if (name, operation) in measured.rounds:
            ratio = throughput.ratio(measured.rounds, (name, operation), (name, ASYNC))
            yield f"{name} {ratio:.2f} ×"


def _against_fastapi(measured: "Measured") -> Iterator[list[str]]:
    rules: list[tuple[str, Operation, float]] = [
        ("typed GET: at least 12 × FastAPI a CPU second", TYPED_GET, 12),
        ("validated POST: at least 12 × FastAPI a CPU second", VALIDATED_POST, 12),
        ("plain fn: at least 20 × FastAPI a CPU second", PLAIN, 20),
    ]
    for title, operation, least in rules:
        ours, theirs = measured.rounds.get((TWINLANE, operation)), measured.rounds.get((FASTAPI, operation))
        if ours and theirs:
            ratio = theirs.cpu_microseconds() / ours.cpu_microseconds()
            yield [title, f"{ratio:.1f} ×", verdict(ratio >= least)]
