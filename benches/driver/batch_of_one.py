"""A batch of one beside `lanes::cpu` with the same function, which does next to nothing: instructions a call, counted by callgrind."""

import subprocess
import tempfile
from pathlib import Path

from . import contenders, shell, tables
from .budgets import verdict
from .instructions import FEW, MANY, SAMPLES, median_of, taken
from .profile import Cost

CPU, BATCH = "cpu", "batch"
NAMES = {CPU: "`lanes::cpu`", BATCH: "a batch of one, `cpu`"}
MOST = 1.15


class OverBudget(Exception):
    """A batch of one takes more instructions than its budget."""


def measure() -> str:
    """The table. What a program takes besides its calls is in both of its counts, and so not in their difference."""
    program = str(contenders.built_with("batches", "bench_batch") / "bench_batch")
    costs = {way: [_cost(program, way) for _ in range(SAMPLES)] for way in NAMES}
    cost = {way: median_of(samples) for way, samples in costs.items()}
    ratio = cost[BATCH].instructions / cost[CPU].instructions
    rows = [[NAMES[way], f"{one.instructions:,.0f}", f"{one.allocations:.1f}"] for way, one in cost.items()]
    budget = [[f"a batch of one: at most {MOST} × `lanes::cpu`", f"{ratio:.3f} ×", verdict(ratio <= MOST)]]
    head = "A function that does next to nothing, one call after another; the median of five.\n"
    report = "\n".join(["## A batch of one\n", head, tables.table(["", "instructions a call", "allocations"], rows), tables.table(["budget", "measured", ""], budget)])
    if ratio > MOST:
        raise OverBudget(report)
    return report


def _cost(program: str, way: str) -> Cost:
    few, many = (_count(program, way, times) for times in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def _count(program: str, way: str, times: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={profile}", program, way, str(times)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise shell.ToolFailed(f"{' '.join(command)}: {done.stderr[-300:]}")
        return taken(profile, "-*")
