"""The recorded instructions of Twinlane's operations, and the check that none has got worse: `results/instructions.json`.

The counts are steady for four reasons:

- Both servers have one worker, and Twinlane no spare one. With several, a worker that looks for work looks at each of the others,
  so that a count depends on the number of processors; and the watchdog wakes a spare worker when a poll takes long, as under
  callgrind any may on a busy machine.
- Each operation has a process of its own: what others have left in the allocator changes its work.
- The median of several processes is taken.
- The allocator's instructions are left out (`profile.py` says why). Its calls are a figure of their own instead.

What is compared is the ratio to hyper's instructions for a typed GET in the same run. It stays the same if all counts shift, as
another C library shifts them.
"""

import hashlib
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import answers, contenders, instructions, layout, machine, shell
from .contenders import HYPER, TWINLANE, Field
from .operations import ALL, OWN, PLAIN, TYPED_GET, Operation
from .profile import Cost

Counts = dict[tuple[str, Operation], Cost]
"""The cost of a request, by contender and operation."""

RECORD = layout.RESULTS / "instructions.json"
REFERENCE = (HYPER, TYPED_GET)

BOUND = 0.01
"""The share by which a row may get worse."""
SEVERAL_REQUESTS = 0.1
"""Allocations a request that may come on top: one in ten requests, as a buffer that grows. One in each is over it."""
WIDER = {
    # It needs a spare worker: without one it goes through threads, which is another operation. So there are two workers, and which of
    # them takes the connection on depends on the clock: the counts of single processes are up to 1.8 % apart.
    PLAIN: 0.02,
}
"""Rows that no measurement makes steady, each with the reason."""
PROCESSES = {PLAIN: 5}
"""The number of processes that are measured, if it is not 3."""
ELSEWHERE = 0.03
"""The share by which a row may differ if the C library or valgrind is not that of the record: their code is not ours."""


class WorseThanRecorded(Exception):
    """An operation takes more instructions than the record allows."""


@dataclass(frozen=True)
class Row:
    operation: Operation
    cost: Cost
    """Of a request."""
    ratio: float
    """Of its instructions to the reference's, in the same run."""
    recorded: float | None
    """The ratio in the record; `None` if it has no such row."""
    recorded_allocations: float | None
    """Those in the record."""

    @property
    def change(self) -> float:
        return self.ratio / self.recorded - 1 if self.recorded else 0.0

    def is_within(self, bound: float) -> bool:
        """True if it has a record, and takes at most `bound` more instructions than it, and no more allocations."""
        if self.recorded is None or self.recorded_allocations is None:
            return False
        return self.change <= bound and self.cost.allocations <= self.recorded_allocations + SEVERAL_REQUESTS

    def __str__(self) -> str:
        counted = f"{self.operation.title}: {self.cost.code:,.0f} instructions, {self.ratio:.4f} × hyper's typed GET"
        allocations = f"{self.cost.allocations:.1f} allocations"
        if self.recorded is None:
            return f"{counted}; {allocations}; not recorded"
        return f"{counted}, recorded {self.recorded:.4f} ×, {self.change:+.2%}; {allocations}, recorded {self.recorded_allocations}"


def check(chosen: Field) -> None:
    """Prints each row beside its record; raises `WorseThanRecorded` if one is above its bound."""
    counts = _count(chosen)
    if not counts:
        print("Not compared with the record: that needs hyper and Twinlane.")
        return
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    print("## Against the record\n")
    worse = []
    for row in _rows(counts, recorded):
        bound = _bound(row.operation, recorded)
        print(row)
        if not row.is_within(bound):
            worse.append(f"{row}; at most +{bound:.1%} and no more allocations are allowed")
    if worse:
        raise WorseThanRecorded("\n".join(["above the record:", *worse, *_advice(recorded)]))


def record(chosen: Field) -> None:
    """Sets the record to what is measured now, and prints the change of each row for the commit message."""
    answers.check(chosen.same_shape)
    counts = _count(chosen)
    before = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    rows = list(_rows(counts, before))
    for row in rows:
        print(row)
    new = {
        "when_and_where": machine.brief(),
        "of": _circumstances(),
        "reference": {"contender": HYPER, "operation": TYPED_GET.title, "instructions": round(counts[REFERENCE].code)},
        "instructions": {row.operation.title: round(row.cost.code) for row in rows},
        "ratios": {row.operation.title: round(row.ratio, 5) for row in rows},
        "allocations": {row.operation.title: round(row.cost.allocations, 1) for row in rows},
    }
    RECORD.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWritten to {RECORD.relative_to(layout.ROOT)}. Commit it by itself, with the reason and these lines in the message.")


def _count(chosen: Field) -> Counts:
    """Empty if one of the two servers was not chosen."""
    counts = {}
    for name, operation in (REFERENCE, *((TWINLANE, operation) for operation in (*ALL, *OWN))):
        contender = contenders.steady(chosen, name, spare_workers=1 if operation is PLAIN else 0)
        if not contender:
            return {}
        print(f"instructions with one worker: {name}, {operation.title}", flush=True)
        single = [instructions.measure(contender, (operation,))[operation] for _ in range(PROCESSES.get(operation, 3))]
        counts[name, operation] = instructions.median_of(single)
    return counts


def _rows(counts: Counts, record: dict[str, Any]) -> Iterator[Row]:
    reference = counts[REFERENCE].code
    for operation in (*ALL, *OWN):
        if cost := counts.get((TWINLANE, operation)):
            ratio, allocations = (record.get(figure, {}).get(operation.title) for figure in ("ratios", "allocations"))
            yield Row(operation, cost, cost.code / reference, ratio, allocations)


def _bound(operation: Operation, record: dict[str, Any]) -> float:
    bound = WIDER.get(operation, BOUND)
    return bound if _is_same_machine(record) else max(bound, ELSEWHERE)


def _is_same_machine(record: dict[str, Any]) -> bool:
    now = _circumstances()
    return all(record["of"][key] == now[key] for key in ("architecture", "libc", "valgrind"))


def _advice(record: dict[str, Any]) -> Iterator[str]:
    now = _circumstances()
    changed = [f"{key} was {value}, is {now[key]}" for key, value in record["of"].items() if value != now[key]]
    if changed:
        yield f"The record is of other circumstances: {'; '.join(changed)}."
        yield (
            "A change of the toolchain or of Cargo.lock is measured by itself: go to the commit before it, see `benches/run --short` pass, "
            "make the change alone, and commit `benches/run --record` with it."
        )
    yield (
        "Find the cost, and take it out. If it is worth it, raise the record in a commit of its own that says the reason: "
        "`benches/run --record` (benches/README.md)."
    )


def _circumstances() -> dict[str, str]:
    """The circumstances that change the counts, apart from the sources."""
    lock = (layout.ROOT / "Cargo.lock").read_text(encoding="utf-8")
    crates = re.findall(r'^name = "(.+)"\nversion = "(.+)"\nsource', lock, re.MULTILINE)
    return {
        "architecture": platform.machine(),
        "rustc": shell.output(["rustc", "--version"], cwd=layout.ROOT).split()[1],
        "crates": hashlib.sha256(repr(sorted(crates)).encode()).hexdigest()[:16],
        "libc": " ".join(platform.libc_ver()),
        "valgrind": shell.output(["valgrind", "--version"]).strip(),
    }
