"""The page of `benches/inference`."""

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import layout, machine, tables
from .budgets import verdict
from .contenders import CORES, TWINLANE

CONNECTIONS = (1, 8, 64)
PING_BUDGET_MS = 3
SHARE_BUDGET = 0.9
LARGEST_BATCH = 64
WAITING = 256
"""Connections of which a whole batch waits whenever one has ended."""
PACKAGES = ("onnxruntime", "fastapi", "uvicorn", "litserve", "bentoml")


@dataclass
class Rate:
    """One measurement, in milliseconds but for the first."""

    per_second: float
    p99: float
    ping_p50: float
    ping_p99: float


@dataclass
class Round:
    """Items a second: by Twinlane, and by the model alone, the mean of just before and just after."""

    served: float
    alone: float

    def share(self) -> float:
        return self.served / self.alone


def write(felt: list[Any], alone: list[dict[str, Any]], rounds: list[Round], seconds: int) -> str:
    pinned = dict(line.split("==") for line in (layout.BENCHES / "onnx" / "requirements.txt").read_text(encoding="ascii").split())
    versions = ", ".join(f"{name} {pinned[name]}" for name in PACKAGES)
    parts = [
        "# A model behind an API: `benches/inference`\n",
        f"{machine.brief()}. {versions}.\n",
        "A network of six layers of 2,048 (84 MB), made by `onnx/make_model.py`, by the same library of ONNX Runtime for all; a request has one item of 64 "
        f"numbers. All answer the same. wrk asks for {seconds} s with each number of connections, on the same {CORES} cores. Meanwhile 4 connections ask for "
        "`/ping` (`/livez` of BentoML) every 8 ms each. Twinlane, LitServe and BentoML make batches of up to 64; FastAPI calls the model for each request. "
        f"Twinlane has one model with {CORES} threads of the library. FastAPI's threads share one, and the others have one in each of {CORES} workers, by one "
        "thread a call. No thread of the library spins.\n",
        "## Side by side\n",
        tables.table(
            ["connections", "", "items/s", "p99, ms", "ping p50, ms", "ping p99, ms"],
            [
                [str(connections), one.name, f"{rate.per_second:.0f}", f"{rate.p99:.1f}", f"{rate.ping_p50:.2f}", f"{rate.ping_p99:.2f}"]
                for connections in CONNECTIONS
                for one in felt
                for rate in [one.rates[connections]]
            ],
        ),
        "## Memory after that\n",
        tables.table(["", "MB", "processes"], [[one.name, f"{one.memory / 1e6:.0f}", str(one.processes)] for one in felt]),
        "## The model alone in a loop\n",
        "The best of three tries.\n",
        tables.table(
            ["calls at a time", "threads a call", "batch", "items/s"],
            [[str(one[key]) for key in ("calls_at_a_time", "threads_a_call", "batch")] + [f"{one['items_per_second']:.0f}"] for one in alone],
        ),
    ]
    if rounds:
        parts += [
            "## The framework's share\n",
            f"Twinlane with {WAITING} connections, and in turn with it the model alone, called likewise: {LARGEST_BATCH} at a time by {CORES} threads. Nobody pings. "
            "The share is the median of the turns.\n",
            tables.table(["Twinlane, items/s", "the model alone", "share"], [[f"{one.served:.0f}", f"{one.alone:.0f}", f"{one.share():.2f}"] for one in rounds]),
        ]
    rows = list(_budgets(felt, rounds))
    if rows:
        parts += ["## Budgets\n", tables.table(["budget", "measured", ""], rows)]
    return "\n".join(parts)


def keep(report: str, felt: list[Any], alone: list[dict[str, Any]], rounds: list[Round]) -> None:
    layout.RESULTS.mkdir(exist_ok=True)
    (layout.RESULTS / "inference.md").write_text(report, encoding="utf-8")
    contenders = [
        {
            "name": one.name,
            "memory": one.memory,
            "processes": one.processes,
            "rates": {str(connections): vars(rate) for connections, rate in one.rates.items()},
        }
        for one in felt
    ]
    content = json.dumps({"contenders": contenders, "alone": alone, "rounds": [vars(one) for one in rounds]}, indent=1)
    (layout.RESULTS / "inference.json").write_text(content + "\n", encoding="utf-8")


def _budgets(felt: list[Any], rounds: list[Round]) -> Iterator[list[str]]:
    ours = next((one for one in felt if one.name == TWINLANE), None)
    others = [one for one in felt if one is not ours]
    if not ours:
        return
    for connections in CONNECTIONS:
        rate = ours.rates[connections]
        for other in others:
            theirs = other.rates[connections]
            met = rate.per_second >= theirs.per_second and rate.p99 <= theirs.p99
            measured = f"{rate.per_second:.0f}/s, p99 {rate.p99:.1f} ms, against {theirs.per_second:.0f}/s, {theirs.p99:.1f} ms"
            yield [f"{connections} connections: ahead of {other.name}, with no longer p99", measured, verdict(met)]
    share = statistics.median(one.share() for one in rounds)
    yield [f"at least {SHARE_BUDGET} of the model alone at its best batch", f"{share:.2f}", verdict(share >= SHARE_BUDGET)]
    worst = max(rate.ping_p99 for rate in ours.rates.values())
    yield [f"ping's p99 at most {PING_BUDGET_MS} ms", f"{worst:.2f} ms", verdict(worst <= PING_BUDGET_MS)]
    for other in others:
        theirs = max(rate.ping_p99 for rate in other.rates.values())
        yield [f"and no longer than that of {other.name}", f"{worst:.2f} ms, against {theirs:.2f} ms", verdict(worst <= theirs)]
