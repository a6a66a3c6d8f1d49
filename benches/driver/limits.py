"""The recorded instructions of Twinlane's operations, and the check that none has got worse: `results/instructions.json`.

The counts are steady for three reasons:

- Both servers have one worker, and Twinlane no spare one. With several, a worker that looks for work looks at each of the others,
  so that a count depends on the number of processors; and the watchdog wakes a spare worker when a poll takes long, as under
  callgrind any may on a busy machine.
- Each operation has a process of its own: what others have left in the allocator changes its work.
- The median of several processes is taken.

What is compared is the ratio to hyper's instructions for a typed GET in the same run. It stays the same if all counts shift, as
another C library shifts them.
"""

import hashlib
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from . import answers, contenders, instructions, layout, machine, shell
from .contenders import HYPER, TWINLANE, Field
from .operations import ALL, OWN, PLAIN, TYPED_GET, Operation

Counts = dict[tuple[str, Operation], float]
"""Instructions a request, by contender and operation."""

RECORD = layout.RESULTS / "instructions.json"
REFERENCE = (HYPER, TYPED_GET)

BOUND = 0.01
"""How much a row may get worse."""
WIDER = {
    # It needs a spare worker: without one it goes through threads, which is another operation. So there are two workers, and which of
    # them takes the connection on depends on the clock: the counts of single processes are up to 1.8 % apart.
    PLAIN: 0.02,
}
"""Rows that no measurement makes steady, each with the reason."""
PROCESSES = {PLAIN: 5}
"""How many processes are measured, if it is not 3."""
ELSEWHERE = 0.03
"""How much a row may differ where the C library or valgrind is another than that of the record: what is in it is not ours."""


class WorseThanRecorded(Exception):
    """An operation takes more instructions than the record allows."""


@dataclass(frozen=True)
class Row:
    operation: Operation
    counted: float
    """Instructions a request."""
    ratio: float
    """To the reference, in the same run."""
    recorded: float | None
    """The ratio in the record; `None` if it has no such row."""

    @property
    def change(self) -> float:
        return self.ratio / self.recorded - 1 if self.recorded else 0.0


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
        print(f"{row.operation.title}: {row.counted:,.0f} instructions, {_against(row)}")
        if row.recorded is None or row.change > bound:
            worse.append(f"{row.operation.title}: {_against(row)}; at most +{bound:.1%} is allowed")
    if worse:
        raise WorseThanRecorded("\n".join(["instructions above the record:", *worse, *_advice(recorded)]))


def record(chosen: Field) -> None:
    """Sets the record to what is measured now, and prints the change of each row for the commit message."""
    answers.check(chosen.same_shape)
    counts = _count(chosen)
    before = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {"ratios": {}}
    rows = list(_rows(counts, before))
    for row in rows:
        print(f"{row.operation.title}: {row.counted:,.0f} instructions, {_against(row)}")
    new = {
        "when_and_where": machine.brief(),
        "of": _circumstances(),
        "reference": {"contender": HYPER, "operation": TYPED_GET.title, "instructions": round(counts[REFERENCE])},
        "instructions": {row.operation.title: round(row.counted) for row in rows},
        "ratios": {row.operation.title: round(row.ratio, 5) for row in rows},
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
        counts[name, operation] = median(single)
    return counts


def _rows(counts: Counts, record: dict[str, Any]) -> Iterator[Row]:
    reference = counts[REFERENCE]
    for operation in (*ALL, *OWN):
        if counted := counts.get((TWINLANE, operation)):
            yield Row(operation, counted, counted / reference, record["ratios"].get(operation.title))


def _against(row: Row) -> str:
    if row.recorded is None:
        return f"{row.ratio:.4f} × hyper's typed GET; not recorded"
    return f"{row.ratio:.4f} × hyper's typed GET; recorded {row.recorded:.4f} ×, {row.change:+.2%}"


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
    """What changes the counts apart from the sources."""
    lock = (layout.ROOT / "Cargo.lock").read_text(encoding="utf-8")
    crates = re.findall(r'^name = "(.+)"\nversion = "(.+)"\nsource', lock, re.MULTILINE)
    return {
        "architecture": platform.machine(),
        "rustc": shell.output(["rustc", "--version"], cwd=layout.ROOT).split()[1],
        "crates": hashlib.sha256(repr(sorted(crates)).encode()).hexdigest()[:16],
        "libc": " ".join(platform.libc_ver()),
        "valgrind": shell.output(["valgrind", "--version"]).strip(),
    }
